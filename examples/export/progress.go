package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// lineEvery is how long a log waits for the next line.
const lineEvery = 10 * time.Second

// progress shows how far the reading is: as a bar on a terminal, in lines elsewhere.
type progress struct {
	w          io.Writer
	isTerminal bool

	bar    *progressbar.ProgressBar // on a terminal
	unit   string
	n, all int
	said   time.Time
}

func newProgress(w io.Writer) *progress {
	file, ok := w.(*os.File)
	return &progress{w: w, isTerminal: ok && term.IsTerminal(int(file.Fd()))}
}

// begin starts at 0. all is what to expect; more may come, or less.
func (p *progress) begin(unit string, all int) {
	p.unit, p.n, p.all, p.said = unit, 0, all, time.Now()
	if p.isTerminal {
		p.bar = progressbar.NewOptions(max(1, all),
			progressbar.OptionSetWriter(p.w),
			progressbar.OptionSetDescription("Reading "+unit),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond),
		)
	}
}

func (p *progress) step() {
	p.n++
	if p.isTerminal {
		_ = p.bar.Add(1) // only the display can fail
	} else if time.Since(p.said) >= lineEvery {
		p.said = time.Now()
		fmt.Fprintf(p.w, "Reading %s: %d of %d.\n", p.unit, p.n, p.all)
	}
}

// end leaves the bar where it is: the reading may have failed.
func (p *progress) end() {
	if p.isTerminal {
		_ = p.bar.Exit()
		fmt.Fprintln(p.w)
	} else {
		fmt.Fprintf(p.w, "Read %s: %d of %d.\n", p.unit, p.n, p.all)
	}
}

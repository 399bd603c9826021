// Package progress shows how far a command is: a bar on a terminal, lines in a log.
package progress

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
	"golang.org/x/term"

	"os"
)

// Progress is safe for concurrent use.
type Progress struct {
	mu      sync.Mutex
	total   int // 0 if it is not known
	done    int
	text    string
	resumes time.Time // of a wait for the rate limit

	bar   *mpb.Bar // nil in a log
	bars  *mpb.Progress
	lines io.Writer
	last  time.Time
	shown string // the last line
}

// logInterval is how often a log gets a line at most.
const logInterval = 15 * time.Second

// New returns the Progress of a command that does total things, or, if total is 0, does not know how many.
func New(out io.Writer, total int) *Progress {
	p := &Progress{total: total, lines: out, last: time.Now()}
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return p
	}
	p.bars = mpb.New(mpb.WithOutput(out), mpb.WithWidth(60), mpb.WithRefreshRate(200*time.Millisecond))
	p.bar = p.bars.New(int64(total), mpb.BarStyle(),
		mpb.PrependDecorators(decor.Any(func(decor.Statistics) string { return p.counts() })),
		mpb.AppendDecorators(decor.Any(func(decor.Statistics) string { return p.detail() })),
	)
	return p
}

// Add records that n more things are done.
func (p *Progress) Add(n int) {
	p.mu.Lock()
	p.done += n
	p.mu.Unlock()
	if p.bar != nil {
		p.bar.IncrBy(n)
	}
	p.log(false)
}

// Describe sets the text beside the counts, for example "2 failed".
func (p *Progress) Describe(text string) {
	p.mu.Lock()
	p.text = text
	p.mu.Unlock()
	p.log(false)
}

// Waiting shows that a request waits for the rate limit.
func (p *Progress) Waiting(until time.Time) {
	p.mu.Lock()
	p.resumes = until
	p.mu.Unlock()
	p.log(true)
}

// End leaves the display as it is. Nothing is shown after it.
func (p *Progress) End() {
	if p.bar == nil {
		return
	}
	p.bar.Abort(false)
	p.bars.Wait()
}

func (p *Progress) counts() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.total == 0 {
		return fmt.Sprint(p.done)
	}
	return fmt.Sprintf("%d of %d", p.done, p.total)
}

func (p *Progress) detail() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if left := time.Until(p.resumes); left > 0 {
		return fmt.Sprintf("waiting for the API's limit, %d s", int(left.Seconds())+1)
	}
	return p.text
}

// log writes a line to a log, where it is time for one.
func (p *Progress) log(now bool) {
	if p.bar != nil {
		return
	}
	counts, detail := p.counts(), p.detail()
	p.mu.Lock()
	defer p.mu.Unlock()
	if !now && p.done != p.total && time.Since(p.last) < logInterval {
		return
	}
	line := counts
	if detail != "" {
		line += ": " + detail
	}
	if line != p.shown {
		p.last, p.shown = time.Now(), line
		fmt.Fprintln(p.lines, line)
	}
}

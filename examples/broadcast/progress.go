package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far the sending has come: a bar to somebody at a terminal, lines to a log.
type progress interface {
	step(result state)
	end()
}

func newProgress(out io.Writer, total int) progress {
	if file, ok := out.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return newBar(file, total)
	}
	return &lines{out: out, total: total, last: time.Now(), tally: tally{}}
}

type bar struct {
	*progressbar.ProgressBar
	tally tally
}

func newBar(out io.Writer, total int) bar {
	return bar{progressbar.NewOptions(total,
		progressbar.OptionSetWriter(out),
		progressbar.OptionSetWidth(30),
		progressbar.OptionShowCount(),
		progressbar.OptionSetRenderBlankState(true),
		progressbar.OptionOnCompletion(func() { fmt.Fprintln(out) }),
	), tally{}}
}

func (b bar) step(result state) {
	b.tally[result]++
	b.Describe(b.tally.String())
	_ = b.Add(1) // it fails when the terminal is gone
}

func (b bar) end() {
	if !b.IsFinished() {
		_ = b.Exit() // leaves the bar where it is
	}
}

// lines writes a line for each tenth of the work, and for each minute of it.
type lines struct {
	out         io.Writer
	total, done int
	last        time.Time
	tally       tally
}

func (l *lines) step(result state) {
	tenth := l.done * 10 / l.total
	l.done++
	l.tally[result]++
	if l.done*10/l.total > tenth || time.Since(l.last) >= time.Minute {
		l.last = time.Now()
		fmt.Fprintf(l.out, "%d of %d (%d %%): %s\n", l.done, l.total, l.done*100/l.total, l.tally)
	}
}

func (l *lines) end() {}

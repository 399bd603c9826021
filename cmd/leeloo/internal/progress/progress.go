// Package progress shows how far a command is: one line that is kept up to date on a terminal, lines in a log.
package progress

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Progress is safe for concurrent use.
type Progress struct {
	mu    sync.Mutex
	state state

	app  *app.App
	bars *mpb.Progress // nil in a log
	bar  *mpb.Bar

	lines io.Writer
	last  time.Time     // of the last line
	shown string        // the last line
	end   chan struct{} // of the log
	alive sync.WaitGroup
	ended bool // nothing is written to the log any more
}

// A log gets a line at most every logInterval, unless there is something new to say, and at least every logSilence.
const (
	logInterval = 15 * time.Second
	logSilence  = time.Minute
)

// clearLine begins a line of a terminal, which may already have the ^C that was typed.
const clearLine = "\r\x1b[J"

// shortPause is what a log does not mention.
const shortPause = 5 * time.Second

// New returns the Progress of a command that does total things, or, if total is 0, does not know how many. It is the display
// of a until End is called.
func New(a *app.App, total int) *Progress {
	p := &Progress{app: a, state: state{total: total}, lines: a.Err}
	start := p.startLog
	if app.IsTerminal(a.Err) {
		start = p.startBar
	}
	a.StartDisplay(p, start)
	return p
}

func (p *Progress) startBar() {
	p.bars = mpb.New(mpb.WithOutput(p.lines), mpb.WithRefreshRate(200*time.Millisecond))
	p.bar, _ = p.bars.Add(0, mpb.BarFillerFunc(func(w io.Writer, s decor.Statistics) error { // it fails after Wait only
		// The last cell of the terminal stays empty: after it, some terminals begin a new line.
		_, err := io.WriteString(w, clearLine+p.line(s.AvailableWidth-1))
		return err
	}), mpb.BarFillerTrim())
}

func (p *Progress) line(width int) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state.line(width)
}

func (p *Progress) change(change func(*state)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.state)
}

// Add records that n more things are done.
func (p *Progress) Add(n int) {
	p.change(func(s *state) { s.done += n })
	p.log(false)
}

// Describe sets the text beside the counts, for example "2 failed".
func (p *Progress) Describe(text string) {
	p.change(func(s *state) { s.text = text })
	p.log(false)
}

// Set sets at once how many things are done, the text beside the counts, and how long the rest takes, as far as is known.
// If that is news, it ends a pause.
func (p *Progress) Set(done int, text string, left time.Duration) {
	p.change(func(s *state) {
		if done != s.done || text != s.text {
			s.resumes = time.Time{}
		}
		s.done, s.text, s.ends = done, text, time.Now().Add(left)
	})
	p.log(false)
}

// Waiting shows that a request waits for the rate limit.
func (p *Progress) Waiting(until time.Time) { p.Pause("waiting for the API's limit", until) }

// Pause shows why nothing is done until a time.
func (p *Progress) Pause(why string, until time.Time) {
	begins := false
	p.change(func(s *state) {
		begins = s.why != why || time.Until(s.resumes) <= 0
		s.why, s.resumes = why, until
	})
	p.log(begins && time.Until(until) >= shortPause)
}

// Write shows lines above the display.
func (p *Progress) Write(text []byte) (int, error) {
	if p.bars == nil {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.lines.Write(text)
	}
	if _, err := p.bars.Write(append([]byte(clearLine), bytes.TrimLeft(text, "\n")...)); err != nil {
		return p.lines.Write(text) // the display has ended
	}
	return len(text), nil
}

// End leaves the display as it is. Nothing is shown after it, whatever is called.
func (p *Progress) End() { p.app.EndDisplay(p, p.finish) }

func (p *Progress) finish() {
	p.change(func(s *state) { s.resumes, s.ends = time.Time{}, time.Time{} })
	if p.bars != nil {
		p.bar.Abort(false)
		p.bars.Wait()
		return
	}
	if p.ended {
		return
	}
	close(p.end)
	p.alive.Wait()
	p.log(true)
	p.change(func(*state) { p.ended = true })
}

// startLog writes the first line, and then one when nothing else was written for a while: a log must show that the
// program is alive.
func (p *Progress) startLog() {
	p.end = make(chan struct{})
	if p.state.total > 0 {
		p.log(true)
	} // or with the first text: a 0 says nothing
	p.alive.Go(func() {
		for {
			p.mu.Lock()
			due := p.last.Add(logSilence)
			if p.last.IsZero() {
				due = time.Now().Add(logSilence)
			}
			p.mu.Unlock()
			select {
			case <-time.After(time.Until(due)):
				p.log(false)
			case <-p.end:
				return
			}
		}
	})
}

// log writes a line if it is time for one, or now.
func (p *Progress) log(now bool) {
	if p.bars != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.ended {
		return
	}
	line, silence := p.state.logLine(), time.Since(p.last)
	complete := p.state.total > 0 && p.state.done == p.state.total
	if silence < logSilence && (line == p.shown || !now && !complete && silence < logInterval) {
		return
	}
	p.last, p.shown = time.Now(), line
	fmt.Fprintln(p.lines, line)
}

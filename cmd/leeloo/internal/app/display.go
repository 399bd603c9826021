package app

import (
	"io"
	"math"
	"time"
)

// Display is a progress display. It shows what is written to it above itself.
type Display interface {
	io.Writer
	Waiting(until time.Time) // a request waits for the rate limit
}

// StartDisplay sends notices and waits to a display from now on. start begins to show it; nothing else is written to standard
// error meanwhile, and from then on.
func (a *App) StartDisplay(display Display, start func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	start()
	a.display = display
}

// EndDisplay sends notices and waits to standard error again, unless another display has begun since. end ends the display;
// nothing else is written meanwhile, since a display that is about to end would lose it.
func (a *App) EndDisplay(display Display, end func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	end()
	if a.display == display {
		a.display = nil
	}
}

// notices writes to standard error, or to the display.
type notices struct{ *App }

func (n notices) Write(p []byte) (int, error) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.display != nil {
		return n.display.Write(p)
	}
	return n.Err.Write(p)
}

// In a full window, each request waits a little. A wait of less than shortWait is not shown, and without a display, none
// that ends at most sameWait after the one before.
const (
	shortWait = 3 * time.Second
	sameWait  = 10 * time.Second
)

// waiting shows that a request waits for the rate limit.
func (a *App) waiting(until time.Time) {
	wait := time.Until(until)
	if wait < shortWait {
		return
	}
	if !a.showWaiting(until) {
		a.Printf("Waiting for the API's limit, %.0f s", math.Ceil(wait.Seconds()))
	}
}

// showWaiting reports whether there is nothing to print.
func (a *App) showWaiting(until time.Time) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.display != nil {
		a.display.Waiting(until)
		return true
	}
	if !until.After(a.waits.Add(sameWait)) {
		return true
	}
	a.waits = until
	return false
}

// Package limit keeps the requests of a client within what the API allows.
package limit

import (
	"context"
	"sync"
	"time"
)

// PastDeadline is the error for a wait that would outlast the caller's deadline, and was not begun: how long it is.
type PastDeadline time.Duration

func (PastDeadline) Error() string { return "the wait would outlast the deadline" }

// Window lets no more than a number of requests through in any stretch of time of its length, first come first served.
type Window struct {
	length time.Duration
	turn   chan struct{} // held by the one who waits for the window; those behind queue for it in order

	mu     sync.Mutex
	times  []time.Time // of the last requests, a ring
	oldest int
	queued int
}

// NewWindow returns a window for a number of requests in any stretch of a length.
func NewWindow(requests int, length time.Duration) *Window {
	return &Window{length: length, turn: make(chan struct{}, 1), times: make([]time.Time, requests)}
}

// Wait returns when a request may be sent, and counts it. It fails when ctx ends, or at once when it would, as the
// queue stands.
func (w *Window) Wait(ctx context.Context) error {
	turn := w.enqueue()
	if deadline, ok := ctx.Deadline(); ok && turn.After(deadline) {
		w.giveUp()
		return PastDeadline(time.Until(turn))
	}
	select {
	case w.turn <- struct{}{}:
	case <-ctx.Done():
		w.giveUp()
		return ctx.Err()
	}
	defer func() { <-w.turn }()
	if err := Sleep(ctx, time.Until(w.free())); err != nil {
		w.giveUp()
		return err
	}
	w.pass(time.Now())
	return nil
}

// enqueue joins the queue and returns when its turn comes, if nobody ahead gives up.
func (w *Window) enqueue() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	ahead := w.queued
	w.queued++
	rounds := 1 + ahead/len(w.times)
	return w.times[(w.oldest+ahead)%len(w.times)].Add(time.Duration(rounds) * w.length)
}

func (w *Window) giveUp() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queued--
}

func (w *Window) free() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.times[w.oldest].Add(w.length)
}

func (w *Window) pass(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queued--
	w.times[w.oldest] = now
	w.oldest = (w.oldest + 1) % len(w.times)
}

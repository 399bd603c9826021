// Package ratelimit keeps the requests of a client within the rate limit of the API.
package ratelimit

import (
	"context"
	"sync"
	"time"
)

// Window is a sliding window: it admits at most a fixed number of requests in any interval of its length. It is safe
// for concurrent use and serves its callers in order of arrival.
type Window struct {
	length time.Duration
	start  time.Time
	first  chan struct{} // held by the first caller of the queue; a channel serves those behind it in order

	mu     sync.Mutex
	free   []time.Duration // a ring of slots, one per request: when each is free, as the time since start
	next   int             // the slot that is free first
	queued int             // callers that wait for a slot
}

// NewWindow returns a Window that admits the given number of requests in any interval of the given length.
func NewWindow(requests int, length time.Duration) *Window {
	return &Window{length: length, start: time.Now(), first: make(chan struct{}, 1), free: make([]time.Duration, requests)}
}

// Wait waits until a request may be sent, and counts it. If ctx ends first, Wait returns its error. If the wait would
// exceed the deadline, because of the requests that were sent and the callers that wait already, Wait returns a
// DeadlineError at once. A request that is not admitted does not count.
func (w *Window) Wait(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	wait := w.enqueue()
	if deadline, ok := ctx.Deadline(); ok && wait > time.Until(deadline) {
		w.leave()
		return DeadlineError(wait)
	}
	select {
	case w.first <- struct{}{}:
	case <-ctx.Done():
		w.leave()
		return ctx.Err()
	}
	defer func() { <-w.first }()
	if err := Sleep(ctx, w.untilFree()); err != nil {
		w.leave()
		return err
	}
	w.admit()
	return nil
}

// enqueue adds a caller to the queue and returns how long it waits if no other leaves the queue.
func (w *Window) enqueue() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	ahead, slots := w.queued, len(w.free)
	w.queued++
	free := w.free[(w.next+ahead)%slots]
	rounds := ahead / slots // how many callers ahead use that slot first
	return max(0, free-time.Since(w.start)) + time.Duration(rounds)*w.length
}

// leave removes a caller that was not admitted from the queue.
func (w *Window) leave() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queued--
}

func (w *Window) untilFree() time.Duration {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.free[w.next] - time.Since(w.start)
}

func (w *Window) admit() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queued--
	w.free[w.next] = time.Since(w.start) + w.length
	w.next = (w.next + 1) % len(w.free)
}

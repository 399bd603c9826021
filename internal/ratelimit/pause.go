package ratelimit

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// maxSpread bounds the random time that a waiting request adds to a pause, so that the requests of many goroutines and
// of many clients are not all sent at the moment when it ends. A retry after HTTP 429 adds as much.
const maxSpread = time.Second

// Pause delays all requests of a client while the API asks for a pause. The zero Pause has not been started.
type Pause struct {
	mu  sync.Mutex
	end time.Time
}

// Start begins a pause of length d. If a pause that ends later is under way, Start does nothing.
func (p *Pause) Start(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if end := time.Now().Add(d); end.After(p.end) {
		p.end = end
	}
}

// Remaining returns how long the pause still lasts, or 0 if there is none.
func (p *Pause) Remaining() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.end.IsZero() { // saves the call of time.Now for a client that was never paused
		return 0
	}
	return max(0, time.Until(p.end))
}

// Wait waits until the pause is over and up to a second longer. It returns at once if there is no pause. If ctx ends
// first, Wait returns its error. If the pause lasts longer than the deadline allows, Wait returns a DeadlineError at
// once.
func (p *Pause) Wait(ctx context.Context) error {
	for {
		remaining := p.Remaining()
		if remaining == 0 {
			return ctx.Err()
		}
		spread := maxSpread
		if deadline, ok := ctx.Deadline(); ok {
			spare := time.Until(deadline) - remaining
			if spare < 0 {
				return DeadlineError(remaining)
			}
			spread = min(spread, spare/2) // the request needs time, too
		}
		if err := Sleep(ctx, remaining+rand.N(spread+1)); err != nil {
			return err
		}
	}
}

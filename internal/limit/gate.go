package limit

import (
	"context"
	"sync"
	"time"
)

// Gate keeps all requests of a client back while the API has asked for a pause.
type Gate struct {
	mu    sync.Mutex
	opens time.Time
}

// Close keeps the gate closed for d from now, or longer where it already is.
func (g *Gate) Close(d time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if opens := time.Now().Add(d); opens.After(g.opens) {
		g.opens = opens
	}
}

// Pause returns how long the gate stays closed, 0 if it is open.
func (g *Gate) Pause() time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.opens.IsZero() { // it never was closed
		return 0
	}
	return max(0, time.Until(g.opens))
}

// Wait returns when the gate is open. It fails when ctx ends, or at once when it is sure to.
func (g *Gate) Wait(ctx context.Context) error {
	for pause := g.Pause(); pause > 0; pause = g.Pause() {
		if deadline, ok := ctx.Deadline(); ok && time.Now().Add(pause).After(deadline) {
			return PastDeadline(pause)
		}
		if err := Sleep(ctx, pause); err != nil {
			return err
		}
	}
	return ctx.Err()
}

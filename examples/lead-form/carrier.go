package main

import (
	"context"
	"errors"
	"time"

	"github.com/leeloo-go/leeloo"
)

// carrier takes leads to Leeloo.
type carrier struct {
	*service
	slots chan struct{} // leads that are worked on at once; those that wait after a failure are not
}

type waits struct {
	retry   []time.Duration // after a failure; the last one for all that follow
	unclear time.Duration   // after this long Leeloo shows what an unclear step has done
	created time.Duration   // before the look whether another server has created the same person
}

var patient = waits{
	retry:   []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 10 * time.Minute},
	unclear: 15 * time.Minute,
	created: 3 * time.Second,
}

const (
	slots = 4
	// maxRetryAfter bounds what the API, or a proxy before it, asks for.
	maxRetryAfter = time.Hour
)

// carry works on a lead until it is finished or ctx ends.
func (c *carrier) carry(ctx context.Context, number string) {
	for failures := 0; ; failures++ {
		err := c.attempt(ctx, number)
		if err == nil || ctx.Err() != nil {
			return
		}
		wait := c.waits.retry[min(failures, len(c.waits.retry)-1)]
		if call, ok := errors.AsType[*leeloo.Error](err); ok {
			wait = max(wait, min(call.RetryAfter, maxRetryAfter))
		}
		c.log.Warn("lead has to wait", "lead", number, "wait", wait, "error", err)
		if sleep(ctx, wait) != nil {
			return
		}
	}
}

// attempt takes the lead as far as it goes now. It begins with what is on disk, so that a crash and a journal that could
// not be written are the same to it.
func (c *carrier) attempt(ctx context.Context, number string) error {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	l, err := c.load(number)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		name string
		*step
		take func(context.Context, *lead, *step) error
	}{
		{"person", &l.Person, c.person},
		{"comment", &l.Comment, c.comment},
		{"tag", &l.Tag, c.tag},
		{"subscription", &l.Subscription, c.subscription},
	} {
		if part.closed() {
			continue
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := part.take(ctx, l, part.step); err != nil {
			return err
		}
		if part.Human != "" {
			c.log.Error("lead needs a human", "lead", number, "step", part.name, "state", part.State, "why", part.Human)
		} else {
			c.log.Info("step done", "lead", number, "step", part.name)
		}
		if l.finished() {
			break
		}
	}
	if l.needsHuman() {
		return nil
	}
	c.log.Info("lead done", "lead", number)
	l.Input = input{}
	return c.save(l)
}

// sleep returns an error if ctx ends first.
func sleep(ctx context.Context, wait time.Duration) error {
	select {
	case <-time.After(wait):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

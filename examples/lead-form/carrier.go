package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
)

// carrier takes leads to Leeloo.
type carrier struct {
	*service
	slots chan struct{} // leads that are worked on at once; those that wait are not
}

type waits struct {
	retry   []time.Duration // after a failure; the last one for all that follow
	looks   []time.Duration // between the looks for what an unclear step may have left
	created time.Duration   // before the look whether another server has created the same person
}

var patient = waits{
	retry:   []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute, 10 * time.Minute},
	looks:   []time.Duration{5 * time.Second, 30 * time.Second, 2 * time.Minute, 10 * time.Minute},
	created: 3 * time.Second,
}

const (
	slots = 4
	// maxRetryAfter bounds what the API, or a proxy before it, asks for.
	maxRetryAfter = time.Hour
)

// notYet is the end of an attempt that has not failed: there is something to be seen only later.
type notYet struct{ wait time.Duration }

func (notYet) Error() string { return "not to be seen yet" }

// carry works on a lead until it is finished or ctx ends. An error means that no lead can be worked on.
func (c *carrier) carry(ctx context.Context, number string) error {
	l, _, err := c.leads.Get(number)
	if err != nil {
		return fmt.Errorf("%w: %w", errJournal, err)
	}
	for _, s := range l.steps() {
		if s.State == begun {
			s.State = unclear
		}
	}
	for failures := 0; ; {
		err := c.attempt(ctx, &l)
		later, isLater := errors.AsType[notYet](err)
		switch {
		case errors.Is(err, leeloo.ErrUnauthorized) || errors.Is(err, errJournal):
			c.log.Error("the work stops, and leads stay in the journal until the next start", "error", err)
			return err
		case err == nil || ctx.Err() != nil:
			return nil
		case !isLater:
			later.wait = c.waits.retry[min(failures, len(c.waits.retry)-1)]
			if call, ok := errors.AsType[*leeloo.Error](err); ok {
				later.wait = max(later.wait, min(call.RetryAfter, maxRetryAfter))
			}
			failures++
			c.log.Warn("lead has to wait", "lead", number, "wait", later.wait, "error", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(later.wait):
		}
	}
}

// attempt takes the lead as far as it goes now.
func (c *carrier) attempt(ctx context.Context, l *lead) error {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-ctx.Done():
		return ctx.Err()
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
			c.log.Error("lead needs a human", "lead", l.Number, "step", part.name, "state", part.State, "why", part.Human)
		} else {
			c.log.Info("step done", "lead", l.Number, "step", part.name)
		}
		if l.finished() {
			break
		}
	}
	if l.needsHuman() {
		return nil
	}
	c.log.Info("lead done", "lead", l.Number)
	l.Input = input{}
	return c.save(l)
}

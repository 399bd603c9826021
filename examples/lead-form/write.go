package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
)

// callTimeout is the longest that a call which writes may take, also at the end of the program: to cut it off would
// leave it unclear.
const callTimeout = 45 * time.Second

var errNotSeen = errors.New("a step may have been done, and Leeloo does not show it yet")

// write sends a call that must not be repeated blindly. That it is begun is on disk before: a crash in the middle shows.
// then is the state after a success.
func (c *carrier) write(ctx context.Context, l *lead, s *step, then state, call func(context.Context) error) error {
	s.State, s.Begun = begun, time.Now().UTC()
	if err := c.save(l); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), callTimeout)
	defer cancel()
	err := call(ctx)
	switch {
	case err == nil:
		s.State = then
	case errors.Is(err, leeloo.ErrMaybeApplied):
		s.State = unclear
	default:
		s.State = todo
	}
	if err := c.save(l); err != nil {
		return err
	}
	return c.unlessRefused(l, s, err)
}

// missing is for an unclear step of which Leeloo shows nothing. Lists may lag behind, so that it takes a while to believe
// it. Then, if again allows it, the step is to be sent once more, and never a third time.
func (c *carrier) missing(l *lead, s *step, again bool) error {
	switch {
	case time.Since(s.Begun) < c.waits.unclear:
		return errNotSeen
	case again && !s.Again:
		s.State, s.Again = todo, true
		return c.save(l)
	default:
		return c.leave(l, s, "it may have been done, but is not to be seen: look in Leeloo, and do it by hand if it is missing")
	}
}

// unlessRefused leaves what Leeloo refuses to a human: it will be refused again. Other errors may pass.
func (c *carrier) unlessRefused(l *lead, s *step, err error) error {
	if !refused(err) {
		return err
	}
	if s.State == todo { // what has been begun may have been done, whatever a look is refused for
		s.State = failed
	}
	return c.leave(l, s, err.Error())
}

func refused(err error) bool {
	return !errors.Is(err, leeloo.ErrMaybeApplied) &&
		(errors.Is(err, leeloo.ErrRejected) || errors.Is(err, leeloo.ErrNotFound) || errors.Is(err, leeloo.ErrInvalidArgument))
}

func (c *carrier) leave(l *lead, s *step, why string) error {
	s.Human = why
	return c.save(l)
}

func (c *carrier) finish(l *lead, s *step) error {
	s.State = done
	return c.save(l)
}

// load reads a lead from the journal. A step that was begun, and has no end, was cut short.
func (c *carrier) load(number string) (*lead, error) {
	l, _, err := c.leads.Get(number)
	if err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	for _, s := range l.steps() {
		if s.State == begun {
			s.State = unclear
		}
	}
	return &l, nil
}

func (c *carrier) save(l *lead) error {
	if err := c.leads.Put(l.Number, *l); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return nil
}

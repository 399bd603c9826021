package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/leeloo-go/leeloo"
)

// patience is how many messages may go wrong in the same way, with none sent between them, before the broadcast stops:
// what is wrong then is not one person's. Each unknown message is work for a human; a refused one costs a request.
var patience = map[state]int{planned: 3, unknown: 3, failed: 20}

// sender sends the messages of a broadcast, one after the other: the API's limit allows hardly more.
type sender struct {
	crm    *leeloo.Client
	ledger *ledger
	pause  time.Duration // from one message to the next, at least
	next   time.Time
	inARow map[state]int
}

func send(stop, abort context.Context, crm *leeloo.Client, l *ledger, todo []recipient, perMinute int, out io.Writer) error {
	s := &sender{crm: crm, ledger: l, inARow: map[state]int{}}
	if perMinute > 0 {
		s.pause = time.Minute / time.Duration(perMinute)
	}
	progress := newProgress(out, len(todo))
	defer progress.end()
	for len(todo) > 0 {
		if err := s.turn(stop); err != nil {
			return err
		}
		result, err := s.deliver(abort, todo[0])
		if err != nil {
			return err
		}
		if result == planned {
			continue
		}
		todo = todo[1:]
		progress.step(result)
	}
	return nil
}

// turn waits until the next message may be sent.
func (s *sender) turn(stop context.Context) error {
	if stop.Err() != nil {
		return errStopped
	}
	select {
	case <-stop.Done():
		return errStopped
	case <-time.After(time.Until(s.next)):
		s.next = time.Now().Add(s.pause)
		return nil
	}
}

// deliver sends a message and notes what became of it. An error ends the broadcast.
func (s *sender) deliver(ctx context.Context, to recipient) (state, error) {
	if err := s.ledger.note(to.Person, begun, nil); err != nil {
		return "", err
	}
	plan := s.ledger.plan
	err := s.crm.Templates.Send(ctx, leeloo.SendTemplateParams{
		AccountID: to.Account, TemplateID: plan.Template, Variables: plan.Variables,
	})
	result := judge(err)
	if err := s.ledger.note(to.Person, result, err); err != nil {
		return "", err
	}
	switch {
	case result == sent:
		clear(s.inARow)
		return sent, nil
	case errors.Is(err, leeloo.ErrUnauthorized):
		return "", fmt.Errorf("check LEELOO_TOKEN: %w", err)
	}
	s.inARow[result]++
	if s.inARow[result] == patience[result] {
		return "", fmt.Errorf("%d tries in a row went wrong, the last one: %w", patience[result], err)
	}
	return result, nil
}

// judge says what an answer means for the message. What may have been sent is never sent again. What was refused is sent
// again only with -retry-failed. What never left, for want of a connection say, stays planned.
func judge(err error) state {
	switch {
	case err == nil:
		return sent
	case errors.Is(err, leeloo.ErrMaybeApplied):
		return unknown
	case errors.Is(err, leeloo.ErrRejected), errors.Is(err, leeloo.ErrNotFound), errors.Is(err, leeloo.ErrInvalidArgument):
		return failed
	default:
		return planned
	}
}

package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/leeloo-go/leeloo"
)

// mostLost is how many answers in a row may get lost. After that Leeloo is failing, and each call that is sent to it would
// be one more for a human to look for.
const mostLost = 3

// send logs a call, with the journal around it. An error is one that the calls after it would meet, too. Ctrl-C does not
// cut the call off: it would be unclear, and work for a human.
func (l *logger) send(ctx context.Context, c call, to leeloo.AccountID) (done bool, err error) {
	if err := l.journal.Put(c.key, entry{State: begun, Status: c.status}); err != nil {
		return false, err
	}
	record, err := l.crm.People.AddCall(context.WithoutCancel(ctx), c.params(to, l.recordURL))
	switch {
	case err == nil:
		l.lostInARow = 0
		return true, l.journal.Put(c.key, entry{logged, c.status, record.ID})
	case errors.Is(err, leeloo.ErrMaybeApplied):
		l.report(c, unclear, "")
		if failed := l.journal.Put(c.key, entry{State: lost, Status: c.status}); failed != nil {
			return false, failed
		}
		if l.lostInARow++; l.lostInARow >= mostLost {
			return false, fmt.Errorf("%d answers are lost: %w", l.lostInARow, err)
		}
		return false, nil
	}
	if failed := l.journal.Put(c.key, entry{State: notLogged, Status: c.status}); failed != nil {
		return false, failed
	}
	if !isAboutTheCall(err) {
		return false, err
	}
	l.lostInARow = 0
	l.report(c, refused, err.Error())
	return false, nil
}

// isAboutTheCall tells a refusal of one call from a failure that others would meet, too.
func isAboutTheCall(err error) bool {
	return errors.Is(err, leeloo.ErrRejected) || errors.Is(err, leeloo.ErrNotFound) || errors.Is(err, leeloo.ErrInvalidArgument)
}

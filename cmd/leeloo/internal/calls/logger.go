package calls

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/pause"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
)

// step is the only step of the task of a call.
const step = "call"

// lease is how long the task of a run that was killed stays its own.
const lease = 5 * time.Second

// logger logs calls on cards.
type logger struct {
	client    *leeloo.Client
	limiter   *durable.Limiter
	journal   *journal // nil in a dry run without one
	people    people
	recordURL string
	show      *display
	summary   *summary
	failures  int // in a row
}

// logAll logs calls up to the first failure that the others would meet as well.
func (l *logger) logAll(ctx context.Context, calls []call) error {
	for len(calls) > 0 {
		var busy []call
		for i, c := range calls {
			left := len(busy) + len(calls) - i
			err := l.log(ctx, c)
			if errors.Is(err, durable.ErrBusy) || errors.Is(err, durable.ErrLost) {
				busy = append(busy, c)
				continue
			}
			if err == nil || errors.Is(err, errUnknown) {
				l.show.done()
				left--
			}
			if errors.Is(err, errUnknown) {
				err = l.pause(ctx, err)
			}
			if err != nil {
				l.summary.NotTried = left
				if ctx.Err() == nil {
					err = fmt.Errorf("stopped at line %d: %w", c.line, err)
				}
				return app.StoppedError{Err: err}
			}
		}
		if calls = busy; len(busy) == 0 {
			break
		}
		// A run that was killed left them: until the lease ends, they are its own.
		l.show.pause("waiting for what a run before has left", time.Now().Add(lease))
		if err := pause.For(ctx, lease); err != nil {
			l.summary.NotTried = len(busy)
			return app.StoppedError{Err: err}
		}
	}
	if n := l.summary.count(unknown) + l.summary.count(refused); n > 0 {
		return app.Humanf("left for a human: %s, unknown or refused; see the report", plural(n))
	}
	return nil
}

// log logs a call. An error is one that the calls after it would meet as well, or that the task is busy, or errUnknown.
func (l *logger) log(ctx context.Context, c call) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		k, err := l.journal.lookUp(ctx, c.key)
		if err != nil || l.settled(c, k) {
			return err
		}
		switch task := k.task; stateOf(task) {
		case durable.StepBegun, durable.StepApplied:
			err = l.finish(ctx, c, task)
		default:
			if c.phone == "" {
				l.leftOver(c, task)
				return nil
			}
			err = l.place(ctx, c, task)
		}
		if !isTemporary(ctx, err) {
			return err
		}
		if err := l.pause(ctx, err); err != nil {
			return err
		}
	}
}

// place finds the person and sends the call.
func (l *logger) place(ctx context.Context, c call, task *durable.Record) error {
	to, err := l.people.find(ctx, c.phone)
	switch {
	case errors.Is(err, leeloo.ErrRejected):
		l.report(c, "", refused, app.Explain(err))
		return nil
	case err != nil:
		return err
	case to.why != "":
		l.report(c, to.cards, to.why, "")
		return nil
	case l.summary.DryRun:
		l.summary.Logged++
		l.report(c, string(to.person), wouldLog, fmt.Sprintf("%s, %s, %s", c.direction, c.status, c.talk))
		return nil
	}
	if task != nil && isRefused(task) { // it was not applied, and what was refused may be corrected by now
		if err := durable.Settle(ctx, l.journal.Store, c.key, durable.Verdict{Action: durable.SendAgain}); err != nil {
			return err
		}
	}
	if err := l.journal.Put(ctx, callKey+c.key, fact{c.status}); err != nil {
		return err
	}
	return l.run(ctx, c, to.person, &l.summary.Logged, func(ctx context.Context, t *durable.Task) error {
		if err := t.Note(note{to.person, c.at.UTC(), c.direction, c.status, c.talk.String()}); err != nil {
			return err
		}
		_, err := durable.For(l.client, t).Call(ctx, step, c.params(to.account, l.recordURL))
		return err
	})
}

// finish ends a task whose call was sent: by a run that was killed, or by one before a human's verdict. It sends nothing.
func (l *logger) finish(ctx context.Context, c call, task *durable.Record) error {
	return l.run(ctx, c, leeloo.PersonID(task.Key), &l.summary.LoggedBefore, func(ctx context.Context, t *durable.Task) error {
		_, err := durable.Do(ctx, t, step, durable.Step[leeloo.CallID, struct{}]{
			Send: func(context.Context, struct{}) (leeloo.CallID, error) {
				return "", durable.Later{Err: durable.ErrBusy} // a human has just decided that it is to be sent
			},
		})
		return err
	})
}

// run runs the task of a call, and adds its end to the summary: to logged if it is logged.
func (l *logger) run(ctx context.Context, c call, person leeloo.PersonID, logged *int, work func(context.Context, *durable.Task) error) error {
	job := durable.Job{ID: c.key, Key: string(person), Limiter: l.limiter, Lease: lease}
	err := durable.Run(ctx, l.journal.Store, job, work)
	_, held := errors.AsType[durable.Hold](err)
	switch {
	case err == nil:
		l.failures = 0
		*logged++
		return nil
	case errors.Is(err, durable.ErrGivenUp):
		l.summary.GivenUp++
		return nil
	case !held:
		return err
	}
	task, err := l.journal.Store.Get(context.WithoutCancel(ctx), c.key) // Ctrl-C must not keep it out of the report
	switch {
	case err != nil:
		return err
	case isRefused(task):
		l.failures = 0
		l.report(c, string(person), refused, store.Reason(task))
		return nil
	}
	l.unknown(c, string(person))
	return errUnknown
}

// leftOver reports a call that is not logged, and not in the file.
func (l *logger) leftOver(c call, task *durable.Record) {
	if isRefused(task) {
		l.report(c, task.Key, refused, store.Reason(task)+"; "+explanations[elsewhere])
	} else {
		l.report(c, task.Key, elsewhere, "")
	}
}

func (l *logger) report(c call, person string, why reason, detail string) {
	l.summary.add(row{c.line, c.key, c.at, person, why, detail})
}

// unknown reports a call of which nobody but a human can find out whether it is on the card.
func (l *logger) unknown(c call, person string) {
	l.report(c, person, unknown, fmt.Sprintf("the call may be on the card or not: look there, then run leeloo journal settle %s %s --verdict applied, "+
		"or send-again if it is missing", app.Quote(l.journal.Path), c.key))
}

// stateOf returns the state of the step.
func stateOf(task *durable.Record) durable.StepState {
	if task == nil || len(task.Steps) == 0 || task.State != durable.StateOpen {
		return ""
	}
	return task.Steps[0].State
}

func isRefused(task *durable.Record) bool { return len(task.Steps) > 0 && task.Steps[0].Refused() }

// plural returns a number of calls.
func plural(n int) string {
	if n == 1 {
		return "1 call"
	}
	return fmt.Sprintf("%d calls", n)
}

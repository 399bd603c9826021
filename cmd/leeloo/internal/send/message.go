package send

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
)

const stepName = "message"

// slowRequest is how long the display does not mention that Leeloo does not respond, or asks the client to wait.
const slowRequest = 10 * time.Second

// send sends the message to a recipient, or looks for it if it may have been sent. An error ends the broadcast.
func (s *sender) send(ctx context.Context, to recipient) error {
	before := s.later[to.Person]
	delete(s.later, to.Person)
	again := !before.until.IsZero()
	slow := time.AfterFunc(slowRequest, func() { s.bar.Describe("waiting for Leeloo's response") })
	sample := s.text.begin(ctx, to.Account, again)
	job := durable.Job{
		ID: string(to.Person), Key: string(to.Account), Limiter: s.company.Limiter,
		Lease: times.lease, SendTimeout: times.sendTimeout, Settle: times.settle,
	}
	err := durable.Run(ctx, s.file.Store, job, func(ctx context.Context, t *durable.Task) error {
		return durable.For(s.company.Client, t).Template(ctx, stepName, leeloo.SendTemplateParams{
			AccountID: to.Account, TemplateID: s.plan.Template, Variables: s.plan.Variables,
		}, s.text.matches(len(s.queue) > 0))
	})
	slow.Stop()
	if err == nil && s.settled[to.Person] {
		return nil
	}
	if err == nil {
		s.count(again, store.Sent)
		if again {
			return nil
		}
		s.sent++
		s.trouble, s.refused = 0, 0
		return s.text.learn(ctx, sample)
	}
	return s.failed(ctx, to, before, err)
}

// failed decides how the broadcast goes on after a message that was not sent, or may not have been.
func (s *sender) failed(ctx context.Context, to recipient, before delayed, err error) error {
	again := !before.until.IsZero()
	later, isLater := errors.AsType[durable.Later](err)
	_, isHeld := errors.AsType[durable.Hold](err)
	task, readErr := s.file.Store.Get(context.WithoutCancel(ctx), string(to.Person))
	switch {
	case errors.Is(err, durable.ErrGivenUp):
		s.count(again, store.GivenUp)
		return nil
	case isHeld && readErr == nil:
		return s.held(ctx, to, again, task)
	case ctx.Err() != nil:
		return ctx.Err()
	case readErr != nil && !errors.Is(readErr, durable.ErrNoTask):
		return fmt.Errorf("the journal %s cannot be read: %w", s.file.Path, readErr)
	case errors.Is(err, leeloo.ErrUnauthorized), isLocal(err):
		return err
	case errors.Is(err, durable.ErrLost), errors.Is(err, durable.ErrBusy):
		s.later[to.Person] = delayed{to, time.Now().Add(max(later.After, time.Second)), before.until}
		return nil
	case !isLater:
		text, _, _ := strings.Cut(err.Error(), "\n") // the release of the task has failed as well
		return fmt.Errorf("the journal %s cannot be written: %s", s.file.Path, strings.TrimPrefix(text, "durable: save the task: "))
	}
	if task != nil && store.StateOf(task) == store.LookedFor {
		s.count(again, store.LookedFor)
		s.later[to.Person] = delayed{to, time.Now().Add(s.lookAgain(to, later)), lookedForUntil(task)}
		if again {
			return nil
		}
		return s.recover(ctx, err, 0)
	}
	return s.notApplied(ctx, to, err, later.After)
}

// held counts a message that is left for a human.
func (s *sender) held(ctx context.Context, to recipient, again bool, task *durable.Record) error {
	state := store.StateOf(task)
	s.count(again, state)
	s.Printf("Person %s: %s: %s", to.Person, state, store.Reason(task))
	switch {
	case again:
		return nil
	case state == store.Unknown:
		return s.recover(ctx, nil, 0)
	}
	s.trouble = 0
	if s.refused++; s.refused == maxRefused {
		return stopError{refused: true, err: fmt.Errorf("Leeloo has refused %d messages in a row, the last one with: %s", maxRefused, store.Reason(task))}
	}
	return nil
}

// notApplied lets a message that was surely not sent wait behind the others.
func (s *sender) notApplied(ctx context.Context, to recipient, err error, after time.Duration) error {
	s.tries[to.Person]++
	if s.tries[to.Person] >= maxTries && len(s.queue) == 0 && s.available(ctx) {
		s.skipped[to.Person] = true
		s.Printf("Person %s: not sent: %s", to.Person, cause(err))
		return nil
	}
	s.queue = append(s.queue, to)
	return s.recover(ctx, err, after)
}

// available reports whether Leeloo serves another request, so that the failures are those of one person.
func (s *sender) available(ctx context.Context) bool {
	_, err := s.company.Client.Tags.List(ctx)
	return err == nil
}

// lookAgain returns when to look again for a message that was not found, or could not be looked for.
func (s *sender) lookAgain(to recipient, later durable.Later) time.Duration {
	if errors.Is(later, durable.ErrUnsettled) {
		return max(later.After, time.Second)
	}
	s.tries[to.Person]++
	return max(later.After, times.backoff.After(s.tries[to.Person]+1))
}

// notSent is the error of a broadcast at whose end messages wait that fail unlike the others.
func (s *sender) notSent() error {
	if len(s.skipped) == 0 {
		return nil
	}
	return stopError{stopped: true, err: fmt.Errorf("%s could not be sent", messages(len(s.skipped)))}
}

// isLocal reports whether a file of this computer cannot be written, such as that of the rate limit.
func isLocal(err error) bool {
	_, ok := errors.AsType[*fs.PathError](err)
	return ok
}

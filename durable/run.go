package durable

import (
	"context"
	"crypto/rand"
	"errors"
	"time"
)

const (
	defaultLease       = time.Minute
	defaultSendTimeout = 45 * time.Second
	defaultSettle      = 15 * time.Minute
	saveTimeout        = 10 * time.Second
	busyWait           = 5 * time.Second
)

// Job identifies a task. Only ID is required.
type Job struct {
	// ID is the same each time the job is delivered, for example the id of a payment.
	ID string
	// Key is what the tasks of one key share, for example a person: no two of them run at the same time. If it is empty,
	// it is ID. The key of a task does not change.
	Key string
	// HoldKey keeps the key while the task is held, so that other tasks of the key wait for the human as well.
	HoldKey bool
	// Limiter is the one that the client was created with. If it is nil, a step waits for the rate limit while it is begun.
	Limiter *Limiter
	// Lease is how long the task stays with a process that does not extend it, for example because it crashed. The
	// default is a minute. A process extends it while it runs.
	Lease time.Duration
	// SendTimeout is the maximum time from the record that a step is begun to the end of its Send. The default is 45
	// seconds.
	SendTimeout time.Duration
	// Settle is [Step.Settle] of the steps that do not set it. The default is 15 minutes.
	Settle time.Duration
}

// Run runs a task of the store. The task is done if work returns nil and each of its steps was applied; Run then returns
// nil, and from then on without calling work. Otherwise the error says what to do with the job:
//
//   - [Hold]: keep the task until a human has called [Settle], then run it again.
//   - [Later]: run it again, after Later.After if that is set. Do not limit how often: a step may be begun.
//   - [ErrGivenUp]: the job has ended.
//   - any other, for example of work or of the store: run it again.
//
// work is called again from its start. Steps that were applied return their results. Between the calls of Do, work must do
// nothing that must not happen twice, and must call the same steps by the same names.
//
// If another process acquires the task, the context of work is canceled, and Run returns [ErrLost].
func Run(ctx context.Context, store Store, job Job, work func(ctx context.Context, t *Task) error) error {
	if job.ID == "" {
		return errors.New("durable: Job.ID is empty")
	}
	if job.Key == "" {
		job.Key = job.ID
	}
	if job.Lease <= 0 {
		job.Lease = defaultLease
	}
	if job.SendTimeout <= 0 {
		job.SendTimeout = defaultSendTimeout
	}
	if job.Settle <= 0 {
		job.Settle = defaultSettle
	}
	owner, asked := rand.Text(), time.Now()
	record, err := store.Acquire(ctx, Claim{ID: job.ID, Key: job.Key, Owner: owner, Lease: job.Lease})
	if errors.Is(err, ErrBusy) {
		return Later{After: busyWait, Err: err}
	}
	if err != nil {
		return err
	}
	switch record.State {
	case StateDone:
		return nil
	case StateGivenUp:
		return ErrGivenUp
	case StateHeld:
		return Hold{record.Why}
	}
	t := &Task{store: store, job: job, record: record, clock: clock{record.Now, asked, time.Now()}, step: make(chan struct{}, 1)}
	workCtx, stop := extendLease(ctx, t, owner)
	defer stop()
	return t.finish(workCtx, work(workCtx, t))
}

// extendLease extends the lease of a task until stop is called. If the task is lost, it cancels the context.
func extendLease(ctx context.Context, t *Task, owner string) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	id, store, lease := t.record.ID, t.store, t.job.Lease
	done := make(chan struct{})
	extendCtx, stopExtending := context.WithCancel(context.WithoutCancel(ctx)) // Ctrl-C does not end a Send
	go func() {
		defer close(done)
		for {
			select {
			case <-time.After(lease / 3):
			case <-extendCtx.Done():
				return
			}
			if err := extend(extendCtx, store, id, owner, lease); errors.Is(err, ErrLost) {
				cancel(ErrLost)
				return
			}
		}
	}()
	return ctx, func() {
		stopExtending()
		<-done
		cancel(nil)
	}
}

// extend extends a lease. A store that does not respond must not keep the next try from coming in time.
func extend(ctx context.Context, store Store, id, owner string, lease time.Duration) error {
	ctx, cancel := context.WithTimeout(ctx, lease/3)
	defer cancel()
	return store.Extend(ctx, id, owner, lease)
}

// All runs steps one after the other. A step that is held does not stop the others; any other error does, and All returns
// it. If steps are held, All returns a [Hold].
func All(steps ...func() error) error {
	var held error
	for _, step := range steps {
		err := step()
		if _, ok := errors.AsType[Hold](err); ok {
			held = errors.Join(held, err)
		} else if err != nil {
			return err
		}
	}
	return held
}

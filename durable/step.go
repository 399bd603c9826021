package durable

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
)

// Step is a write, and how to find out whether it was applied. T is its result, which is stored as JSON and stays when the
// task is done: an id, not personal data. B is what Find compares with, and is erased when the step is applied.
type Step[T, B any] struct {
	// Before reads what Find compares with, for example the orders that a person has. It is called before each sending.
	// It may be nil.
	Before func(ctx context.Context) (B, error)
	// Find reports whether the write was applied, and its result. It gets what Before returned. If it is nil, nobody can
	// tell: a step that may have been applied is held.
	Find func(ctx context.Context, before B) (result T, found bool, err error)
	// Send sends the write. An error of package leeloo means what [leeloo.OutcomeOf] returns for it, [Later] that the
	// write was not applied, [Hold] that it never will be; after any other error it may have been applied.
	Send func(ctx context.Context, before B) (T, error)

	FindFirst  bool          // others may have done it: call Find before the first sending too
	Repeatable bool          // to send it twice is the same as once: send it again instead of calling Find
	Settle     time.Duration // how long after the sending a write that Find does not find was not applied; [Job.Settle] by default
	Again      bool          // then send it once more; otherwise hold it
}

// Do runs a step of a task. It returns the result of the step, now and each time the task is run again. A step is sent only
// after the record that it is begun, and a step that is begun is never sent again before Find has said for the time of
// Settle, and once more at least the time of [Job.SendTimeout] later, that it was not applied.
//
// If the write was not applied, Do returns a [Later]. If it may have been applied and is not found yet, Do returns a [Later]
// with [ErrUnsettled]. If a human has to look, Do returns a [Hold]. If another process works on the task, Do returns
// [ErrLost].
//
// A task runs one step at a time: Do must not be called by several goroutines, within a step, or after the run.
func Do[T, B any](ctx context.Context, t *Task, name string, s Step[T, B]) (result T, err error) {
	select {
	case t.step <- struct{}{}:
		defer func() { <-t.step }()
	default: // the records of two steps at once would overwrite each other
		return result, fmt.Errorf("durable: step %q: another step of the task is running, or its run has ended", name)
	}
	record, err := t.use(name)
	if err != nil {
		return result, err
	}
	result, err = doing[T, B]{t, record, s}.goOn(ctx)
	if err != nil {
		return *new(T), err
	}
	return result, nil
}

// doing is one call of Do.
type doing[T, B any] struct {
	task   *Task
	record *StepRecord
	step   Step[T, B]
}

// goOn does what the state of the step asks for.
func (d doing[T, B]) goOn(ctx context.Context) (result T, err error) {
	switch d.record.State {
	case StepApplied:
		if len(d.record.Result) == 0 { // a human said so
			return result, nil
		}
		if err := json.Unmarshal(d.record.Result, &result); err != nil {
			return result, fmt.Errorf("durable: result of %q: %w", d.record.Name, err)
		}
		return result, nil
	case StepHeld:
		return result, d.record.held()
	case StepBegun:
		if d.step.Repeatable {
			return d.send(ctx)
		}
		return d.resolve(ctx)
	default:
		if d.step.FindFirst && d.step.Find != nil {
			return d.findFirst(ctx)
		}
		return d.send(ctx)
	}
}

// findFirst sends the write unless others have done it.
func (d doing[T, B]) findFirst(ctx context.Context) (result T, err error) {
	before, err := d.before(ctx)
	if err != nil {
		return result, d.readFailed(ctx, err)
	}
	result, found, err := d.step.Find(ctx, before)
	switch {
	case err != nil:
		return result, d.readFailed(ctx, err)
	case found:
		return d.applied(ctx, result)
	}
	return d.send(ctx)
}

// send records that the write is begun, and sends it.
func (d doing[T, B]) send(ctx context.Context) (result T, err error) {
	sendCtx, err := d.task.job.Limiter.admit(ctx)
	if err != nil {
		return result, Later{Err: err}
	}
	before, err := d.before(ctx)
	if err != nil {
		return result, d.readFailed(ctx, err)
	}
	compared, err := json.Marshal(before)
	if err != nil {
		return result, fmt.Errorf("durable: what %q compares with: %w", d.record.Name, err)
	}
	if err := ctx.Err(); err != nil {
		return result, err
	}
	recording := time.Now()
	sendCtx, cancel := context.WithTimeout(context.WithoutCancel(sendCtx), d.task.job.SendTimeout)
	defer cancel()
	previous := *d.record
	d.record.State, d.record.Begun, d.record.Before, d.record.Missing = StepBegun, d.task.clock.latest(), compared, time.Time{}
	d.record.Sends++
	if err := d.task.save(ctx); err != nil {
		*d.record = previous // nothing was sent; if the store has the record nevertheless, it refuses the next one
		return result, err
	}
	result, outcome, err := d.call(sendCtx, recording, before)
	switch outcome {
	case leeloo.Applied:
		return d.applied(ctx, result)
	case leeloo.NotApplied:
		d.reset()
		if err := d.task.save(ctx); err != nil {
			return result, err
		}
		return result, later(err)
	case leeloo.Refused:
		return result, d.task.hold(ctx, d.record, refused+reason(err))
	}
	if d.step.Repeatable {
		return result, later(err)
	}
	return d.resolve(ctx)
}

// call calls Send. A process that was stopped after the record may be late: then it sends nothing. The timer of ctx may be
// late as well, and stands still while the computer sleeps.
func (d doing[T, B]) call(ctx context.Context, recording time.Time, before B) (result T, outcome leeloo.Outcome, err error) {
	if monotonic, wall := since(recording); max(monotonic, wall) >= d.task.job.SendTimeout {
		return result, leeloo.NotApplied, context.DeadlineExceeded
	}
	result, err = d.step.Send(ctx, before)
	if _, ok := errors.AsType[Later](err); ok {
		return result, leeloo.NotApplied, err
	}
	if _, ok := errors.AsType[Hold](err); ok {
		return result, leeloo.Refused, err
	}
	return result, leeloo.OutcomeOf(err), err
}

// resolve finds out what became of a write that may have been applied.
func (d doing[T, B]) resolve(ctx context.Context) (result T, err error) {
	if d.step.Find == nil {
		return result, d.task.hold(ctx, d.record, "it may have been applied, and the API cannot be asked: look in Leeloo")
	}
	elapsed, settle := d.task.clock.ago(&d.record.Begun), d.settle() // before Find: it must look after the whole time
	missing := time.Duration(0)
	if !d.record.Missing.IsZero() {
		missing = d.task.clock.ago(&d.record.Missing)
	}
	result, found, err := d.find(ctx)
	switch {
	case err != nil:
		return result, d.readFailed(ctx, err)
	case found:
		return d.applied(ctx, result)
	case elapsed < settle:
		return result, Later{After: min(max(elapsed, time.Second), settle-elapsed), Err: ErrUnsettled}
	case d.step.Again && d.record.Sends < 2 && missing < d.task.job.SendTimeout:
		// If the clock was set forward, the Send of a process that is still alive may not have ended: look once more.
		d.record.Missing = cmp.Or(d.record.Missing, d.task.clock.latest())
		return result, Later{After: d.task.job.SendTimeout - missing, Err: ErrUnsettled}
	case d.step.Again && d.record.Sends < 2:
		return d.send(ctx)
	default:
		return result, d.task.hold(ctx, d.record, "it may have been applied, but is not found: look in Leeloo")
	}
}

// find calls Find with what Before returned when the write was sent.
func (d doing[T, B]) find(ctx context.Context) (result T, found bool, err error) {
	var before B
	if len(d.record.Before) > 0 {
		if err := json.Unmarshal(d.record.Before, &before); err != nil {
			return result, false, fmt.Errorf("durable: what %q compares with: %w", d.record.Name, err)
		}
	}
	return d.step.Find(ctx, before)
}

func (d doing[T, B]) before(ctx context.Context) (before B, err error) {
	if d.step.Before != nil {
		before, err = d.step.Before(ctx)
	}
	return before, err
}

// applied records the result.
func (d doing[T, B]) applied(ctx context.Context, result T) (T, error) {
	value, err := json.Marshal(result)
	if err != nil {
		return result, fmt.Errorf("durable: result of %q: %w", d.record.Name, err)
	}
	d.record.State, d.record.Result, d.record.Before, d.record.Why, d.record.Missing = StepApplied, value, nil, "", time.Time{}
	return result, d.task.save(ctx)
}

// reset makes a step that was not applied one that is to be sent.
func (d doing[T, B]) reset() {
	d.record.State, d.record.Before = "", nil
	d.record.Sends--
}

// readFailed is the error of a Before or Find that failed. What the API refuses, it will refuse again.
func (d doing[T, B]) readFailed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return err
	}
	_, held := errors.AsType[Hold](err)
	if !held && leeloo.OutcomeOf(err) != leeloo.Refused {
		return later(err)
	}
	why := reason(err)
	if d.record.State == StepBegun {
		why = "it may have been applied: " + why
	}
	return d.task.hold(ctx, d.record, why)
}

// settle returns how long to look for the write. It is never so short that the write could still be sent.
func (d doing[T, B]) settle() time.Duration {
	settle := d.step.Settle
	if settle <= 0 {
		settle = d.task.job.Settle
	}
	return max(settle, 2*d.task.job.SendTimeout)
}

func later(err error) error {
	if _, ok := errors.AsType[Later](err); ok {
		return err
	}
	l := Later{Err: err}
	if e, ok := errors.AsType[*leeloo.Error](err); ok {
		l.After = e.RetryAfter
	}
	return l
}

// reason is the text of an error in the record of a step.
func reason(err error) string {
	if hold, ok := errors.AsType[Hold](err); ok {
		return hold.Why
	}
	return err.Error()
}

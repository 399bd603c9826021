package durable

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Action is what a human decides about a step that is held.
type Action string

// The actions.
const (
	Applied   Action = "applied"    // the write was applied: go on after it
	SendAgain Action = "send again" // the write was not applied, or may be applied twice: send it
	GiveUp    Action = "give up"    // end the whole task
)

// Verdict is the decision of a human.
type Verdict struct {
	Action Action
	// Step is the name of the step. If it is empty, the verdict is for each step that is held or begun.
	Step string
	// Result is what the step returns after Applied, for example the id of the order. If it is nil, the step returns the
	// zero value. It needs Step.
	Result any
}

// Held returns the tasks that wait for a human, the oldest first.
func Held(ctx context.Context, store Store) ([]*Record, error) { return store.List(ctx, StateHeld) }

// Show returns a task. It is read without acquiring the task, so a running server does not notice.
func Show(ctx context.Context, store Store, id string) (*Record, error) { return store.Get(ctx, id) }

// Settle records the verdict of a human about a task that is held, or that no process works on although a step of it is
// begun. Settle sends nothing: run the task again after it, unless it was given up. If a process works on the task,
// Settle returns [ErrBusy].
func Settle(ctx context.Context, store Store, id string, v Verdict) error {
	r, err := store.Get(ctx, id)
	switch {
	case err != nil:
		return err
	case r.Owner != "":
		return ErrBusy
	case r.State != StateHeld && !r.has(StepBegun):
		return errors.New("durable: the task is not held, and none of its steps is begun")
	}
	if v.Action == GiveUp {
		r.State = StateGivenUp
		r.erase()
		r.KeepsKey = false
		return save(ctx, store, r)
	}
	if err := v.apply(&r.Content); err != nil {
		return err
	}
	if !r.has(StepHeld) {
		r.State, r.Why = StateOpen, ""
	}
	return save(ctx, store, r)
}

func save(ctx context.Context, store Store, r *Record) error {
	if err := store.Save(ctx, r); errors.Is(err, ErrLost) {
		return ErrBusy
	} else if err != nil {
		return err
	}
	return nil
}

// apply changes the steps that the verdict is for.
func (v Verdict) apply(c *Content) error {
	result, err := json.RawMessage(nil), error(nil)
	if v.Result != nil {
		result, err = json.Marshal(v.Result)
	}
	switch {
	case err != nil:
		return fmt.Errorf("durable: result: %w", err)
	case v.Action != Applied && v.Action != SendAgain:
		return errors.New("durable: Verdict.Action must be Applied, SendAgain or GiveUp")
	case v.Result != nil && (v.Step == "" || v.Action != Applied):
		return errors.New("durable: Verdict.Result needs Step and the action Applied")
	}
	matched := false
	for i := range c.Steps {
		s := &c.Steps[i]
		if v.Step != "" && s.Name != v.Step || s.State != StepHeld && s.State != StepBegun {
			continue
		}
		matched = true
		*s = StepRecord{Name: s.Name}
		if v.Action == Applied {
			s.State, s.Result = StepApplied, result
		}
	}
	if !matched && v.Step != "" {
		return errors.New("durable: the task has no such step that is held or begun")
	}
	return nil
}

// Forget deletes tasks that have been done or given up for at least an age. Keep them as long as the queue may deliver
// their jobs again: a job whose task was deleted is done anew.
func Forget(ctx context.Context, store Store, age time.Duration) (deleted int, err error) {
	for _, state := range []State{StateDone, StateGivenUp} {
		n, err := store.Delete(ctx, state, age)
		deleted += n
		if err != nil {
			return deleted, err
		}
	}
	return deleted, nil
}

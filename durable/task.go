package durable

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Task is a task that this process works on. Its steps run one after the other.
type Task struct {
	store  Store
	job    Job
	record *Record
	clock  clock
	step   chan struct{}   // is full while a step runs, and after the run
	used   map[string]bool // the steps of this run
}

// ID returns the id of the task.
func (t *Task) ID() string { return t.record.ID }

// Note stores a value as JSON beside the task, for the human who looks at it: for example the lead. It replaces the note
// before it, is written with the next step, and is erased when the task is done or given up.
func (t *Task) Note(value any) error {
	note, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("durable: note: %w", err)
	}
	t.record.Note = note
	return nil
}

// use returns the record of a step. It is valid until the next use.
func (t *Task) use(name string) (*StepRecord, error) {
	if t.used[name] {
		return nil, fmt.Errorf("durable: two steps of a task are named %q", name)
	}
	if t.used == nil {
		t.used = map[string]bool{}
	}
	t.used[name] = true
	for i := range t.record.Steps {
		if t.record.Steps[i].Name == name {
			return &t.record.Steps[i], nil
		}
	}
	t.record.Steps = append(t.record.Steps, StepRecord{Name: name})
	return &t.record.Steps[len(t.record.Steps)-1], nil
}

// save writes the record. It outlives the cancelation of ctx: what has happened is to be recorded.
func (t *Task) save(ctx context.Context) error {
	r := t.record
	r.KeepsKey = r.has(StepBegun) || r.State == StateHeld && t.job.HoldKey
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), saveTimeout)
	defer cancel()
	if err := t.store.Save(ctx, r); err != nil {
		return fmt.Errorf("durable: save the task: %w", err)
	}
	return nil
}

// hold records that a human has to look at a step.
func (t *Task) hold(ctx context.Context, s *StepRecord, why string) error {
	s.State, s.Why = StepHeld, why
	if err := t.save(ctx); err != nil {
		return err
	}
	return s.held()
}

func (s StepRecord) held() error { return Hold{s.Name + ": " + s.Why} }

// finish records how a run of the task ended, and releases it.
func (t *Task) finish(ctx context.Context, err error) error {
	t.step <- struct{}{} // waits for a step of a goroutine that work has left behind
	if cause := context.Cause(ctx); errors.Is(cause, ErrLost) {
		err = cause
	}
	if errors.Is(err, ErrLost) {
		return err
	}
	if err == nil { // work may have dropped the error of a step
		err = t.unfinished()
	}
	hold, held := errors.AsType[Hold](err)
	switch {
	case err == nil:
		t.record.State = StateDone
		t.record.erase()
	case held:
		t.record.State, t.record.Why = StateHeld, hold.Why
		if all := t.reasons(); all != "" {
			t.record.Why = all
		}
		err = Hold{t.record.Why}
	}
	t.record.Owner = ""
	switch saveErr := t.save(ctx); {
	case saveErr == nil:
		return err
	case held: // nobody sees it: it must not end the job
		return saveErr
	default:
		return errors.Join(saveErr, err)
	}
}

// unfinished is the error of a task whose steps have not all been applied.
func (t *Task) unfinished() error {
	for i := range t.record.Steps {
		s := &t.record.Steps[i]
		if s.State == StepBegun && !t.used[s.Name] { // of an older version of work: nobody will look for it
			s.State, s.Why = StepHeld, "it may have been applied, and the program has no such step any more: look in Leeloo"
		}
		if s.State == StepHeld {
			return s.held()
		}
	}
	if t.record.has(StepBegun) {
		return Later{Err: ErrUnsettled}
	}
	return nil
}

// reasons returns why steps are held.
func (t *Task) reasons() string {
	var all []string
	for _, s := range t.record.Steps {
		if s.State == StepHeld {
			all = append(all, s.Name+": "+s.Why)
		}
	}
	return strings.Join(all, "; ")
}

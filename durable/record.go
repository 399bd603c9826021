package durable

import (
	"encoding/json"
	"slices"
	"time"
)

// State is the state of a task.
type State string

// The states of a task. A task that is done or given up is not run again.
const (
	StateOpen    State = "open"
	StateHeld    State = "held" // a human has to look
	StateDone    State = "done"
	StateGivenUp State = "given up"
)

// StepState is the state of a step.
type StepState string

// The states of a step. The zero StepState means that the step is to be sent.
const (
	StepBegun   StepState = "begun" // it may have been applied
	StepApplied StepState = "applied"
	StepHeld    StepState = "held"
)

// Record is what a [Store] keeps of a task.
type Record struct {
	ID      string    `json:"id"`
	Key     string    `json:"key"`
	Version int64     `json:"version"`
	State   State     `json:"state"`
	Owner   string    `json:"owner,omitempty"` // of the lease; empty if no process works on the task
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"`
	Now     time.Time `json:"-"` // the clock of the store when the record was read

	// KeepsKey means that no other task of the key can be acquired, even if nobody works on this one.
	KeepsKey bool `json:"keeps_key,omitempty"`

	Content
}

// Content is the part of a record that a store does not interpret.
type Content struct {
	Why   string          `json:"why,omitempty"`  // why the task is held
	Note  json.RawMessage `json:"note,omitempty"` // see [Task.Note]
	Steps []StepRecord    `json:"steps,omitempty"`
}

// StepRecord is what is recorded of a step.
type StepRecord struct {
	Name    string          `json:"name"`
	State   StepState       `json:"state,omitempty"`
	Begun   time.Time       `json:"begun,omitzero"`   // when it was sent last
	Sends   int             `json:"sends,omitempty"`  // sendings that were applied or may have been
	Missing time.Time       `json:"missing,omitzero"` // since when it is to be sent once more, unless it is found after all
	Before  json.RawMessage `json:"before,omitempty"` // until the step is applied
	Result  json.RawMessage `json:"result,omitempty"`
	Why     string          `json:"why,omitempty"` // why it is held
}

// has reports whether a step is in a state.
func (c *Content) has(state StepState) bool {
	return slices.ContainsFunc(c.Steps, func(s StepRecord) bool { return s.State == state })
}

// erase removes what may be personal data. Results stay.
func (c *Content) erase() {
	c.Why, c.Note = "", nil
	for i := range c.Steps {
		c.Steps[i].Before, c.Steps[i].Why = nil, ""
	}
}

func (r *Record) clone() *Record {
	c := *r
	c.Steps = slices.Clone(r.Steps)
	return &c
}

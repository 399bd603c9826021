package store

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo/durable"
)

// State is what became of a write, in the words of every report.
type State string

// The states of a write.
const (
	Waiting   State = "waiting"    // not sent
	LookedFor State = "looked for" // may have been applied: the program asks Leeloo
	Sent      State = "sent"
	Refused   State = "refused" // Leeloo refuses it: surely not applied
	Unknown   State = "unknown" // may have been applied, and only a human can find out
	GivenUp   State = "given up"
)

// StateOf returns the state of a task, which is that of its last step.
func StateOf(r *durable.Record) State {
	switch r.State {
	case durable.StateDone:
		return Sent
	case durable.StateGivenUp:
		return GivenUp
	case durable.StateHeld:
		if slices.ContainsFunc(r.Steps, func(s durable.StepRecord) bool { return s.State == durable.StepHeld && !isRefused(s) }) {
			return Unknown
		}
		return Refused
	}
	switch {
	case slices.ContainsFunc(r.Steps, func(s durable.StepRecord) bool { return s.State == durable.StepBegun }):
		return LookedFor
	case len(r.Steps) > 0 && settledAsApplied(r.Steps[len(r.Steps)-1]):
		return Sent
	default:
		return Waiting
	}
}

// isRefused reports whether a step that is held was surely not applied: it was not sent, or Leeloo has refused it.
func isRefused(s durable.StepRecord) bool {
	return s.Sends == 0 || s.Refused()
}

// settledAsApplied reports whether a human has said that a step was applied: it has no result.
func settledAsApplied(s durable.StepRecord) bool {
	return s.State == durable.StepApplied && len(s.Result) == 0
}

// Reason returns why a task waits for a human, without what its state says already.
func Reason(r *durable.Record) string {
	var reasons []string
	for _, s := range r.Steps {
		if s.State == durable.StepHeld {
			why := strings.TrimPrefix(s.Why, "refused: ")
			reasons = append(reasons, strings.ReplaceAll(why, "leeloo: ", ""))
		}
	}
	return strings.Join(reasons, "; ")
}

// Tasks returns all tasks of a journal, the oldest first in each state.
func (f *File) Tasks(ctx context.Context) (all []*durable.Record, err error) {
	for _, state := range []durable.State{durable.StateOpen, durable.StateHeld, durable.StateDone, durable.StateGivenUp} {
		tasks, err := f.List(ctx, state)
		if err != nil {
			return nil, fmt.Errorf("journal %s: %w", f.Path, err)
		}
		all = append(all, tasks...)
	}
	return all, nil
}

// Counts counts the writes of a journal by their states.
type Counts struct {
	Total     int `json:"total"`
	Sent      int `json:"sent"`
	Refused   int `json:"refused"`
	Unknown   int `json:"unknown"`
	LookedFor int `json:"looked_for"`
	Waiting   int `json:"waiting"`
	GivenUp   int `json:"given_up"`
}

const totalKey = "total"

// PutTotal stores how many writes there are, those included that have no task yet.
func (f *File) PutTotal(ctx context.Context, total int) error { return f.Put(ctx, totalKey, total) }

// Counts counts the writes.
func (f *File) Counts(ctx context.Context) (c Counts, err error) {
	tasks, err := f.Tasks(ctx)
	if err != nil {
		return c, err
	}
	for _, t := range tasks {
		*of(&c, StateOf(t))++
	}
	if _, err := f.Get(ctx, totalKey, &c.Total); err != nil {
		return c, err
	}
	c.Total = max(c.Total, len(tasks))
	c.Waiting += c.Total - len(tasks)
	return c, nil
}

func of(c *Counts, state State) *int {
	switch state {
	case Sent:
		return &c.Sent
	case Refused:
		return &c.Refused
	case Unknown:
		return &c.Unknown
	case LookedFor:
		return &c.LookedFor
	case GivenUp:
		return &c.GivenUp
	default:
		return &c.Waiting
	}
}

// Moved returns the counts after a write has come into another state.
func (c Counts) Moved(from, to State) Counts {
	*of(&c, from)--
	*of(&c, to)++
	return c
}

// Unfinished reports whether the command has something left to do.
func (c Counts) Unfinished() bool { return c.Waiting+c.LookedFor > 0 }

// ForHuman returns how many writes wait for a human.
func (c Counts) ForHuman() int { return c.Refused + c.Unknown }

// String returns the counts that are not zero.
func (c Counts) String() string {
	texts := []string{fmt.Sprintf("%d %s", c.Sent, Sent)}
	for _, state := range []State{Refused, Unknown, LookedFor, Waiting, GivenUp} {
		if n := *of(&c, state); n > 0 {
			texts = append(texts, fmt.Sprintf("%d %s", n, state))
		}
	}
	return strings.Join(texts, ", ")
}

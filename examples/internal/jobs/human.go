package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
)

// Human is the part of a human, beside a running server. It records a verdict, unless it is empty, and prints the tasks that
// are held, with their notes: personal data, which only the human is to see.
//
// A verdict is "ID=applied", "ID=applied:RESULT", "ID=send again" or "ID=give up". The result is the id of the person or of
// the order: a step whose name begins with "person" or "order" needs it, because the steps after it do.
func Human[Payload any](ctx context.Context, c Config[Payload], verdict string, out io.Writer) error {
	if !isPostgres(c.Database) {
		if _, err := os.Stat(c.Database); err != nil { // Open would create the file
			return err
		}
	}
	q, err := Open(ctx, c)
	if err != nil {
		return err
	}
	defer q.Close()
	if verdict != "" {
		if err := q.settleText(ctx, verdict); err != nil {
			return err
		}
	}
	return printHeld(ctx, q.Store, out)
}

func (q *Queue[Payload]) settleText(ctx context.Context, text string) error {
	id, verdict, _ := strings.Cut(text, "=")
	action, result, _ := strings.Cut(verdict, ":")
	record, err := durable.Show(ctx, q.Store, id)
	if err != nil {
		return fmt.Errorf("%w: %s", err, id)
	}
	v := durable.Verdict{Action: durable.Action(action)}
	if v.Action == durable.Applied {
		v.Step, v.Result, err = appliedResult(record, result)
	} else if result != "" {
		err = errors.New("only the verdict applied has a result")
	}
	if err == nil && v.Step != "" {
		err = q.checkUnused(ctx, id, v.Result)
	}
	if err != nil {
		return err
	}
	if err := q.Settle(ctx, id, v); err != nil && !errors.Is(err, errNoJob) {
		return err
	}
	return nil // a task inside a job is continued when the job runs again
}

// checkUnused refuses an order that another task has: two payments of one order would count once.
func (q *Queue[Payload]) checkUnused(ctx context.Context, id string, result any) error {
	order, ok := result.(leeloo.OrderID)
	if !ok {
		return nil // several tasks may be about one person
	}
	for _, state := range []durable.State{durable.StateOpen, durable.StateHeld, durable.StateDone} {
		records, err := q.Store.List(ctx, state)
		if err != nil {
			return err
		}
		for _, r := range records {
			for _, s := range r.Steps {
				if r.ID != id && strings.HasPrefix(s.Name, "order") && string(s.Result) == strconv.Quote(string(order)) {
					return fmt.Errorf("the order is that of %s already", r.ID)
				}
			}
		}
	}
	return nil
}

// appliedResult returns the step that a result is for, and the result as the step returns it.
func appliedResult(r *durable.Record, text string) (step string, result any, err error) {
	for _, s := range r.Steps {
		if s.State != durable.StepHeld && s.State != durable.StepBegun {
			continue
		}
		isPerson := strings.HasPrefix(s.Name, "person")
		switch {
		case !isPerson && !strings.HasPrefix(s.Name, "order"):
			continue
		case text == "":
			return "", nil, fmt.Errorf("%s: give the id with the verdict, applied:ID", s.Name)
		case isPerson:
			return s.Name, durable.PersonRef{PersonID: leeloo.PersonID(text)}, nil
		default:
			return s.Name, leeloo.OrderID(text), nil
		}
	}
	if text != "" {
		return "", nil, errors.New("no step that is held has a result")
	}
	return "", nil, nil
}

func printHeld(ctx context.Context, store durable.Store, out io.Writer) error {
	held, err := durable.Held(ctx, store)
	if err != nil {
		return err
	}
	for _, r := range held {
		var note string
		if json.Unmarshal(r.Note, &note) != nil { // not a text
			note = string(r.Note)
		}
		fmt.Fprintf(out, "%s, held since %s\n  %s\n  %s\n", r.ID, r.Updated.UTC().Format(time.DateTime), printable(r.Why), printable(note))
	}
	if len(held) == 0 {
		fmt.Fprintln(out, "Nothing needs a human.")
	}
	return nil
}

// printable removes what a terminal could execute.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsPrint(r):
			return r
		case unicode.IsSpace(r):
			return ' '
		}
		return -1
	}, text)
}

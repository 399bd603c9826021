package journal

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
)

// entry is a write, as JSON.
type entry struct {
	ID      string      `json:"id"`                // of a broadcast: of the person
	Account string      `json:"account,omitempty"` // of a broadcast
	Person  string      `json:"person,omitempty"`  // of a call
	State   store.State `json:"state"`
	SentAt  time.Time   `json:"sent_at,omitzero"` // when it was sent last, if it was
	Why     string      `json:"why,omitempty"`
	Call    *callNote   `json:"call,omitempty"`
	Chat    string      `json:"chat,omitempty"`
}

// callNote is what leeloo calls notes of a call.
type callNote struct {
	Time      time.Time `json:"time"`
	Direction string    `json:"direction"`
	Status    string    `json:"status"`
	Duration  string    `json:"duration"`
}

func (c *callNote) String() string {
	if c == nil {
		return ""
	}
	return fmt.Sprintf("%s, %s, %s, %s", local(c.Time), c.Direction, c.Status, c.Duration)
}

func showCommand(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:   "show FILE [ID]",
		Short: "Show what waits for a human",
		Long: `Shows what waits for a human: the id (of a broadcast: that of the person), the
person and the time of a call, when it was sent, why it waits, and what to do.
With an id, it shows only that one, in whatever state it is.`,
		Example: "  leeloo journal show a.journal\n  leeloo journal show a.journal 62594a8e1f0c1b2f4c9d0001",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			f, err := store.Snapshot(cmd.Context(), args[0], "")
			if err != nil {
				return err
			}
			defer f.Close()
			entries, err := read(cmd.Context(), f, args[1:])
			if err != nil {
				return err
			}
			if a.Settings.JSON {
				return output.JSON(a.Out, entries)
			}
			return print(a.Out, f, entries)
		},
	}
}

// read returns the tasks with the ids, or without ids those that wait for a human.
func read(ctx context.Context, f *store.File, ids []string) ([]entry, error) {
	if len(ids) > 0 {
		task, err := durable.Show(ctx, f.Store, ids[0])
		if errors.Is(err, durable.ErrNoTask) {
			return nil, app.Usagef("the journal %s has nothing with the id %s, or it waits and was not sent yet", f.Path, output.Clean(ids[0]))
		}
		if err != nil {
			return nil, err
		}
		return []entry{entryOf(f, task)}, nil
	}
	held, err := durable.Held(ctx, f.Store)
	if err != nil {
		return nil, err
	}
	entries := make([]entry, len(held))
	for i, task := range held {
		entries[i] = entryOf(f, task)
	}
	return entries, nil
}

func entryOf(f *store.File, task *durable.Record) entry {
	e := entry{ID: task.ID, State: store.StateOf(task), Why: store.Reason(task)}
	for _, s := range task.Steps {
		if s.Sends > 0 && s.Begun.After(e.SentAt) {
			e.SentAt = s.Begun
		}
	}
	if f.Command == "send" {
		e.Account = task.Key
		e.Chat = chat(task.Key, task.ID)
		return e
	}
	e.Person = task.Key
	var call callNote
	if json.Unmarshal(task.Note, &call) == nil { // there is none before the first sending, and after the last
		e.Call = &call
	}
	return e
}

// chat returns the address of a chat in Leeloo. The vendor's documentation contradicts itself about which of the two ids
// comes first.
func chat(account, person string) string {
	return "https://app.leeloo.ai/chats/all/" + account + "/" + person
}

// whatToDo returns the advice for a state.
func whatToDo(command string, state store.State) string {
	switch {
	case state == store.Unknown:
		return "look whether it is there: settle it with --verdict applied if it is, or else with send-again or give-up"
	case state == store.Refused && command == "calls":
		return "remove the cause, then run leeloo calls again: it sends it again; or settle it with --verdict give-up"
	case state == store.Refused:
		return "remove the cause, then settle it with --verdict send-again, or with give-up"
	default:
		return ""
	}
}

func print(out io.Writer, f *store.File, entries []entry) error {
	if len(entries) == 0 {
		_, err := fmt.Fprintln(out, "Nothing waits for a human.")
		return err
	}
	chats, open := false, false
	for _, e := range entries {
		kind := "Call"
		if f.Command == "send" {
			kind = "Person"
		}
		fmt.Fprintf(out, "%s %s: %s\n", kind, output.Clean(e.ID), e.State)
		for _, line := range [][2]string{
			{"account", e.Account}, {"person", e.Person}, {"call", e.Call.String()}, {"sent at", local(e.SentAt)}, {"why", e.Why}, {"chat", e.Chat},
			{"to do", whatToDo(f.Command, e.State)},
		} {
			if line[1] != "" {
				fmt.Fprintf(out, "  %-8s %s\n", line[0], output.Clean(line[1]))
			}
		}
		chats = chats || e.Chat != ""
		open = open || whatToDo(f.Command, e.State) != ""
	}
	if chats {
		fmt.Fprintln(out, "\nIf the address of a chat shows nothing, exchange its two ids: the vendor's\ndocumentation contradicts itself about their order.")
	}
	if !open {
		return nil
	}
	_, err := fmt.Fprintf(out, "To settle: leeloo journal settle %s ID… --verdict applied|send-again|give-up\n", app.Quote(f.Path))
	return err
}

func local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04:05 -0700")
}

package journal

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
)

// verdicts are the values of --verdict.
var verdicts = map[string]durable.Action{
	"applied":    durable.Applied,
	"send-again": durable.SendAgain,
	"give-up":    durable.GiveUp,
}

const settleLong = `Records what a human has decided about what may have been sent, or was refused.
It sends nothing: a running command takes the verdict into account, and so does
--resume.

The verdicts:
  applied     it is in Leeloo: go on after it
  send-again  it is not in Leeloo, or may be there twice: send it once more
  give-up     never send it`

func settleCommand(a *app.App) *cobra.Command {
	var verdict string
	var allHeld bool
	cmd := &cobra.Command{
		Use:     "settle FILE [ID…]",
		Short:   "Record what a human has decided",
		Long:    settleLong,
		Example: "  leeloo journal settle a.journal 62594a8e1f0c1b2f4c9d0001 --verdict applied\n  leeloo journal settle a.journal --all-held --verdict give-up",
		Args:    cobra.MinimumNArgs(1),
	}
	cmd.Flags().StringVar(&verdict, "verdict", "", "`what` was decided: applied, send-again or give-up")
	app.MarkValues(cmd.Flags(), "verdict", slices.Sorted(maps.Keys(verdicts))...)
	cmd.Flags().BoolVar(&allHeld, "all-held", false, "settle all that waits for a human")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		action, ok := verdicts[verdict]
		switch {
		case !ok:
			return app.Usagef("--verdict must be applied, send-again or give-up")
		case allHeld == (len(args) > 1):
			return app.Usagef("name the ids, or pass --all-held; leeloo journal show %s lists them", app.Quote(args[0]))
		}
		s := settling{App: a, verdict: verdict, action: action, path: args[0], ids: args[1:]}
		return s.do(cmd.Context(), allHeld)
	}
	return cmd
}

// settling is one run of the command.
type settling struct {
	*app.App
	verdict string
	action  durable.Action
	path    string
	ids     []string
}

// settled is the result as JSON.
type settled struct {
	Journal string   `json:"journal"`
	Verdict string   `json:"verdict"`
	Settled []string `json:"settled"`
}

func (s *settling) do(ctx context.Context, allHeld bool) error {
	f, err := store.Open(ctx, s.path, "")
	if err != nil {
		return err
	}
	defer f.Close()
	if allHeld {
		held, err := durable.Held(ctx, f.Store)
		if err != nil {
			return err
		}
		for _, task := range held {
			s.ids = append(s.ids, task.ID)
		}
	}
	slices.Sort(s.ids)
	s.ids = slices.Compact(s.ids)
	if err := s.check(ctx, f); err != nil {
		return err
	}
	result := settled{Journal: f.Path, Verdict: s.verdict, Settled: []string{}}
	var failed []error
	for _, id := range s.ids {
		if err := durable.Settle(ctx, f.Store, id, durable.Verdict{Action: s.action}); err != nil {
			failed = append(failed, fmt.Errorf("%s: %w", id, explain(err)))
			continue
		}
		result.Settled = append(result.Settled, id)
	}
	if s.Settings.JSON {
		if err := output.JSON(s.Out, result); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(s.Out, "Settled as %s: %d.\n", s.verdict, len(result.Settled))
	}
	switch {
	case len(result.Settled) == 0 || s.action == durable.GiveUp:
	case f.Command == "calls": // its records are in a file that the journal does not know
		s.Printf("The next leeloo calls with the same records goes on with it.")
	default:
		s.Printf("A running leeloo %s goes on with it; otherwise: leeloo %s --resume --journal %s", f.Command, f.Command, app.Quote(f.Path))
	}
	return errors.Join(failed...)
}

// check looks at what is to be settled, and asks. Nothing is settled if one of the ids is wrong.
func (s *settling) check(ctx context.Context, f *store.File) error {
	states := map[store.State]int{}
	for _, id := range s.ids {
		task, err := durable.Show(ctx, f.Store, id)
		switch {
		case errors.Is(err, durable.ErrNoTask):
			return app.Usagef("the journal %s has nothing with the id %s; nothing was settled", f.Path, output.Clean(id))
		case err != nil:
			return err
		}
		state := store.StateOf(task)
		if state != store.Unknown && state != store.Refused && state != store.LookedFor {
			return app.Usagef("%s is %s, and needs no verdict; nothing was settled", output.Clean(id), state)
		}
		states[state]++
	}
	var texts []string
	for _, state := range []store.State{store.Unknown, store.LookedFor, store.Refused} {
		if states[state] > 0 {
			texts = append(texts, fmt.Sprintf("%d %s", states[state], state))
		}
	}
	if len(texts) == 0 {
		return nil
	}
	question := fmt.Sprintf("Settle %s as %s.", strings.Join(texts, ", "), s.verdict)
	if n := states[store.Unknown] + states[store.LookedFor]; n > 0 && s.action == durable.SendAgain {
		question += fmt.Sprintf(" %d may have been sent already, and would be sent twice.", n)
	}
	return s.Confirm(ctx, question)
}

func explain(err error) error {
	if errors.Is(err, durable.ErrBusy) {
		return errors.New("a running command works on it at this moment, or a process that was killed did within the last minute; try again in a minute")
	}
	return err
}

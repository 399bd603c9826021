package funnel

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/names"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// read reads the statistics of the tunnels that the flags name, or of all. One request at a time leaves most of the API's
// limit to the company's other programs.
func read(ctx context.Context, client *leeloo.Client, flags []string) ([]tunnel, error) {
	list, err := leeloo.Collect(client.Tunnels.All(ctx, leeloo.ListParams{}))
	if err != nil {
		return nil, err
	}
	if flags != nil {
		if list, err = choose(list, flags); err != nil {
			return nil, err
		}
	}
	tunnels := make([]tunnel, len(list))
	for i, t := range list {
		name := strings.Join(strings.Fields(output.Clean(t.Name)), " ")
		tunnels[i] = tunnel{ID: t.ID, Name: cmp.Or(name, string(t.ID))}
		numbers, err := client.Tunnels.GetStats(ctx, t.ID)
		switch {
		case err == nil:
			tunnels[i].Stats = statsOf(numbers)
		case ctx.Err() != nil, errors.Is(err, leeloo.ErrRateLimited):
			return nil, err // the others would fail in the same way
		default:
			tunnels[i].Failure = err
		}
	}
	return tunnels, nil
}

// choose returns the tunnels in the order of the flags. One that is named twice would be counted twice in the totals.
func choose(list []*leeloo.Tunnel, flags []string) (chosen []*leeloo.Tunnel, err error) {
	for _, value := range flags {
		t, err := names.Tunnel(list, "--tunnel", value)
		if err != nil {
			return nil, err
		}
		if slices.Contains(chosen, t) {
			return nil, app.Usagef("--tunnel: %q is named twice", t.Name)
		}
		chosen = append(chosen, t)
	}
	return chosen, nil
}

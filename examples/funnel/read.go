package main

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo"
)

// read asks for the figures of these tunnels, or of all. One request at a time leaves most of the API's 300 a minute to
// the company's other programs.
func read(ctx context.Context, crm *leeloo.Client, ids []leeloo.TunnelID) ([]tunnel, error) {
	tunnels, err := list(ctx, crm)
	if err != nil {
		return nil, err
	}
	if ids != nil {
		tunnels = choose(tunnels, ids)
	}
	for i := range tunnels {
		stats, err := crm.Tunnels.GetStats(ctx, tunnels[i].id)
		switch {
		case err == nil:
			tunnels[i].Figures = figuresOf(stats)
		case ctx.Err() != nil, errors.Is(err, leeloo.ErrRateLimited):
			return nil, err // the others would fail of the same
		default:
			tunnels[i].Failure = err
		}
	}
	return tunnels, nil
}

func list(ctx context.Context, crm *leeloo.Client) ([]tunnel, error) {
	var tunnels []tunnel
	for t, err := range crm.Tunnels.All(ctx, leeloo.ListParams{}) {
		if err != nil {
			return nil, err
		}
		tunnels = append(tunnels, tunnel{id: t.ID, Name: cmp.Or(oneLine(t.Name), string(t.ID))})
	}
	return tunnels, nil
}

// choose puts the tunnels in the order of ids. Of one that is not listed the API may still know the figures: it says so
// itself.
func choose(tunnels []tunnel, ids []leeloo.TunnelID) []tunnel {
	chosen := make([]tunnel, len(ids))
	for i, id := range ids {
		chosen[i] = tunnel{id: id, Name: string(id)}
		if at := slices.IndexFunc(tunnels, func(t tunnel) bool { return strings.EqualFold(string(t.id), string(id)) }); at >= 0 {
			chosen[i] = tunnels[at]
		}
	}
	return chosen
}

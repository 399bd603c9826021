package main

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

// goal is where leads are taken to. A lead keeps the one it came with: another tunnel's subscriptions prove nothing.
type goal struct {
	Tag   leeloo.TagID           `json:"tag"`
	Start leeloo.SubscribeParams `json:"start"`
}

// check finds a wrong id or token before the first lead does. The API can't be asked for a block. That it is down is no
// reason not to take leads.
func (g goal) check(ctx context.Context, crm *leeloo.Client, log *slog.Logger) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	tags, err := crm.Tags.List(ctx)
	if err == nil {
		if !slices.ContainsFunc(tags, func(tag leeloo.Tag) bool { return tag.ID == g.Tag }) {
			return command.Usagef(`-tag: the company has no tag with this id: Settings, CRM settings, Tags, "Copy ID"`)
		}
		_, err = crm.Tunnels.Get(ctx, g.Start.TunnelID, leeloo.TunnelGetParams{})
		if refused(err) {
			return command.Usagef("-tunnel: the company has no tunnel with this id: app.leeloo.ai/tunnels/TUNNEL_ID/tree")
		}
	}
	switch {
	case errors.Is(err, leeloo.ErrUnauthorized), errors.Is(err, leeloo.ErrNotFound):
		return err
	case err != nil:
		log.Warn("-tag and -tunnel could not be checked", "error", err)
	}
	return nil
}

package main

import (
	"context"
	"errors"

	"github.com/leeloo-go/leeloo"
)

// comment is sent once. The API has no list of comments, so that nobody but a human can see whether it is there.
func (c *carrier) comment(ctx context.Context, l *lead, s *step) error {
	if s.State == todo {
		err := c.write(ctx, l, s, done, func(ctx context.Context) error {
			_, err := c.crm.People.AddComment(ctx, l.PersonID, l.comment())
			return err
		})
		if !errors.Is(err, leeloo.ErrMaybeApplied) {
			return err
		}
	}
	return c.leave(l, s, "the comment may be there or not: look for the lead's number on the person's card")
}

// tag is sent until it succeeds: twice is the same as once.
func (c *carrier) tag(ctx context.Context, l *lead, s *step) error {
	return c.write(ctx, l, s, done, func(ctx context.Context) error {
		return c.crm.Tags.Add(ctx, l.PersonID, l.Goal.Tag)
	})
}

// subscription starts the person in the tunnel, also if they have been in it before.
func (c *carrier) subscription(ctx context.Context, l *lead, s *step) error {
	card, err := c.crm.People.Get(ctx, l.PersonID, leeloo.PersonGetParams{})
	if err != nil {
		return c.unlessRefused(l, s, err)
	}
	if s.State == unclear {
		if entries(card, l.Goal.Start.TunnelID, l.AccountID) > l.Before {
			return c.finish(l, s)
		}
		// A card may name a tunnel once, however often the person enters it: then one entry proves nothing.
		if err := c.missing(l, s, l.Before == 0); err != nil || s.closed() {
			return err
		}
	}
	if l.AccountID == "" {
		l.AccountID = subscribable(card.Accounts)
	}
	if l.AccountID == "" {
		s.State = failed
		return c.leave(l, s, "the person has no account that is connected, so that no tunnel can reach them")
	}
	l.Before = entries(card, l.Goal.Start.TunnelID, l.AccountID)
	return c.write(ctx, l, s, done, func(ctx context.Context) error {
		return c.crm.Tunnels.Subscribe(ctx, l.AccountID, l.Goal.Start)
	})
}

// entries counts how often an account has entered a tunnel.
func entries(card *leeloo.Person, tunnel leeloo.TunnelID, account leeloo.AccountID) int {
	count := 0
	for _, entry := range card.History {
		if entry.TunnelID == tunnel && (entry.AccountID == account || entry.AccountID == "") {
			count++
		}
	}
	return count
}

// subscribable returns a connected account, of a messenger if there is one: nobody reads a MANUAL account.
func subscribable(accounts []leeloo.Account) leeloo.AccountID {
	var manual leeloo.AccountID
	for _, account := range accounts {
		switch {
		case account.ConnectionStatus != leeloo.ConnectionStatusOK && account.ConnectionStatus != "":
		case account.From != leeloo.ChannelTypeManual:
			return account.AccountID
		default:
			manual = account.AccountID
		}
	}
	return manual
}

package leeloo_test

import (
	"context"
	"iter"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// pagedList is one of the six lists with pages: on the server, by List, and by All.
type pagedList struct {
	name string
	in   func(*leelootest.Lists, leeloo.AccountID) leelootest.List
	page func(context.Context, *leeloo.Client, leeloo.AccountID, leeloo.ListParams) ([]string, error)
	all  func(context.Context, *leeloo.Client, leeloo.AccountID, leeloo.ListParams, ...leeloo.RequestOption) iter.Seq2[string, error]
}

var pagedLists = []pagedList{
	{
		"People",
		func(l *leelootest.Lists, _ leeloo.AccountID) leelootest.List { return l.People() },
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(item leeloo.Person) leeloo.PersonID { return item.ID })(c.People.List(ctx, leeloo.PeopleListParams{ListParams: p}))
		},
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return itemIDs(func(item *leeloo.Person) leeloo.PersonID { return item.ID }, c.People.All(ctx, leeloo.PeopleListParams{ListParams: p}, o...))
		},
	},
	{
		"Channels",
		func(l *leelootest.Lists, _ leeloo.AccountID) leelootest.List { return l.Channels() },
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(item leeloo.Channel) leeloo.AccountID { return item.ID })(c.Channels.List(ctx, leeloo.ChannelListParams{ListParams: p}))
		},
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return itemIDs(func(item *leeloo.Channel) leeloo.AccountID { return item.ID }, c.Channels.All(ctx, leeloo.ChannelListParams{ListParams: p}, o...))
		},
	},
	{
		"Messages",
		func(l *leelootest.Lists, of leeloo.AccountID) leelootest.List { return l.Messages(of) },
		func(ctx context.Context, c *leeloo.Client, of leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(item leeloo.Message) leeloo.MessageID { return item.ID })(c.Messages.List(ctx, of, p))
		},
		func(ctx context.Context, c *leeloo.Client, of leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return itemIDs(func(item *leeloo.Message) leeloo.MessageID { return item.ID }, c.Messages.All(ctx, of, p, o...))
		},
	},
	{
		"Orders",
		func(l *leelootest.Lists, _ leeloo.AccountID) leelootest.List { return l.Orders() },
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(item leeloo.Order) leeloo.OrderID { return item.ID })(c.Orders.List(ctx, p))
		},
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return itemIDs(func(item *leeloo.Order) leeloo.OrderID { return item.ID }, c.Orders.All(ctx, p, o...))
		},
	},
	{
		"Tunnels",
		func(l *leelootest.Lists, _ leeloo.AccountID) leelootest.List { return l.Tunnels() },
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(item leeloo.Tunnel) leeloo.TunnelID { return item.ID })(c.Tunnels.List(ctx, p))
		},
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return itemIDs(func(item *leeloo.Tunnel) leeloo.TunnelID { return item.ID }, c.Tunnels.All(ctx, p, o...))
		},
	},
	{
		"Users",
		func(l *leelootest.Lists, _ leeloo.AccountID) leelootest.List { return l.Users() },
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(item leeloo.User) leeloo.UserID { return item.ID })(c.Users.List(ctx, p))
		},
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return itemIDs(func(item *leeloo.User) leeloo.UserID { return item.ID }, c.Users.All(ctx, p, o...))
		},
	},
}

// pageIDs returns what List returned as ids.
func pageIDs[T any, ID ~string](id func(T) ID) func(*leeloo.Page[T], error) ([]string, error) {
	return func(page *leeloo.Page[T], err error) (ids []string, _ error) {
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			ids = append(ids, string(id(item)))
		}
		return ids, nil
	}
}

// itemIDs returns what All yields as ids.
func itemIDs[T any, ID ~string](id func(*T) ID, items iter.Seq2[*T, error]) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for item, err := range items {
			if err != nil {
				if item != nil || !yield("", err) {
					return
				}
				continue // so that a second error is seen
			}
			if !yield(string(id(item)), nil) {
				return
			}
		}
	}
}

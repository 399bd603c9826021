package main

import (
	"context"
	"iter"
	"time"

	"github.com/leeloo-go/leeloo"
)

// list is a list of the API, a row of which is a row of the export.
type list[T any] struct {
	columns []column[T]
	time    func(*T) time.Time // decides whether a row lies in the period
	page    func(context.Context, leeloo.ListParams) (*leeloo.Page[T], error)
	all     func(context.Context, leeloo.ListParams) iter.Seq2[*T, error]
	isFixed bool // no row comes into the list while it is read
}

func exportPeople(ctx context.Context, e *exporter) error {
	params := func(p leeloo.ListParams) leeloo.PeopleListParams {
		return leeloo.PeopleListParams{ListParams: p, LastMessage: e.options.period.filter()}
	}
	return exportList(ctx, e, list[leeloo.Person]{
		columns: personColumns,
		time:    func(p *leeloo.Person) time.Time { return p.LastMessageTime },
		page: func(ctx context.Context, p leeloo.ListParams) (*leeloo.Page[leeloo.Person], error) {
			return e.crm.People.List(ctx, params(p))
		},
		all: func(ctx context.Context, p leeloo.ListParams) iter.Seq2[*leeloo.Person, error] {
			return e.crm.People.All(ctx, params(p))
		},
		isFixed: e.options.period.isOver(e.started),
	})
}

func exportChannels(ctx context.Context, e *exporter) error {
	params := func(p leeloo.ListParams) leeloo.ChannelListParams {
		return leeloo.ChannelListParams{ListParams: p, LastMessage: e.options.period.filter()}
	}
	return exportList(ctx, e, list[leeloo.Channel]{
		columns: channelColumns,
		time:    func(c *leeloo.Channel) time.Time { return c.LastMessageTime },
		page: func(ctx context.Context, p leeloo.ListParams) (*leeloo.Page[leeloo.Channel], error) {
			return e.crm.Channels.List(ctx, params(p))
		},
		all: func(ctx context.Context, p leeloo.ListParams) iter.Seq2[*leeloo.Channel, error] {
			return e.crm.Channels.All(ctx, params(p))
		},
		isFixed: e.options.period.isOver(e.started),
	})
}

// exportOrders reads all orders: the API has no filter for them.
func exportOrders(ctx context.Context, e *exporter) error {
	return exportList(ctx, e, list[leeloo.Order]{
		columns: orderColumns,
		time:    func(o *leeloo.Order) time.Time { return o.CreatedAt },
		page: func(ctx context.Context, p leeloo.ListParams) (*leeloo.Page[leeloo.Order], error) {
			return e.crm.Orders.List(ctx, p)
		},
		all: func(ctx context.Context, p leeloo.ListParams) iter.Seq2[*leeloo.Order, error] {
			return e.crm.Orders.All(ctx, p)
		},
	})
}

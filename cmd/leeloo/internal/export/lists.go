package export

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo"
)

// maxPasses is how often a list is read in which something new is found each time.
const maxPasses = 4

// list is a list of the API, a row of which is a row of the export.
type list[T any] struct {
	id      func(*T) string
	time    rowTime[T]
	page    func(context.Context, leeloo.ListParams) (*leeloo.Page[T], error)
	all     func(context.Context, leeloo.ListParams) iter.Seq2[*T, error]
	include func(*T) bool // nil: all
	change  func(*T)      // before it is written; nil: nothing
	isFixed bool          // no row comes into the list while it is read
}

func readPeople(ctx context.Context, r *reader) error {
	params := func(p leeloo.ListParams) leeloo.PeopleListParams {
		return leeloo.PeopleListParams{ListParams: p, LastMessage: r.lastMessage(), Tags: r.tags}
	}
	return readList(ctx, r, list[leeloo.Person]{
		id:   func(p *leeloo.Person) string { return string(p.ID) },
		time: personTime,
		page: func(ctx context.Context, p leeloo.ListParams) (*leeloo.Page[leeloo.Person], error) {
			return r.client.People.List(ctx, params(p))
		},
		all: func(ctx context.Context, p leeloo.ListParams) iter.Seq2[*leeloo.Person, error] {
			return r.client.People.All(ctx, params(p))
		},
		include: r.hasTags,
		isFixed: r.period.isOver(r.started),
	})
}

// lastMessage filters people and channels by the period. Not those since the last export: it is not known whether the filter
// lists who is new and has no message yet.
func (r *reader) lastMessage() leeloo.DateRange {
	if r.isSince {
		return leeloo.DateRange{}
	}
	return r.period.filter()
}

// hasTags reports whether a person has all tags. It is not known whether the API requires one or all of them.
func (r *reader) hasTags(p *leeloo.Person) bool {
	for _, tag := range r.tags {
		if !slices.ContainsFunc(p.Tags, func(name string) bool { return strings.EqualFold(name, tag) }) {
			r.leftOut[strings.Clone(string(p.ID))] = struct{}{}
			return false
		}
	}
	return true
}

func readChannels(ctx context.Context, r *reader) error {
	params := func(p leeloo.ListParams) leeloo.ChannelListParams {
		return leeloo.ChannelListParams{ListParams: p, LastMessage: r.lastMessage()}
	}
	return readList(ctx, r, list[leeloo.Channel]{
		id:   func(c *leeloo.Channel) string { return string(c.ID) },
		time: channelTime,
		page: func(ctx context.Context, p leeloo.ListParams) (*leeloo.Page[leeloo.Channel], error) {
			return r.client.Channels.List(ctx, params(p))
		},
		all: func(ctx context.Context, p leeloo.ListParams) iter.Seq2[*leeloo.Channel, error] {
			return r.client.Channels.All(ctx, params(p))
		},
		isFixed: r.period.isOver(r.started),
	})
}

// readOrders reads all orders: the API has no filter for them.
func readOrders(ctx context.Context, r *reader) error {
	return readList(ctx, r, list[leeloo.Order]{
		id:   func(o *leeloo.Order) string { return string(o.ID) },
		time: orderTime,
		page: func(ctx context.Context, p leeloo.ListParams) (*leeloo.Page[leeloo.Order], error) {
			return r.client.Orders.List(ctx, p)
		},
		all: func(ctx context.Context, p leeloo.ListParams) iter.Seq2[*leeloo.Order, error] {
			return r.client.Orders.All(ctx, p)
		},
		change: func(o *leeloo.Order) { o.Price = withCents(o.Price) },
	})
}

// readList reads a list again and again until nothing new is found in it: if the API sorts it by something that changes, a
// row can jump over the reader.
func readList[T any](ctx context.Context, r *reader, l list[T]) error {
	total := 0
	err := r.outage.ride(ctx, func() error {
		first, err := l.page(ctx, leeloo.ListParams{Limit: 1})
		if err == nil {
			total = first.Meta.TotalCount
		}
		return err
	})
	if err != nil {
		return err
	}
	for pass := range maxPasses {
		r.display.begin(r.describe(pass), total)
		found := 0
		err := r.outage.ride(ctx, func() error { return readPass(ctx, r, l, &found) })
		r.display.end()
		if err != nil || found == 0 || l.isFixed {
			return err
		}
	}
	return nil
}

// readPass reads a list from its start to its end. After an outage it is called again: what is known is not written twice.
func readPass[T any](ctx context.Context, r *reader, l list[T], found *int) error {
	r.display.restart()
	for row, err := range l.all(ctx, leeloo.ListParams{Prefetch: r.workers}) {
		if err != nil {
			return err
		}
		r.display.add()
		if !r.period.contains(l.time(row, r.isSince)) || l.include != nil && !l.include(row) {
			continue
		}
		if l.change != nil {
			l.change(row)
		}
		isNew, err := r.sink.add(l.id(row), row)
		if err != nil {
			return err
		}
		if isNew {
			*found++
			r.outage.over()
		}
	}
	return nil
}

package leeloo

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/route"
	"github.com/leeloo-go/leeloo/internal/walk"
)

const (
	allLimit    = 100 // the largest that callers are known to ask for
	minLimit    = 2   // so that a page can overlap with the one before
	maxPrefetch = 32
)

// ListParams say which part of a list to fetch.
//
// The lists of the API are read by offset, and change while they are read: a row that is inserted or deleted before
// the reader shifts all others, and plain paging repeats rows or skips them. All does not. It yields each row that
// exists throughout the walk exactly once, whatever else appears and vanishes between its requests, as long as the
// rows that stay keep their order. Each page overlaps with the one before by a row; where the two do not join, All
// looks for the place. If it can't find it, it ends with [ErrPaginationStuck] and never with a gap. That happens when
// none of the last 512 rows that it has yielded is left, when the list changes faster than it can be read, and when
// the server ignores the offset. So don't change inside the loop what the list is filtered by: take the tag off people
// that are filtered by the tag, and all that were yielded are gone. Collect them first.
//
// It can't help where rows change their order: in a list that is sorted by the last message, say, a row that jumps
// over the reader is missed, or comes a second time once 512 others have come. What the API sorts by is not
// documented. For a set that stands still, filter by a LastMessage range that ends in the past.
//
// An error is yielded once, last. [Error.NextOffset] tells where another walk can go on. A break leaves nothing
// running. The memory of a walk is a few pages and a bounded number of ids, however long the list is.
type ListParams struct {
	// Limit is how many rows a page may have. 0 leaves it to the server (20) in List, and is 100 in All, which asks for
	// 2 at least. The API advises against large ones, and may answer fewer than asked for.
	Limit int
	// Offset is how many rows to skip. All starts there.
	Offset int
	// Prefetch is how many pages All fetches ahead, 0 to 32, concurrently and under the client's limiter. List ignores
	// it. A walk ends with up to as many requests in vain.
	Prefetch int
}

func (p ListParams) validate() error {
	return check.All(
		check.NotNegative("Limit", p.Limit),
		check.NotNegative("Offset", p.Offset),
		check.NotNegative("Prefetch", p.Prefetch),
		check.AtMost("Prefetch", p.Prefetch, maxPrefetch),
	)
}

// listQuery is a ListParams on the wire.
type listQuery struct {
	Limit  int `url:"limit,omitempty"`
	Offset int `url:"offset,omitempty"`
}

func (p ListParams) wire() any { return p.query() }

func (p ListParams) query() listQuery { return listQuery{p.Limit, p.Offset} }

func (p ListParams) list() ListParams { return p }

func (p ListParams) with(list ListParams) listing { return list }

// listing are the params of a paged list: ListParams, or a struct that embeds them.
type listing interface {
	params
	list() ListParams
	with(ListParams) listing
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T
	Meta  Meta
}

// Meta is what the API says about a page. TotalCount counts the rows that match. FilteredCount is not to be relied
// on: the API's own samples disagree about what it counts.
type Meta struct {
	Limit         int `json:"limit"`
	Offset        int `json:"offset"`
	FilteredCount int `json:"filteredCount"`
	TotalCount    int `json:"totalCount"`
}

// all walks over a list: see package walk for how.
func all[T any, PT row[T]](ctx context.Context, s *service, target route.Target, p listing, opts []RequestOption) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		options, err := s.accept(ctx, opts)
		if err == nil {
			err = p.validate()
		}
		if err != nil {
			yield(nil, invalid(target.Route, err))
			return
		}
		asked := p.list()
		limit := max(minLimit, cmp.Or(asked.Limit, allLimit))
		list := walk.List[T]{
			Start:    asked.Offset,
			Prefetch: asked.Prefetch,
			ID:       func(model *T) string { return PT(model).identity() },
			Fetch: func(ctx context.Context, offset int) (walk.Page[T], error) {
				return fetch[T, PT](ctx, s, target, p.with(ListParams{Limit: limit, Offset: offset}), opts, options)
			},
			Visit: func(page walk.Page[T]) {
				if response, ok := page.Note.(*Response); ok {
					*options.capture = *response
				}
			},
			Fail: func(err error, offset int) error { return ended(target.Route, err, offset) },
		}
		list.Rows(ctx)(yield)
	}
}

// fetch gets a page for a walk. What the caller captures travels with the page until its turn comes.
func fetch[T any, PT row[T]](ctx context.Context, s *service, target route.Target, p listing, opts []RequestOption, options callOptions) (got walk.Page[T], err error) {
	if options.capture != nil {
		response := new(Response)
		got.Note, opts = response, append(slices.Clip(opts), CaptureResponse(response))
	}
	to := new(many[T])
	r, err := s.send(ctx, target, p, opts, to)
	if err != nil {
		return got, err
	}
	defer r.release()
	got.Rows, err = decodeRows[T, PT](r, to) // whatever meta says
	return got, err
}

// ended is the error of a walk, which tells where another one can take it up.
func ended(of route.Route, err error, offset int) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		e = &Error{Op: of.Name, Route: of.String(), kind: ErrPaginationStuck}
	}
	e.next, e.hasNext = offset, e.kind != ErrInvalidArgument
	return e
}

package leeloo

import (
	"cmp"
	"context"
	"errors"
	"iter"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/pager"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

const (
	allLimit    = 100 // the largest that callers are known to ask for
	minLimit    = 2   // so that a page can overlap with the one before
	maxPrefetch = 32
)

// ListParams select a part of a list.
//
// The API returns lists by offset, and a list can change while it is read: an item that is inserted or deleted before
// the reader shifts all others, so that plain paging repeats items or skips them. All does neither. All yields every item
// that is present for the whole iteration exactly once, even if others are inserted or deleted, provided the order does
// not change. Each page overlaps the one before by one item. If the two do not connect, All searches for the place; if it
// cannot find it, it ends with [ErrPaginationStuck], never with a gap. That happens if none of the last 512 items is left
// in the list, or if the server ignores the offset. So do not change in the loop what the list is filtered by: if the loop
// removes the tag that people are filtered by, every person that was yielded leaves the list. Use [Collect] first.
//
// If items change their order, All can miss one or yield it twice, for example in a list that is sorted by the last
// message. The vendor does not document the order. For a set that does not change, filter by a LastMessage range that
// ends in the past.
//
// On failure, All yields the error and stops. [Error.ResumeOffset] returns the offset from which to resume. After a break,
// no request and no goroutine is left. The memory of an iteration is a few pages and 512 ids, however long the list is. A
// text of an item shares up to 512 bytes with its neighbors: to keep few texts of many items for long, copy them with
// strings.Clone.
type ListParams struct {
	// Limit is the maximum number of items on a page. If it is 0, List leaves it to the server (20), and All asks for 100.
	// All asks for at least 2. The server may return fewer.
	Limit int
	// Offset is the number of items to skip. All starts there.
	Offset int
	// Prefetch is the number of pages, 0 to 32, that All fetches ahead, concurrently and within the rate limit of the
	// client. An iteration then ends with up to as many unnecessary requests. List ignores it.
	Prefetch int
}

func (p ListParams) validate() error {
	return validate.All(
		validate.NotNegative("Limit", p.Limit),
		validate.NotNegative("Offset", p.Offset),
		validate.NotNegative("Prefetch", p.Prefetch),
		validate.AtMost("Prefetch", p.Prefetch, maxPrefetch),
	)
}

// pageQuery is the page of a list in a query.
type pageQuery struct {
	Limit  int `url:"limit,omitempty"`
	Offset int `url:"offset,omitempty"`
}

func (p ListParams) query() pageQuery { return pageQuery{p.Limit, p.Offset} }

func (p ListParams) body() request.Body { return request.Query(p.query()) }

func (p ListParams) page() ListParams { return p }

func (p ListParams) withPage(page ListParams) pageParams { return page }

// pageParams are the params of a list with pages: ListParams, or a struct that embeds them.
type pageParams interface {
	params
	page() ListParams
	withPage(ListParams) pageParams
}

// Page is a part of a list.
type Page[T any] struct {
	Items []T
	Meta  Meta
}

// Meta describes a page. TotalCount is the number of items that match. Do not rely on FilteredCount: the vendor's samples
// disagree about what it counts.
//
//readgen:model
type Meta struct {
	Limit         int `json:"limit"`
	Offset        int `json:"offset"`
	FilteredCount int `json:"filteredCount"`
	TotalCount    int `json:"totalCount"`
}

// doAll iterates over a list. Package pager says how.
func doAll[T any, PT model[T]](ctx context.Context, s *service, endpoint operation.Endpoint, p pageParams, opts []RequestOption) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		options, err := s.validateCall(ctx, opts)
		if err == nil {
			err = p.validate()
		}
		if err != nil {
			yield(nil, invalidArgument(endpoint.Operation, err))
			return
		}
		page := p.page()
		list := pager.List[T, Response]{
			ID:       func(item *T) string { return PT(item).resourceID() },
			Offset:   page.Offset,
			Limit:    max(minLimit, cmp.Or(page.Limit, allLimit)),
			Prefetch: page.Prefetch,
			Fetch: func(ctx context.Context, offset, limit int) (pager.Page[T, Response], error) {
				return fetchPage[T, PT](ctx, s, endpoint, p.withPage(ListParams{Limit: limit, Offset: offset}), options)
			},
			Fail: func(err error, offset int) error { return iterationError(endpoint.Operation, err, offset) },
		}
		if options.capture != nil {
			list.Visit = func(page pager.Page[T, Response]) { *options.capture = page.Context }
		}
		list.All(ctx)(yield)
	}
}

// fetchPage fetches a page of an iteration. The response that the caller captures stays with the page until its items
// are yielded.
func fetchPage[T any, PT model[T]](ctx context.Context, s *service, endpoint operation.Endpoint, p pageParams, options requestOptions) (page pager.Page[T, Response], err error) {
	if options.capture != nil {
		options.capture = &page.Context
	}
	r, err := s.sendBody(ctx, endpoint, p.body(), options, required(func(r *codec.Reader) { page.Items = readItems[T, PT](r) }))
	if err != nil {
		return page, err
	}
	defer r.release()
	return page, nil
}

// iterationError is the error of an iteration, which says where to resume.
func iterationError(op *operation.Operation, err error, offset int) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		e = &Error{Op: op.Name, Route: op.Route(), kind: ErrPaginationStuck}
		e.detail = "the list changed too much between requests (does the loop change what the list is filtered by?), " +
			"or the server ignores the offset"
		e.hint = "collect the items before changing them"
	}
	e.resume, e.canResume = offset, e.kind != ErrInvalidArgument
	return e
}

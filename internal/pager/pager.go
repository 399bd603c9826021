// Package pager iterates over a list that is read in pages by offset while the list changes, and yields each item
// that exists throughout the iteration exactly once.
package pager

import (
	"context"
	"errors"
	"hash/maphash"
	"iter"
)

// ErrStuck indicates that pagination made no progress: none of the last 512 items is left in the list, the list changes
// faster than it can be read, or the server ignores the offset.
var ErrStuck = errors.New("pagination made no progress")

// Page is a page of a list. Context travels with it: what is known about the response, for example.
type Page[T, C any] struct {
	Items   []T
	Context C
}

// List is a list to iterate over.
type List[T, C any] struct {
	// Fetch returns the page at an offset. The page may have fewer items than limit. All calls Fetch from several
	// goroutines at once if Prefetch is not 0.
	Fetch    func(ctx context.Context, offset, limit int) (Page[T, C], error)
	ID       func(item *T) string
	Offset   int // of the first item
	Limit    int // items per page, at least 2; All asks for more, up to maxLimit, while it makes no progress
	Prefetch int // pages to fetch ahead
	// Visit is called with each page before its items are yielded, on the goroutine of the loop, and with the page
	// that Fetch returns beside an error. It may be nil.
	Visit func(Page[T, C])
	// Fail returns the error to yield last. offset is where to resume.
	Fail func(err error, offset int) error
}

// All yields the items. When a loop over it ends, for any reason, no fetch is running.
//
// If Fetch panics or calls runtime.Goexit, the goroutine of the loop does the same, with and without Prefetch.
func (l List[T, C]) All(ctx context.Context) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		pages := &prefetcher[T, C]{ctx: ctx, fetch: l.Fetch, depth: l.Prefetch}
		defer pages.stop()
		c, seed := newCursor(l.Offset, l.Limit), maphash.MakeSeed()
		var ids []uint64 // hashes of the ids of a page
		for !c.done {
			page, err := pages.get(c.next, c.limit, c.stride())
			if l.Visit != nil {
				l.Visit(page)
			}
			var from int
			if err == nil {
				ids = ids[:0]
				for i := range page.Items {
					ids = append(ids, maphash.String(seed, l.ID(&page.Items[i])))
				}
				from, err = c.merge(ids)
			}
			if err != nil {
				yield(nil, l.Fail(err, c.resumeOffset()))
				return
			}
			for i := from; i < len(page.Items); i++ {
				if c.seen.add(ids[i]) && !yield(&page.Items[i], nil) {
					return
				}
			}
		}
	}
}

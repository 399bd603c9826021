// Package walk goes over a list that is read in pages by offset, while the list changes, and gives each row that
// exists throughout the walk exactly once.
package walk

import (
	"context"
	"errors"
	"iter"
)

// ErrStuck is the error for pages that do not lead on.
var ErrStuck = errors.New("the pages do not lead on")

// Page is a page, with a note that goes where the page goes.
type Page[T any] struct {
	Rows []T
	Note any
}

// List is a list to walk over.
type List[T any] struct {
	Fetch    func(ctx context.Context, offset int) (Page[T], error) // may be called by several goroutines at once
	ID       func(row *T) string
	Start    int // the offset of the first row
	Prefetch int // pages to fetch ahead
	// Visit is called with each page before its rows are yielded, on the goroutine of the loop.
	Visit func(Page[T])
	// Fail makes the error that is yielded last. offset is where the walk can be taken up.
	Fail func(err error, offset int) error
}

// Rows yields the rows. Once a loop over them ends, for whatever reason, nothing of it is left running.
func (l List[T]) Rows(ctx context.Context) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		pages := newAhead(ctx, l.Fetch, l.Prefetch)
		defer pages.stop()
		c := newCursor(l.Start)
		for !c.done {
			page, err := pages.get(c.next, c.stride())
			l.Visit(page)
			var from int
			if err == nil {
				from, err = c.join(l.ids(page.Rows))
			}
			if err != nil {
				yield(nil, l.Fail(err, c.resume()))
				return
			}
			for i := from; i < len(page.Rows); i++ {
				row := &page.Rows[i]
				if c.known.add(l.ID(row)) && !yield(row, nil) {
					return
				}
			}
		}
	}
}

func (l List[T]) ids(rows []T) []string {
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = l.ID(&rows[i])
	}
	return ids
}

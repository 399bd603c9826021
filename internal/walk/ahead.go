package walk

import (
	"context"
	"sync"
)

// ahead fetches pages, and those that are likely to be asked for next while the caller is busy.
type ahead[T any] struct {
	ctx     context.Context
	fetch   func(ctx context.Context, offset int) (Page[T], error)
	depth   int
	flights []*flight[T] // in the order of their offsets
	running sync.WaitGroup
}

// flight is a page on its way.
type flight[T any] struct {
	offset int
	cancel context.CancelFunc
	landed chan struct{} // closed once page and err are there
	page   Page[T]
	err    error
}

func newAhead[T any](ctx context.Context, fetch func(context.Context, int) (Page[T], error), depth int) *ahead[T] {
	return &ahead[T]{ctx: ctx, fetch: fetch, depth: depth}
}

// get returns the page at an offset, and has the next ones fetched, a stride apart from one another; a stride of 0
// means that it is too early to tell where they lie.
func (a *ahead[T]) get(offset, stride int) (Page[T], error) {
	if a.depth == 0 {
		return a.fetch(a.ctx, offset)
	}
	if len(a.flights) == 0 || a.flights[0].offset != offset {
		a.cancel()
		a.launch(offset)
	}
	wanted := a.flights[0]
	for stride > 0 && len(a.flights) <= a.depth {
		a.launch(a.flights[len(a.flights)-1].offset + stride)
	}
	a.flights = a.flights[1:]
	<-wanted.landed
	wanted.cancel()
	return wanted.page, wanted.err
}

func (a *ahead[T]) launch(offset int) {
	ctx, cancel := context.WithCancel(a.ctx)
	f := &flight[T]{offset: offset, cancel: cancel, landed: make(chan struct{})}
	a.flights = append(a.flights, f)
	a.running.Go(func() {
		defer close(f.landed)
		f.page, f.err = a.fetch(ctx, offset)
	})
}

func (a *ahead[T]) cancel() {
	for _, f := range a.flights {
		f.cancel()
	}
	a.flights = nil
}

// stop ends every flight, and returns when they are over.
func (a *ahead[T]) stop() {
	a.cancel()
	a.running.Wait()
}

package pager

import (
	"context"
	"runtime"
	"slices"
	"sync"
)

// prefetcher fetches pages, and those that are likely to be needed next while the caller is busy.
type prefetcher[T, C any] struct {
	ctx     context.Context
	fetch   func(ctx context.Context, offset, limit int) (Page[T, C], error)
	depth   int
	ahead   []*fetch[T, C] // in the order of their offsets
	running sync.WaitGroup
}

// fetch is a page that is being fetched in a goroutine of its own.
type fetch[T, C any] struct {
	offset   int
	cancel   context.CancelFunc
	done     chan struct{} // closed when the fetch has ended
	page     Page[T, C]
	err      error
	returned bool
	panicked any // nil if it ended by runtime.Goexit
}

// get returns the page at an offset and starts to fetch the next ones, each a stride after the one before. With a
// stride of 0, get does not fetch ahead.
func (p *prefetcher[T, C]) get(offset, limit, stride int) (Page[T, C], error) {
	var wanted *fetch[T, C]
	if len(p.ahead) > 0 && p.ahead[0].offset == offset {
		wanted = p.ahead[0]
		p.ahead = slices.Delete(p.ahead, 0, 1)
	} else {
		p.cancel()
	}
	last := offset
	if n := len(p.ahead); n > 0 {
		last = p.ahead[n-1].offset
	}
	for stride > 0 && len(p.ahead) < p.depth {
		last += stride
		p.start(last, limit)
	}
	if wanted == nil {
		return p.fetch(p.ctx, offset, limit)
	}
	return wanted.wait()
}

func (p *prefetcher[T, C]) start(offset, limit int) {
	ctx, cancel := context.WithCancel(p.ctx)
	f := &fetch[T, C]{offset: offset, cancel: cancel, done: make(chan struct{})}
	p.ahead = append(p.ahead, f)
	p.running.Go(func() {
		defer close(f.done)
		defer func() {
			if !f.returned {
				f.panicked = recover()
			}
		}()
		f.page, f.err = p.fetch(ctx, offset, limit)
		f.returned = true
	})
}

// wait returns the page. If the fetch panicked or called runtime.Goexit, wait does the same.
func (f *fetch[T, C]) wait() (Page[T, C], error) {
	<-f.done
	f.cancel()
	switch {
	case f.returned:
		return f.page, f.err
	case f.panicked == nil:
		runtime.Goexit()
	}
	panic(f.panicked)
}

func (p *prefetcher[T, C]) cancel() {
	for _, f := range p.ahead {
		f.cancel()
	}
	p.ahead = nil
}

// stop cancels all fetches and returns when they have ended.
func (p *prefetcher[T, C]) stop() {
	p.cancel()
	p.running.Wait()
}

package pager

import (
	"context"
	"runtime"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPrefetchIsConcurrent(t *testing.T) {
	took := func(prefetch int) (elapsed time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			s, start := newServer(1000, 10), time.Now()
			list := listOf(func(_ context.Context, offset, limit int) (Page[string, int], error) {
				time.Sleep(time.Second)
				return s.page(offset, limit), nil
			})
			list.Prefetch = prefetch
			items, err := collect(t, list)
			require.NoError(t, err)
			require.Equal(t, s.items, items)
			elapsed = time.Since(start)
		})
		return elapsed
	}
	sequential := took(0)
	assert.Equal(t, 112*time.Second, sequential)
	assert.Less(t, took(4), sequential/4)
	assert.Less(t, took(8), sequential/6)
}

func TestPrefetchBoundsTheFetchesInProgress(t *testing.T) {
	for _, prefetch := range []int{0, 1, 5, 32} {
		synctest.Test(t, func(t *testing.T) {
			s := newServer(1000, 10)
			var running, most atomic.Int32
			list := listOf(func(_ context.Context, offset, limit int) (Page[string, int], error) {
				most.Store(max(most.Load(), running.Add(1)))
				defer running.Add(-1)
				time.Sleep(time.Second)
				return s.page(offset, limit), nil
			})
			list.Prefetch = prefetch
			_, err := collect(t, list)
			require.NoError(t, err)
			assert.EqualValues(t, prefetch+1, most.Load())
		})
	}
}

// The ways in which a loop can end before the list does. Without Prefetch, each of them is over when the loop is.
func TestNoFetchIsLeftRunning(t *testing.T) {
	for name, end := range map[string]func(cancel func()) bool{
		"break":        func(func()) bool { return true },
		"panic":        func(func()) bool { panic("loop") },
		"Goexit":       func(func()) bool { runtime.Goexit(); return true },
		"cancellation": func(cancel func()) bool { cancel(); return false },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				s := newServer(1000, 10)
				var requests, running atomic.Int32
				list := listOf(func(ctx context.Context, offset, limit int) (Page[string, int], error) {
					requests.Add(1)
					running.Add(1)
					defer running.Add(-1)
					if offset > 40 {
						<-ctx.Done()
						return Page[string, int]{}, ctx.Err()
					}
					return s.page(offset, limit), nil
				})
				list.Prefetch = 8

				ended := make(chan struct{})
				go func() {
					defer close(ended)
					defer func() {
						_ = recover()
						assert.Zero(t, running.Load(), "before the context of the caller ends")
					}()
					items := 0
					for _, err := range list.All(ctx) {
						if items++; items > 25 && end(cancel) || err != nil {
							break
						}
					}
				}()
				<-ended
				made := requests.Load()
				require.Greater(t, made, int32(6), "pages ahead were requested")
				synctest.Wait()
				assert.Equal(t, made, requests.Load())
			})
		})
	}
}

func TestPagesAheadFollowEachOther(t *testing.T) {
	p := &prefetcher[string, int]{ctx: t.Context(), depth: 3, fetch: func(context.Context, int, int) (Page[string, int], error) {
		return Page[string, int]{}, nil
	}}
	defer p.stop()
	for _, step := range []struct {
		offset, stride int
		ahead          []int
	}{
		{0, 0, nil},
		{9, 9, []int{18, 27, 36}},
		{18, 9, []int{27, 36, 45}},
		{27, 5, []int{36, 45, 50}},
		{36, 0, []int{45, 50}},
		{45, 9, []int{50, 59, 68}},
		{49, 0, nil},
	} {
		_, err := p.get(step.offset, 10, step.stride)
		require.NoError(t, err)
		var ahead []int
		for _, f := range p.ahead {
			ahead = append(ahead, f.offset)
		}
		require.Equal(t, step.ahead, ahead, "at %d", step.offset)
	}
}

func TestFetchesOfOtherPagesAreCanceled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var canceled atomic.Int32
		p := &prefetcher[string, int]{ctx: t.Context(), depth: 3}
		var ahead context.Context // of the page at 9
		p.fetch = func(ctx context.Context, offset, _ int) (Page[string, int], error) {
			if offset == 9 {
				ahead = ctx
			}
			if offset > 9 {
				<-ctx.Done()
				canceled.Add(1)
			}
			return Page[string, int]{Context: offset}, nil
		}
		_, err := p.get(0, 10, 9)
		require.NoError(t, err)
		synctest.Wait()
		require.Zero(t, canceled.Load())

		page, err := p.get(9, 10, 9) // fetched ahead; one more page is requested
		require.NoError(t, err)
		require.Equal(t, 9, page.Context)
		require.ErrorIs(t, ahead.Err(), context.Canceled, "the context of the caller must not keep it")
		synctest.Wait()
		require.Zero(t, canceled.Load())

		_, err = p.get(5, 10, 0)
		require.NoError(t, err)
		synctest.Wait()
		assert.EqualValues(t, 3, canceled.Load())
	})
}

func TestPanicInFetchReachesTheLoop(t *testing.T) {
	for _, prefetch := range []int{0, 1, 8} {
		for _, from := range []int{0, 18, 45} { // the first page, and pages that are fetched ahead
			synctest.Test(t, func(t *testing.T) {
				s := newServer(1000, 10)
				var running atomic.Int32
				list := listOf(func(ctx context.Context, offset, limit int) (Page[string, int], error) {
					running.Add(1)
					defer running.Add(-1)
					if offset >= from {
						if offset > from { // other fetches are in progress when one panics
							<-ctx.Done()
						}
						panic(offset)
					}
					return s.page(offset, limit), nil
				})
				list.Prefetch = prefetch
				items := 0
				require.PanicsWithValue(t, from, func() {
					for _, err := range list.All(t.Context()) {
						require.NoError(t, err)
						items++
					}
				})
				assert.Zero(t, running.Load())
				assert.Equal(t, min(from+1, from*2), items, "all items before the page")
			})
		}
	}
}

func TestGoexitInFetchEndsTheGoroutineOfTheLoop(t *testing.T) {
	for _, prefetch := range []int{0, 1, 8} {
		for _, from := range []int{0, 18, 45} {
			synctest.Test(t, func(t *testing.T) {
				s := newServer(1000, 10)
				var exits atomic.Int32
				list := listOf(func(_ context.Context, offset, limit int) (Page[string, int], error) {
					if offset >= from && exits.Add(1) <= int32(prefetch+1) { // a repeated fetch would succeed
						runtime.Goexit()
					}
					return s.page(offset, limit), nil
				})
				list.Prefetch = prefetch
				ended, returned, items := make(chan struct{}), false, 0
				go func() {
					defer close(ended)
					for _, err := range list.All(t.Context()) {
						assert.NoError(t, err)
						items++
					}
					returned = true
				}()
				<-ended
				assert.False(t, returned, "the loop must not look complete")
				assert.Equal(t, min(from+1, from*2), items, "all items before the page")
			})
		}
	}
}

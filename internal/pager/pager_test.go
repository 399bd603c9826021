package pager

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// server returns pages of a list that does not change, and records the offsets that it is asked for.
type server struct {
	items   []string
	maxPage int
	offsets []int
}

func newServer(items, maxPage int) *server {
	return &server{items: names("item", items), maxPage: maxPage}
}

func names(prefix string, n int) (names []string) {
	for i := range n {
		names = append(names, fmt.Sprint(prefix, i))
	}
	return names
}

func (s *server) fetch(_ context.Context, offset, limit int) (Page[string, int], error) {
	s.offsets = append(s.offsets, offset)
	return s.page(offset, limit), nil
}

func (s *server) page(offset, limit int) Page[string, int] {
	return Page[string, int]{Items: part(s.items, offset, min(limit, s.maxPage)), Context: offset}
}

func part(items []string, offset, limit int) []string {
	from := min(offset, len(items))
	return items[from:min(from+limit, len(items))]
}

// collect returns the items that are yielded before an error, and the error.
func collect(t *testing.T, list List[string, int]) (items []string, err error) {
	t.Helper()
	for id, e := range list.All(t.Context()) {
		require.NoError(t, err, "nothing is yielded after an error")
		if err = e; err != nil {
			require.Nil(t, id)
			continue
		}
		items = append(items, *id)
	}
	return items, err
}

func TestOffsetsOfAListThatDoesNotChange(t *testing.T) {
	for _, tt := range []struct {
		name           string
		items, maxPage int
		want           []int
	}{
		{"empty", 0, 10, []int{0}},
		{"one item", 1, 10, []int{0, 0, 1}},
		{"one short page", 7, 10, []int{0, 6}},
		{"one full page", 10, 10, []int{0, 9}},
		{"a page and an item", 11, 10, []int{0, 9, 10}},
		{"three pages", 25, 10, []int{0, 9, 18, 24}},
		{"pages of two", 4, 2, []int{0, 1, 2, 3}},
		{"pages of one", 3, 1, []int{0, 0, 1, 1, 2, 2, 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(tt.items, tt.maxPage)
			items, err := collect(t, listOf(s.fetch))
			require.NoError(t, err)
			assert.Equal(t, s.items, items)
			assert.Equal(t, tt.want, s.offsets)
		})
	}
}

func TestStartsAtOffset(t *testing.T) {
	s := newServer(25, 10)
	for offset, want := range map[int][]string{20: s.items[20:], 24: s.items[24:], 25: nil, 99: nil} {
		list := listOf(s.fetch)
		list.Offset = offset
		items, err := collect(t, list)
		require.NoError(t, err)
		assert.Equal(t, want, items, "from %d", offset)
	}
}

func TestNoProgressEndsInErrStuck(t *testing.T) {
	const limit = 10
	for name, tt := range map[string]struct {
		items    func(request, offset, limit int) []string
		requests int // at most
	}{
		"the server ignores the offset":              {func(_, _, limit int) []string { return names("a", 500)[:limit] }, 8},
		"the server ignores the offset and limit":    {func(_, _, _ int) []string { return names("a", 10) }, 6},
		"the server always returns the same item":    {func(_, _, _ int) []string { return names("a", 1) }, 6},
		"each page has new items before the last":    {func(n, _, _ int) []string { return []string{fmt.Sprint("x", n), "y"} }, 8},
		"all items are replaced, the offset ignored": {func(n, _, _ int) []string { return names(fmt.Sprint("x", min(n, 1), "-"), 10) }, 8},
		"all items are replaced once": {func(n, offset, limit int) []string {
			return part(names(fmt.Sprint("x", min(n, 1), "-"), 1000), offset, limit)
		}, 20},
		"all items are replaced each time": {func(n, offset, limit int) []string {
			return part(names(fmt.Sprint("x", n, "-"), 50), offset, limit)
		}, maxIdlePages + 10},
		"an endless list of new items": {func(n, _, limit int) []string { return names(fmt.Sprint("x", n, "-"), limit) }, maxIdlePages + 10},
		"all items are deleted":        {func(n, _, _ int) []string { return names("a", 10-10*min(n, 1)) }, 3},
		"all yielded items are deleted": {func(n, offset, limit int) []string {
			return part(names("a", 1000)[10*min(n, 1):], offset, limit)
		}, 20},
	} {
		for _, prefetch := range []int{0, 3} {
			t.Run(fmt.Sprint(name, ", prefetch ", prefetch), func(t *testing.T) {
				var requests atomic.Int32
				list := listOf(func(_ context.Context, offset, limit int) (Page[string, int], error) {
					return Page[string, int]{Items: tt.items(int(requests.Add(1))-1, offset, limit)}, nil
				})
				list.Limit, list.Prefetch = limit, prefetch
				items, err := collect(t, list)
				require.ErrorIs(t, err, ErrStuck)
				assert.Len(t, slices.Compact(slices.Sorted(slices.Values(items))), len(items))
				assert.LessOrEqual(t, int(requests.Load()), tt.requests)
			})
		}
	}
}

func TestServerThatStartsToReturnShorterPages(t *testing.T) {
	for after := range 4 {
		s := newServer(100, 10)
		items, err := collect(t, listOf(func(ctx context.Context, offset, limit int) (Page[string, int], error) {
			if len(s.offsets) == after {
				s.maxPage = 5
			}
			return s.fetch(ctx, offset, limit)
		}))
		require.NoError(t, err)
		assert.Equal(t, s.items, items, "after %d pages", after)
	}
}

func TestLargeShiftsBetweenTwoRequests(t *testing.T) {
	deep := names("old", 5000)
	for name, tt := range map[string]struct {
		items    []string
		after    int // requests
		change   func(items []string) []string
		requests int // at most, besides those that a list without changes takes
	}{
		"300 items inserted before the others":   {names("old", 200), 4, func(l []string) []string { return append(names("new", 300), l...) }, 10},
		"5,000 items inserted before the others": {names("old", 200), 4, func(l []string) []string { return append(names("new", 5000), l...) }, 100},
		"40 items deleted":                       {names("old", 200), 8, func(l []string) []string { return l[40:] }, 10},
		"the last yielded items deleted":         {names("old", 200), 4, func(l []string) []string { return slices.Delete(slices.Clone(l), 5, 37) }, 10},
		"all yielded items but one deleted":      {names("old", 200), 4, func(l []string) []string { return slices.Delete(slices.Clone(l), 1, 37) }, 10},
		"4,000 of 5,000 items deleted":           {deep, 500, func(l []string) []string { return l[4000:] }, 60},
		"400 inserted among the yielded items":   {names("old", 700), 70, func(l []string) []string { return slices.Insert(slices.Clone(l), 200, names("new", 400)...) }, 80},
	} {
		for _, prefetch := range []int{0, 2} {
			t.Run(fmt.Sprint(name, ", prefetch ", prefetch), func(t *testing.T) {
				before := (len(tt.items) + 8) / 9
				s := &model{maxPage: 100, items: tt.items, random: rand.New(rand.NewPCG(1, 1))}
				list := listOf(func(ctx context.Context, offset, limit int) (Page[string, int], error) {
					page, err := s.fetch(ctx, offset, limit)
					if s.mu.Lock(); s.requests == tt.after {
						s.items = tt.change(s.items)
					}
					s.mu.Unlock()
					return page, err
				})
				list.Prefetch = prefetch
				yielded := make(map[string]int)
				for id, err := range list.All(t.Context()) {
					require.NoError(t, err)
					yielded[*id]++
					require.Equal(t, 1, yielded[*id], *id)
				}
				for _, id := range s.items {
					if strings.HasPrefix(id, "old") {
						require.Equal(t, 1, yielded[id], id)
					}
				}
				assert.LessOrEqual(t, s.requests, before+tt.requests+10*prefetch)
			})
		}
	}
}

func TestServerWithOneItemPerPageAndALargeShift(t *testing.T) {
	s := newServer(20, 1)
	list := listOf(func(ctx context.Context, offset, limit int) (Page[string, int], error) {
		if len(s.offsets) == 9 { // before an item is confirmed
			s.items = append(names("new", 600), s.items...)
		}
		return s.fetch(ctx, offset, limit)
	})
	items, err := collect(t, list)
	require.NoError(t, err)
	require.Len(t, items, 20)
	assert.Equal(t, s.items[600:], items)
	assert.Less(t, len(s.offsets), 700)
}

func TestSearchGoesOnForManyRequests(t *testing.T) {
	s := newServer(100, 10)
	items, err := collect(t, listOf(func(ctx context.Context, offset, limit int) (Page[string, int], error) {
		page, err := s.fetch(ctx, offset, limit)
		if n := len(s.offsets); n > 3 && n < maxIdlePages {
			page.Items = names(fmt.Sprint("other", n, "-"), 10)
		}
		return page, err
	}))
	require.NoError(t, err)
	assert.Equal(t, s.items, items)
}

// New items are often inserted first, before each request: leads that arrive during an export.
func TestItemsInsertedBeforeEachRequest(t *testing.T) {
	for _, length := range []int{1, 5, 10, 95, 100} {
		for inserted := 1; inserted <= 4; inserted++ {
			m := &model{maxPage: 10, random: rand.New(rand.NewPCG(1, 1))}
			m.fill(length)
			want := slices.Clone(m.items)
			got, err := collect(t, listOf(func(ctx context.Context, offset, limit int) (Page[string, int], error) {
				m.insert(0, inserted)
				return m.fetch(ctx, offset, limit)
			}))
			require.NoError(t, err, "%d items, %d inserted", length, inserted)
			assert.Subset(t, got, want)
			assert.Len(t, got, length+inserted, "the items of the first request, each once")
			assert.Less(t, m.requests, 100)
		}
	}
}

func TestItemsInsertedBeforeAlmostEachRequest(t *testing.T) {
	for exception := 1; exception < 8; exception++ {
		for _, inserted := range []int{0, 2, 5} {
			m := &model{maxPage: 10, random: rand.New(rand.NewPCG(1, 1))}
			m.fill(5)
			want := slices.Clone(m.items)
			got, err := collect(t, listOf(func(ctx context.Context, offset, limit int) (Page[string, int], error) {
				if m.requests == exception {
					m.insert(0, inserted)
				} else {
					m.insert(0, 1)
				}
				return m.fetch(ctx, offset, limit)
			}))
			require.NoError(t, err, "%d inserted before request %d", inserted, exception)
			assert.Subset(t, got, want)
			assert.Less(t, m.requests, 20)
		}
	}
}

func TestErrorIsYieldedOnceAndLast(t *testing.T) {
	failed := errors.New("failed")
	for prefetch := range 4 {
		list := listOf(func(_ context.Context, offset, limit int) (Page[string, int], error) {
			if offset >= 18 {
				return Page[string, int]{}, failed
			}
			return newServer(100, 10).page(offset, limit), nil
		})
		list.Prefetch = prefetch
		resume := -1
		list.Fail = func(err error, offset int) error { resume = offset; return err }
		items, err := collect(t, list)
		require.ErrorIs(t, err, failed)
		assert.Len(t, items, 19)
		assert.Equal(t, 18, resume, "the offset of the last item")
	}
}

func TestVisitHasThePageOfTheYieldedItem(t *testing.T) {
	s := newServer(95, 10)
	for prefetch := range 4 {
		list := listOf(func(_ context.Context, offset, limit int) (Page[string, int], error) {
			return s.page(offset, limit), nil
		})
		list.Prefetch = prefetch
		offset := -1
		list.Visit = func(page Page[string, int]) { offset = page.Context }
		for id, err := range list.All(t.Context()) {
			require.NoError(t, err)
			require.Contains(t, s.page(offset, 10).Items, *id)
		}
	}
}

func TestVisitHasThePageOfAnError(t *testing.T) {
	for prefetch := range 2 {
		list := listOf(func(context.Context, int, int) (Page[string, int], error) {
			return Page[string, int]{Context: 7}, errors.New("failed")
		})
		list.Prefetch = prefetch
		visited := 0
		list.Visit = func(page Page[string, int]) { visited = page.Context }
		_, err := collect(t, list)
		require.Error(t, err)
		assert.Equal(t, 7, visited)
	}
}

// 100 is the largest limit that is not the caller's.
func TestLimitGrowsUntilThereIsProgress(t *testing.T) {
	for limit, largest := range map[int]int{2: 100, 10: 100, 60: 100, 100: 100, 500: 500} {
		s, limits := newServer(2000, 500), []int(nil)
		list := listOf(func(_ context.Context, offset, limit int) (Page[string, int], error) {
			if limits = append(limits, limit); len(limits) == 3 {
				s.items = append(names("new", 5000), s.items...)
			}
			return s.page(offset, limit), nil
		})
		list.Limit = limit
		_, err := collect(t, list)
		require.NoError(t, err)
		assert.Equal(t, limit, slices.Min(limits))
		assert.Equal(t, largest, slices.Max(limits))
		assert.Equal(t, limit, limits[len(limits)-1], "after progress")
	}
}

func TestItemsDeletedBeforeEachRequest(t *testing.T) {
	for _, deleted := range []int{1, 2, 3} {
		for _, prefetch := range []int{0, 2} {
			t.Run(fmt.Sprint(deleted, " items, prefetch ", prefetch), func(t *testing.T) {
				t.Parallel()
				var mu sync.Mutex
				items, requests := names("item", 1000), 0
				fetch := func(_ context.Context, offset, limit int) (Page[string, int], error) {
					mu.Lock()
					defer mu.Unlock()
					if requests++; requests > 1 {
						items = items[min(deleted, len(items)):]
					}
					return Page[string, int]{Items: slices.Clone(part(items, offset, min(limit, 20)))}, nil
				}
				got, err := collect(t, List[string, int]{Fetch: fetch, ID: func(id *string) string { return *id }, Limit: 20, Prefetch: prefetch,
					Fail: func(err error, _ int) error { return err }})
				require.NoError(t, err)
				assert.Subset(t, got, items, "the items that are left")
				assert.Less(t, requests, 500)
			})
		}
	}
}

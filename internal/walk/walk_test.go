package walk

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// server gives pages of a list that stands still, and keeps the offsets that it was asked for.
type server struct {
	rows     []string
	pageSize int
	offsets  []int
}

func newServer(rows, pageSize int) *server {
	s := &server{pageSize: pageSize}
	for i := range rows {
		s.rows = append(s.rows, fmt.Sprint("row", i))
	}
	return s
}

func (s *server) fetch(_ context.Context, offset int) (Page[string], error) {
	s.offsets = append(s.offsets, offset)
	from := min(offset, len(s.rows))
	return Page[string]{Rows: s.rows[from:min(from+s.pageSize, len(s.rows))]}, nil
}

func drain(t *testing.T, list List[string]) (rows []string, err error) {
	t.Helper()
	for id, err := range list.Rows(t.Context()) {
		if err != nil {
			require.Nil(t, id)
			return rows, err
		}
		rows = append(rows, *id)
	}
	return rows, nil
}

func TestOffsetsOfAListThatStandsStill(t *testing.T) {
	for _, tt := range []struct {
		name           string
		rows, pageSize int
		want           []int
	}{
		{"empty", 0, 10, []int{0}},
		{"one row", 1, 10, []int{0, 0, 1}},
		{"one page, not full", 7, 10, []int{0, 6}},
		{"one full page", 10, 10, []int{0, 9}},
		{"a page and a row", 11, 10, []int{0, 9, 10}},
		{"three pages", 25, 10, []int{0, 9, 18, 24}},
		{"pages of two", 4, 2, []int{0, 1, 2, 3}},
		{"pages of one", 3, 1, []int{0, 0, 1, 1, 2, 2, 3}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := newServer(tt.rows, tt.pageSize)
			rows, err := drain(t, listOf(s.fetch, 0))
			require.NoError(t, err)
			assert.Equal(t, s.rows, rows)
			assert.Equal(t, tt.want, s.offsets)
		})
	}
}

func TestStartsAtAnOffset(t *testing.T) {
	s := newServer(25, 10)
	list := listOf(s.fetch, 0)
	list.Start = 20
	rows, err := drain(t, list)
	require.NoError(t, err)
	assert.Equal(t, s.rows[20:], rows)

	list.Start = 99
	rows, err = drain(t, list)
	require.NoError(t, err)
	assert.Empty(t, rows)
}

func TestServersThatLeadNowhere(t *testing.T) {
	for name, tt := range map[string]struct {
		fetch    func(s *server, offset int) []string
		requests int // at most
	}{
		"ignores the offset":               {func(s *server, _ int) []string { return s.rows[:10] }, 6},
		"ignores it, with one row":         {func(s *server, _ int) []string { return s.rows[:1] }, 6},
		"gives other rows each time":       {func(s *server, _ int) []string { return []string{fmt.Sprint("x", len(s.offsets)), "y"} }, 150},
		"forgets all after the first page": {func(s *server, offset int) []string { return s.rows[50*min(1, len(s.offsets)-1):][:10] }, 80},
		"is empty after the first page":    {func(s *server, _ int) []string { return s.rows[:max(0, 10-10*(len(s.offsets)-1))] }, 20},
	} {
		t.Run(name, func(t *testing.T) {
			s := newServer(100, 10)
			seen := make(map[string]bool)
			var got error
			for id, err := range listOf(func(ctx context.Context, offset int) (Page[string], error) {
				s.offsets = append(s.offsets, offset)
				return Page[string]{Rows: tt.fetch(s, offset)}, nil
			}, 0).Rows(t.Context()) {
				if got = err; err == nil {
					require.NotContains(t, seen, *id)
					seen[*id] = true
				}
			}
			require.ErrorIs(t, got, ErrStuck)
			assert.LessOrEqual(t, len(s.offsets), tt.requests)
		})
	}
}

// A server may begin to give shorter pages in the midst of a walk.
func TestPagesThatGetShorter(t *testing.T) {
	for after := range 4 {
		s := newServer(100, 10)
		rows, err := drain(t, listOf(func(ctx context.Context, offset int) (Page[string], error) {
			if len(s.offsets) == after {
				s.pageSize = 5
			}
			return s.fetch(ctx, offset)
		}, 0))
		require.NoError(t, err)
		assert.Equal(t, s.rows, rows, "after %d pages", after)
	}
}

// A shift by more rows than a page has, in either direction, is not the end of a walk.
func TestLargeShifts(t *testing.T) {
	for name, change := range map[string]func(rows []string) []string{
		"300 rows inserted at the head": func(rows []string) []string { return append(newServer(300, 0).rows, rows...) },
		"30 rows deleted at the head":   func(rows []string) []string { return rows[30:] },
		"the last rows read deleted":    func(rows []string) []string { return slices.Delete(slices.Clone(rows), 5, 45) },
	} {
		t.Run(name, func(t *testing.T) {
			s := &server{pageSize: 10}
			for i := range 200 {
				s.rows = append(s.rows, fmt.Sprint("old", i))
			}
			want := slices.Clone(s.rows[60:])
			rows := make(map[string]int)
			for id, err := range listOf(func(ctx context.Context, offset int) (Page[string], error) {
				page, err := s.fetch(ctx, offset)
				if len(s.offsets) == 4 {
					s.rows = change(s.rows)
				}
				return page, err
			}, 0).Rows(t.Context()) {
				require.NoError(t, err)
				rows[*id]++
			}
			for _, id := range want {
				assert.Equal(t, 1, rows[id], id)
			}
			for id, times := range rows {
				assert.Equal(t, 1, times, id)
			}
		})
	}
}

// New rows keep coming in front, before every request: a list that is read while leads arrive.
func TestRowsInFrontOfEachRequest(t *testing.T) {
	for _, length := range []int{1, 5, 10, 95, 100} {
		for inserted := 1; inserted <= 4; inserted++ {
			m := &model{pageSize: 10, random: rand.New(rand.NewPCG(1, 1)), lasting: make(map[string]bool)}
			for range length {
				m.insert(len(m.rows))
			}
			want := slices.Clone(m.rows)
			list := listOf(func(ctx context.Context, offset int) (Page[string], error) {
				for range inserted {
					m.insert(0)
				}
				return m.fetch(ctx, offset)
			}, 0)
			var got []string
			for id, err := range list.Rows(t.Context()) {
				require.NoError(t, err, "%d rows, %d inserted", length, inserted)
				got = append(got, *id)
			}
			assert.Subset(t, got, want)
			assert.Len(t, got, length+inserted, "those of the first request, and each once")
			assert.Less(t, m.requests, 100)
		}
	}
}

func TestErrorComesLastAndOnce(t *testing.T) {
	broken := errors.New("broken")
	for prefetch := range 4 {
		list := listOf(func(_ context.Context, offset int) (Page[string], error) {
			if offset >= 18 {
				return Page[string]{}, broken
			}
			return newServer(100, 10).fetch(t.Context(), offset)
		}, prefetch)
		resume := -1
		list.Fail = func(err error, offset int) error { resume = offset; return err }
		rows, errs := 0, 0
		for _, err := range list.Rows(t.Context()) {
			if err != nil {
				require.ErrorIs(t, err, broken)
				errs++
				continue
			}
			require.Zero(t, errs, "nothing comes after the error")
			rows++
		}
		assert.Equal(t, 19, rows)
		assert.Equal(t, 1, errs)
		assert.Equal(t, 18, resume, "the last row that was read")
	}
}

// Pages ahead are asked for at once, and the walk takes the time of few.
func TestPrefetchIsConcurrent(t *testing.T) {
	took := func(prefetch int) (elapsed time.Duration) {
		synctest.Test(t, func(t *testing.T) {
			s := newServer(1000, 10)
			start := time.Now()
			rows, err := drain(t, listOf(func(ctx context.Context, offset int) (Page[string], error) {
				time.Sleep(time.Second)
				from := min(offset, len(s.rows))
				return Page[string]{Rows: s.rows[from:min(from+10, len(s.rows))]}, nil
			}, prefetch))
			require.NoError(t, err)
			require.Equal(t, s.rows, rows)
			elapsed = time.Since(start)
		})
		return elapsed
	}
	alone := took(0)
	assert.Equal(t, 112*time.Second, alone)
	assert.Less(t, took(4), alone/4)
	assert.Less(t, took(8), alone/6)
}

// However a walk ends, its requests end with it.
func TestNothingIsLeftRunning(t *testing.T) {
	for name, stop := range map[string]func(row int, cancel func()) bool{
		"break":     func(row int, _ func()) bool { return row == 25 },
		"cancelled": func(row int, cancel func()) bool { cancel(); return false },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				s := newServer(1000, 10)
				var running atomic.Int32
				row := 0
				for _, err := range listOf(func(ctx context.Context, offset int) (Page[string], error) {
					running.Add(1)
					defer running.Add(-1)
					if offset > 40 { // the server is slow from here on
						<-ctx.Done()
						return Page[string]{}, ctx.Err()
					}
					return Page[string]{Rows: s.rows[offset : offset+10]}, nil
				}, 8).Rows(ctx) {
					if err != nil {
						require.ErrorIs(t, err, context.Canceled)
						break
					}
					if row++; stop(row, cancel) {
						break
					}
				}
				// Before the end of the context, which would end them all the same.
				assert.Zero(t, running.Load())
			})
		})
	}
}

// The note of a page comes with its rows, on the goroutine of the loop.
func TestVisit(t *testing.T) {
	for prefetch := range 4 {
		list := listOf(func(ctx context.Context, offset int) (Page[string], error) {
			page, err := newServer(95, 10).fetch(ctx, offset)
			page.Note = slices.Clone(page.Rows)
			return page, err
		}, prefetch)
		var note []string
		list.Visit = func(page Page[string]) { note = page.Note.([]string) }
		for id := range list.Rows(t.Context()) {
			require.Contains(t, note, *id)
		}
	}
}

func TestMemoryIsBounded(t *testing.T) {
	var m memory
	for i := range 100_000 {
		require.True(t, m.add(fmt.Sprint(i)))
		require.False(t, m.add(fmt.Sprint(i)))
		require.Len(t, m.order, min(i+1, remembered))
		require.Len(t, m.known, len(m.order))
		require.Zero(t, m.after(fmt.Sprint(i)))
	}
	oldest := 100_000 - remembered
	for i := range remembered {
		require.True(t, m.has(fmt.Sprint(oldest+i)))
		require.Equal(t, remembered-1-i, m.after(fmt.Sprint(oldest+i)))
	}
	assert.False(t, m.has(fmt.Sprint(oldest-1)))
}

// However long the list is, a walk holds a few pages and a bounded number of ids.
func TestAMillionRowsAreNotHeld(t *testing.T) {
	const rows, pageSize, allowed = 1_000_000, 1000, 4 << 20
	list := listOf(func(_ context.Context, offset int) (Page[string], error) {
		var page Page[string]
		for i := offset; i < min(offset+pageSize, rows); i++ {
			page.Rows = append(page.Rows, fmt.Sprintf("%024x", i))
		}
		return page, nil
	}, 4)
	before, row := heap(), 0
	for _, err := range list.Rows(t.Context()) {
		require.NoError(t, err)
		if row++; row%300_000 == 0 {
			require.Less(t, heap(), before+allowed, "after %d rows", row)
		}
	}
	assert.Equal(t, rows, row)
}

func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

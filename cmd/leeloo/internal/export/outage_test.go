package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// newFakeReader returns a reader of a fake Leeloo with people, and what it shows. It works in a bubble.
func newFakeReader(srv *leelootest.Server, what string) (r *reader, rows, shown *bytes.Buffer) {
	rows, shown = &bytes.Buffer{}, &bytes.Buffer{}
	r = newReader(rows)
	r.client, r.what, r.workers, r.started = srv.Client(), what, 4, time.Now()
	r.display.app.Err = shown
	r.sink.finishChat = func(id string) error { r.sink.chats[id] = struct{}{}; return nil }
	return r, rows, shown
}

// Each list, with an outage that is longer than the client retries: at the first request, or in the middle.
func TestOutagesAreWaitedOut(t *testing.T) {
	for _, what := range kindNames {
		for _, skip := range []int{0, 3} {
			synctest.Test(t, func(t *testing.T) {
				srv := leelootest.New(t, leelootest.WithMaxLimit(5))
				srv.Seed(20)
				r, want, _ := newFakeReader(srv, what)
				require.NoError(t, kinds[what].read(t.Context(), r))

				r, rows, shown := newFakeReader(srv, what)
				srv.Fail(leelootest.Fault{Status: 503, Skip: skip, Times: 30}) // ten for each of three requests
				started := time.Now()
				require.NoError(t, kinds[what].read(t.Context(), r))
				assert.Equal(t, want.String(), rows.String(), what)
				assert.GreaterOrEqual(t, time.Since(started), 15*time.Second)
				assert.Contains(t, shown.String(), "pausing for 15 s: ")
				assert.Contains(t, shown.String(), "server error (HTTP 503)")
			})
		}
	}
}

func TestAnOutageOfAnHourStopsTheExport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := leelootest.New(t, leelootest.WithMaxLimit(5))
		srv.Seed(20)
		r, _, shown := newFakeReader(srv, people)
		srv.Fail(leelootest.Fault{Status: 503, Skip: 2, Times: 1000})
		started := time.Now()
		err := readPeople(t.Context(), r)
		require.ErrorIs(t, err, leeloo.ErrServer)
		assert.InDelta(t, time.Hour.Minutes(), time.Since(started).Minutes(), 10)
		assert.Contains(t, shown.String(), "pausing for 300 s: ")
	})
}

// A page that always fails must not keep the export at it: rows that are read again do not count as progress.
func TestAPageThatAlwaysFailsStopsTheExport(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failure := serverError(t)
		r := newReader(&bytes.Buffer{})
		l := passes()
		l.all = func(context.Context, leeloo.ListParams) iter.Seq2[*leeloo.Order, error] {
			return func(yield func(*leeloo.Order, error) bool) {
				if yield(&leeloo.Order{ID: "a"}, nil) {
					yield(nil, failure)
				}
			}
		}
		require.ErrorIs(t, readList(t.Context(), r, l), leeloo.ErrServer)
	})
}

// Outages that are longer than an hour together do not stop an export that gets on in between.
func TestNewRowsEndAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failure := serverError(t)
		var out bytes.Buffer
		r := newReader(&out)
		l := passes()
		l.isFixed = true
		tries := 0
		l.all = func(context.Context, leeloo.ListParams) iter.Seq2[*leeloo.Order, error] {
			tries++
			return func(yield func(*leeloo.Order, error) bool) {
				for i := range tries / 4 { // three tries in four find nothing new
					if !yield(&leeloo.Order{ID: leeloo.OrderID(fmt.Sprint(i))}, nil) {
						return
					}
				}
				if tries < 400 {
					yield(nil, failure)
				}
			}
		}
		require.NoError(t, readList(t.Context(), r, l))
		assert.Len(t, idsIn(t, out.String()), 100)
	})
}

func serverError(t *testing.T) error {
	t.Helper()
	srv := leelootest.New(t)
	srv.Fail(leelootest.Fault{Status: 503})
	_, err := srv.Client(leeloo.WithMaxAttempts(1)).Tags.List(t.Context())
	require.ErrorIs(t, err, leeloo.ErrServer)
	return err
}

func TestWhatDoesNotPassIsNotAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, fault := range []leelootest.Fault{
			leelootest.Rejected("ACCESS_DENIED", nil), leelootest.Redirect(302, "https://example.com/"),
			leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "WRONG"}), leelootest.Fault{Status: 200},
		} {
			srv := leelootest.New(t)
			srv.Fail(fault.Repeat(100))
			r, _, _ := newFakeReader(srv, people)
			started := time.Now()
			require.Error(t, readPeople(t.Context(), r))
			assert.Less(t, time.Since(started), 15*time.Second)
		}
	})
}

// A network that has never worked is a wrong setting, and one that stops working is an outage.
func TestANetworkIsAnOutageOnceItHasWorked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for skip, waits := range map[int]bool{0: false, 2: true} {
			srv := leelootest.New(t, leelootest.WithMaxLimit(5))
			srv.Seed(20)
			fault := leelootest.Disconnected().Repeat(8)
			fault.Skip = skip
			srv.Fail(fault)
			r, _, shown := newFakeReader(srv, people)
			r.workers = 1
			err := readPeople(t.Context(), r)
			assert.Equal(t, waits, err == nil, err)
			assert.Equal(t, waits, strings.Contains(shown.String(), "pausing for"))
		}
	})
}

func TestTheAPIsWaitIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := leelootest.New(t)
		srv.Fail(leelootest.RateLimited(10 * time.Minute))
		r, _, shown := newFakeReader(srv, people)
		started := time.Now()
		require.NoError(t, readPeople(t.Context(), r))
		assert.GreaterOrEqual(t, time.Since(started), 10*time.Minute)
		assert.Contains(t, shown.String(), "pausing for 600 s")
	})
}

func TestAPauseEndsWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		srv := leelootest.New(t)
		srv.Fail(leelootest.Fault{Status: 503, Times: 100})
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		r, _, _ := newFakeReader(srv, chats)
		started := time.Now()
		require.ErrorIs(t, readChats(ctx, r), context.DeadlineExceeded)
		assert.Equal(t, 20*time.Second, time.Since(started))
	})
}

// Workers that fail at the same time pause once.
func TestWorkersPauseTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		failure := serverError(t)
		r, _, shown := newFakeReader(leelootest.New(t), chats)
		var all sync.WaitGroup
		for range 8 {
			failed := false
			all.Go(func() {
				assert.NoError(t, r.outage.ride(t.Context(), func() error {
					if failed {
						return nil
					}
					failed = true
					return failure
				}))
			})
		}
		all.Wait()
		assert.Equal(t, 1, strings.Count(shown.String(), "pausing"))
	})
}

func TestInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		items := []int{5, 1, 4, 2, 3, 9, 0, 7}
		var mu sync.Mutex
		running, most := 0, 0
		work := func(_ context.Context, n int) (int, error) {
			mu.Lock()
			running++
			most = max(most, running)
			mu.Unlock()
			time.Sleep(time.Duration(n) * time.Second)
			mu.Lock()
			running--
			mu.Unlock()
			return n, nil
		}
		var used []int
		require.NoError(t, inOrder(t.Context(), 3, items, work, func(n int) error { used = append(used, n); return nil }))
		assert.Equal(t, items, used)
		assert.Equal(t, 3, most)
	})
}

// When it returns, nothing runs any more: synctest fails otherwise.
func TestInOrderEndsWithTheFirstError(t *testing.T) {
	broken := errors.New("broken")
	tests := map[string]struct {
		work func(ctx context.Context, n int) (int, error)
		use  func(n int) error
	}{
		"work": {func(ctx context.Context, n int) (int, error) {
			if n == 3 {
				return 0, broken
			}
			return n, nil
		}, func(int) error { return nil }},
		"use": {func(_ context.Context, n int) (int, error) { return n, nil }, func(n int) error {
			if n == 3 {
				return broken
			}
			return nil
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var used []int
				err := inOrder(t.Context(), 2, []int{1, 2, 3, 4, 5, 6}, test.work, func(n int) error {
					if err := test.use(n); err != nil {
						return err
					}
					used = append(used, n)
					return nil
				})
				require.ErrorIs(t, err, broken)
				assert.Equal(t, []int{1, 2}, used)
			})
		})
	}
}

func TestInOrderReportsACanceledContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := inOrder(ctx, 2, []int{1, 2, 3}, func(context.Context, int) (int, error) { return 0, nil }, func(int) error { return nil })
	require.ErrorIs(t, err, context.Canceled)
}

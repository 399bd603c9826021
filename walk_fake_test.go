package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// pagedList is one of the six lists: as the server has it, as List gives it and as All does.
type pagedList struct {
	name string
	in   func(*leelootest.Lists, leeloo.AccountID) leelootest.List
	page func(context.Context, *leeloo.Client, leeloo.AccountID, leeloo.ListParams) ([]string, error)
	all  func(context.Context, *leeloo.Client, leeloo.AccountID, leeloo.ListParams, ...leeloo.RequestOption) iter.Seq2[string, error]
}

var pagedLists = []pagedList{
	{
		"People",
		func(l *leelootest.Lists, _ leeloo.AccountID) leelootest.List { return l.People() },
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(row leeloo.Person) leeloo.PersonID { return row.ID })(c.People.List(ctx, leeloo.PeopleListParams{ListParams: p}))
		},
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return rowIDs(func(row *leeloo.Person) leeloo.PersonID { return row.ID }, c.People.All(ctx, leeloo.PeopleListParams{ListParams: p}, o...))
		},
	},
	{
		"Channels",
		func(l *leelootest.Lists, _ leeloo.AccountID) leelootest.List { return l.Channels() },
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(row leeloo.Channel) leeloo.AccountID { return row.ID })(c.Channels.List(ctx, leeloo.ChannelListParams{ListParams: p}))
		},
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return rowIDs(func(row *leeloo.Channel) leeloo.AccountID { return row.ID }, c.Channels.All(ctx, leeloo.ChannelListParams{ListParams: p}, o...))
		},
	},
	{
		"Messages",
		func(l *leelootest.Lists, of leeloo.AccountID) leelootest.List { return l.Messages(of) },
		func(ctx context.Context, c *leeloo.Client, of leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(row leeloo.Message) leeloo.MessageID { return row.ID })(c.Messages.List(ctx, of, p))
		},
		func(ctx context.Context, c *leeloo.Client, of leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return rowIDs(func(row *leeloo.Message) leeloo.MessageID { return row.ID }, c.Messages.All(ctx, of, p, o...))
		},
	},
	{
		"Orders",
		func(l *leelootest.Lists, _ leeloo.AccountID) leelootest.List { return l.Orders() },
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(row leeloo.Order) leeloo.OrderID { return row.ID })(c.Orders.List(ctx, p))
		},
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return rowIDs(func(row *leeloo.Order) leeloo.OrderID { return row.ID }, c.Orders.All(ctx, p, o...))
		},
	},
	{
		"Tunnels",
		func(l *leelootest.Lists, _ leeloo.AccountID) leelootest.List { return l.Tunnels() },
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(row leeloo.Tunnel) leeloo.TunnelID { return row.ID })(c.Tunnels.List(ctx, p))
		},
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return rowIDs(func(row *leeloo.Tunnel) leeloo.TunnelID { return row.ID }, c.Tunnels.All(ctx, p, o...))
		},
	},
	{
		"Users",
		func(l *leelootest.Lists, _ leeloo.AccountID) leelootest.List { return l.Users() },
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams) ([]string, error) {
			return pageIDs(func(row leeloo.User) leeloo.UserID { return row.ID })(c.Users.List(ctx, p))
		},
		func(ctx context.Context, c *leeloo.Client, _ leeloo.AccountID, p leeloo.ListParams, o ...leeloo.RequestOption) iter.Seq2[string, error] {
			return rowIDs(func(row *leeloo.User) leeloo.UserID { return row.ID }, c.Users.All(ctx, p, o...))
		},
	},
}

func pageIDs[T any, ID ~string](id func(T) ID) func(*leeloo.Page[T], error) ([]string, error) {
	return func(page *leeloo.Page[T], err error) (ids []string, _ error) {
		if err != nil {
			return nil, err
		}
		for _, row := range page.Items {
			ids = append(ids, string(id(row)))
		}
		return ids, nil
	}
}

func rowIDs[T any, ID ~string](id func(*T) ID, rows iter.Seq2[*T, error]) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for row, err := range rows {
			if err != nil {
				if row != nil || !yield("", err) {
					return
				}
				continue // a second error would be seen
			}
			if !yield(string(id(row)), nil) {
				return
			}
		}
	}
}

// restless is a server one of whose lists changes at random between two requests.
type restless struct {
	*leelootest.Server
	list    pagedList
	account leeloo.AccountID

	mu          sync.Mutex
	first, last []string // the list as the first request found it, and as the last one did
}

// newRestless makes a list of up to 100 rows on pages of 2 to 13, whatever limit is asked for. After 60 requests it
// comes to rest, so that every walk has an end.
func newRestless(t *testing.T, list pagedList, seed uint64) *restless {
	rng := rand.New(rand.NewPCG(seed, 0))
	s := &restless{Server: leelootest.New(t, leelootest.WithMaxLimit(2+rng.IntN(12))), list: list}
	s.account = s.Seed(1).Accounts[0]
	size, most, deletions, requests := rng.IntN(100), rng.IntN(13), 0.4+0.3*rng.Float64(), 0
	s.BeforeEach(func(lists *leelootest.Lists) {
		rows := list.in(lists, s.account)
		requests++
		switch {
		case requests == 1:
			for rows.Len() < size {
				rows.Insert(rng.IntN(rows.Len() + 1))
			}
		case requests < 60:
			for range rng.IntN(most + 1) {
				change(rng, rows, deletions)
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.last = rows.IDs()
		if requests == 1 {
			s.first = s.last
		}
	})
	return s
}

func change(rng *rand.Rand, rows leelootest.List, deletions float64) {
	n := rows.Len()
	switch {
	case rng.Float64() >= deletions:
		rows.Insert([]int{0, rng.IntN(n + 1), n}[rng.IntN(3)])
	case n > 3:
		rows.Delete(rng.IntN(n))
	}
}

// lost returns the rows that were there all the time, and were not seen.
func (s *restless) lost(seen map[string]bool) (ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.first {
		if slices.Contains(s.last, id) && !seen[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// forgotten reports whether none of the rows is left that were seen.
func (s *restless) forgotten(seen map[string]bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !slices.ContainsFunc(s.last, func(id string) bool { return seen[id] })
}

const restlessSeeds = 18 // two of each Prefetch from 0 to 8

// Of the rows that last, none is lost and none comes twice, whatever happens to the others between the requests.
func TestAllIsCompleteWhileListsChange(t *testing.T) {
	for _, list := range pagedLists {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			complete, early := 0, 0
			for seed := range uint64(restlessSeeds) {
				s, seen := newRestless(t, list, seed), map[string]bool{}
				params := leeloo.ListParams{Limit: 50, Prefetch: int(seed % 9)}
				var end error
				for id, err := range list.all(t.Context(), s.Client(), s.account, params) {
					require.NoError(t, end, "seed %d: nothing comes after an error", seed)
					if end = err; err == nil {
						require.False(t, seen[id], "seed %d: twice %s", seed, id)
						seen[id] = true
					}
				}
				s.Close()
				switch {
				case end == nil:
					require.Empty(t, s.lost(seen), "seed %d", seed)
					complete++
				default:
					requireKind(t, leeloo.ErrPaginationStuck, end)
					if !s.forgotten(seen) {
						early++
					}
				}
			}
			t.Logf("of %d walks, %d were complete, %d gave up early", restlessSeeds, complete, early)
			// A walk has to give up when all the rows that it has seen are gone, as they often are from lists so small.
			assert.GreaterOrEqual(t, complete, restlessSeeds*2/3)
			assert.LessOrEqual(t, early, 1)
		})
	}
}

// That the test before this one is worth something: paging by offset loses and repeats rows of the same lists.
func TestPagingByOffsetFailsWhileListsChange(t *testing.T) {
	for _, list := range pagedLists {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			lost, twice := 0, 0
			for seed := range uint64(restlessSeeds) {
				s, seen := newRestless(t, list, seed), map[string]bool{}
				client, repeats := s.Client(), false
				for offset, more := 0, true; more; {
					ids, err := list.page(t.Context(), client, s.account, leeloo.ListParams{Limit: 50, Offset: offset})
					require.NoError(t, err)
					for _, id := range ids {
						repeats = repeats || seen[id]
						seen[id] = true
					}
					offset += len(ids)
					more = len(ids) > 0
				}
				s.Close()
				if repeats {
					twice++
				}
				if len(s.lost(seen)) > 0 {
					lost++
				}
			}
			t.Logf("of %d, %d lost rows and %d repeated some", restlessSeeds, lost, twice)
			assert.Greater(t, lost, restlessSeeds/4)
			assert.Greater(t, twice, restlessSeeds/4)
		})
	}
}

// atRest is a server with lists of many rows, that stand still, on pages of ten.
func atRest(t *testing.T, list pagedList, rows int) (s *leelootest.Server, account leeloo.AccountID, ids []string) {
	s = leelootest.New(t, leelootest.WithMaxLimit(10))
	account = s.Seed(1).Accounts[0]
	s.BeforeEach(func(lists *leelootest.Lists) {
		s.BeforeEach(nil)
		of := list.in(lists, account)
		for of.Len() < rows {
			of.Insert(0)
		}
		ids = of.IDs()
	})
	_, err := s.Client().Tags.List(t.Context())
	require.NoError(t, err)
	s.BeforeEach(nil)
	return s, account, ids
}

// What a walk had before it failed, and what another one has that begins where the error says, is all.
func TestAFailedWalkIsTakenUp(t *testing.T) {
	for _, list := range pagedLists {
		for _, prefetch := range []int{0, 1, 8} {
			t.Run(fmt.Sprint(list.name, " prefetch ", prefetch), func(t *testing.T) {
				s, account, want := atRest(t, list, 200)
				s.Fail(leelootest.Fault{Status: 502, Op: list.name + ".List", Skip: 3})
				read := func(offset int) (ids []string, end error) {
					params := leeloo.ListParams{Offset: offset, Prefetch: prefetch}
					for id, err := range list.all(t.Context(), s.Client(), account, params, leeloo.NoRetry()) {
						require.NoError(t, end, "an error comes last")
						if end = err; err == nil {
							ids = append(ids, id)
						}
					}
					return ids, end
				}

				before, err := read(0)
				require.Equal(t, want[:len(before)], before)
				require.Less(t, len(before), len(want))
				next, ok := requireKind(t, leeloo.ErrServer, err).NextOffset()
				require.True(t, ok)
				require.LessOrEqual(t, next, len(before))

				after, err := read(next)
				require.NoError(t, err)
				assert.Equal(t, want[next:], after)
			})
		}
	}
}

// gauge counts the requests that are under way, and holds those for rows behind a certain one until they are given up.
type gauge struct {
	http.RoundTripper
	hold    int
	running atomic.Int32
	held    atomic.Int32
}

func (g *gauge) RoundTrip(r *http.Request) (*http.Response, error) {
	g.running.Add(1)
	defer g.running.Add(-1)
	if offset, _ := strconv.Atoi(r.URL.Query().Get("offset")); offset >= g.hold {
		g.held.Add(1)
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return g.RoundTripper.RoundTrip(r)
}

func TestABreakLeavesNoRequestRunning(t *testing.T) {
	for _, list := range pagedLists {
		for _, prefetch := range []int{0, 1, 8} {
			t.Run(fmt.Sprint(list.name, " prefetch ", prefetch), func(t *testing.T) {
				s, account, want := atRest(t, list, 75)
				g := &gauge{RoundTripper: http.DefaultTransport, hold: 27}
				client := s.Client(leeloo.WithHTTPClient(&http.Client{Transport: g}))
				rows := 0
				for id, err := range list.all(t.Context(), client, account, leeloo.ListParams{Prefetch: prefetch}) {
					require.NoError(t, err)
					require.Equal(t, want[rows], id)
					if rows++; rows == 25 {
						// The pages ahead are under way, and don't come.
						require.Eventually(t, func() bool { return int(g.held.Load()) == prefetch }, 10*time.Second, time.Millisecond)
						break
					}
				}
				assert.Zero(t, g.running.Load())
				assert.EqualValues(t, prefetch, g.held.Load())
			})
		}
	}
}

// What is captured is the page of the row in hand, and not one that was fetched ahead.
func TestCaptureResponseUnderAll(t *testing.T) {
	for _, list := range pagedLists {
		for _, prefetch := range []int{0, 4} {
			t.Run(fmt.Sprint(list.name, " prefetch ", prefetch), func(t *testing.T) {
				s, account, want := atRest(t, list, 75)
				var page leeloo.Response
				rows := 0
				params := leeloo.ListParams{Prefetch: prefetch}
				for id, err := range list.all(t.Context(), s.Client(), account, params, leeloo.CaptureResponse(&page)) {
					require.NoError(t, err)
					require.Equal(t, want[rows], id)
					require.Contains(t, string(page.Body), `"id":"`+id+`"`)
					require.Equal(t, http.StatusOK, page.StatusCode)
					rows++
				}
				assert.Len(t, want, rows)
			})
		}
	}
}

func TestAllOfWhatCannotBeAskedFor(t *testing.T) {
	s := leelootest.New(t)
	for _, list := range pagedLists {
		for what, walk := range map[string]iter.Seq2[string, error]{
			"a negative limit":    list.all(t.Context(), s.Client(), "a", leeloo.ListParams{Limit: -1}),
			"a negative offset":   list.all(t.Context(), s.Client(), "a", leeloo.ListParams{Offset: -1}),
			"a negative prefetch": list.all(t.Context(), s.Client(), "a", leeloo.ListParams{Prefetch: -1}),
			"too much prefetch":   list.all(t.Context(), s.Client(), "a", leeloo.ListParams{Prefetch: 33}),
			"no context":          list.all(nil, s.Client(), "a", leeloo.ListParams{}),
			"a zero client":       list.all(t.Context(), &leeloo.Client{}, "a", leeloo.ListParams{}),
		} {
			t.Run(list.name+" "+what, func(t *testing.T) {
				for range 2 { // a walk can be begun again
					var errs []error
					for _, err := range walk {
						errs = append(errs, err)
					}
					require.Len(t, errs, 1)
					requireKind(t, leeloo.ErrInvalidArgument, errs[0])
				}
			})
		}
	}
	assert.Empty(t, s.Requests())
}

// An export that broke off goes on where it was. A row may come a second time, so that it is kept by its id.
func ExampleError_NextOffset() {
	srv := leelootest.Start(leelootest.WithMaxLimit(10))
	defer srv.Close()
	srv.Seed(40)
	srv.Fail(leelootest.Fault{Status: 500, Op: "People.List", Skip: 2})

	crm, ctx, exported := srv.Client(), context.Background(), map[leeloo.PersonID]bool{}
	for params, more := (leeloo.PeopleListParams{}), true; more; {
		more = false
		for person, err := range crm.People.All(ctx, params, leeloo.NoRetry()) {
			if e, ok := errors.AsType[*leeloo.Error](err); ok {
				params.Offset, more = e.NextOffset()
				fmt.Println(len(exported), "people, then:", err)
				break
			}
			exported[person.ID] = true
		}
	}
	fmt.Println(len(exported), "people")
	// Output:
	// 19 people, then: leeloo: People.List: the API failed (HTTP 500)
	// 40 people
}

// What meta says, a walk does not need.
func TestAllWithoutMeta(t *testing.T) {
	t.Parallel()
	for _, meta := range []string{`{"totalCount":"many"}`, `[]`, `"none"`, `{"limit":0.5}`} {
		page := `{"status":1,"data":[{"id":"5e1c7ce2b4066a01900cdba0"}],"meta":` + meta + `}`
		empty := `{"status":1,"data":[],"meta":` + meta + `}`
		c := scripted(says(200, page), says(200, page), says(200, empty)).client(t)
		rows := 0
		for _, err := range c.Users.All(t.Context(), leeloo.ListParams{}) {
			require.NoError(t, err, meta)
			rows++
		}
		assert.Equal(t, 1, rows)
	}
}

// A walk that can't begin has no offset to go on from.
func TestAllOfABadID(t *testing.T) {
	t.Parallel()
	for _, err := range scripted(succeedsWithNothing).client(t).Messages.All(t.Context(), "", leeloo.ListParams{}) {
		_, ok := requireKind(t, leeloo.ErrInvalidArgument, err).NextOffset()
		assert.False(t, ok)
	}
}

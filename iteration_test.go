package leeloo_test

import (
	"context"
	"fmt"
	"iter"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// newListServer returns a server with a list that does not change, on pages of ten.
func newListServer(t *testing.T, list pagedList, items int) (s *leelootest.Server, account leeloo.AccountID, ids []string) {
	s = leelootest.New(t, leelootest.WithMaxLimit(10))
	account = s.Seed(1).Accounts[0].ID
	s.BeforeEach(func(lists *leelootest.Lists) {
		s.BeforeEach(nil)
		of := list.in(lists, account)
		for of.Len() < items {
			of.Insert(0)
		}
		ids = of.IDs()
	})
	_, err := s.Client().Tags.List(t.Context())
	require.NoError(t, err)
	s.BeforeEach(nil)
	return s, account, ids
}

// The items before an error, and those of an iteration that starts at its ResumeOffset, are the complete list.
func TestAllResumesAtTheOffsetOfTheError(t *testing.T) {
	for _, list := range pagedLists {
		for _, prefetch := range []int{0, 1, 8} {
			t.Run(fmt.Sprint(list.name, " prefetch ", prefetch), func(t *testing.T) {
				s, account, want := newListServer(t, list, 200)
				s.Fail(leelootest.Fault{Status: 502, Op: list.name + ".List", Skip: 3})
				read := func(offset int) (ids []string, end error) {
					params := leeloo.ListParams{Offset: offset, Prefetch: prefetch}
					for id, err := range list.all(t.Context(), s.Client(), account, params, leeloo.NoRetry()) {
						require.NoError(t, end, "an error is the last")
						if end = err; err == nil {
							ids = append(ids, id)
						}
					}
					return ids, end
				}

				before, err := read(0)
				require.Equal(t, want[:len(before)], before)
				require.Less(t, len(before), len(want))
				next, ok := requireKind(t, leeloo.ErrServer, err).ResumeOffset()
				require.True(t, ok)
				require.LessOrEqual(t, next, len(before))

				after, err := read(next)
				require.NoError(t, err)
				assert.Equal(t, want[next:], after)
			})
		}
	}
}

func TestOnlyIterationsHaveAResumeOffset(t *testing.T) {
	t.Parallel()
	ctx, c := t.Context(), scripted(respond(404, "")).client(t)
	_, listErr := c.Users.List(ctx, leeloo.ListParams{Offset: 7})
	_, getErr := c.Users.Get(ctx, canaryID)
	_, allErr := leeloo.Collect(c.Users.All(ctx, leeloo.ListParams{Offset: 7}))
	_, invalidErr := leeloo.Collect(c.Messages.All(ctx, "", leeloo.ListParams{Offset: 7}))
	for name, tt := range map[string]struct {
		err    error
		kind   error
		offset int
		ok     bool
	}{
		"All":                      {allErr, leeloo.ErrNotFound, 7, true},
		"All of an invalid id":     {invalidErr, leeloo.ErrInvalidArgument, 0, false},
		"List":                     {listErr, leeloo.ErrNotFound, 0, false},
		"an operation without one": {getErr, leeloo.ErrNotFound, 0, false},
	} {
		offset, ok := requireKind(t, tt.kind, tt.err).ResumeOffset()
		assert.Equal(t, tt.ok, ok, name)
		if ok {
			assert.Equal(t, tt.offset, offset, name)
		}
	}
	_, ok := (*leeloo.Error)(nil).ResumeOffset()
	assert.False(t, ok)
}

// blockingTransport counts the requests in progress, and blocks those from an offset on until they are canceled.
type blockingTransport struct {
	http.RoundTripper
	from    int
	running atomic.Int32
	blocked atomic.Int32
}

func (b *blockingTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	b.running.Add(1)
	defer b.running.Add(-1)
	if offset, _ := strconv.Atoi(r.URL.Query().Get("offset")); offset >= b.from {
		b.blocked.Add(1)
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	return b.RoundTripper.RoundTrip(r)
}

func TestBreakLeavesNoRequestRunning(t *testing.T) {
	for _, list := range pagedLists {
		for _, prefetch := range []int{0, 1, 8} {
			t.Run(fmt.Sprint(list.name, " prefetch ", prefetch), func(t *testing.T) {
				s, account, want := newListServer(t, list, 75)
				b := &blockingTransport{RoundTripper: http.DefaultTransport, from: 27}
				client := s.Client(leeloo.WithHTTPClient(&http.Client{Transport: b}))
				items := 0
				for id, err := range list.all(t.Context(), client, account, leeloo.ListParams{Prefetch: prefetch}) {
					require.NoError(t, err)
					require.Equal(t, want[items], id)
					if items++; items == 25 {
						// The pages ahead are requested, and blocked.
						require.Eventually(t, func() bool { return int(b.blocked.Load()) == prefetch }, 10*time.Second, time.Millisecond)
						break
					}
				}
				assert.Zero(t, b.running.Load())
				assert.EqualValues(t, prefetch, b.blocked.Load())
			})
		}
	}
}

// The captured response is the one with the page of the item, not one that was fetched ahead.
func TestCaptureResponseUnderAll(t *testing.T) {
	for _, list := range pagedLists {
		for _, prefetch := range []int{0, 4} {
			t.Run(fmt.Sprint(list.name, " prefetch ", prefetch), func(t *testing.T) {
				s, account, want := newListServer(t, list, 75)
				var page leeloo.Response
				read := func() (ids []string, end error) {
					params := leeloo.ListParams{Prefetch: prefetch}
					for id, err := range list.all(t.Context(), s.Client(), account, params, leeloo.CaptureResponse(&page), leeloo.NoRetry()) {
						if err != nil {
							return ids, err
						}
						require.Contains(t, string(page.Body), `"id":"`+id+`"`)
						require.Equal(t, http.StatusOK, page.StatusCode)
						require.Equal(t, 1, page.Attempts)
						ids = append(ids, id)
					}
					return ids, nil
				}
				ids, err := read()
				require.NoError(t, err)
				assert.Equal(t, want, ids)

				s.Fail(leelootest.Fault{Status: 502, Body: "out of order", Op: list.name + ".List", Skip: 3, Times: 100})
				ids, err = read()
				requireKind(t, leeloo.ErrServer, err)
				assert.Equal(t, want[:len(ids)], ids)
				assert.Equal(t, http.StatusBadGateway, page.StatusCode, "the response of the error")
				assert.Equal(t, "out of order", string(page.Body))
			})
		}
	}
}

func TestAllValidatesItsParams(t *testing.T) {
	s := leelootest.New(t)
	for _, list := range pagedLists {
		for what, items := range map[string]iter.Seq2[string, error]{
			"a negative limit":    list.all(t.Context(), s.Client(), "a", leeloo.ListParams{Limit: -1}),
			"a negative offset":   list.all(t.Context(), s.Client(), "a", leeloo.ListParams{Offset: -1}),
			"a negative prefetch": list.all(t.Context(), s.Client(), "a", leeloo.ListParams{Prefetch: -1}),
			"too much prefetch":   list.all(t.Context(), s.Client(), "a", leeloo.ListParams{Prefetch: 33}),
			"no context":          list.all(nil, s.Client(), "a", leeloo.ListParams{}),
			"a zero client":       list.all(t.Context(), &leeloo.Client{}, "a", leeloo.ListParams{}),
			"a nil option":        list.all(t.Context(), s.Client(), "a", leeloo.ListParams{}, nil),
		} {
			t.Run(list.name+" "+what, func(t *testing.T) {
				for range 2 { // an iteration can be started again
					var errs []error
					for _, err := range items {
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

func TestAllDoesNotNeedMeta(t *testing.T) {
	t.Parallel()
	for _, meta := range []string{`{"totalCount":"many"}`, `[]`, `"none"`, `{"limit":0.5}`} {
		page := `{"status":1,"data":[{"id":"5e1c7ce2b4066a01900cdba0"}],"meta":` + meta + `}`
		empty := `{"status":1,"data":[],"meta":` + meta + `}`
		c := scripted(respond(200, page), respond(200, page), respond(200, empty)).client(t)
		items, err := leeloo.Collect(c.Users.All(t.Context(), leeloo.ListParams{}))
		require.NoError(t, err, meta)
		assert.Len(t, items, 1)
	}
}

// A loop that removes the tag that it filters by empties the list, even one with a single page. The error names this
// cause first.
func TestLoopThatChangesItsFilter(t *testing.T) {
	const cause, server = "does the loop change what the list is filtered by?", "the server ignores the offset"
	s := leelootest.New(t)
	crm, vip := s.Client(), s.AddTag("new vip")
	for i := range 5 {
		s.AddPerson(leelootest.Person{Name: fmt.Sprint("Person ", i), Tags: []string{vip.Name}})
	}
	tagged := func() iter.Seq2[*leeloo.Person, error] {
		return crm.People.All(t.Context(), leeloo.PeopleListParams{Tags: []string{vip.Name}})
	}
	people, err := leeloo.Collect(tagged())
	require.NoError(t, err)
	require.Len(t, people, 5)

	removed := 0
	var end error
	for person, err := range tagged() {
		if end = err; err != nil {
			break
		}
		require.NoError(t, crm.Tags.Remove(t.Context(), person.ID, vip.ID))
		removed++
	}
	assert.Equal(t, 5, removed)
	text := requireKind(t, leeloo.ErrPaginationStuck, end).Error()
	assert.Contains(t, text, cause)
	assert.Less(t, strings.Index(text, cause), strings.Index(text, server), text)
	assert.Contains(t, text, "collect the items before changing them")

	for _, person := range people { // as the text says
		require.NoError(t, crm.Tags.Add(t.Context(), person.ID, vip.ID))
	}
	people, err = leeloo.Collect(tagged())
	require.NoError(t, err)
	for _, person := range people {
		require.NoError(t, crm.Tags.Remove(t.Context(), person.ID, vip.ID))
	}
	people, err = leeloo.Collect(tagged())
	require.NoError(t, err)
	assert.Empty(t, people)
}

// A server that ignores the offset returns the same page each time.
func TestServerThatIgnoresTheOffset(t *testing.T) {
	t.Parallel()
	page := respond(200, `{"status":1,"data":[{"id":"a"},{"id":"b"},{"id":"c"}]}`)
	for _, prefetch := range []int{0, 4} {
		server := scripted(page)
		users, err := leeloo.Collect(server.client(t).Users.All(context.Background(), leeloo.ListParams{Prefetch: prefetch}))
		requireKind(t, leeloo.ErrPaginationStuck, err)
		assert.Len(t, users, 3, "each item once")
		assert.Less(t, server.requests(), 20)
	}
}

package leeloo_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// changingServer changes one of its lists at random between two requests.
type changingServer struct {
	*leelootest.Server
	list    pagedList
	account leeloo.AccountID

	mu          sync.Mutex
	first, last []string // the list at the first and at the last request
}

// newChangingServer returns a list of up to 100 items on pages of 2 to 13, whatever limit is requested. After 60 requests
// it stops changing, so that every iteration ends.
func newChangingServer(t *testing.T, list pagedList, seed uint64) *changingServer {
	random := rand.New(rand.NewPCG(seed, 0))
	s := &changingServer{Server: leelootest.New(t, leelootest.WithMaxLimit(2+random.IntN(12))), list: list}
	s.account = s.Seed(1).Accounts[0].ID
	size, most, deletions, requests := random.IntN(100), random.IntN(13), 0.4+0.3*random.Float64(), 0
	s.BeforeEach(func(lists *leelootest.Lists) {
		items := list.in(lists, s.account)
		requests++
		switch {
		case requests == 1:
			for items.Len() < size {
				items.Insert(random.IntN(items.Len() + 1))
			}
		case requests < 60:
			for range random.IntN(most + 1) {
				change(random, items, deletions)
			}
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.last = items.IDs()
		if requests == 1 {
			s.first = s.last
		}
	})
	return s
}

func change(random *rand.Rand, items leelootest.List, deletions float64) {
	n := items.Len()
	switch {
	case random.Float64() >= deletions:
		items.Insert([]int{0, random.IntN(n + 1), n}[random.IntN(3)])
	case n > 3:
		items.Delete(random.IntN(n))
	}
}

// missing returns the items that existed throughout and were not seen.
func (s *changingServer) missing(seen map[string]bool) (ids []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range s.first {
		if slices.Contains(s.last, id) && !seen[id] {
			ids = append(ids, id)
		}
	}
	return ids
}

// hasNone reports whether none of the items that were seen is left in the list.
func (s *changingServer) hasNone(seen map[string]bool) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return !slices.ContainsFunc(s.last, func(id string) bool { return seen[id] })
}

const changingSeeds = 18 // two of each Prefetch from 0 to 8

// All yields each item that exists throughout exactly once, whatever happens to the others between the requests. It may
// give up if all items that it has seen are gone, which is likely in lists as small as these.
func TestAllIsCompleteWhileListsChange(t *testing.T) {
	for _, list := range pagedLists {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			complete := 0
			for seed := range uint64(changingSeeds) {
				s, seen := newChangingServer(t, list, seed), map[string]bool{}
				params := leeloo.ListParams{Limit: 50, Prefetch: int(seed % 9)}
				var end error
				for id, err := range list.all(t.Context(), s.Client(), s.account, params) {
					require.NoError(t, end, "seed %d: an error is the last", seed)
					if end = err; err == nil {
						require.False(t, seen[id], "seed %d: %s is repeated", seed, id)
						seen[id] = true
					}
				}
				s.Close()
				if end == nil {
					require.Empty(t, s.missing(seen), "seed %d", seed)
					complete++
					continue
				}
				requireKind(t, leeloo.ErrPaginationStuck, end)
				assert.True(t, s.hasNone(seen), "seed %d: known items are left", seed)
			}
			t.Logf("%d of %d iterations were complete", complete, changingSeeds)
			assert.GreaterOrEqual(t, complete, changingSeeds*2/3)
		})
	}
}

// Paging by offset misses and repeats items of the same lists, so the test above proves something.
func TestPagingByOffsetFailsWhileListsChange(t *testing.T) {
	for _, list := range pagedLists {
		t.Run(list.name, func(t *testing.T) {
			t.Parallel()
			missed, repeated := 0, 0
			for seed := range uint64(changingSeeds) {
				s, seen := newChangingServer(t, list, seed), map[string]bool{}
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
					repeated++
				}
				if len(s.missing(seen)) > 0 {
					missed++
				}
			}
			t.Logf("of %d, %d missed items and %d repeated some", changingSeeds, missed, repeated)
			assert.Greater(t, missed, changingSeeds/4)
			assert.Greater(t, repeated, changingSeeds/4)
		})
	}
}

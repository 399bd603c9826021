package pager

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// result counts how iterations ended.
type result struct{ complete, stuck int }

// iterate iterates over a model and requires that no item is yielded twice, that no item which exists throughout is
// missing, and that the iteration gives up only if none of the last 512 yielded items is left.
func (r *result) iterate(t *testing.T, seed uint64, m *model, limit, prefetch int) {
	var order []string
	seen := make(map[string]int)
	list := listOf(m.fetch)
	list.Limit, list.Prefetch = limit, prefetch
	var failed error
	for id, err := range list.All(t.Context()) {
		if err != nil {
			failed = err
			break
		}
		if seen[*id]++; seen[*id] > 1 {
			require.FailNow(t, "yielded twice", "seed %d: %s", seed, *id)
		}
		order = append(order, *id)
	}
	if failed != nil {
		require.ErrorIs(t, failed, ErrStuck)
		if alive := m.alive(order[max(0, len(order)-remembered):]); alive > 0 {
			require.FailNow(t, "gave up too early", "seed %d: %d of %d items are known, after %d requests", seed, alive, len(m.items), m.requests)
		}
		r.stuck++
		return
	}
	r.complete++
	if id := m.missing(seen); id != "" {
		require.FailNow(t, "missing", "seed %d: %s", seed, id)
	}
}

func TestShortListsThatChange(t *testing.T) {
	for prefetch := range 9 {
		t.Run(fmt.Sprint("prefetch ", prefetch), func(t *testing.T) {
			t.Parallel()
			var r result
			for seed := range uint64(200) {
				r.iterate(t, seed, newModel(seed), 50, prefetch)
			}
			assert.Greater(t, r.complete, 3*r.stuck)
		})
	}
}

func TestLongListsThatChange(t *testing.T) {
	for _, limit := range []int{10, 20, 50} {
		for prefetch := range 4 {
			t.Run(fmt.Sprintf("limit %d, prefetch %d", limit, prefetch), func(t *testing.T) {
				t.Parallel()
				var r result
				for seed := range uint64(40) {
					r.iterate(t, seed, newLongModel(seed), limit, prefetch)
				}
				assert.Zero(t, r.stuck)
			})
		}
	}
}

func TestBulkChanges(t *testing.T) {
	for _, limit := range []int{10, 50, 100} {
		for prefetch := range 3 {
			t.Run(fmt.Sprintf("limit %d, prefetch %d", limit, prefetch), func(t *testing.T) {
				t.Parallel()
				var r result
				for seed := range uint64(30) {
					m := newLongModel(seed)
					m.bulk, m.changes, m.deletes = true, 3, 0.5
					r.iterate(t, seed, m, limit, prefetch)
				}
				assert.Greater(t, r.complete, 4*r.stuck)
			})
		}
	}
}

// The simulation proves something only if plain paging by offset fails on the same lists.
func TestPlainPagingSkipsAndRepeatsItems(t *testing.T) {
	for name, newModel := range map[string]func(seed uint64) *model{"short lists": newModel, "long lists": newLongModel} {
		t.Run(name, func(t *testing.T) {
			const seeds, limit = 100, 50
			skipped, repeated := 0, 0
			for seed := range uint64(seeds) {
				m, seen, repeats := newModel(seed), make(map[string]int), false
				for offset, more := 0, true; more; {
					page, err := m.fetch(t.Context(), offset, limit)
					require.NoError(t, err)
					for _, id := range page.Items {
						seen[id]++
						repeats = repeats || seen[id] > 1
					}
					offset += len(page.Items)
					more = len(page.Items) > 0
				}
				if m.missing(seen) != "" {
					skipped++
				}
				if repeats {
					repeated++
				}
			}
			assert.Greater(t, skipped, seeds/4)
			assert.Greater(t, repeated, seeds/4)
		})
	}
}

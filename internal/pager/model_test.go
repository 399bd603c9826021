package pager

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
)

// model is a list on a server. The list changes at random before each request. The items that remain keep their order.
type model struct {
	maxPage int     // items per page at most, whatever the limit is
	uneven  bool    // some pages have fewer items, but more than one
	changes int     // between two requests, at most
	deletes float64 // the share of deletions
	bulk    bool    // some changes insert or delete many neighbors
	stable  int     // the list does not change after so many requests, so that each iteration ends

	mu       sync.Mutex
	random   *rand.Rand
	items    []string
	made     int
	lasting  map[string]bool // items that have been in the list since the start
	requests int
}

// newModel returns a short list with a server that returns small pages.
func newModel(seed uint64) *model {
	random := rand.New(rand.NewPCG(seed, 0))
	m := &model{
		maxPage: 2 + random.IntN(12),
		uneven:  seed%4 == 0,
		changes: random.IntN(13),
		deletes: 0.4 + 0.3*random.Float64(),
		stable:  300,
		random:  random,
	}
	m.fill(random.IntN(150))
	return m
}

// newLongModel returns a list of 300 to 1,000 items with a server that respects the limit.
func newLongModel(seed uint64) *model {
	random := rand.New(rand.NewPCG(seed, 1))
	m := &model{maxPage: 100, changes: 13, deletes: 0.6, stable: 1000, random: random}
	if seed%4 == 0 {
		m.maxPage = 50
	}
	m.fill(300 + random.IntN(701))
	return m
}

func (m *model) fill(n int) {
	m.lasting = make(map[string]bool)
	for range n {
		m.insert(len(m.items), 1)
	}
	for _, id := range m.items {
		m.lasting[id] = true
	}
}

func (m *model) insert(at, n int) {
	items := make([]string, n)
	for i := range items {
		m.made++
		items[i] = fmt.Sprint("item", m.made)
	}
	m.items = slices.Insert(m.items, at, items...)
}

func (m *model) remove(at, n int) {
	to := min(at+n, len(m.items))
	for _, id := range m.items[at:to] {
		delete(m.lasting, id)
	}
	m.items = slices.Delete(m.items, at, to)
}

func (m *model) change() {
	n := 1
	if m.bulk && m.random.IntN(20) == 0 {
		n = m.random.IntN(300)
	}
	if m.random.Float64() < m.deletes {
		if len(m.items) > 0 {
			m.remove(m.random.IntN(len(m.items)), n)
		}
		return
	}
	head, middle, tail := 0, m.random.IntN(len(m.items)+1), len(m.items)
	m.insert([]int{head, middle, tail}[m.random.IntN(3)], n)
}

func (m *model) fetch(ctx context.Context, offset, limit int) (Page[string, int], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.requests++; m.requests > 1 && m.requests < m.stable {
		for range m.random.IntN(m.changes + 1) {
			m.change()
		}
	}
	size := min(limit, m.maxPage)
	if m.uneven {
		size = 2 + m.random.IntN(size-1)
	}
	return Page[string, int]{Items: slices.Clone(part(m.items, offset, size))}, ctx.Err()
}

// alive returns how many of the items are in the list.
func (m *model) alive(ids []string) (n int) {
	for _, id := range m.items {
		if slices.Contains(ids, id) {
			n++
		}
	}
	return n
}

// missing returns an item that has been in the list since the start and is not in seen, or "".
func (m *model) missing(seen map[string]int) string {
	for _, id := range slices.Sorted(maps.Keys(m.lasting)) {
		if seen[id] == 0 {
			return id
		}
	}
	return ""
}

// listOf is a list of strings that are their own ids.
func listOf(fetch func(ctx context.Context, offset, limit int) (Page[string, int], error)) List[string, int] {
	return List[string, int]{
		Fetch: fetch,
		ID:    func(id *string) string { return *id },
		Limit: 10,
		Fail:  func(err error, _ int) error { return err },
	}
}

package walk

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
)

// model is a list behind a server, that changes at random between two requests. What survives keeps its order.
type model struct {
	pageSize int     // the server's, whatever it is asked for
	uneven   bool    // it gives fewer now and then, but more than one
	changes  int     // at most, between two requests
	deletes  float64 // the share of them that deletes a row
	steady   int     // after so many requests the list stands still, so that every walk has an end

	mu       sync.Mutex
	random   *rand.Rand
	rows     []string
	made     int
	lasting  map[string]bool // rows that have been there since the walk began
	requests int
}

func newModel(seed uint64) *model {
	random := rand.New(rand.NewPCG(seed, 0))
	m := &model{
		pageSize: 2 + random.IntN(12),
		changes:  random.IntN(13),
		deletes:  0.4 + 0.3*random.Float64(),
		steady:   300,
		random:   random,
		lasting:  make(map[string]bool),
	}
	for range random.IntN(150) {
		m.insert(len(m.rows))
	}
	for _, id := range m.rows {
		m.lasting[id] = true
	}
	return m
}

func (m *model) insert(at int) {
	m.made++
	m.rows = slices.Insert(m.rows, at, fmt.Sprint("row", m.made))
}

func (m *model) remove(at int) {
	delete(m.lasting, m.rows[at])
	m.rows = slices.Delete(m.rows, at, at+1)
}

func (m *model) change() {
	for range m.random.IntN(m.changes + 1) {
		if m.random.Float64() < m.deletes {
			if len(m.rows) > 0 {
				m.remove(m.random.IntN(len(m.rows)))
			}
			continue
		}
		head, middle, tail := 0, m.random.IntN(len(m.rows)+1), len(m.rows)
		m.insert([]int{head, middle, tail}[m.random.IntN(3)])
	}
}

func (m *model) fetch(ctx context.Context, offset int) (Page[string], error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.requests++; m.requests > 1 && m.requests < m.steady {
		m.change()
	}
	size := m.pageSize
	if m.uneven {
		size = 2 + m.random.IntN(size-1)
	}
	from := min(offset, len(m.rows))
	return Page[string]{Rows: slices.Clone(m.rows[from:min(from+size, len(m.rows))])}, ctx.Err()
}

// alive reports whether one of the rows is still there.
func (m *model) alive(seen map[string]bool) bool {
	return slices.ContainsFunc(m.rows, func(id string) bool { return seen[id] })
}

// listOf is a list of strings that are their own ids.
func listOf(fetch func(context.Context, int) (Page[string], error), prefetch int) List[string] {
	return List[string]{
		Fetch:    fetch,
		ID:       func(id *string) string { return *id },
		Prefetch: prefetch,
		Visit:    func(Page[string]) {},
		Fail:     func(err error, _ int) error { return err },
	}
}

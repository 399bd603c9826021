package walk

import (
	"hash/maphash"
	"slices"
)

// remembered is how many of the last rows are remembered. A shift of the list by more rows than this, between two
// requests, can't be told from another list.
const remembered = 512

// memory knows the last rows that were yielded, and in which order. Of their ids it keeps hashes of 64 bits, which
// nobody outside can predict: a third of what a walk would hold otherwise. That two of the ids it knows at a time
// collide is less likely than that the memory of the machine fails.
type memory struct {
	seed   maphash.Seed
	order  []uint64 // a ring, once it is full
	oldest int
	known  map[uint64]struct{}
}

// add remembers a row, and reports whether it was new.
func (m *memory) add(id string) bool {
	if m.known == nil {
		m.seed, m.known = maphash.MakeSeed(), make(map[uint64]struct{}, remembered)
	}
	if m.has(id) {
		return false
	}
	hash := maphash.String(m.seed, id)
	m.known[hash] = struct{}{}
	if len(m.order) < remembered {
		m.order = append(m.order, hash)
		return true
	}
	delete(m.known, m.order[m.oldest])
	m.order[m.oldest] = hash
	m.oldest = (m.oldest + 1) % remembered
	return true
}

func (m *memory) isEmpty() bool { return m.known == nil }

func (m *memory) has(id string) bool {
	if m.known == nil {
		return false
	}
	_, ok := m.known[maphash.String(m.seed, id)]
	return ok
}

// after returns how many rows were yielded after a known one.
func (m *memory) after(id string) int {
	at := slices.Index(m.order, maphash.String(m.seed, id))
	return (m.oldest + len(m.order) - 1 - at) % len(m.order)
}

package leelootest

import "slices"

// table holds the rows of one kind, in the order they were created, and finds them by id.
type table[T comparable] struct {
	rows []T
	byID map[string]T
}

func newTable[T comparable]() *table[T] { return &table[T]{byID: map[string]T{}} }

func (t *table[T]) add(id string, row T) {
	t.rows = append(t.rows, row)
	t.byID[id] = row
}

func (t *table[T]) remove(id string) {
	i := slices.Index(t.rows, t.byID[id])
	t.rows = slices.Delete(t.rows, i, i+1)
	delete(t.byID, id)
}

// views renders rows. The list of none is [], never null, as Leeloo has it.
func views[T, V any](rows []T, view func(T) V) []V {
	list := make([]V, len(rows))
	for i, row := range rows {
		list[i] = view(row)
	}
	return list
}

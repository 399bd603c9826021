package fake

import "slices"

// Table holds the records of one kind in the order in which they were created, and finds them by id.
type Table[T comparable] struct {
	Rows []T
	byID map[string]T
}

func newTable[T comparable]() *Table[T] { return &Table[T]{byID: map[string]T{}} }

// Get returns the record with an id.
func (t *Table[T]) Get(id string) (row T, ok bool) {
	row, ok = t.byID[id]
	return row, ok
}

func (t *Table[T]) add(id string, row T) {
	t.Rows = append(t.Rows, row)
	t.byID[id] = row
}

func (t *Table[T]) remove(id string) {
	i := slices.Index(t.Rows, t.byID[id])
	t.Rows = slices.Delete(t.Rows, i, i+1)
	delete(t.byID, id)
}

// mapped returns f of each element. It never returns nil: Leeloo sends an empty list as [], not as null.
func mapped[T, V any](list []T, f func(T) V) []V {
	values := make([]V, len(list))
	for i, element := range list {
		values[i] = f(element)
	}
	return values
}

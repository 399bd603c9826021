package walk

// remembered is how many of the last rows are remembered at least. A shift of the list by more rows than this,
// between two requests, can't be told from another list.
const remembered = 512

// memory knows the last rows that were yielded, and in which order. Its size is bounded.
type memory struct {
	order  []string
	number map[string]int // counts from the first row that was ever yielded
	first  int            // the number of order[0]
}

// add remembers a row, and reports whether it was new.
func (m *memory) add(id string) bool {
	if m.has(id) {
		return false
	}
	if m.number == nil {
		m.number = make(map[string]int)
	}
	if len(m.order) == 2*remembered {
		for _, old := range m.order[:remembered] {
			delete(m.number, old)
		}
		m.order = append(m.order[:0], m.order[remembered:]...)
		m.first += remembered
	}
	m.number[id] = m.first + len(m.order)
	m.order = append(m.order, id)
	return true
}

func (m *memory) isEmpty() bool { return m.order == nil }

func (m *memory) has(id string) bool {
	_, ok := m.number[id]
	return ok
}

// after returns how many rows were yielded after a known one.
func (m *memory) after(id string) int { return m.first + len(m.order) - 1 - m.number[id] }

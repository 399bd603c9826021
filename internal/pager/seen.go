package pager

const (
	remembered = 512            // so many of the last items identify a place in the list
	extended   = 4 * remembered // so many are not yielded again after extend
)

// seen remembers the last yielded items and their order, as 64-bit hashes of their ids. The hashes are seeded, so that
// nobody can choose ids that collide.
//
// It is a ring and an open-addressing hash table over it: a map takes twice the memory.
type seen struct {
	ring  []uint64
	table []uint16 // indexes into ring, from 1; 0 is a free slot
	total int      // items added so far
}

func newSeen(size int) seen {
	return seen{ring: make([]uint64, size), table: make([]uint16, 4*size)}
}

// add remembers an item, and reports whether it is new.
func (s *seen) add(id uint64) bool {
	if s.has(id) {
		return false
	}
	s.put(id)
	return true
}

// put makes an item the last one.
func (s *seen) put(id uint64) {
	index := s.total % len(s.ring)
	if s.total >= len(s.ring) {
		s.remove(index)
	}
	s.table[s.slot(id)] = uint16(index + 1)
	s.ring[index] = id
	s.total++
}

// refresh makes the remembered items of a page identify a place again, if they no longer do.
func (s *seen) refresh(ids []uint64) {
	for _, id := range ids {
		if s.has(id) && s.after(id) >= remembered {
			s.put(id)
		}
	}
}

// extend makes seen remember more items. It is for an iteration that continues after an item which is not the last
// yielded one: items that follow in the list are then older here, and must not be forgotten before their turn comes.
func (s *seen) extend() {
	if len(s.ring) == extended {
		return
	}
	old := *s
	*s = newSeen(extended)
	for i := max(0, old.total-remembered); i < old.total; i++ {
		s.add(old.ring[i%remembered])
	}
}

func (s *seen) isEmpty() bool { return s.total == 0 }

func (s *seen) has(id uint64) bool { return s.table[s.slot(id)] != 0 }

// after returns how many items were added after a remembered one.
func (s *seen) after(id uint64) int {
	index := int(s.table[s.slot(id)]) - 1
	return (s.total - 1 - index) % len(s.ring)
}

// lastIn returns the index of the last remembered item of a page. It returns -1 if none of the page's items is one of
// the last 512.
func (s *seen) lastIn(ids []uint64) int {
	last := -1
	for i := len(ids) - 1; i >= 0; i-- {
		if !s.has(ids[i]) {
			continue
		}
		last = max(last, i)
		if s.after(ids[i]) < remembered {
			return last
		}
	}
	return -1
}

// slot returns the slot of an id, or the free slot where it belongs.
func (s *seen) slot(id uint64) int {
	mask := len(s.table) - 1
	slot := int(id) & mask
	for s.table[slot] != 0 && s.ring[s.table[slot]-1] != id {
		slot = (slot + 1) & mask
	}
	return slot
}

// remove forgets the item at an index of ring, if it has not been put elsewhere since. The entries behind its slot move
// up if a search for them would end there.
func (s *seen) remove(index int) {
	mask := len(s.table) - 1
	free := s.slot(s.ring[index])
	if int(s.table[free]) != index+1 {
		return
	}
	for slot := (free + 1) & mask; s.table[slot] != 0; slot = (slot + 1) & mask {
		home := int(s.ring[s.table[slot]-1]) & mask
		if (slot-home)&mask >= (slot-free)&mask {
			s.table[free], free = s.table[slot], slot
		}
	}
	s.table[free] = 0
}

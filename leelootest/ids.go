package leelootest

import "fmt"

// ids makes the ids of one company: 24 hexadecimal digits, as Leeloo's are, but counted, so that a test that is run
// again sees the same ones.
type ids struct{ last int }

func (s *ids) next() string {
	s.last++
	return fmt.Sprintf("1ee100%018x", s.last)
}

// uuid makes the other kind of id that Leeloo has, for calls.
func (s *ids) uuid() string {
	s.last++
	return fmt.Sprintf("1ee10000-0000-4000-8000-%012x", s.last)
}

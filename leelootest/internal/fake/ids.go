package fake

import "fmt"

// ids generates the ids of one store: 24 hexadecimal digits like Leeloo's, but counted, so that every run of a test
// gets the same ids.
type ids struct{ last int }

func (s *ids) next() string {
	s.last++
	return fmt.Sprintf("1ee100%018x", s.last)
}

// uuid generates an id of the other kind, which only calls have.
func (s *ids) uuid() string {
	s.last++
	return fmt.Sprintf("1ee10000-0000-4000-8000-%012x", s.last)
}

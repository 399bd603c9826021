package codec

import (
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Rows decodes an array into List, each element into what Into makes of its row. null gives nil.
type Rows[T any] struct {
	List []T
	Into func(*T) any
}

// UnmarshalJSONFrom reads the array, in the room of a try before, if there was one.
func (r *Rows[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	opening, err := dec.ReadToken()
	switch {
	case err != nil:
		return err
	case opening.Kind() == 'n':
		r.List = nil
		return nil
	case opening.Kind() != '[':
		return problem("want an array, not " + kindName(opening.Kind()))
	}
	if r.List = r.List[:0]; r.List == nil {
		r.List = []T{}
	}
	start := dec.InputOffset()
	for dec.PeekKind() != ']' {
		r.makeRoom(int(dec.InputOffset()-start), len(dec.UnreadBuffer()))
		r.List = append(r.List, *new(T))
		if err := json.UnmarshalDecode(dec, r.Into(&r.List[len(r.List)-1])); err != nil {
			return err
		}
	}
	if cap(r.List) > 2*len(r.List) {
		r.List = slices.Clone(r.List) // who keeps the rows keeps their room
	}
	_, err = dec.ReadToken()
	return err
}

// makeRoom takes the first row for an ordinary one, since growing by and by costs as much memory again. A list that
// turns out to have more rows doubles.
func (r *Rows[T]) makeRoom(read, rest int) {
	const most = 1000 // a small row may come before large ones
	switch n := len(r.List); {
	case n < cap(r.List):
	case n == 1:
		likely := rest / read
		r.List = slices.Grow(r.List, min(likely+likely/8, most)+1)
	default:
		r.List = slices.Grow(r.List, n)
	}
}

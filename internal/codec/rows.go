package codec

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Rows decodes an array into List, each element into what Into makes of its row. null is an empty array.
type Rows[T any] struct {
	List []T
	Into func(*T) any
}

// UnmarshalJSONFrom reads the array.
func (r *Rows[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	r.List = r.List[:0]
	opening, err := dec.ReadToken()
	switch {
	case err != nil:
		return err
	case opening.Kind() == 'n':
		return nil
	case opening.Kind() != '[':
		return problem("want an array, not " + kindName(opening.Kind()))
	}
	start := dec.InputOffset()
	for dec.PeekKind() != ']' {
		if len(r.List) == 1 {
			r.makeRoom(int(dec.InputOffset()-start), len(dec.UnreadBuffer()))
		}
		r.List = append(r.List, *new(T))
		if err := json.UnmarshalDecode(dec, r.Into(&r.List[len(r.List)-1])); err != nil {
			return err
		}
	}
	_, err = dec.ReadToken()
	return err
}

// makeRoom takes the first row for an ordinary one. Growing by and by would cost as much memory again, or more.
func (r *Rows[T]) makeRoom(first, rest int) {
	const most = 50_000 // a small row may come before large ones
	likely := rest / first
	if likely < cap(r.List) {
		return // there is room of a try before
	}
	r.List = append(make([]T, 0, min(likely+likely/8+2, most)), r.List...)
}

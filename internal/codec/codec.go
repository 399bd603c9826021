// Package codec reads and writes the JSON of the Leeloo API, with the tolerance that its answers need. It is the only
// place that imports the JSON package.
package codec

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// decode reads one value as every answer is read. A model may meet both spellings of a name in one object; real
// duplicates never come this far, since Members refuses them.
func decode(value []byte, out any, more json.Options) error {
	return json.Unmarshal(value, out, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), more)
}

// Unmarshal decodes one value. Path tells where in it an error lies.
//
// Nearly all answers are as documented. So the value is read as the types have it at first, and only if it does not
// fit, once more with tolerance.
func Unmarshal(value []byte, out any) error {
	if decode(value, out, nil) == nil {
		return nil
	}
	return decode(value, out, tolerant())
}

// Rows decodes an array, each element into what into makes of its row; null is an empty array.
func Rows[T any](value []byte, into func(*T) any) ([]T, error) {
	r := rows[T]{into: into, size: len(value)}
	if decode(value, &r, nil) == nil {
		return r.list, nil
	}
	r.list = r.list[:0]
	err := decode(value, &r, tolerant())
	return r.list, err
}

type rows[T any] struct {
	list []T
	into func(*T) any
	size int // of the JSON
}

// UnmarshalJSONFrom reads the array.
func (r *rows[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	opening, err := dec.ReadToken()
	switch {
	case err != nil:
		return err
	case opening.Kind() == 'n':
		return nil
	case opening.Kind() != '[':
		return problem("want an array, not " + kindName(opening.Kind()))
	}
	for dec.PeekKind() != ']' {
		if len(r.list) == 1 {
			r.makeRoom(int(dec.InputOffset()))
		}
		r.list = append(r.list, *new(T))
		if err := json.UnmarshalDecode(dec, r.into(&r.list[len(r.list)-1])); err != nil {
			return err
		}
	}
	_, err = dec.ReadToken()
	return err
}

// makeRoom takes the first row for an ordinary one. Growing by and by would cost as much memory again, or more.
func (r *rows[T]) makeRoom(first int) {
	const most = 50_000 // a small row may come before large ones
	if cap(r.list) > 1 {
		return // of the first try
	}
	likely := r.size / first
	r.list = append(make([]T, 0, min(likely+likely/8+1, most)), r.list...)
}

// Any decodes one value into the types that encoding/json uses for values of unknown shape; nil if it can't be read.
func Any(value []byte) (out any) {
	if err := json.Unmarshal(value, &out, jsontext.AllowInvalidUTF8(true)); err != nil {
		return nil
	}
	return out
}

// Marshal encodes a value, the same bytes every time. Text that is not UTF-8 is an error.
func Marshal(value any) ([]byte, error) {
	return json.Marshal(value, json.Deterministic(true))
}

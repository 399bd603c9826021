package codec

import (
	"hash/maphash"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Reader reads a JSON document value by value, each with the tolerance of its kind. Each method reads the next value.
// Reader keeps its first error and the place of it; after an error, all methods return zero values.
type Reader struct {
	dec *jsontext.Decoder
	err error

	body    []byte // the document; nil inside Decode, which uses neither Raw nor Try
	escapes bool   // it may contain a backslash

	block   strings.Builder // short texts, see keep
	scratch []byte          // the last text with escapes
	inList  bool

	// Duplicate names are found here and not by the decoder, which needs a map for each object: most names are known, and
	// the others are compared by their hashes.
	unknown []uint64  // of the unknown names in all open objects
	room    [8]uint64 // for the first of them
	seed    maphash.Seed
}

// Fail reports an error at the value that was read last. The text must not quote the JSON.
func (r *Reader) Fail(text string) { r.fail(problem(text)) }

func (r *Reader) fail(err error) { r.failAt(r.dec.StackPointer(), err) }

func (r *Reader) failAt(place jsontext.Pointer, err error) {
	if r.err == nil {
		r.err = &json.SemanticError{JSONPointer: place, Err: err}
	}
}

// IsObject reports whether the next value is an object.
func (r *Reader) IsObject() bool { return r.err == nil && r.dec.PeekKind() == '{' }

// IsNull reports whether the next value is null.
func (r *Reader) IsNull() bool { return r.err == nil && r.dec.PeekKind() == 'n' }

// Skip reads a value of any kind and drops it.
func (r *Reader) Skip() {
	if r.err != nil {
		return
	}
	switch r.dec.PeekKind() {
	case '{':
		r.object(nil, nil)
	case '[':
		for r.token(); r.more(']'); {
			r.Skip()
		}
	default:
		r.value()
	}
}

// Any reads a value of any kind as encoding/json does for an any. A value that does not fit into the types of Go, for
// example the number 1e999, is nil.
func (r *Reader) Any() any {
	value := r.value()
	if r.err != nil {
		return nil
	}
	if string(value) == "{}" { // the usual case: decoding it takes 5 percent of the call
		return map[string]any{}
	}
	if !namesAreUnique(value) {
		r.fail(jsontext.ErrDuplicateName)
	}
	return Any(value)
}

// value returns the next value as it is in the document. The bytes are valid until the next read.
func (r *Reader) value() jsontext.Value {
	if r.err != nil {
		return nil
	}
	value, err := r.dec.ReadValue()
	r.err = err
	return value
}

// token reads the next token and returns its kind, or 0 after an error.
func (r *Reader) token() jsontext.Kind {
	if r.err != nil {
		return 0
	}
	token, err := r.dec.ReadToken()
	if r.err = err; err != nil {
		return 0
	}
	return token.Kind()
}

// enter reads the beginning of an object or array. It returns false for null, and fails on any other kind.
func (r *Reader) enter(kind jsontext.Kind) bool {
	got := r.token()
	if got != kind && got != 'n' && got != 0 {
		r.fail(wrongKind(kindName(kind), got))
	}
	return got == kind
}

// more reports whether another member or element follows. If not, it reads the end of the object or array.
func (r *Reader) more(end jsontext.Kind) bool {
	if r.err != nil {
		return false
	}
	// Without a look at the next byte, the decoder would search for the next value twice, which costs 5 percent of a list.
	if next := r.dec.InputOffset(); next < int64(len(r.body)) && r.body[next] > ' ' {
		if jsontext.Kind(r.body[next]) != end {
			return true
		}
	} else if r.dec.PeekKind() != end {
		return true
	}
	_, r.err = r.dec.ReadToken()
	return false
}

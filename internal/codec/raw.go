package codec

import (
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Raw returns the next value as it is in the document, without space around it. It is valid as long as the document.
func (r *Reader) Raw() []byte {
	start := r.dec.InputOffset()
	r.Skip()
	return r.since(start)
}

// Try reads the next value with into, unless that is nil, and returns it as Raw does. If the value is valid JSON that into
// cannot read, Try returns the error, and the Reader has none.
func (r *Reader) Try(into Readable) (raw []byte, err error) {
	if into == nil || r.err != nil {
		return r.Raw(), nil
	}
	start, depth := r.dec.InputOffset(), r.dec.StackDepth()
	before := r.valuesRead(depth)
	into.Read(r)
	semantic, ok := errors.AsType[*json.SemanticError](r.err)
	if !ok || errors.Is(semantic, jsontext.ErrDuplicateName) {
		return r.since(start), nil
	}
	r.err = nil
	for r.err == nil && (r.dec.StackDepth() > depth || r.valuesRead(depth) == before) {
		r.token()
	}
	raw = r.since(start)
	if raw != nil && !namesAreUnique(raw) {
		r.fail(jsontext.ErrDuplicateName)
	}
	return raw, semantic
}

// since returns the value that was read from an offset on, or nil after an error.
func (r *Reader) since(start int64) []byte {
	if r.err != nil {
		return nil
	}
	value := r.body[start:r.dec.InputOffset()]
	for len(value) > 0 && (value[0] <= ' ' || value[0] == ':' || value[0] == ',') { // bytes.TrimLeft makes a set first
		value = value[1:]
	}
	return value
}

// valuesRead returns the number of values that were read in the open object or array at a depth.
func (r *Reader) valuesRead(depth int) int64 {
	_, length := r.dec.StackIndex(depth)
	return length
}

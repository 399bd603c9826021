package codec

import (
	"bytes"
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// DataError reports that the member "data" of an object could not be read. The object is valid JSON, and each member
// was visited.
type DataError struct{ Err error }

// Error returns the text of Err, which may quote the JSON. Use [Problem].
func (e *DataError) Error() string { return e.Err.Error() }

// Unwrap returns Err.
func (e *DataError) Unwrap() error { return e.Err }

// Visitor receives the members of an object. The name is valid during the call only.
type Visitor interface {
	Visit(name, value []byte) error
}

// VisitFunc makes a function a [Visitor].
type VisitFunc func(name, value []byte) error

// Visit calls f.
func (f VisitFunc) Visit(name, value []byte) error { return f(name, value) }

// ReadObject reads a JSON object and calls visitor for each member. A value is a part of body, or of a copy if body
// contains invalid UTF-8. If into is not nil, it reads the value of the member "data" before that member is visited.
//
// It is an error if body is not a complete object, if something follows the object, or if a name occurs twice in any
// object of it. If only the data is wrong, ReadObject returns a [*DataError].
func ReadObject(body []byte, into Readable, visitor Visitor) error {
	m := members{data: into, visitor: visitor}
	if err := read(body, &m, "object"); err != nil {
		return err
	}
	if m.dataErr != nil {
		return &DataError{m.dataErr}
	}
	return nil
}

type members struct {
	data    Readable
	dataErr error
	visitor Visitor
	room    [32]byte // for a name
}

// Read reads the object.
func (m *members) Read(r *Reader) {
	kind := r.token()
	if r.err != nil {
		return
	}
	if kind != '{' {
		r.fail(wrongKind("a JSON object", kind))
		return
	}
	for r.more('}') {
		name := append(m.room[:0], r.name()...) // a copy, since the value is read before the visit
		if r.err != nil {
			return
		}
		r.addUnknown(name, 0)
		start := r.dec.InputOffset()
		if m.data != nil && string(name) == "data" {
			m.readData(r)
		} else {
			r.Skip()
		}
		if r.err == nil {
			r.err = m.visitor.Visit(name, r.since(start))
		}
	}
	r.closeUnknown(0)
}

// since returns the value that was read from an offset on.
func (r *Reader) since(start int64) []byte {
	return bytes.TrimLeft(r.body[start:r.dec.InputOffset()], ": \t\r\n")
}

// readData reads the data. If it is valid JSON that m.data cannot read, readData skips the rest of it, because the
// members after it may report a failure of the API.
func (m *members) readData(r *Reader) {
	start, depth := r.dec.InputOffset(), r.dec.StackDepth()
	before := r.valuesRead(depth)
	m.data.Read(r)
	semantic, ok := errors.AsType[*json.SemanticError](r.err)
	if !ok || errors.Is(semantic, jsontext.ErrDuplicateName) {
		return
	}
	m.dataErr, r.err = semantic, nil
	for r.err == nil && (r.dec.StackDepth() > depth || r.valuesRead(depth) == before) {
		r.token()
	}
	if r.err == nil && !namesAreUnique(r.since(start)) {
		r.fail(jsontext.ErrDuplicateName)
	}
}

// valuesRead returns the number of values that were read in the open object or array at a depth.
func (r *Reader) valuesRead(depth int) int64 {
	_, length := r.dec.StackIndex(depth)
	return length
}

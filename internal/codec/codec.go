// Package codec reads and writes the JSON of the Leeloo API. Responses are read by a [Reader], with the tolerance that
// they need. It is the only package that imports the JSON library.
package codec

import (
	"bytes"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Readable is a value that reads itself from JSON.
type Readable interface{ Read(*Reader) }

// ReadFunc makes a function a [Readable].
type ReadFunc func(*Reader)

// Read calls f.
func (f ReadFunc) Read(r *Reader) { f(r) }

// Read reads one JSON value with into. It is an error if something follows the value, or if a name occurs twice in any
// object of it. Invalid UTF-8 is replaced by U+FFFD. [Problem] and [Path] describe the error.
func Read(value []byte, into Readable) error {
	d := document{into: into}
	return d.read(ValidUTF8(value), "value")
}

// read reads a value. what is what errors call it.
func (d *document) read(value []byte, what string) error {
	d.reader.body, d.reader.escapes = value, bytes.IndexByte(value, '\\') >= 0
	err := json.Unmarshal(value, d, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	switch {
	case err == nil:
		return nil
	case d.complete:
		return problem("something follows the JSON " + what)
	case d.reader.err != nil:
		return d.reader.err
	}
	return err
}

// document connects a Readable to json.Unmarshal, which keeps its decoders in a pool.
type document struct {
	reader   Reader
	into     Readable
	complete bool
}

// UnmarshalJSONFrom reads the value.
func (d *document) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	d.reader.dec = dec
	d.into.Read(&d.reader)
	if d.reader.err != nil {
		return problem("not readable") // read returns the error of the Reader: json.Unmarshal would change its place
	}
	d.complete = true
	return nil
}

// Marshal encodes a value. The same value always gives the same bytes. A text that is not valid UTF-8 is an error.
func Marshal(value any) ([]byte, error) {
	return json.Marshal(value, json.Deterministic(true))
}

// Package codec reads and writes the JSON of the Leeloo API. Responses are read by a [Reader], with the tolerance that
// they need. It is the only package that imports the JSON library.
package codec

import (
	"bytes"
	"errors"
	"io"
	"sync"

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
	d := documents.Get().(*document)
	defer d.release()
	value = ValidUTF8(value)
	d.text = *bytes.NewBuffer(value)
	d.dec.Reset(&d.text, tolerant...)
	d.reader = Reader{dec: &d.dec, body: value, escapes: bytes.IndexByte(value, '\\') >= 0}
	into.Read(&d.reader)
	if d.reader.err != nil {
		return d.reader.err
	}
	if _, err := d.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return problem("something follows the JSON value")
	}
	return nil
}

// document is what the reading of a value needs. Documents are used again, which saves 5 percent of a short call.
type document struct {
	text   bytes.Buffer
	dec    jsontext.Decoder
	reader Reader
}

var documents = sync.Pool{New: func() any { return new(document) }}

// release returns the document to the pool. It keeps nothing of the value in memory.
func (d *document) release() {
	d.text = bytes.Buffer{}
	d.dec.Reset(&d.text)
	d.reader = Reader{}
	documents.Put(d)
}

// tolerant are options for what this package checks itself.
var tolerant = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

// Marshal encodes a value. The same value always gives the same bytes. A text that is not valid UTF-8 is an error.
func Marshal(value any) ([]byte, error) {
	return json.Marshal(value, json.Deterministic(true))
}

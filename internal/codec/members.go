package codec

import (
	"bytes"
	"io"

	"github.com/go-json-experiment/json/jsontext"
)

// Members calls visit for each member of a JSON object, which must be whole, with nothing behind it, and with no name
// twice in any object of it. The values are parts of object, not copies.
func Members(object []byte, visit func(name string, value []byte) error) error {
	dec := jsontext.NewDecoder(bytes.NewBuffer(object), jsontext.AllowInvalidUTF8(true))
	if kind := dec.PeekKind(); kind != '{' {
		if _, err := dec.ReadToken(); err != nil {
			return err
		}
		return problem("want a JSON object, not " + kindName(kind))
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != '}' {
		token, err := dec.ReadToken()
		if err != nil {
			return err
		}
		name := token.String()
		value, err := dec.ReadValue()
		if err != nil {
			return err
		}
		end := int(dec.InputOffset())
		if err := visit(name, object[end-len(value):end]); err != nil {
			return err
		}
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	if _, err := dec.ReadToken(); err != io.EOF {
		return problem("something follows the JSON object")
	}
	return nil
}

// IsNull reports whether a JSON value is null.
func IsNull(value []byte) bool { return jsontext.Value(value).Kind() == 'n' }

// IsObject reports whether a JSON value is an object.
func IsObject(value []byte) bool { return jsontext.Value(value).Kind() == '{' }

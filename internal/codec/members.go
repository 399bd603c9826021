package codec

import (
	"bytes"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Members calls visit for each member of a JSON object, which must be whole, with nothing behind it, and with no name
// twice in any object of it. The values are parts of object, not copies; a name is valid during its visit alone.
func Members(object []byte, visit func(name, value []byte) error) error {
	return MembersInto(object, "", nil, visit)
}

// MembersInto is Members that decodes the value of one name on the way, without tolerance, unless out is nil. It spares
// a second reading where the value is as its type has it, and fails where it is not.
func MembersInto(object []byte, name string, out any, visit func(name, value []byte) error) error {
	m := members{object: object, name: name, out: out, visit: visit}
	err := json.Unmarshal(object, &m, jsontext.AllowInvalidUTF8(true))
	if err != nil && m.closed {
		return problem("something follows the JSON object")
	}
	return err
}

type members struct {
	object []byte
	name   string
	out    any
	visit  func(name, value []byte) error
	closed bool
}

// UnmarshalJSONFrom reads the object.
func (m *members) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	opening, err := dec.ReadToken()
	if err != nil {
		return err
	}
	if kind := opening.Kind(); kind != '{' {
		return problem("want a JSON object, not " + kindName(kind))
	}
	for dec.PeekKind() != '}' {
		quoted, err := dec.ReadValue()
		if err != nil {
			return err
		}
		name, ok := plain(quoted)
		if !ok {
			name, _ = jsontext.AppendUnquote(nil, quoted) // whole, since it was read
		}
		start := dec.InputOffset()
		if m.out != nil && string(name) == m.name {
			err = json.UnmarshalDecode(dec, m.out)
		} else {
			_, err = dec.ReadValue()
		}
		if err != nil {
			return err
		}
		if err := m.visit(name, bytes.TrimLeft(m.object[start:dec.InputOffset()], ": \t\r\n")); err != nil {
			return err
		}
	}
	_, err = dec.ReadToken()
	m.closed = err == nil
	return err
}

// IsNull reports whether a JSON value is null.
func IsNull(value []byte) bool { return jsontext.Value(value).Kind() == 'n' }

// IsObject reports whether a JSON value is an object.
func IsObject(value []byte) bool { return jsontext.Value(value).Kind() == '{' }

// Package codec reads and writes the JSON of the Leeloo API, with the tolerance that its answers need. It is the only
// place that imports the JSON package.
package codec

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Codec decodes answers. It is safe for concurrent use.
type Codec struct{ options json.Options }

// Rule is how a type is read.
type Rule struct{ unmarshaler *json.Unmarshalers }

// By reads a T by way of a W, which has the shape of the wire.
func By[T, W any](take func(out *T, wire *W)) Rule {
	return Rule{json.UnmarshalFromFunc(func(dec *jsontext.Decoder, out *T) error {
		wire := new(W)
		err := json.UnmarshalDecode(dec, wire)
		take(out, wire)
		return err
	})}
}

// New returns a codec that reads the basic types leniently, and others by the rules.
func New(rules ...Rule) *Codec {
	unmarshalers := []*json.Unmarshalers{
		json.UnmarshalFromFunc(readString),
		json.UnmarshalFromFunc(readInt),
		json.UnmarshalFromFunc(readBool),
		json.UnmarshalFromFunc(readMarks),
	}
	for _, rule := range rules {
		unmarshalers = append(unmarshalers, rule.unmarshaler)
	}
	return &Codec{json.JoinOptions(
		json.WithUnmarshalers(json.JoinUnmarshalers(unmarshalers...)),
		// A model may meet both spellings of a name in one object. Real duplicates never come this far: Members refuses them.
		jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true),
	)}
}

// Unmarshal decodes one value. Path tells where in it an error lies.
func (c *Codec) Unmarshal(value []byte, out any) error {
	return json.Unmarshal(value, out, c.options)
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

// Package codec reads and writes the JSON of the Leeloo API, with the tolerance that its answers need. It is the only
// place that imports the JSON package.
package codec

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Dear is the size from which on JSON is decoded once, with tolerance: a second try would cost too much memory.
const Dear = 1 << 20

// Unmarshal decodes one value: as its type has it, which is cheap and nearly always enough, or else with tolerance.
func Unmarshal(value []byte, out any) error {
	if len(value) < Dear && json.Unmarshal(value, out, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) == nil {
		return nil
	}
	return Tolerant(value, out)
}

// Tolerant decodes one value with tolerance. Path tells where in it an error lies.
//
// A model may meet both spellings of a name in one object. Real duplicates never come this far, since Members refuses
// them.
func Tolerant(value []byte, out any) error {
	return json.Unmarshal(value, out, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), tolerant())
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

package codec

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Decoder decodes the values of one type. A type that embeds it has none.
type Decoder struct{ unmarshalers *json.Unmarshalers }

// DecoderOf returns the Decoder that reads values with a function.
func DecoderOf[T any](read func(*T, *Reader)) Decoder {
	return Decoder{json.UnmarshalFromFunc(func(dec *jsontext.Decoder, out *T) error {
		r := Reader{dec: dec, escapes: true}
		read(out, &r)
		return r.err
	})}
}

// Decode decodes one value into any type of Go, by reflection. Values inside out for whose type there is a Decoder are read
// by that. Fields of the types string, int, bool, time.Time and map[string]string are read as a [Reader] reads them.
// [Problem] and [Path] describe the error.
//
// An object may contain a name twice: [Read] refuses that earlier, and two spellings of a name may match the same
// field.
func Decode(value []byte, out any, decoders ...Decoder) error {
	decoders = append(slices.Clip(decoders),
		DecoderOf(func(out *string, r *Reader) { *out = string(r.text("a text")) }),
		DecoderOf(func(out *int, r *Reader) { *out = r.Int() }),
		DecoderOf(func(out *bool, r *Reader) { *out = r.Bool() }),
		DecoderOf(func(out *time.Time, r *Reader) { *out = r.Time() }),
		DecoderOf(func(out *map[string]string, r *Reader) { *out = r.StringMap() }),
	)
	unmarshalers := make([]*json.Unmarshalers, len(decoders))
	for i, d := range decoders {
		unmarshalers[i] = d.unmarshalers
	}
	return json.Unmarshal(ValidUTF8(value), out, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true),
		json.WithUnmarshalers(json.JoinUnmarshalers(unmarshalers...)))
}

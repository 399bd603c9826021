package codec

import (
	"bytes"
	"math"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Enum reads a scalar of any kind as its text, and the sentinels of the API as "".
func Enum[T ~string]() Rule {
	return Rule{json.UnmarshalFromFunc(func(dec *jsontext.Decoder, out *T) error {
		text, err := nextText(dec)
		*out = T(NoSentinel(text))
		return err
	})}
}

// ID reads a string or null, and the sentinels of the API as "". Any other kind is an error: an id that was a number
// may have lost digits on its way.
func ID[T ~string]() Rule {
	return Rule{json.UnmarshalFromFunc(func(dec *jsontext.Decoder, out *T) error {
		if kind := dec.PeekKind(); kind != '"' && kind != 'n' {
			return problem("want an id in a string, not " + kindName(kind))
		}
		text, err := nextText(dec)
		*out = T(NoSentinel(text))
		return err
	})}
}

// NoSentinel returns text, or "" for the words that the API writes instead of null.
func NoSentinel(text string) string {
	if text == "NOT_DEFINED" || text == "NO_DATA" {
		return ""
	}
	return text
}

// Text returns the text of a JSON scalar: "" for null, and the literal of a number or boolean. Broken UTF-8 is replaced.
func Text(value []byte) (string, error) {
	switch kind := jsontext.Value(value).Kind(); kind {
	case '"':
		if inner, ok := plain(value); ok {
			return strings.ToValidUTF8(string(inner), "\ufffd"), nil
		}
		var text string
		err := json.Unmarshal(value, &text, jsontext.AllowInvalidUTF8(true))
		return text, err
	case 'n':
		return "", nil
	case 't', 'f', '0':
		return string(value), nil
	default:
		return "", problem("want a text, not " + kindName(kind))
	}
}

// plain returns what stands between the quotes of a string that has no escapes.
func plain(value []byte) (inner []byte, ok bool) {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return nil, false
	}
	inner = value[1 : len(value)-1]
	return inner, bytes.IndexByte(inner, '\\') < 0 && bytes.IndexByte(inner, '"') < 0
}

// IsString reports whether a JSON value is a string.
func IsString(value []byte) bool { return jsontext.Value(value).Kind() == '"' }

// IsNumber reports whether a JSON value is a number.
func IsNumber(value []byte) bool { return jsontext.Value(value).Kind() == '0' }

func nextText(dec *jsontext.Decoder) (string, error) {
	value, err := dec.ReadValue()
	if err != nil {
		return "", err
	}
	return Text(value)
}

func readString(dec *jsontext.Decoder, out *string) (err error) {
	*out, err = nextText(dec)
	return err
}

func readInt(dec *jsontext.Decoder, out *int) error {
	text, err := nextText(dec)
	if err != nil {
		return err
	}
	switch NoSentinel(text) {
	case "", "false":
		*out = 0
		return nil
	case "true":
		*out = 1
		return nil
	}
	number, ok := Whole(text)
	if *out = int(number); !ok || int64(*out) != number {
		return problem("want a whole number")
	}
	return nil
}

// Whole returns the whole number that a text says, also as 20.0 or 2e1.
func Whole(text string) (int64, bool) {
	if number, err := strconv.ParseInt(text, 10, 64); err == nil {
		return number, true
	}
	const exact = 1 << 53 // beyond it a float64 is not
	number, err := strconv.ParseFloat(text, 64)
	return int64(number), err == nil && number == math.Trunc(number) && math.Abs(number) <= exact
}

func readBool(dec *jsontext.Decoder, out *bool) error {
	text, err := nextText(dec)
	if err != nil {
		return err
	}
	switch NoSentinel(text) {
	case "true", "1":
		*out = true
	case "false", "0", "":
		*out = false
	default:
		return problem("want true or false")
	}
	return nil
}

// readMarks reads texts by name. An empty array or text is an empty object, as some servers write it.
func readMarks(dec *jsontext.Decoder, out *map[string]string) error {
	value, err := dec.ReadValue()
	if err != nil {
		return err
	}
	switch string(value) {
	case "null", "[]", `""`:
		*out = nil
		return nil
	}
	marks := make(map[string]string)
	err = json.Unmarshal(value, &marks, json.WithUnmarshalers(json.UnmarshalFromFunc(readString)), jsontext.AllowInvalidUTF8(true))
	*out = marks
	return err
}

func kindName(kind jsontext.Kind) string {
	switch kind {
	case '{':
		return "an object"
	case '[':
		return "an array"
	case '0':
		return "a number"
	case '"':
		return "a text"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	default:
		return "broken JSON"
	}
}

package codec

import (
	"bytes"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Enum reads a scalar of any kind as its text, and the sentinels of the API as "". A value that is known costs no copy.
func Enum[T ~string](out *T, value []byte, known ...T) error {
	if inner, ok := plain(value); ok {
		for _, word := range known {
			if string(inner) == string(word) {
				*out = word
				return nil
			}
		}
	}
	text, err := Word(value)
	*out = T(text)
	return err
}

// ID reads a string or null, and the sentinels of the API as "". Any other kind is an error: an id that was a number
// may have lost digits on its way.
func ID[T ~string](out *T, value []byte) error {
	if kind := jsontext.Value(value).Kind(); kind != '"' && kind != 'n' {
		return problem("want an id in a string, not " + kindName(kind))
	}
	text, err := Word(value)
	*out = T(text)
	return err
}

// Word returns the text of a JSON scalar, and "" for the sentinels of the API.
func Word(value []byte) (string, error) {
	if inner, ok := plain(value); ok {
		if isSentinel(inner) {
			return "", nil
		}
		return string(inner), nil
	}
	text, err := Text(value)
	return NoSentinel(text), err
}

// NoSentinel returns text, or "" for the words that the API writes instead of null.
func NoSentinel(text string) string {
	if isSentinel(text) {
		return ""
	}
	return text
}

func isSentinel[T string | []byte](text T) bool {
	return string(text) == "NOT_DEFINED" || string(text) == "NO_DATA"
}

// Text returns the text of a JSON scalar: "" for null, and the literal of a number or boolean. Broken UTF-8 is replaced.
func Text(value []byte) (string, error) {
	switch kind := jsontext.Value(value).Kind(); kind {
	case '"':
		if inner, ok := plain(value); ok {
			return string(inner), nil
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

// plain returns what stands between the quotes of a string of whole UTF-8 without escapes.
func plain(value []byte) (inner []byte, ok bool) {
	if len(value) < 2 || value[0] != '"' || value[len(value)-1] != '"' {
		return nil, false
	}
	inner = value[1 : len(value)-1]
	for _, b := range inner {
		if b == '\\' || b == '"' {
			return nil, false
		}
		if b >= utf8.RuneSelf {
			return inner, bytes.IndexByte(inner, '\\') < 0 && bytes.IndexByte(inner, '"') < 0 && utf8.Valid(inner)
		}
	}
	return inner, true
}

// IsString reports whether a JSON value is a string.
func IsString(value []byte) bool { return jsontext.Value(value).Kind() == '"' }

// IsNumber reports whether a JSON value is a number.
func IsNumber(value []byte) bool { return jsontext.Value(value).Kind() == '0' }

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

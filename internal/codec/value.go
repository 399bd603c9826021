package codec

import (
	"bytes"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// IsNull reports whether a JSON value is null.
func IsNull(value []byte) bool { return jsontext.Value(value).Kind() == 'n' }

// IsObject reports whether a JSON value is an object.
func IsObject(value []byte) bool { return jsontext.Value(value).Kind() == '{' }

// IsNumber reports whether a JSON value is a number.
func IsNumber(value []byte) bool { return jsontext.Value(value).Kind() == '0' }

// TextOf returns the text of a JSON scalar as [Reader.Text] does. The value has to be valid JSON without space around
// it, as [Reader.Raw] returns it.
func TextOf(value []byte) (text string, err error) {
	switch kind := jsontext.Value(value).Kind(); kind {
	case '"':
		if inner := value[1:max(1, len(value)-1)]; bytes.IndexByte(inner, '\\') < 0 {
			return string(ValidUTF8(inner)), nil
		}
		err = json.Unmarshal(value, &text, jsontext.AllowInvalidUTF8(true))
		return text, err
	case 't', 'f', '0':
		return string(value), nil
	case 'n':
		return "", nil
	default:
		return "", wrongKind("a text", kind)
	}
}

// Any decodes a JSON value as encoding/json does for an any. If it cannot be decoded, Any returns nil.
func Any(value []byte) (out any) {
	if err := json.Unmarshal(value, &out, jsontext.AllowInvalidUTF8(true)); err != nil {
		return nil
	}
	return out
}

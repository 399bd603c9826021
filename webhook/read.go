package webhook

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

// object returns the members of the JSON object value. Unlike json.Unmarshal into a struct, it compares names exactly
// and refuses repeated ones. The error calls the value by name.
func object(name string, value []byte) (map[string]json.RawMessage, error) {
	notAnObject := errors.New("webhook: " + name + " is not a JSON object")
	dec := json.NewDecoder(bytes.NewReader(value))
	if start, err := dec.Token(); err != nil || start != json.Delim('{') {
		return nil, notAnObject
	}
	members := map[string]json.RawMessage{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, notAnObject
		}
		member := token.(string) // the decoder allows nothing else here
		if _, ok := members[member]; ok {
			return nil, errors.New("webhook: " + name + " repeats a name")
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, notAnObject
		}
		members[member] = value
	}
	if _, err := dec.Token(); err != nil { // the closing brace
		return nil, notAnObject
	}
	if _, err := dec.Token(); err != io.EOF {
		return nil, errors.New("webhook: something follows " + name)
	}
	return members, nil
}

// text returns the text of a JSON string, or the literal of a number or boolean. It returns "" if value is missing,
// null, a sentinel value of Leeloo, an object or an array.
func text(value json.RawMessage) string {
	if len(value) == 0 {
		return ""
	}
	switch value[0] {
	case 'n', '{', '[':
		return ""
	case '"':
		var s string
		if err := json.Unmarshal(value, &s); err != nil || s == "NOT_DEFINED" || s == "NO_DATA" {
			return ""
		}
		return s
	default:
		return string(value)
	}
}

// id returns the id in data.name, or "" if there is none. A number is an error: it may have lost digits.
func id[T ~string](data map[string]json.RawMessage, name string) (T, error) {
	value := data[name]
	id := text(value)
	isText := len(value) == 0 || value[0] == '"' || value[0] == 'n'
	if !isText || id != "" && !isID(id) {
		return "", errors.New("webhook: data." + name + " is not an id")
	}
	return T(id), nil
}

// isID reports whether text may appear in a path of the API.
func isID(text string) bool {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
	return text != "" && len(text) <= 128 && strings.Trim(text, allowed) == ""
}

// amount reads a number from its literal, without a float. If value is not a decimal, amount returns none.
func amount(value json.RawMessage) leeloo.Amount {
	a, err := leeloo.NewAmount(text(value))
	if err != nil {
		return leeloo.Amount{}
	}
	return a
}

// The layouts in the vendor's documentation and in the API's responses.
var timeLayouts = [...]string{
	time.RFC3339,
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	time.DateOnly,
}

// timestamp reads a time, or a number of milliseconds since 1970. If value is neither, timestamp returns the zero time.
func timestamp(value json.RawMessage) time.Time {
	s := text(value)
	if len(value) > 0 && value[0] != '"' {
		if millis, err := strconv.ParseInt(s, 10, 64); err == nil {
			return inYears(time.UnixMilli(millis))
		}
		return time.Time{}
	}
	for _, layout := range timeLayouts {
		if t, err := time.Parse(layout, s); err == nil {
			return inYears(t)
		}
	}
	return time.Time{}
}

// inYears returns t in UTC, or the zero time if t has no representation in RFC 3339.
func inYears(t time.Time) time.Time {
	if t = t.UTC(); t.Year() < 1 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

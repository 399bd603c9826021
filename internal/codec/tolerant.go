package codec

import (
	"math"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

var tolerance struct {
	once    sync.Once
	options json.Options
}

// tolerant has the basic types read scalars of other kinds, as the API may drift.
func tolerant() json.Options {
	tolerance.once.Do(func() {
		tolerance.options = json.WithUnmarshalers(json.JoinUnmarshalers(
			json.UnmarshalFromFunc(readString),
			json.UnmarshalFromFunc(readInt),
			json.UnmarshalFromFunc(readBool),
			json.UnmarshalFromFunc(readMarks),
		))
	})
	return tolerance.options
}

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

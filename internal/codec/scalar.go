package codec

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// Text reads a scalar as its text: "" for null, and the literal of a number or boolean. The sentinel values of the API
// are texts like others.
func (r *Reader) Text() string { return r.keep(r.text("a text")) }

// TextOrEmpty reads a scalar as [Reader.Text] does, and the sentinel values of the API as "".
func (r *Reader) TextOrEmpty() string { return r.keep(withoutSentinel(r.text("a text"))) }

// Enum reads a scalar as [Reader.TextOrEmpty] does. Known values are not copied.
func Enum[T ~string](r *Reader, known []T) T {
	text := withoutSentinel(r.text("a text"))
	for _, word := range known {
		if string(text) == string(word) {
			return word
		}
	}
	return T(r.keep(text))
}

// ID reads a string or null, and the sentinel values of the API as "". Any other kind is an error: an id that was a
// number may have lost digits on its way.
func (r *Reader) ID() string {
	text, kind := r.scalar()
	if r.err == nil && kind != '"' && kind != 'n' {
		r.fail(wrongKind("an id in a string", kind))
		return ""
	}
	return r.keep(withoutSentinel(text))
}

// Int reads a whole number, also as a text or as 20.0 or 2e1. null, "" and the sentinel values of the API are 0, a
// boolean is 0 or 1.
func (r *Reader) Int() int {
	text := withoutSentinel(r.text("a whole number"))
	switch string(text) {
	case "", "false":
		return 0
	case "true":
		return 1
	}
	number, ok := wholeNumber(text)
	if !ok || int64(int(number)) != number {
		r.Fail("want a whole number")
		return 0
	}
	return int(number)
}

// Bool reads a boolean, also as a text or as 0 or 1. null, "" and the sentinel values of the API are false.
func (r *Reader) Bool() bool {
	switch string(withoutSentinel(r.text("true or false"))) {
	case "true", "1":
		return true
	case "false", "0", "":
		return false
	}
	r.Fail("want true or false")
	return false
}

// Seconds reads a number of seconds, also as a text, rounded to nanoseconds. A scalar that is not a number, or that is too
// large for a duration, is 0.
func (r *Reader) Seconds() time.Duration {
	text := r.text("a number of seconds")
	if len(text) > maxNumber {
		return 0
	}
	number, err := strconv.ParseFloat(string(text), 64)
	nanoseconds := math.Round(number * float64(time.Second))
	if err != nil || !(math.Abs(nanoseconds) < math.MaxInt64) { // NaN is not either
		return 0
	}
	return time.Duration(nanoseconds)
}

// maxNumber is the length in bytes up to which a text is read as a number or a time: strconv and time copy what they
// refuse, and the text may be as large as the response.
const maxNumber = 128

// wholeNumber returns the value of a whole number, also of one like 20.0 or 2e1.
func wholeNumber(text []byte) (int64, bool) {
	if len(text) > maxNumber {
		return 0, false
	}
	if number, err := strconv.ParseInt(string(text), 10, 64); err == nil {
		return number, true
	}
	const exact = 1 << 53 // a larger float64 may have lost digits
	number, err := strconv.ParseFloat(string(text), 64)
	return int64(number), err == nil && number == math.Trunc(number) && math.Abs(number) <= exact
}

// text returns the text of the next value, which has to be a scalar. The bytes are valid until the next read.
func (r *Reader) text(want string) []byte {
	text, kind := r.scalar()
	if isNested(kind) {
		r.fail(wrongKind(want, kind))
	}
	return text
}

// scalar returns the text and the kind of the next value. An object or array has no text.
func (r *Reader) scalar() (text []byte, kind jsontext.Kind) {
	value := r.value()
	if r.err != nil {
		return nil, 0
	}
	switch kind := jsontext.Kind(value[0]); kind { // Value.Kind takes 2 percent of a list
	case '"':
		return r.unquote(value), kind
	case '{', '[', 'n':
		return nil, kind
	case 't', 'f':
		return value, kind
	default:
		return value, '0'
	}
}

func isNested(kind jsontext.Kind) bool { return kind == '{' || kind == '[' }

// withoutSentinel returns a text, or none for the values that the API writes instead of null.
func withoutSentinel(text []byte) []byte {
	if string(text) == "NOT_DEFINED" || string(text) == "NO_DATA" {
		return nil
	}
	return text
}

// keep copies a text. Short texts share blocks of memory, so that all texts of an item cost one or two allocations. A
// caller who keeps one of them keeps its block.
func (r *Reader) keep(text []byte) string {
	const blockSize, short = 512, 128
	if len(text) > short {
		return string(text)
	}
	if r.block.Cap()-r.block.Len() < len(text) {
		r.block = strings.Builder{}
		r.block.Grow(max(len(text), min(blockSize, len(r.dec.UnreadBuffer())/2))) // the other half is usually names
	}
	start := r.block.Len()
	r.block.Write(text)
	return r.block.String()[start:]
}

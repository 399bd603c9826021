package codec

import "time"

// The layouts of the vendor's documentation and of its responses, the usual one first.
var timeLayouts = [...]string{
	time.RFC3339,
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	time.DateOnly,
}

// Time reads a time in any layout of the API, or a number of milliseconds since 1970, and returns it in UTC. A scalar
// that is no time in the years 1 to 9999 is the zero time.
func (r *Reader) Time() time.Time {
	text, kind := r.scalar()
	switch {
	case isNested(kind):
		r.fail(wrongKind("a time", kind))
	case kind == '0':
		return timeOfMillis(text)
	case kind == '"':
		return timeOfText(text)
	}
	return time.Time{}
}

func timeOfMillis(text []byte) time.Time {
	millis, ok := wholeNumber(text)
	if !ok {
		return time.Time{}
	}
	return inYears(time.UnixMilli(millis))
}

func timeOfText(text []byte) time.Time {
	if len(text) < len(time.DateOnly) || len(text) > maxNumber || len(withoutSentinel(text)) == 0 {
		return time.Time{}
	}
	var at time.Time
	if at.UnmarshalText(text) == nil { // without a copy of the text
		return inYears(at)
	}
	for _, layout := range timeLayouts {
		if at, err := time.Parse(layout, string(text)); err == nil {
			return inYears(at)
		}
	}
	return time.Time{}
}

// inYears returns a time in UTC, or the zero time if it is not in the years 1 to 9999. (Time.Year takes as long as half
// of the parsing.)
func inYears(at time.Time) time.Time {
	const first, end = -62135596800, 253402300800 // seconds since 1970
	if seconds := at.Unix(); seconds < first || end <= seconds {
		return time.Time{}
	}
	return at.UTC()
}

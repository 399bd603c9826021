package leeloo

import (
	"errors"
	"math"
	"strconv"
	"time"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/codec"
)

// Text is a text of an answer. The API writes "NOT_DEFINED" or "NO_DATA" where it has none: both decode to "", as
// null does. A number or a boolean decodes to its text.
type Text string

// UnmarshalJSON reads any scalar.
func (t *Text) UnmarshalJSON(value []byte) error {
	text, err := codec.Word(value)
	*t = Text(text)
	return err
}

// Time is a time of an answer, in UTC. What can't be read as a time is the zero time, and Raw keeps its text.
type Time struct {
	time.Time
	Raw string
}

// The layouts that the API's page and its answers show, the ordinary one first.
var timeLayouts = [...]string{
	time.RFC3339,
	"2006-01-02T15:04Z07:00",
	"2006-01-02T15:04:05",
	"2006-01-02T15:04",
	"2006-01-02 15:04:05",
	"2006-01-02 15:04",
	time.DateOnly,
}

// UnmarshalJSON reads every layout of the API, and a number as milliseconds since 1970.
func (t *Time) UnmarshalJSON(value []byte) error {
	// The ordinary case, without a copy of the text.
	if codec.IsString(value) && t.Time.UnmarshalJSON(value) == nil {
		if t.Time = t.UTC(); hasWireYear(t.Time) && !t.IsZero() {
			t.Raw = ""
			return nil
		}
	}
	text, err := codec.Text(value)
	if err != nil {
		return err
	}
	if codec.IsNumber(value) {
		*t = timeOfMillis(text)
	} else {
		*t = timeOfText(codec.NoSentinel(text))
	}
	return nil
}

// timeOfMillis keeps the zero time as a text, since it would look like an absent one. So does timeOfText.
func timeOfMillis(text string) Time {
	millis, ok := codec.Whole(text)
	at := time.UnixMilli(millis).UTC()
	if !ok || !hasWireYear(at) || at.IsZero() {
		return Time{Raw: text}
	}
	return Time{Time: at}
}

func timeOfText(text string) Time {
	if text == "" {
		return Time{}
	}
	for _, layout := range timeLayouts {
		if at, err := time.Parse(layout, text); err == nil && hasWireYear(at.UTC()) && !at.IsZero() {
			return Time{Time: at.UTC()}
		}
	}
	return Time{Raw: text}
}

func hasWireYear(t time.Time) bool { return 1 <= t.Year() && t.Year() <= 9999 }

// MarshalJSON writes the time in UTC as RFC 3339 with milliseconds (or more digits, where it has them). A zero time
// is null, or the text that could not be read.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		if t.Raw == "" {
			return []byte("null"), nil
		}
		return codec.Marshal(t.Raw)
	}
	at := t.UTC()
	if !hasWireYear(at) {
		return nil, errors.New("leeloo: a time outside the years 1 to 9999 has no JSON")
	}
	layout := millisLayout
	if at.Nanosecond()%int(time.Millisecond) != 0 {
		layout = time.RFC3339Nano
	}
	return []byte(strconv.Quote(at.Format(layout))), nil
}

// The layouts of the times that are sent, all in UTC.
const (
	millisLayout = "2006-01-02T15:04:05.000Z"
	minuteLayout = "2006-01-02 15:04"
)

// sent writes a time for a request; the zero time is "", which is left out.
func sent(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(layout)
}

// seconds is a duration that stands on the wire as a number of seconds.
type seconds time.Duration

// UnmarshalJSON reads a number or a number in a string. What is neither, or too large for a duration, is 0.
func (s *seconds) UnmarshalJSON(value []byte) error {
	text, err := codec.Text(value)
	if err != nil {
		return err
	}
	number, err := strconv.ParseFloat(text, 64)
	if readable := err == nil && math.Abs(number) < math.MaxInt64/float64(2*time.Second); !readable { // NaN is not either
		number = 0
	}
	*s = seconds(math.Round(number * float64(time.Second)))
	return nil
}

// MarshalJSON writes a number.
func (s seconds) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, time.Duration(s).Seconds(), 'f', -1, 64), nil
}

// Date is a day in UTC, as the filters of the API take it. The zero Date means none.
type Date struct{ midnight time.Time }

// DateOf returns the day in UTC that t lies in. In Kyiv the first two or three hours of a day belong to the day
// before.
func DateOf(t time.Time) Date {
	year, month, day := t.UTC().Date()
	return Date{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// ParseDate reads a day like "2026-01-31". It fails with [ErrInvalidArgument].
func ParseDate(text string) (Date, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || day.IsZero() || !hasWireYear(day) {
		return Date{}, &Error{Op: "ParseDate", kind: ErrInvalidArgument, detail: `text is no day: write it like "2026-01-31"`}
	}
	return Date{day}, nil
}

// IsZero reports whether d is no day.
func (d Date) IsZero() bool { return d.midnight.IsZero() }

// String returns the day like "2026-01-31", or "" for none.
func (d Date) String() string { return sent(d.midnight, time.DateOnly) }

// DateRange is a range of days in UTC. Either end may be zero, which leaves it open. Whether the API takes in the day
// To itself is not known: ask for a day more and drop what is too much.
type DateRange struct{ From, To Date }

func (r DateRange) validate(name string) error {
	return check.All(
		check.OptionalTime(name+".From", r.From.midnight),
		check.OptionalTime(name+".To", r.To.midnight),
		r.validateOrder(name),
	)
}

func (r DateRange) validateOrder(name string) error {
	if !r.From.IsZero() && !r.To.IsZero() && r.To.midnight.Before(r.From.midnight) {
		return errors.New(name + " ends before it starts: swap From and To")
	}
	return nil
}

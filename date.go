package leeloo

import (
	"database/sql/driver"
	"errors"
	"time"

	"github.com/leeloo-go/leeloo/internal/validate"
)

// Date is a day in UTC, as the filters of the API expect it. Date{} means none.
//
// A Date is written as text such as "2026-01-31" by encoding/json, encoding/gob, encoding/xml, database/sql (none is
// NULL) and every package that supports [encoding.TextMarshaler] or [encoding.BinaryMarshaler], and read back
// unchanged. None is "".
type Date struct{ midnight time.Time }

// DateOf returns the day of t in UTC. In Kyiv, the first two or three hours of a day belong to the previous day in UTC.
func DateOf(t time.Time) Date { return dateOf(t.UTC().Date()) }

func dateOf(year int, month time.Month, day int) Date {
	return Date{time.Date(year, month, day, 0, 0, 0, 0, time.UTC)}
}

// ParseDate parses a day such as "2026-01-31". If text has another form, ParseDate returns [ErrInvalidArgument].
func ParseDate(text string) (Date, error) {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil || !day.After(time.Time{}) { // the first day of the year 1 is the zero time, which means none
		return Date{}, &Error{Op: "ParseDate", kind: ErrInvalidArgument, detail: `text is not a day: write it like "2026-01-31"`}
	}
	return Date{day}, nil
}

// IsZero reports whether d is Date{}, which means none.
func (d Date) IsZero() bool { return d.midnight.IsZero() }

// Equal reports whether d and other are the same day. It is the same as ==.
func (d Date) Equal(other Date) bool { return d == other }

// String returns the day, such as "2026-01-31", or "" for none.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.midnight.Format(time.DateOnly)
}

// MarshalText returns the same as String. If the year is not in the range 1 to 9999, MarshalText returns
// [ErrInvalidArgument].
func (d Date) MarshalText() ([]byte, error) {
	if err := validate.OptionalTime("the date", d.midnight); err != nil {
		return nil, &Error{Op: "Date.MarshalText", kind: ErrInvalidArgument, detail: err.Error()}
	}
	return []byte(d.String()), nil
}

// UnmarshalText reads what MarshalText returns. If text has another form, it returns [ErrInvalidArgument].
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	day, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = day
	return nil
}

// MarshalBinary returns the same as MarshalText. encoding/gob uses it.
func (d Date) MarshalBinary() ([]byte, error) { return d.MarshalText() }

// UnmarshalBinary reads what MarshalBinary returns.
func (d *Date) UnmarshalBinary(data []byte) error { return d.UnmarshalText(data) }

// Value implements [driver.Valuer]. It returns text, which no driver converts to another time zone, or nil for none.
func (d Date) Value() (driver.Value, error) {
	if d.IsZero() {
		return nil, nil
	}
	text, err := d.MarshalText()
	return string(text), err
}

// Scan implements [database/sql.Scanner]. It reads text such as "2026-01-31", NULL, and a time, of which it takes the
// day in the time's own location: drivers return a date column as midnight in UTC or in the local zone.
func (d *Date) Scan(value any) error {
	switch value := value.(type) {
	case nil:
		*d = Date{}
	case string:
		return d.UnmarshalText([]byte(value))
	case []byte:
		return d.UnmarshalText(value)
	case time.Time:
		*d = dateOf(value.Date())
	default:
		return scanError("Date.Scan", "the column contains neither a day nor text: store dates as date or text")
	}
	return nil
}

// DateRange is a range of days in UTC. Either end may be zero, which leaves it open. It is not known whether the API
// includes the day To itself: request one day more, and ignore what is too late.
type DateRange struct{ From, To Date }

// lastMessageQuery is a DateRange in the query of a list.
type lastMessageQuery struct {
	From string `url:"filter[last_message][from],omitempty"`
	To   string `url:"filter[last_message][to],omitempty"`
}

func (r DateRange) query() lastMessageQuery { return lastMessageQuery{r.From.String(), r.To.String()} }

func (r DateRange) validate(name string) error {
	return validate.All(
		validate.OptionalTime(name+".From", r.From.midnight),
		validate.OptionalTime(name+".To", r.To.midnight),
		r.validateOrder(name),
	)
}

func (r DateRange) validateOrder(name string) error {
	if !r.From.IsZero() && !r.To.IsZero() && r.To.midnight.Before(r.From.midnight) {
		return errors.New(name + " ends before it starts: swap From and To")
	}
	return nil
}

// formatMillis returns a time as it is sent to the millisecond, in UTC. The zero time is "", which is left out.
func formatMillis(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	// Package time formats its own layout three times as fast as one with milliseconds, which earns 2 percent of a form POST.
	utc := t.UTC()
	text := utc.AppendFormat(make([]byte, 0, len(time.RFC3339Nano)), time.RFC3339)
	ms := utc.Nanosecond() / 1e6
	return string(append(text[:len(text)-len("Z")], '.', byte('0'+ms/100), byte('0'+ms/10%10), byte('0'+ms%10), 'Z'))
}

// formatMinutes returns a time as it is sent to the minute, in UTC. The zero time is "", which is left out.
func formatMinutes(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04")
}

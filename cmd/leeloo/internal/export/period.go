package export

import (
	"time"

	"github.com/leeloo-go/leeloo"
)

// period is a range of time. A zero end is open.
type period struct {
	from time.Time
	end  time.Time // the first moment after it
}

// periodOf returns the period of two days, which belong to it, or since a time.
func periodOf(from, to leeloo.Date, since time.Time) period {
	p := period{from: midnight(from), end: midnight(to)}
	if !since.IsZero() {
		p.from = since
	}
	if !p.end.IsZero() {
		p.end = p.end.AddDate(0, 0, 1)
	}
	return p
}

func midnight(day leeloo.Date) time.Time {
	at, _ := time.Parse(time.DateOnly, day.String()) // no day is the zero time
	return at
}

func (p period) isOpen() bool { return p == period{} }

// contains includes what has no time, or none that can be read: better a row too many than a lost one.
func (p period) contains(at time.Time) bool {
	return at.IsZero() || !p.startsAfter(at) && (p.end.IsZero() || at.Before(p.end))
}

func (p period) startsAfter(at time.Time) bool { return !at.IsZero() && at.Before(p.from) }

// filter is what to ask the API for: a day more, since it is not known whether the API includes the last one.
func (p period) filter() leeloo.DateRange {
	asked := leeloo.DateRange{}
	if !p.from.IsZero() {
		asked.From = leeloo.DateOf(p.from)
	}
	if !p.end.IsZero() && p.end.Year() <= 9999 {
		asked.To = leeloo.DateOf(p.end)
	}
	return asked
}

// isOver reports whether no message of today can fall into what filter asks for.
func (p period) isOver(now time.Time) bool {
	return !p.end.IsZero() && !now.Before(p.end.AddDate(0, 0, 1))
}

package main

import (
	"time"

	"github.com/leeloo-go/leeloo"
)

// period is a range of days in UTC, by their midnights. Both days belong to it; a zero one leaves its end open.
type period struct{ from, to time.Time }

func (p period) isReversed() bool { return !p.to.IsZero() && p.to.Before(p.from) }

// contains takes what has no time, or none that can be read: better a row too many than a lost one.
func (p period) contains(at time.Time) bool {
	return at.IsZero() || !p.startsAfter(at) && (p.to.IsZero() || at.Before(p.to.AddDate(0, 0, 1)))
}

func (p period) startsAfter(at time.Time) bool { return !at.IsZero() && at.Before(p.from) }

// filter is what to ask the API for: a day more, since nobody knows whether it includes the last one.
func (p period) filter() leeloo.DateRange {
	asked := leeloo.DateRange{From: leeloo.DateOf(p.from)}
	if next := p.to.AddDate(0, 0, 1); !p.to.IsZero() && next.Year() <= 9999 {
		asked.To = leeloo.DateOf(next)
	}
	return asked
}

// isOver reports whether no message of today can fall into what filter asks for.
func (p period) isOver(now time.Time) bool {
	return !p.to.IsZero() && !now.Before(p.to.AddDate(0, 0, 2))
}

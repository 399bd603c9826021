package leelootest

import "time"

const (
	preciseLayout = "2006-01-02T15:04:05.000Z"
	coarseLayout  = "2006-01-02T15:04Z" // in the vendor's old samples; RFC 3339 doesn't know it
)

// stamp is a time as Leeloo writes it. A few old rows have no seconds.
type stamp struct {
	at     time.Time
	coarse bool
}

func newStamp(at time.Time) stamp { return stamp{at: at.UTC()} }

func (s stamp) plus(d time.Duration) stamp { return newStamp(s.at.Add(d)) }

// MarshalJSON writes the time in the layout of its row.
func (s stamp) MarshalJSON() ([]byte, error) {
	layout := preciseLayout
	if s.coarse {
		layout = coarseLayout
	}
	return []byte(`"` + s.at.Format(layout) + `"`), nil
}

package fake

import "time"

const (
	preciseLayout = "2006-01-02T15:04:05.000Z"
	coarseLayout  = "2006-01-02T15:04Z" // in the vendor's samples; RFC 3339 parsers refuse it
)

// timestamp is a time as Leeloo writes it. A few old records have no seconds.
type timestamp struct {
	at     time.Time
	coarse bool
}

func newTimestamp(at time.Time) timestamp { return timestamp{at: at.UTC()} }

func (t timestamp) plus(d time.Duration) timestamp { return newTimestamp(t.at.Add(d)) }

func (t timestamp) withoutSeconds() timestamp { return timestamp{t.at.Truncate(time.Minute), true} }

// MarshalJSON writes the time in the layout of its record.
func (t timestamp) MarshalJSON() ([]byte, error) {
	layout := preciseLayout
	if t.coarse {
		layout = coarseLayout
	}
	return []byte(`"` + t.at.Format(layout) + `"`), nil
}

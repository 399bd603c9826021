package export

import (
	"strconv"
	"time"

	"github.com/leeloo-go/leeloo"
)

// rowTime returns the time that decides whether a row is exported: whether it lies in the period, or, with --since last,
// whether the row is new.
type rowTime[T any] func(row *T, isSince bool) time.Time

func personTime(p *leeloo.Person, isSince bool) time.Time {
	if isSince {
		return latest(p.LastMessageTime, p.CreatedAt, timeOfID(string(p.ID)))
	}
	return p.LastMessageTime
}

func channelTime(c *leeloo.Channel, isSince bool) time.Time {
	if isSince {
		return latest(c.LastMessageTime, c.CreatedAt, timeOfID(string(c.ID)))
	}
	return c.LastMessageTime
}

func orderTime(o *leeloo.Order, isSince bool) time.Time {
	if isSince {
		return latest(o.CreatedAt, o.UpdatedAt, timeOfID(string(o.ID)))
	}
	return o.CreatedAt
}

func latest(times ...time.Time) (last time.Time) {
	for _, t := range times {
		if t.After(last) {
			last = t
		}
	}
	return last
}

// timeOfID returns when the owner of an id was created. Ids begin with the second, as eight hexadecimal digits. A list
// may lack the time itself.
func timeOfID(id string) time.Time {
	if len(id) != 24 {
		return time.Time{}
	}
	seconds, err := strconv.ParseUint(id[:8], 16, 32)
	if err != nil {
		return time.Time{}
	}
	return time.Unix(int64(seconds), 0).UTC()
}

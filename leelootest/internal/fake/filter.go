package fake

import (
	"slices"
	"strings"
	"time"
)

// lastMessage reads the filter by the day of the last message, in UTC. It includes the day of `to`; whether Leeloo does
// is unknown.
func (in *params) lastMessage() func(timestamp) bool {
	from, to := in.day("from"), in.day("to")
	return func(last timestamp) bool {
		return (from.IsZero() || !last.at.Before(from)) && (to.IsZero() || last.at.Before(to.AddDate(0, 0, 1)))
	}
}

func (in *params) day(end string) time.Time {
	return in.date("filter/last_message/"+end, time.DateOnly, in.query.Get("filter[last_message]["+end+"]"))
}

// personFilter reads the filters of People.List. A person must match all of them and have all of the tags. Phone and
// e-mail match exactly: a "+" that was not escaped arrives as a space and matches nobody.
func (in *params) personFilter() func(*Person) bool {
	lastMessage := in.lastMessage()
	tags := in.query["filter[tags]"]
	phone, email := in.query.Get("filter[phone]"), in.query.Get("filter[email]")
	return func(p *Person) bool {
		return lastMessage(p.lastMessage()) &&
			(phone == "" || p.Phone == phone) &&
			(email == "" || p.Email == email) &&
			!slices.ContainsFunc(tags, func(name string) bool { return !p.hasTag(name) })
	}
}

// includes reports whether the query asks to include a kind of related objects. The kinds are separated by commas.
func (in *params) includes(kind string) bool {
	return slices.Contains(strings.Split(in.query.Get("include"), ","), kind)
}

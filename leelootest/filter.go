package leelootest

import (
	"slices"
	"strings"
	"time"
)

// lastMessage reads the filter by day of the last message, in UTC. The day of `to` belongs to it here; whether it
// does at Leeloo is not known.
func (in *input) lastMessage() func(stamp) bool {
	from, to := in.day("from"), in.day("to")
	return func(last stamp) bool {
		return (from.IsZero() || !last.at.Before(from)) && (to.IsZero() || last.at.Before(to.AddDate(0, 0, 1)))
	}
}

func (in *input) day(end string) time.Time {
	return in.date("filter.last_message."+end, time.DateOnly, in.query.Get("filter[last_message]["+end+"]"))
}

// whom reads the filters of People.List. Each narrows the list; of several tags a person must have all. Phone and
// e-mail must be the same: a "+" that was not escaped arrives as a space and finds nobody.
func (in *input) whom() func(*person) bool {
	lastMessage := in.lastMessage()
	tags := in.query["filter[tags]"]
	phone, email := in.query.Get("filter[phone]"), in.query.Get("filter[email]")
	return func(p *person) bool {
		return lastMessage(p.lastMessage()) &&
			(phone == "" || p.phone == phone) &&
			(email == "" || p.email == email) &&
			!slices.ContainsFunc(tags, func(name string) bool { return !p.hasTag(name) })
	}
}

// includes says whether the query asks for related rows of a kind, by a list of kinds with commas.
func (in *input) includes(kind string) bool {
	return slices.Contains(strings.Split(in.query.Get("include"), ","), kind)
}

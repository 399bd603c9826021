package calls

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

// call is one call on a person's card.
type call struct {
	leg  // the one that stands for the call
	at   time.Time
	user leeloo.UserID
}

// params are what Leeloo gets.
func (c call) params(to leeloo.AccountID, recordURL string) leeloo.CallParams {
	params := leeloo.CallParams{
		UserID: c.user, From: c.phone, To: c.extension, Date: c.at, AccountID: to,
		Status: c.status, Duration: c.talk, Type: c.direction,
	}
	if c.direction == leeloo.CallTypeOutbound {
		params.From, params.To = c.extension, c.phone
	}
	if c.status == leeloo.CallStatusSuccess && c.uniqueID != "" {
		params.RecordLink = strings.ReplaceAll(recordURL, "{uniqueid}", c.uniqueID)
	}
	return params
}

// calls makes calls of records, and lines of the report for what belongs to no call.
func (e exchange) calls(records []record) (calls []call, unplaced []row) {
	var keys []string
	byKey := map[string][]record{}
	for _, r := range records {
		if byKey[r.key] == nil {
			keys = append(keys, r.key)
		}
		byKey[r.key] = append(byKey[r.key], r)
	}
	for _, key := range keys {
		c, rest := e.call(byKey[key])
		if unplaced = append(unplaced, rest...); c != nil {
			calls = append(calls, *c)
		}
	}
	return calls, unplaced
}

// call makes a call of all its records, or none if no record can stand for it.
func (e exchange) call(records []record) (*call, []row) {
	at := slices.MinFunc(records, func(a, b record) int { return a.start.Compare(b.start) }).start
	var legs []leg
	var unplaced []row
	for _, r := range records {
		l, why := e.leg(r)
		if !fits(at, r.created) {
			why = wrongTime
		}
		if why == "" {
			legs = append(legs, l)
		} else {
			unplaced = append(unplaced, r.unplaced(why))
		}
	}
	if len(legs) == 0 {
		return nil, unplaced
	}
	best := slices.MinFunc(legs, byTalk)
	var others []row // the rest are parts of the call that is placed
	for _, l := range legs {
		if l.phone != best.phone || l.direction != best.direction {
			others = append(others, l.unplaced(otherNumber))
		}
	}
	return &call{leg: best, at: at, user: e.users[best.extension]}, others
}

// byTalk puts the longest talk first. The times of several talks are not added up: with Local channels two records may
// be of the same talk.
func byTalk(a, b leg) int {
	return cmp.Or(cmp.Compare(rank(a.status), rank(b.status)), cmp.Compare(b.talk, a.talk))
}

// rank returns how much a status says about a call: a lower one says more.
func rank(status leeloo.CallStatus) int {
	return slices.Index([]leeloo.CallStatus{leeloo.CallStatusSuccess, leeloo.CallStatusNoAnswer, leeloo.CallStatusClosedBySystem}, status)
}

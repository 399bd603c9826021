package calls

import (
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

// leg is a record as a part of a call between an extension and a phone.
type leg struct {
	record
	direction        leeloo.CallType
	extension, phone string
	status           leeloo.CallStatus
	talk             time.Duration
}

// statuses are the call statuses of Asterisk's dispositions. Who is busy has not picked up.
var statuses = map[string]leeloo.CallStatus{
	"ANSWERED":   leeloo.CallStatusSuccess,
	"NO ANSWER":  leeloo.CallStatusNoAnswer,
	"BUSY":       leeloo.CallStatusNoAnswer,
	"FAILED":     leeloo.CallStatusClosedBySystem,
	"CONGESTION": leeloo.CallStatusClosedBySystem,
}

// exchange is who is inside.
type exchange struct {
	users  map[string]leeloo.UserID // by extension
	region string
}

func (e exchange) leg(r record) (leg, reason) {
	if strings.HasPrefix(r.channel, "Local/") && strings.HasSuffix(r.channel, ";2") {
		return leg{}, innerHalf
	}
	l := leg{record: r}
	caller, callee := e.extension(r.channel, r.src), e.extension(r.dstChannel, r.dst)
	var other string
	switch {
	case caller != "" && callee != "":
		return leg{}, internal
	case caller != "":
		l.direction, l.extension, other = leeloo.CallTypeOutbound, caller, r.dst
	case callee != "":
		l.direction, l.extension, other = leeloo.CallTypeInbound, callee, r.src
	default:
		return leg{}, withoutUser(r)
	}
	if isShort(other) {
		return leg{}, internal
	}
	if l.phone = normalize(other, e.region); l.phone == "" {
		return leg{}, noPhone
	}
	if l.status = statuses[r.disposition]; l.status == leeloo.CallStatusSuccess {
		// The exchange picks up by itself for a menu, a queue or voice mail, without a second channel.
		if r.dstChannel == "" {
			l.status = leeloo.CallStatusNoAnswer
		} else {
			l.talk = r.billsec
		}
	}
	return l, ""
}

// extension returns the extension with a user at one end. The channel is the telephone itself. The number may be that of a
// ring group, or one that the exchange shows to the outside.
func (e exchange) extension(channel, number string) string {
	for _, name := range []string{endpoint(channel), number} {
		if _, ok := e.users[name]; ok {
			return name
		}
	}
	return ""
}

// endpoint returns what a channel is of: 101 of "PJSIP/101-0000001a" and of "Local/101@from-queue-0000001a;1".
func endpoint(channel string) string {
	_, name, _ := strings.Cut(channel, "/")
	if number, _, ok := strings.Cut(name, "@"); ok {
		return number
	}
	if dash := strings.LastIndex(name, "-"); dash >= 0 {
		return name[:dash]
	}
	return name
}

// withoutUser returns why a record without an extension of --users is not placed.
func withoutUser(r record) reason {
	caller := isShort(r.src) || isShort(endpoint(r.channel))
	callee := isShort(r.dst) || isShort(endpoint(r.dstChannel))
	switch {
	case caller && callee:
		return internal
	case caller || callee:
		return noUser
	default:
		return external
	}
}

// isShort reports whether a number is an extension, or one of the exchange or for emergencies, not a person's phone.
func isShort(number string) bool {
	return number != "" && len(number) <= 6 && strings.Trim(number, "0123456789*#") == ""
}

package main

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// reason is why a line has no place in Leeloo.
type reason string

const (
	malformed   reason = "malformed"
	unfinished  reason = "unfinished"
	wrongTime   reason = "wrong-time"
	internal    reason = "internal"
	external    reason = "external"
	noUser      reason = "no-user"
	noPhone     reason = "no-phone"
	innerHalf   reason = "inner-half"
	otherNumber reason = "other-number"
	nobody      reason = "nobody"
	ambiguous   reason = "ambiguous"
	noAccount   reason = "no-account"
	refused     reason = "refused"
	unclear     reason = "unclear"
	changed     reason = "changed"
)

var explanations = map[reason]string{
	malformed:   "not a call record as Asterisk's cdr_csv writes it",
	unfinished:  "the last line has no end: the exchange may be writing it",
	wrongTime:   "the time contradicts the uniqueid, or does not exist in the zone: is -tz right?",
	internal:    "the other end is an extension or a short number, too",
	external:    "neither end is an extension of -users",
	noUser:      "-users does not have the extension, ring group or queue",
	noPhone:     "the number of the other end is hidden, or is no valid phone",
	innerHalf:   "the inner half of a Local channel: the call has another record",
	otherNumber: "a part of a call that is logged with another number or direction",
	nobody:      "nobody in Leeloo has this phone",
	ambiguous:   "several people in Leeloo have this phone: merge them",
	noAccount:   "the person has no account, in no channel",
	unclear:     "the call may be on the card or not: look there, and if it is missing, use -again",
	changed:     "the call was logged before this part of it was in the file: correct the card by hand",
}

// trouble is a line of the report. It has no phone, so that the report may be sent around.
type trouble struct {
	line   int
	key    string
	why    reason
	detail string // instead of the explanation
}

func (r record) trouble(why reason) trouble { return trouble{line: r.line, key: r.key, why: why} }

func writeReport(out io.Writer, troubles []trouble) error {
	slices.SortStableFunc(troubles, func(a, b trouble) int { return a.line - b.line })
	w := csv.NewWriter(out)
	w.Write([]string{"line", "uniqueid", "reason", "explanation"}) // Flush keeps an error
	for _, t := range troubles {
		explanation := explanations[t.why]
		if t.detail != "" {
			explanation = t.detail
		}
		w.Write([]string{strconv.Itoa(t.line), t.key, string(t.why), explanation})
	}
	w.Flush()
	return w.Error()
}

// tally counts troubles, like "2 internal, 1 nobody".
func tally(troubles []trouble) string {
	counts := map[reason]int{}
	for _, t := range troubles {
		counts[t.why]++
	}
	var parts []string
	for _, why := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[why], why))
	}
	return strings.Join(parts, ", ")
}

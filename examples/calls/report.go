package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/leeloo-go/leeloo/examples/internal/command"
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
	unclear:     "the call may be on the card or not: look there, and use -again if it is missing, -found if not",
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

const reportHeader = "line,uniqueid,reason,explanation\n"

// checkReport looks at what the report would overwrite. Only an older report may be: a slip must not cost the journal, or
// Master.csv.
func checkReport(path string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) { // also without -report
		return nil
	}
	if err != nil {
		return err
	}
	defer file.Close()
	start := make([]byte, len(reportHeader))
	if _, err := io.ReadFull(file, start); err != io.EOF && string(start) != reportHeader {
		return command.Usagef("-report: %s is there, and is no report. Name another file", path)
	}
	return nil
}

// report writes the report into the file of -report, or to stderr. That is in the end, so that a run that is killed
// leaves the report before as it is.
func report(path string, stderr io.Writer, troubles []trouble) error {
	var text bytes.Buffer
	writeReport(&text, troubles)
	var err error
	if path != "" {
		if err = os.WriteFile(path, text.Bytes(), 0o644); err == nil {
			return nil
		}
	}
	_, failed := stderr.Write(text.Bytes())
	return errors.Join(err, failed)
}

func writeReport(out *bytes.Buffer, troubles []trouble) {
	slices.SortStableFunc(troubles, func(a, b trouble) int { return a.line - b.line })
	out.WriteString(reportHeader)
	w := csv.NewWriter(out)
	defer w.Flush()
	for _, t := range troubles {
		explanation := explanations[t.why]
		if t.detail != "" {
			explanation = t.detail
		}
		w.Write([]string{strconv.Itoa(t.line), t.key, string(t.why), explanation})
	}
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

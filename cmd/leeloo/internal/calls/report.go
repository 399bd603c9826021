package calls

import (
	"bytes"
	"cmp"
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
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/atomicfile"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// reason is why a line is in the report.
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
	unknown     reason = "unknown"
	changed     reason = "changed"
	elsewhere   reason = "elsewhere"
	wouldLog    reason = "would-log" // only in a dry run
)

var explanations = map[reason]string{
	malformed:   "not a call record as Asterisk's cdr_csv writes it",
	unfinished:  "the last line has no end: the exchange may still be writing it",
	wrongTime:   "the time contradicts the uniqueid, or does not exist in the zone: check --tz",
	internal:    "the other end is an extension or a short number, too",
	external:    "neither end is an extension of --users",
	noUser:      "--users does not have the extension, ring group or queue",
	noPhone:     "the number of the other end is hidden, or is not a valid phone",
	innerHalf:   "the inner half of a Local channel: the call has another record",
	otherNumber: "a part of a call that is logged with another number or direction",
	nobody:      "no person in Leeloo has this phone",
	ambiguous:   "several people in Leeloo have this phone: merge them",
	noAccount:   "the person has no account in any channel",
	changed:     "the call was logged before this part of it was in the file: correct the card manually",
	elsewhere:   "not logged yet, and not in this file: run the command on the file that has it, perhaps Master.csv.1",
}

// row is one line of the report, which is a table. It has no phone, so that the report may be sent around.
type row struct {
	line   int       // 0 if the call is in the journal, and not in the file
	key    string    // of the call
	at     time.Time // of the call, or of the record; zero if it is not known
	person string    // the id of the card, or the ids of several
	why    reason
	detail string // instead of the explanation
}

func (r row) explanation() string { return cmp.Or(r.detail, explanations[r.why]) }

func (r row) lineNumber() string {
	if r.line == 0 {
		return ""
	}
	return strconv.Itoa(r.line)
}

func (r row) time() string {
	if r.at.IsZero() {
		return ""
	}
	return r.at.UTC().Format(time.RFC3339)
}

// summary is the result of a run.
type summary struct {
	DryRun       bool `json:"dry_run"`
	Logged       int  `json:"logged"` // by this run; that would be logged, in a dry run
	LoggedBefore int  `json:"logged_before"`
	GivenUp      int  `json:"given_up"`     // by a human
	BeforeSince  int  `json:"before_since"` // older than --since of the first run
	NotTried     int  `json:"not_tried"`    // because the run was stopped

	rows []row
}

func (s *summary) add(rows ...row) { s.rows = append(s.rows, rows...) }

// count returns how many lines are in the report for a reason.
func (s *summary) count(why reason) int { return countOf(s.rows, why) }

func countOf(rows []row, why reason) (n int) {
	for _, r := range rows {
		if r.why == why {
			n++
		}
	}
	return n
}

// print says how the run ended.
func (s *summary) print(a *app.App) {
	logged := "logged now"
	if s.DryRun {
		logged = "would be logged"
	}
	parts := []string{fmt.Sprintf("%d %s", s.Logged, logged), fmt.Sprintf("%d logged before", s.LoggedBefore)}
	for _, part := range []struct {
		n    int
		text string
	}{{s.GivenUp, "given up by a human"}, {s.BeforeSince, "older than --since of the first run"}, {s.NotTried, "not tried yet"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.text))
		}
	}
	a.Printf("Calls: %s.", strings.Join(parts, ", "))
	a.Printf("In the report: %s.", cmp.Or(s.tally(), "nothing"))
}

// tally counts the lines of the report, like "2 internal, 1 nobody".
func (s *summary) tally() string {
	counts := map[reason]int{}
	for _, r := range s.rows {
		counts[r.why]++
	}
	var parts []string
	for _, why := range slices.Sorted(maps.Keys(counts)) {
		parts = append(parts, fmt.Sprintf("%d %s", counts[why], why))
	}
	return strings.Join(parts, ", ")
}

const (
	csvStart  = "line,uniqueid,time,person,reason,explanation\n"
	jsonStart = "{\n  \"dry_run\": "
)

// write writes the report: CSV, or all of the summary as JSON.
func (s *summary) write(out io.Writer, asJSON bool) error {
	slices.SortStableFunc(s.rows, func(a, b row) int { return a.line - b.line })
	if asJSON {
		return s.writeJSON(out)
	}
	if _, err := io.WriteString(out, csvStart); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	for _, r := range s.rows {
		_ = w.Write([]string{r.lineNumber(), r.key, r.time(), r.person, string(r.why), r.explanation()}) // see Error
	}
	w.Flush()
	return w.Error()
}

func (s *summary) writeJSON(out io.Writer) error {
	type line struct {
		Line        int    `json:"line,omitzero"`
		UniqueID    string `json:"uniqueid"`
		Time        string `json:"time"`
		Person      string `json:"person"`
		Reason      reason `json:"reason"`
		Explanation string `json:"explanation"`
	}
	lines := []line{}
	for _, r := range s.rows {
		lines = append(lines, line{r.line, r.key, r.time(), r.person, r.why, r.explanation()})
	}
	return output.JSON(out, struct {
		*summary
		Report []line `json:"report"`
	}{s, lines})
}

// checkReport looks at what the report would overwrite: only an older report may be. A mistyped name must not cost the
// journal, or Master.csv.
func checkReport(path string) error {
	if path == "" {
		return nil
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return app.Usagef("--report: %w", err)
	case !info.Mode().IsRegular():
		return app.Usagef("--report: %s is not a file; without --report the report is on standard output", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return app.Usagef("--report: %w", err)
	}
	defer file.Close()
	start := make([]byte, len(csvStart))
	n, err := io.ReadFull(file, start)
	if errors.Is(err, io.EOF) || strings.HasPrefix(string(start[:n]), jsonStart) || string(start[:n]) == csvStart {
		return nil
	}
	return app.Usagef("--report: %s exists and is not a report: name another file", path)
}

// deliver writes the report into the file of --report, or to standard output. It comes at the end, and replaces the file at
// once, so that a run that is killed leaves the report before as it is.
func (s *summary) deliver(a *app.App, path string) error {
	var text bytes.Buffer
	if err := s.write(&text, a.Settings.JSON); err != nil {
		return err
	}
	write := func(out io.Writer) error {
		_, err := out.Write(text.Bytes())
		return err
	}
	if path == "" {
		return write(a.Out)
	}
	_, err := atomicfile.Replace(path, 0o644, write) // others may read a new report
	if err != nil {
		return errors.Join(fmt.Errorf("--report: %w; the report is on standard output", err), write(a.Out))
	}
	return nil
}

package calls

import (
	"cmp"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// record is a line of Master.csv: how one channel of the exchange was connected to another.
type record struct {
	line                          int
	key                           string    // of the call: its linkedid, its uniqueid, or a hash of the line
	uniqueID                      string    // "" if the exchange does not write it
	created                       time.Time // of the channel that the key names; zero if that is a hash
	src, dst, channel, dstChannel string
	start                         time.Time
	billsec                       time.Duration // since the exchange has picked up, a menu included
	disposition                   string
}

// The columns of cdr_csv. Up to three kinds of more follow, as cdr.conf says: uniqueid (loguniqueid), userfield
// (loguserfield), and peeraccount, linkedid and sequence together (newcdrcolumns).
const (
	colSrc         = 1
	colDst         = 2
	colChannel     = 5
	colDstChannel  = 6
	colStart       = 9
	colBillsec     = 13
	colDisposition = 14
	colUniqueID    = 16
	fewestColumns  = 16
	mostColumns    = 21
)

// A uniqueid is the system's name, if it has one, the second in which the channel was created, and a counter.
var uniqueIDShape = regexp.MustCompile(`^(?:[A-Za-z0-9][A-Za-z0-9_.-]{0,63}-)?(\d{9,10})\.\d{1,9}$`)

// parseRecord reads a line. It returns the key even if the rest of the line makes no sense.
func parseRecord(line string, zone *time.Location) (record, reason) {
	fields := csv.NewReader(strings.NewReader(line))
	fields.LazyQuotes = true
	f, err := fields.Read()
	if err != nil || len(f) < fewestColumns || len(f) > mostColumns || strings.Contains(line, "\x00") {
		return record{}, malformed
	}
	r := record{src: f[colSrc], dst: f[colDst], channel: f[colChannel], dstChannel: f[colDstChannel], disposition: f[colDisposition]}
	r.identify(f, line)
	seconds, err := strconv.ParseUint(f[colBillsec], 10, 31)
	if err != nil || statuses[r.disposition] == "" {
		return r, malformed
	}
	r.billsec = time.Duration(seconds) * time.Second
	var why reason
	r.start, why = instant(f[colStart], zone, r.created)
	return r, why
}

// identify finds out which call the record belongs to. Without a uniqueid, its column is that of something else: the shape
// shows which.
func (r *record) identify(f []string, line string) {
	linkedID := ""
	if len(f) > fewestColumns+2 {
		linkedID = f[len(f)-2]
	}
	if len(f) > colUniqueID {
		r.uniqueID = f[colUniqueID]
	}
	if !uniqueIDShape.MatchString(r.uniqueID) {
		r.uniqueID = ""
	}
	if !uniqueIDShape.MatchString(linkedID) {
		linkedID = ""
	}
	if r.key = cmp.Or(linkedID, r.uniqueID); r.key == "" {
		r.key = fmt.Sprintf("line-%.16x", sha256.Sum256([]byte(line)))
		return
	}
	seconds, _ := strconv.ParseInt(uniqueIDShape.FindStringSubmatch(r.key)[1], 10, 64)
	r.created = time.Unix(seconds, 0)
}

func (r *record) unplaced(why reason) row {
	return row{line: r.line, key: r.key, at: r.start, why: why}
}

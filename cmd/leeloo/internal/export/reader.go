package export

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

// reader reads what is to be exported, and gives it to a sink.
type reader struct {
	client  *leeloo.Client
	what    string
	period  period
	isSince bool // the period is --since last
	tags    []string
	workers int
	started time.Time

	sink    *sink
	outage  *outage
	display *display
	leftOut map[string]struct{} // people whom the API listed for the tags, and who do not have them
}

// sink takes rows, as lines of JSON, each of them once.
type sink struct {
	write      func(line []byte) error
	finishChat func(id string) error // all rows of a chat are written
	known      map[string]struct{}   // ids of the rows that are there
	chats      map[string]struct{}   // chats that are there
}

// add writes a row, unless it is there already.
func (s *sink) add(id string, row any) (isNew bool, err error) {
	if _, known := s.known[id]; known {
		return false, nil
	}
	var line bytes.Buffer
	if err := writeJSON(&line, row); err != nil {
		return false, err
	}
	if err := s.write(line.Bytes()); err != nil {
		return false, err
	}
	s.known[strings.Clone(id)] = struct{}{} // the id is a part of a longer text
	return true, nil
}

// describe says which time a list is read.
func (r *reader) describe(pass int) string {
	if pass == 0 {
		return "reading " + r.what
	}
	return fmt.Sprintf("reading %s again, for what has come in the meantime", r.what)
}

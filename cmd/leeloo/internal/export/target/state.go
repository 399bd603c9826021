package target

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// Job is what two exports have in common if one can go on with the part of the other.
type Job struct {
	What  string `json:"what"`
	From  string `json:"from,omitempty"`  // the first day
	To    string `json:"to,omitempty"`    // the last day
	Since string `json:"since,omitempty"` // a time, instead of the days
	Tags  Tags   `json:"tags,omitempty"`
	Demo  bool   `json:"demo,omitempty"`
}

// Tags are the names of tags, as a JSON list in their order, so that jobs can be compared.
type Tags string

// TagsOf returns the Tags of names.
func TagsOf(names []string) Tags {
	if len(names) == 0 {
		return ""
	}
	text, _ := json.Marshal(slices.Compact(slices.Sorted(slices.Values(names)))) // texts always have a JSON
	return Tags(text)
}

// MarshalJSON returns the list.
func (t Tags) MarshalJSON() ([]byte, error) { return []byte(t), nil }

// UnmarshalJSON reads a list.
func (t *Tags) UnmarshalJSON(list []byte) error {
	var names []string
	if err := json.Unmarshal(list, &names); err != nil {
		return err
	}
	*t = TagsOf(names)
	return nil
}

// String returns the job as in a command line.
func (j Job) String() string {
	text := j.What
	if j.From != "" {
		text += " --from " + j.From
	}
	if j.To != "" {
		text += " --to " + j.To
	}
	if j.Since != "" {
		text += " --since last (" + j.Since + ")"
	}
	if j.Tags != "" {
		text += " --tag " + string(j.Tags)
	}
	if j.Demo {
		text += " --demo"
	}
	return text
}

// Export is the beginning of an export.
type Export struct {
	Job     Job          `json:"job"`
	Company app.Identity `json:"company"`
	Started time.Time    `json:"started"`
}

// stateLine is a line of a state file: the first one says what is exported, each other one what of it is on disk.
type stateLine struct {
	Export   *Export `json:"export,omitempty"`
	Chat     string  `json:"chat,omitempty"`     // a chat that is finished
	Complete bool    `json:"complete,omitempty"` // everything is
	Cut      bool    `json:"cut,omitempty"`      // what was after this size is gone
	Size     int64   `json:"size"`               // of the part by then
}

type state struct {
	export Export
	chats  []stateLine
	whole  int64 // the size of a part that has everything, or -1
	size   int64 // of the lines that are whole
}

var errNoState = errors.New("no state")

// readState reads a state file up to a line that a crash has torn.
func readState(path string) (s state, err error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s, errNoState
	}
	if err != nil {
		return s, err
	}
	s.whole = -1
	for line := range strings.Lines(string(content)) {
		var entry stateLine
		if !strings.HasSuffix(line, "\n") || json.Unmarshal([]byte(line), &entry) != nil {
			break
		}
		switch {
		case s.size == 0 && entry.Export != nil:
			s.export = *entry.Export
		case s.size == 0:
			return s, errNoState
		case entry.Complete:
			s.whole = entry.Size
		case entry.Cut:
			s.whole = -1
			s.chats = slices.DeleteFunc(s.chats, func(chat stateLine) bool { return chat.Size > entry.Size })
		default:
			s.chats = append(s.chats, entry)
		}
		s.size += int64(len(line))
	}
	if s.size == 0 {
		return s, errNoState
	}
	return s, nil
}

// ReadExport returns the export that has begun, if there is one.
func (p Paths) ReadExport() (Export, bool) {
	s, err := readState(p.State)
	return s.export, err == nil
}

// put appends a line. When it returns nil, the line is on disk.
func put(file *os.File, line stateLine) error {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(line); err != nil {
		return err
	}
	if _, err := file.Write(b.Bytes()); err != nil {
		return err
	}
	return file.Sync()
}

package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

// state is beside a part, and tells how to go on with it. While it is open, no other process touches the part.
type state struct{ *journal.Journal[entry] }

// entry is what the state has of the export, under exportKey, or of a finished chat, under its account id.
type entry struct {
	Job     job       `json:",omitzero"`
	Account string    `json:",omitempty"` // see accountOf
	Started time.Time // of the export: chats of an earlier one don't count

	Finished bool
	Size     int64 // of the part when the chat was finished
}

const exportKey = "export"

func openState(path string) (state, error) {
	kept, err := journal.Open[entry](path, "export")
	return state{kept}, err
}

// begin throws an old part away. It goes before its state does: it must never meet one that is not its own.
func (s state) begin(part string, export entry) error {
	if err := removeIfThere(part); err != nil {
		return err
	}
	return s.Put(exportKey, export)
}

// resume returns the export that a part is of, if the one that is asked for can go on with it.
func (s state) resume(part string, asked entry) (begun entry, err error) {
	begun, found, err := s.Get(exportKey)
	switch {
	case err != nil:
	case !found:
		err = fmt.Errorf("nothing says what %s is: start over with -force", part)
	case begun.Job != asked.Job:
		err = fmt.Errorf("%s is of another export (%s): give the same flags, or start over with -force", part, begun.Job)
	case begun.Account != asked.Account:
		err = fmt.Errorf("%s was begun with another LEELOO_TOKEN: give that one, or start over with -force", part)
	}
	return begun, err
}

// restore returns the chats that were finished within the first size bytes of the part, and where the last of them
// ends. The others are forgotten: the part may grow beyond where they ended, with other rows.
func (s state) restore(export entry, size int64) (finished map[leeloo.AccountID]bool, end int64, err error) {
	finished = map[leeloo.AccountID]bool{}
	var lost []string
	err = s.Each(func(key string, e entry) error {
		switch {
		case !e.Finished || !e.Started.Equal(export.Started):
		case e.Size > size:
			lost = append(lost, key)
		default:
			finished[leeloo.AccountID(key)] = true
			end = max(end, e.Size)
		}
		return nil
	})
	for _, chat := range lost {
		err = errors.Join(err, s.Put(chat, entry{}))
	}
	return finished, end, err
}

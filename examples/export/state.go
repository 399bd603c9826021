package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

// state is beside a part, and tells how to go on with it. While it is open, no other process touches the part.
type state struct{ *journal.Journal[entry] }

// entry is what the state has of the export, under exportKey, or of a chat, under its account id.
type entry struct {
	Job     job
	Started time.Time

	Finished bool
	Size     int64 // of the part when the chat was finished
}

const exportKey = "export"

// openState opens the state of a part that is there.
func openState(p paths, j job) (state, entry, error) {
	kept, err := journal.Open[entry](p.state)
	if err != nil {
		return state{}, entry{}, err
	}
	begun, found, err := kept.Get(exportKey)
	switch {
	case err != nil:
	case !found:
		err = fmt.Errorf("%s does not say what %s is: start over with -force", p.state, p.part)
	case begun.Job != j:
		err = fmt.Errorf("%s is of another export (%s): give the same flags, or start over with -force", p.part, begun.Job)
	default:
		return state{kept}, begun, nil
	}
	return state{}, entry{}, errors.Join(err, kept.Close())
}

// newState begins a state. What is left of an old part and its state goes, unless another process is at work on it.
func newState(p paths, begun entry) (state, error) {
	old, err := journal.Open[entry](p.state)
	if err != nil {
		return state{}, err
	}
	// The part first: it must never meet a state that is not its own.
	if err := errors.Join(removeIfThere(p.part), old.Close()); err != nil {
		return state{}, err
	}
	if err := os.Remove(p.state); err != nil {
		return state{}, err
	}
	fresh, err := journal.Open[entry](p.state)
	if err != nil {
		return state{}, err
	}
	if err := fresh.Put(exportKey, begun); err != nil {
		return state{}, errors.Join(err, fresh.Close())
	}
	return state{fresh}, nil
}

// restore returns the chats that were finished within the first size bytes of the part, and where the last of them
// ends. The others are forgotten: the part may grow beyond where they ended, with other rows.
func (s state) restore(size int64) (finished map[leeloo.AccountID]bool, end int64, err error) {
	finished = map[leeloo.AccountID]bool{}
	var lost []string
	err = s.Each(func(key string, e entry) error {
		switch {
		case !e.Finished:
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

package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

// state is what became of a message.
type state string

const (
	planned state = "planned" // not sent
	begun   state = "begun"   // on its way
	sent    state = "sent"
	failed  state = "failed"  // refused, and certainly not sent
	unknown state = "unknown" // sent or not
)

// outcome is what the journal says about the message to a person.
type outcome struct {
	State state     `json:"state"`
	At    time.Time `json:"at"`
	Error string    `json:"error,omitzero"`
}

// recipient is a person, and which account the message goes to.
type recipient struct {
	Person  leeloo.PersonID  `json:"person"`
	Account leeloo.AccountID `json:"account"`
}

// plan is a broadcast with its list. It is written in one piece: there is no such thing as half a list.
type plan struct {
	broadcast
	Collected  time.Time   `json:"collected,omitzero"` // zero: the list is still to be collected
	Recipients []recipient `json:"recipients,omitzero"`
}

// record is an entry of the journal: the plan under planKey, an outcome under the id of each person to whom a message
// was begun.
type record struct {
	Plan    *plan    `json:"plan,omitzero"`
	Outcome *outcome `json:"outcome,omitzero"`
}

const planKey = "/plan" // no id has a slash

// ledger is the journal of one broadcast.
type ledger struct {
	path     string
	journal  *journal.Journal[record]
	plan     *plan // nil: it is a new one
	outcomes map[leeloo.PersonID]outcome
}

func openLedger(path string) (*ledger, error) {
	file, err := journal.Open[record](path, "broadcast")
	if err != nil {
		return nil, err
	}
	l := &ledger{path: path, journal: file, outcomes: map[leeloo.PersonID]outcome{}}
	if err := file.Each(l.load); err != nil {
		return nil, errors.Join(fmt.Errorf("%s is not the journal of a broadcast: %w", path, err), file.Close())
	}
	return l, nil
}

// load reads an entry. A message that was begun, with no result after it, may have been sent.
func (l *ledger) load(key string, r record) error {
	switch {
	case key == planKey && r.Plan != nil:
		l.plan = r.Plan
	case key != planKey && r.Outcome != nil:
		o := *r.Outcome
		if o.State == begun {
			o.State, o.Error = unknown, "the program ended before the answer came"
		}
		l.outcomes[leeloo.PersonID(key)] = o
	default:
		return errors.New("an entry is of another kind")
	}
	return nil
}

// newLedger opens a journal that must be new. Its plan is not on disk yet.
func newLedger(path string, b broadcast) (*ledger, error) {
	l, err := openLedger(path)
	if err != nil {
		return nil, err
	}
	if l.plan != nil {
		used := command.Usagef("the journal %s has a broadcast already: go on with it by -resume, or name another -journal", path)
		return nil, errors.Join(used, l.Close())
	}
	l.plan = &plan{broadcast: b}
	return l, nil
}

// resumeLedger opens a journal that must be there.
func resumeLedger(path string) (*ledger, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, command.Usagef("-journal: there is no file %s", path)
	}
	l, err := openLedger(path)
	if err == nil && l.plan == nil {
		return nil, errors.Join(command.Usagef("the journal %s is empty: nothing was begun, so start without -resume", path), l.Close())
	}
	return l, err
}

func (l *ledger) Close() error { return l.journal.Close() }

// save sets the plan. When it returns nil, the plan is on disk.
func (l *ledger) save(p *plan) error {
	l.plan = p
	return l.journal.Put(planKey, record{Plan: p})
}

// note sets what became of the message to a person. When it returns nil, it is on disk.
func (l *ledger) note(to leeloo.PersonID, s state, cause error) error {
	o := outcome{State: s, At: time.Now().UTC().Truncate(time.Second)}
	if cause != nil {
		o.Error = cause.Error() // the SDK's, which names nobody and quotes nothing
	}
	if err := l.journal.Put(string(to), record{Outcome: &o}); err != nil {
		return err
	}
	l.outcomes[to] = o
	return nil
}

func (l *ledger) state(of leeloo.PersonID) state { return cmp.Or(l.outcomes[of].State, planned) }

// todo lists to whom a message is still to be sent.
func (l *ledger) todo(retryFailed bool) []recipient {
	var list []recipient
	for _, to := range l.plan.Recipients {
		if s := l.state(to.Person); s == planned || s == failed && retryFailed {
			list = append(list, to)
		}
	}
	return list
}

package main

import (
	"errors"
	"sync"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

// ledger is the journal of the payments, with two indexes in memory. They hold because a journal belongs to one process
// at a time.
type ledger struct {
	journal *journal.Journal[payment]

	mu      sync.Mutex
	owners  map[leeloo.OrderID]string  // the payment that an order belongs to
	unclear map[leeloo.PersonID]string // the payment of a person that is creating
}

func openLedger(path string) (*ledger, error) {
	j, err := journal.Open[payment](path, "payments")
	if err != nil {
		return nil, err
	}
	l := &ledger{journal: j, owners: map[leeloo.OrderID]string{}, unclear: map[leeloo.PersonID]string{}}
	err = j.Each(func(id string, p payment) error {
		p.Given = "" // an order that is known goes before one that is named
		l.index(id, p)
		return nil
	})
	if err == nil {
		err = j.Each(func(id string, p payment) error {
			l.index(id, p)
			return nil
		})
	}
	if err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return l, nil
}

func (l *ledger) close() error { return l.journal.Close() }

// put writes the record of a payment. When it returns nil, the record is on disk.
func (l *ledger) put(id string, p payment) error {
	if err := l.journal.Put(id, p); err != nil {
		return err
	}
	l.index(id, p)
	return nil
}

// index gives an order that two payments name to the first one.
func (l *ledger) index(id string, p payment) {
	for _, order := range []leeloo.OrderID{p.Order, p.Given} {
		if order != "" {
			l.claim(order, id)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if p.Stage == creating {
		l.unclear[p.Person] = id
	} else if l.unclear[p.Person] == id {
		delete(l.unclear, p.Person)
	}
}

// claim makes an order a payment's, and reports whether it is.
func (l *ledger) claim(order leeloo.OrderID, id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, taken := l.owners[order]; !taken {
		l.owners[order] = id
	}
	return l.owners[order] == id
}

// ownedByOther reports whether an order is another payment's.
func (l *ledger) ownedByOther(order leeloo.OrderID, id string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	owner, taken := l.owners[order]
	return taken && owner != id
}

// unclearOf returns the payment of a person whose order may have been created, or not.
func (l *ledger) unclearOf(person leeloo.PersonID) (id string, found bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	id, found = l.unclear[person]
	return id, found
}

// unfinished returns the payments that something is to be done about.
func (l *ledger) unfinished() (ids []string, err error) {
	err = l.journal.Each(func(id string, p payment) error {
		if !p.resting() {
			ids = append(ids, id)
		}
		return nil
	})
	return ids, err
}

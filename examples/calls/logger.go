package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

// state is what became of a call.
type state string

const (
	begun     state = "begun"      // on its way; if the program comes upon it, it is as good as lost
	logged    state = "logged"     // on the card
	notLogged state = "not logged" // certainly: it may be sent again
	lost      state = "lost"       // its answer: the call is on the card or not
)

// entry is what the journal says about a call.
type entry struct {
	State  state             `json:"state"`
	Status leeloo.CallStatus `json:"status"`
	Call   leeloo.CallID     `json:"call,omitzero"`
}

func (e entry) unclear() bool { return e.State == begun || e.State == lost }

// logger puts calls on cards.
type logger struct {
	crm       *leeloo.Client
	people    people
	journal   *journal.Journal[entry] // nil in a dry run that has none
	recordURL string
	dryRun    bool
	out       io.Writer

	logged, before int
	lostInARow     int
	troubles       []trouble
}

func newLogger(crm *leeloo.Client, o options, out io.Writer) (*logger, error) {
	l := &logger{
		crm: crm, people: people{crm, o.region, map[string]found{}}, recordURL: o.recordURL, dryRun: o.dryRun, out: out,
	}
	file, err := os.Stat(o.journal)
	missing := errors.Is(err, fs.ErrNotExist) || err == nil && file.Size() == 0
	switch {
	case missing && o.dryRun:
		return l, nil
	case missing && !o.newJournal: // under a wrong name, all calls would look new, and be logged twice
		return nil, command.Usagef("-journal: there is nothing in %s. If no call of this exchange is logged yet, -new makes it", o.journal)
	case !missing && o.newJournal:
		return nil, command.Usagef("-new: the journal %s is there. Leave -new out to go on with it", o.journal)
	}
	l.journal, err = journal.Open[entry](o.journal, "calls")
	return l, err
}

func (l *logger) Close() error {
	if l.journal == nil {
		return nil
	}
	return l.journal.Close()
}

// lookUp returns the entry of a call, which is empty for a new one.
func (l *logger) lookUp(key string) (entry, error) {
	if l.journal == nil {
		return entry{}, nil
	}
	e, _, err := l.journal.Get(key)
	return e, err
}

// settle notes what a human has found out about unclear calls. A call that is not unclear, a wrong id most likely, is an
// error before anything changes.
func (l *logger) settle(verdicts map[string]state, calls []call) error {
	entries := map[string]entry{}
	for key, verdict := range verdicts {
		e, err := l.lookUp(key)
		if err != nil {
			return err
		}
		if !e.unclear() || !slices.ContainsFunc(calls, func(c call) bool { return c.key == key }) {
			return command.Usagef("-again, -found: %q is no unclear call of this file and this -journal", key)
		}
		e.State = verdict
		entries[key] = e
	}
	for key, e := range entries {
		if err := l.journal.Put(key, e); err != nil {
			return err
		}
	}
	return nil
}

// logAll goes through the calls, up to the first failure that the others would meet, too.
func (l *logger) logAll(ctx context.Context, calls []call) error {
	fmt.Fprintf(l.out, "%6s  %-9s  %-16s  %8s  %-20s  %s\n", "LINE", "DIRECTION", "STATUS", "TALK", "TIME", "ACCOUNT")
	for _, c := range calls {
		if err := l.log(ctx, c); err != nil {
			return fmt.Errorf("stopped at line %d, the next run with the same -journal goes on: %w", c.line, err)
		}
	}
	left := 0
	for _, t := range l.troubles {
		if t.why == unclear || t.why == refused {
			left++
		}
	}
	if left > 0 {
		return fmt.Errorf("calls that were refused or are unclear: %d, see the report", left)
	}
	return nil
}

func (l *logger) log(ctx context.Context, c call) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	e, err := l.lookUp(c.key)
	switch {
	case err != nil:
		return err
	case e.State == logged:
		l.before++
		if rank(c.status) < rank(e.Status) {
			l.report(c, changed, "")
		}
		return nil
	case e.unclear():
		l.report(c, unclear, "")
		return nil
	}
	to, err := l.people.find(ctx, c.phone)
	switch {
	case errors.Is(err, leeloo.ErrRejected):
		l.report(c, refused, err.Error())
		return nil
	case err != nil:
		return err
	case to.why != "":
		l.report(c, to.why, "")
		return nil
	}
	if !l.dryRun {
		if done, err := l.send(ctx, c, to.account); err != nil || !done {
			return err
		}
	}
	l.logged++
	fmt.Fprintf(l.out, "%6d  %-9s  %-16s  %8s  %s  %s\n", c.line, c.direction, c.status, c.talk, c.at.UTC().Format(time.RFC3339), to.account)
	return nil
}

func (l *logger) report(c call, why reason, detail string) {
	l.troubles = append(l.troubles, trouble{c.line, c.key, why, detail})
}

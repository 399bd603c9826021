package calls

import (
	"context"
	"errors"
	"os"
	"path/filepath"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// run is one run of the command.
type run struct {
	*options
	app    *app.App
	args   []string
	resume func(since bool) string // the command that goes on, with --since if there is no journal yet
}

func (r *run) do(ctx context.Context) (err error) {
	if err := errors.Join(r.check(r.app.Settings.Demo), checkReport(r.report)); err != nil {
		return err
	}
	records, err := open(r.app, r.args)
	if err != nil {
		return err
	}
	defer records.Close()
	show := &display{app: r.app}
	company, err := r.app.Open()
	if err != nil {
		return err
	}
	defer company.Close()
	if company.Demo != nil {
		dir, err := os.MkdirTemp("", "leeloo-calls-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if len(r.args) == 0 {
			r.app.Printf("--demo: the records are those that --sample writes. Name a file for others, or - for standard input.")
		}
		r.app.Printf("--demo: the journal is a temporary one.")
		r.demonstrate(company.Demo, filepath.Join(dir, "journal"))
	}
	return r.stoppable(ctx, r.with(ctx, company, records, show))
}

// with does the work on an open company.
func (r *run) with(ctx context.Context, company *app.Company, records *source, show *display) (err error) {
	identity, err := company.Identity(ctx)
	if err != nil {
		return err
	}
	list, err := assignments(r.users)
	if err != nil {
		return err
	}
	users, err := resolve(ctx, company.Client, list)
	if err != nil {
		return err
	}
	l := &logger{
		client: company.Client, limiter: company.Limiter, recordURL: r.recordURL, show: show, summary: &summary{DryRun: r.dryRun},
		people: people{company.Client, r.region, map[string]found{}},
	}
	at, err := r.locate(ctx, identity)
	if err != nil {
		return err
	}
	if at.exists {
		if l.journal, err = openJournal(ctx, at.path, identity, r.dryRun); err != nil {
			return err
		}
		r.bound = l.journal.since
	}
	defer func() { err = errors.Join(err, l.journal.Close()) }()
	calls, err := r.read(ctx, records, exchange{users, r.region}, l.summary)
	if err != nil {
		return err
	}
	calls, err = l.sortOut(ctx, calls)
	if err != nil {
		return err
	}
	if err := r.confirm(ctx, len(calls)); err != nil {
		return err
	}
	if l.journal == nil && !r.dryRun {
		if l.journal, err = createJournal(ctx, at.path, identity, r.bound); err != nil {
			return err
		}
		r.since = "" // for the command that goes on
		if company.Demo == nil {
			r.app.Printf("The journal of this exchange is %s.", at.path)
		}
	}
	return r.log(ctx, l, calls)
}

// log logs calls, and reports what became of them, also if it has to stop before the end.
func (r *run) log(ctx context.Context, l *logger, calls []call) error {
	l.show.start(len(calls))
	err := l.logAll(ctx, calls)
	l.show.end()
	err = errors.Join(err, l.summary.deliver(r.app, r.report))
	l.summary.print(r.app)
	return err
}

// locate finds the journal.
//
// If a mistyped path made a new journal, each call of the file would look new, and be logged twice. So only --since makes
// one; and --since refuses a journal that exists, so that it cannot be part of a command that runs each night.
func (r *run) locate(ctx context.Context, company app.Identity) (location, error) {
	at, err := locate(ctx, r.app, r.journal, company)
	switch {
	case err != nil:
		return at, err
	case at.exists && r.since != "":
		return at, exists(at.path)
	case !at.exists && r.since == "" && !r.dryRun:
		return at, app.Usagef("there is no journal %s: if no call of this exchange is logged yet, --since DATE makes it, or --since all for "+
			"all calls of the file; otherwise name the right one with --journal, or its directory with --state-dir", at.path)
	}
	return at, nil
}

// read reads the calls. What is not a call, or too old, it adds to the summary.
func (r *run) read(ctx context.Context, records *source, e exchange, s *summary) (calls []call, err error) {
	list, unplaced, err := records.records(ctx, r.zone)
	if err != nil {
		return nil, err
	}
	all, rest := e.calls(list)
	if n := countOf(rest, wrongTime); n > 0 && len(all) == 0 {
		return nil, app.Usagef("--tz: no call was logged: the times of the calls contradict their uniqueids; the times of the file are not those of %s", r.zone)
	}
	for _, c := range all {
		if c.at.Before(r.bound) {
			s.BeforeSince++
		} else {
			calls = append(calls, c)
		}
	}
	for _, row := range append(unplaced, rest...) {
		if row.at.IsZero() || !row.at.Before(r.bound) {
			s.add(row)
		}
	}
	return calls, nil
}

// confirm asks before calls are logged. A run without a terminal that may not log says so even if there is nothing to log
// yet: not some night.
func (r *run) confirm(ctx context.Context, open int) error {
	switch {
	case r.dryRun, open == 0 && r.app.CanAsk:
		return nil
	case open == 1:
		return r.app.Confirm(ctx, "1 call is to be logged on a person's card.")
	default:
		return r.app.Confirm(ctx, plural(open)+" are to be logged on people's cards.")
	}
}

// stoppable makes the end of a run that was stopped one that can be resumed.
func (r *run) stoppable(ctx context.Context, err error) error {
	if _, ok := errors.AsType[app.StoppedError](err); ok || err != nil && ctx.Err() != nil {
		return app.StoppedError{Err: err, Resume: r.resume(r.since != "")}
	}
	return err
}

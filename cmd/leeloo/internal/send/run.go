package send

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/pflag"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
)

// run is one run of the command.
type run struct {
	*app.App
	options
	flags   *pflag.FlagSet
	company *app.Company
	begun   bool // messages may be sent from now on
}

func newRun(a *app.App, o options, flags *pflag.FlagSet) *run {
	return &run{App: a, options: o, flags: flags}
}

func (r *run) do(ctx context.Context) error {
	err := r.start(ctx)
	_, stopped := errors.AsType[app.StoppedError](err)
	if err == nil || stopped || r.begun || ctx.Err() == nil {
		return err
	}
	stop := app.StoppedError{Err: context.Canceled}
	if r.resume && r.journal != "" {
		stop.Resume = r.resumeCommand(r.journal)
	} else {
		r.Printf("Nothing was sent.")
	}
	return stop
}

func (r *run) start(ctx context.Context) (err error) {
	if r.resume {
		// A journal that cannot be found needs no company.
		if err := r.chooseJournal(ctx); err != nil {
			return err
		}
	}
	r.company, err = r.Open()
	if err != nil {
		return err
	}
	defer r.company.Close()
	if r.resume {
		return r.goOn(ctx)
	}
	return r.begin(ctx)
}

// goOn goes on with the broadcast of a journal.
func (r *run) goOn(ctx context.Context) error {
	f, p, err := openJournal(ctx, r.journal)
	if err != nil {
		return err
	}
	defer f.Close()
	if flag := p.contradiction(r.options); flag != "" {
		return app.Usagef("%s is not that of the journal %s: leave it out to go on, or begin another broadcast without --resume", flag, f.Path)
	}
	identity, err := r.company.Identity(ctx)
	if err != nil {
		return r.ended(ctx, f, err)
	}
	if !identity.SameCompany(p.Company) {
		return app.Usagef("LEELOO_TOKEN is of another company than the journal %s", f.Path)
	}
	counts, err := f.Counts(ctx)
	if err != nil {
		return err
	}
	r.Printf("The broadcast of %s to the people with the tag %q: %s.", p.Created.Local().Format(time.DateTime), p.TagName, counts)
	left := counts.Waiting
	if r.retryRefused {
		left += counts.Refused
	}
	if left > 0 {
		if err := r.Confirm(ctx, r.question(left, p)); err != nil {
			return r.ended(ctx, f, err)
		}
	}
	if r.retryRefused {
		if err := sendRefusedAgain(ctx, f); err != nil {
			return err
		}
	}
	return r.send(ctx, f, p)
}

func (r *run) question(n int, p *plan) string {
	return fmt.Sprintf("%s with the template %q will be sent, which takes about %s. They cannot be taken back.",
		messages(n), p.TemplateName, duration(n, r.perMinute))
}

// send sends what is left, and says what became of it.
func (r *run) send(ctx context.Context, f *store.File, p *plan) error {
	r.begun = true
	err := r.sendAll(ctx, f, p)
	counts, countErr := f.Counts(context.WithoutCancel(ctx))
	if countErr != nil {
		return errors.Join(err, countErr)
	}
	if ctx.Err() != nil && !counts.Unfinished() {
		err = nil // Ctrl-C during the last message
	}
	reportErr := r.report(f, p, counts)
	switch {
	case err != nil:
		return r.ended(ctx, f, err)
	case reportErr != nil:
		return reportErr
	case counts.ForHuman() > 0:
		return app.Humanf("%s left for a human; this command shows them: leeloo journal show %s", messages(counts.ForHuman()), app.Quote(f.Path))
	default:
		return nil
	}
}

// ended returns the error of a broadcast that was stopped before its end.
func (r *run) ended(ctx context.Context, f *store.File, err error) error {
	resume := r.resumeCommand(f.Path)
	var stop stopError
	switch {
	case ctx.Err() != nil:
		return app.StoppedError{Err: context.Canceled, Resume: resume}
	case errors.As(err, &stop) && stop.stopped:
		return app.StoppedError{Err: err, Resume: resume}
	case errors.As(err, &stop) && stop.refused:
		resume += " --retry-refused"
	}
	r.Printf("Once the cause is removed, go on: %s", resume)
	return err
}

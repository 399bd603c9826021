package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

// perform begins a broadcast, or goes on with one.
func perform(stop, abort context.Context, acc *account.Account, o options, in io.Reader, out io.Writer) error {
	if !o.resume {
		if err := o.checkNew(); err != nil {
			return err
		}
	}
	if o.dryRun {
		return dryRun(stop, acc.CRM, o.broadcast, out)
	}
	l, err := open(o)
	if err != nil {
		return err
	}
	defer l.Close()
	name, err := templateName(stop, acc.CRM, l.plan.Template)
	if err != nil {
		return err
	}
	if o.resume {
		fmt.Fprintf(out, "Going on with the broadcast to the people with the tag %q.\n", l.plan.Tag)
	}
	if l.plan.Collected.IsZero() {
		if err := collectOnce(stop, acc.CRM, l, out); err != nil {
			return err
		}
	}
	todo := l.todo(o.retryFailed)
	if len(todo) > 0 {
		fmt.Fprintf(out, "%d messages will be sent with the template %q (%s).\n", len(todo), name, l.plan.Template)
		if err = allow(stop, acc, o.yes, in, out); err == nil {
			err = send(stop, abort, acc.CRM, l, todo, o.perMinute, out)
		}
	}
	l.report(out)
	if err != nil {
		return stoppedError{err, o.journal}
	}
	return l.verdict()
}

func dryRun(ctx context.Context, crm *leeloo.Client, b broadcast, out io.Writer) error {
	name, err := templateName(ctx, crm, b.Template)
	if err != nil {
		return err
	}
	list, err := collect(ctx, crm, b)
	if err != nil {
		return err
	}
	list.print(out)
	fmt.Fprintf(out, "%d messages would be sent with the template %q (%s). Nothing was sent.\n", len(list.recipients), name, b.Template)
	return nil
}

// open opens the journal of a new broadcast, or of one that was begun.
func open(o options) (*ledger, error) {
	if !o.resume {
		return newLedger(o.journal, o.broadcast)
	}
	l, err := resumeLedger(o.journal)
	if err != nil {
		return nil, err
	}
	if flag := o.differs(l.plan.broadcast); flag != "" {
		return nil, errors.Join(command.Usagef("%s is not that of the journal %s: leave it out to go on, or begin another broadcast with a new -journal",
			flag, o.journal), l.Close())
	}
	return l, nil
}

// collectOnce makes the list of the broadcast. The journal has the whole list or none.
func collectOnce(ctx context.Context, crm *leeloo.Client, l *ledger, out io.Writer) error {
	if err := l.save(l.plan); err != nil {
		return err
	}
	fmt.Fprintf(out, "Looking for people with the tag %q. The journal is %s.\n", l.plan.Tag, l.path)
	list, err := collect(ctx, crm, l.plan.broadcast)
	switch {
	case ctx.Err() != nil:
		return stoppedError{errStopped, l.path}
	case err != nil:
		return stoppedError{err, l.path}
	}
	list.print(out)
	if len(list.recipients) == 0 {
		return fmt.Errorf("there is nobody to write to: look at -tag and -channel; nothing was begun, so that %s can be deleted", l.path)
	}
	return l.save(&plan{broadcast: l.plan.broadcast, Collected: time.Now().UTC(), Recipients: list.recipients})
}

func allow(stop context.Context, acc *account.Account, yes bool, in io.Reader, out io.Writer) error {
	err := acc.Allow(stop, yes, in, out, "They can't be taken back.")
	switch {
	case errors.Is(err, context.Canceled):
		return errStopped
	case errors.Is(err, account.ErrNotAllowed):
		return errors.New("it was not allowed: answer y, or pass -yes")
	default:
		return err
	}
}

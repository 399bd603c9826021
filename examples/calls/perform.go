package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/leeloo-go/leeloo"
)

// perform logs what comes in, and reports the rest, also when it has to stop in the middle.
func perform(ctx context.Context, crm *leeloo.Client, o options, in io.Reader, stdout, stderr io.Writer) (err error) {
	records, troubles, err := read(in, o.zone)
	if err != nil {
		return err
	}
	calls, unplaced := exchange{o.users, o.region}.calls(records)
	troubles = append(troubles, unplaced...)
	if err := checkUsers(ctx, crm, o.users); err != nil {
		return err
	}
	l, err := newLogger(crm, o, stdout)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, l.Close()) }()
	if err := checkReport(o.report); err != nil {
		return err
	}
	if err := l.settle(o.verdicts, calls); err != nil {
		return err
	}
	err = l.logAll(ctx, calls)
	troubles = append(troubles, l.troubles...)
	err = errors.Join(err, report(o.report, stderr, troubles))
	if o.dryRun {
		fmt.Fprintf(stdout, "Calls: %d would be logged, %d are logged already.\n", l.logged, l.before)
	} else {
		fmt.Fprintf(stdout, "Calls: %d logged now, %d before.\n", l.logged, l.before)
	}
	fmt.Fprintf(stdout, "In the report: %s.\n", cmp.Or(tally(troubles), "nothing"))
	return err
}

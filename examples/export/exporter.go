package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"time"

	"github.com/leeloo-go/leeloo"
)

// exporter reads what is asked for, and gives it to the output.
type exporter struct {
	crm      *leeloo.Client
	options  options
	out      *output
	progress *progress
	started  time.Time
	undated  int // rows that were written although they have no time that can be read
}

func export(ctx context.Context, crm *leeloo.Client, o options, stdout, stderr io.Writer) error {
	e := &exporter{crm: crm, options: o, progress: newProgress(stderr), started: time.Now().UTC()}
	var err error
	if o.file == "-" {
		err = e.toStream(ctx, stdout)
	} else {
		err = e.toFile(ctx, stderr)
	}
	if err == nil && e.undated > 0 && o.period != (period{}) {
		fmt.Fprintf(stderr, "%d rows have no time that can be read. They are kept, whatever the period.\n", e.undated)
	}
	return err
}

func (e *exporter) toStream(ctx context.Context, w io.Writer) error {
	out := newOutput(w)
	if _, err := out.w.Write(layoutOf(e.options.job).header()); err != nil {
		return err
	}
	return e.read(ctx, out)
}

// read reads all rows into the output.
func (e *exporter) read(ctx context.Context, out *output) error {
	e.out = out
	err := kinds[e.options.What].export(ctx, e)
	return cmp.Or(err, out.w.Flush())
}

func (e *exporter) noteTime(at time.Time) {
	if at.IsZero() {
		e.undated++
	}
}

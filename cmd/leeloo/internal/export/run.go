package export

import (
	"bufio"
	"context"
	"errors"
	"time"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/target"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/names"
)

// run is one run of the command.
type run struct {
	app      *app.App
	cmd      *cobra.Command
	options  options
	started  time.Time
	company  *app.Company
	identity app.Identity
	display  *display
	outage   *outage
}

func newRun(a *app.App, cmd *cobra.Command, o options, started time.Time) *run {
	return &run{app: a, cmd: cmd, options: o, started: started, display: &display{app: a}, outage: &outage{app: a}}
}

func (r *run) do(ctx context.Context) (err error) {
	isFile := r.options.output != stdout
	if isFile && !r.options.isSince && !r.options.resume {
		if err := target.PathsOf(r.options.output).Check(r.options.force, r.options.demo); err != nil {
			return err
		}
	}
	if r.company, err = r.app.Open(); err != nil {
		return err
	}
	defer r.company.Close()
	err = r.outage.ride(ctx, func() (err error) {
		r.identity, err = r.company.Identity(ctx)
		return err
	})
	if err == nil {
		err = r.findTags(ctx)
	}
	if err != nil {
		return err
	}
	if isFile {
		return r.toFile(ctx)
	}
	return r.toStdout(ctx)
}

// findTags spells the tags as Leeloo does.
func (r *run) findTags(ctx context.Context) error {
	for i, given := range r.options.tags {
		err := r.outage.ride(ctx, func() error {
			tag, err := names.Tag(ctx, r.company.Client, "--tag", given)
			if err == nil {
				r.options.tags[i] = tag.Name
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *run) reader(job target.Job, s *sink) *reader {
	since, _ := time.Parse(time.RFC3339, job.Since)
	return &reader{
		client: r.company.Client, what: r.options.what,
		period: periodOf(r.options.from, r.options.to, since), isSince: job.Since != "",
		tags: r.options.tags, workers: r.options.workers, started: r.started,
		sink: s, outage: r.outage, display: r.display, leftOut: map[string]struct{}{},
	}
}

// toStdout writes rows as they come, to a terminal as whole lines. There is no manifest, and nothing to go on with.
func (r *run) toStdout(ctx context.Context) error {
	out := bufio.NewWriterSize(r.app.Out, 64<<10)
	rows, err := newRows(out, r.options.what, r.options.format, "")
	if err != nil {
		return err
	}
	add := rows.add
	if app.IsTerminal(r.app.Out) {
		r.display.hidden = true
		add = func(line []byte) error { return errors.Join(rows.add(line), out.Flush()) }
	}
	s := &sink{write: eachLine(add), known: map[string]struct{}{}, chats: map[string]struct{}{}}
	s.finishChat = func(id string) error { s.chats[id] = struct{}{}; return nil }
	reader := r.reader(target.Job{}, s)
	err = kinds[r.options.what].read(ctx, reader)
	if err = errors.Join(err, rows.close(), out.Flush()); err != nil {
		return err
	}
	m := target.Manifest{Job: target.Job{What: r.options.what}, Chats: len(s.chats), LeftOut: len(reader.leftOut)}
	rows.describe(&m)
	warn(r.app, m, !reader.period.isOpen())
	r.app.Printf("%s.", rowsText(m))
	return nil
}

// eachLine calls add for each line of several.
func eachLine(add func([]byte) error) func([]byte) error {
	return func(lines []byte) error {
		for start := 0; start < len(lines); {
			end := start
			for lines[end] != '\n' {
				end++
			}
			if err := add(lines[start : end+1]); err != nil {
				return err
			}
			start = end + 1
		}
		return nil
	}
}

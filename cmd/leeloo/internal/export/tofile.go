package export

import (
	"context"
	"path/filepath"
	"runtime"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/target"
)

func (r *run) toFile(ctx context.Context) error {
	o := r.options
	file, since, err := r.findFile()
	if err != nil {
		return err
	}
	at := target.PathsOf(file)
	lock, err := at.Lock()
	if err != nil {
		return err
	}
	defer lock.Release()
	job := target.Job{
		What: o.what, From: o.from.String(), To: o.to.String(), Since: since, Tags: target.TagsOf(o.tags), Demo: o.demo,
	}
	if o.resume {
		m, done, err := at.Complete(job)
		if err != nil {
			return err
		}
		if done {
			r.app.Printf("%s was complete, but for its manifest.", file)
			return r.print(at, m)
		}
	}
	if err := at.Check(o.force, o.demo); err != nil {
		return err
	}
	isNew := !target.Exists(file)
	part, err := target.Open(at, target.Export{Job: job, Company: r.identity, Started: r.started.UTC()}, o.resume, o.force)
	if err != nil {
		return err
	}
	if part.Resumed {
		r.app.Printf("Going on with %s: %d %s are there.", at.Part, len(part.Known)+len(part.Chats), o.what)
	}
	m, err := r.export(ctx, at, part)
	if err != nil {
		return app.StoppedError{Err: err, Resume: resumeCommand(r.cmd, o)}
	}
	warn(r.app, m, job.From+job.To+job.Since != "")
	if periodOf(o.from, o.to, time.Time{}).end.After(time.Now()) {
		r.app.Printf("The last day (UTC) is not over yet: what comes later is not included.")
	}
	if isNew && runtime.GOOS != "windows" { // which has no such permissions
		r.app.Printf("Only you can read %s (permission 0600).", file)
	}
	return r.print(at, m)
}

// export reads all rows into the part, and publishes them as the file.
func (r *run) export(ctx context.Context, at target.Paths, part *target.Part) (m target.Manifest, err error) {
	o, k := r.options, kinds[r.options.what]
	m = target.Manifest{
		File: filepath.Base(at.File), Format: string(o.format), Job: part.Export.Job, TimeZone: "UTC", Operations: k.operations,
		Company: part.Export.Company, Started: part.Export.Started, Resumed: part.Resumed, Complete: true,
	}
	ready, err := r.fill(ctx, at, part, &m)
	if closeErr := part.Close(); err == nil { // if writing has failed, so does this, with the same error
		err = closeErr
	}
	if err != nil {
		return m, err
	}
	m.Finished = time.Now().UTC()
	return m, at.Publish(ready, &m, o.force)
}

func (r *run) fill(ctx context.Context, at target.Paths, part *target.Part, m *target.Manifest) (ready string, err error) {
	reader := r.reader(part.Export.Job, &sink{write: part.Write, finishChat: part.FinishChat, known: part.Known, chats: part.Chats})
	if !part.Whole {
		if err := kinds[m.What].read(ctx, reader); err != nil {
			return "", err
		}
		if err := part.Finish(); err != nil {
			return "", err
		}
	}
	m.Chats, m.LeftOut = len(part.Chats), len(reader.leftOut)
	return render(ctx, at, part, r.options.format, m)
}

// findFile returns the file to write, and for --since last the time since which.
func (r *run) findFile() (file, since string, err error) {
	o := r.options
	if !o.isSince {
		return o.output, "", nil
	}
	s := seriesOf(o.output)
	job := target.Job{What: o.what, Tags: target.TagsOf(o.tags), Demo: o.demo}
	last, found, err := s.last(r.app, job, r.started)
	if err != nil {
		return "", "", err
	}
	if found && !last.Company.SameCompany(r.identity) {
		return "", "", app.Usagef("%s is of another company than LEELOO_TOKEN; set a token of that company, or name another --output", last.File)
	}
	if o.resume {
		if err := s.tidy(last); err != nil {
			return "", "", err
		}
		file, since, err = s.unfinished(job, last.Started)
		if err != nil || file != "" {
			return file, since, err
		}
	}
	file = s.next(r.started)
	if !found {
		r.app.Printf("There is no complete export as %s yet: %s gets everything.", s.pattern(), file)
		return file, "", nil
	}
	since = last.Started.Add(-overlap).UTC().Format(time.RFC3339)
	r.app.Printf("The last complete export is %s: %s gets what is new since %s.", last.File, file, since)
	return file, since, nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"
)

// unfinishedError leaves a part that can be gone on with.
type unfinishedError struct {
	error
	part string
}

func (u unfinishedError) Unwrap() error { return u.error }

func (e *exporter) toFile(ctx context.Context, stderr io.Writer) error {
	o, at := e.options, pathsOf(e.options.file)
	if err := at.checkDir(); err != nil {
		return err
	}
	if o.resume {
		lacks, err := at.lacksManifest(o.job)
		if err != nil {
			return err
		}
		if lacks {
			fmt.Fprintf(stderr, "%s was complete, but for its manifest.\n", at.file)
			return errors.Join(at.publishManifest(), removeIfThere(at.state))
		}
	}
	if err := at.checkFile(o.force); err != nil {
		return err
	}
	p, err := openPart(at, o, entry{Job: o.job, Account: o.account, Started: e.started})
	if err != nil {
		return err
	}
	if p.resumed {
		fmt.Fprintf(stderr, "Going on with %s: %d %s are there.\n", at.part, len(p.known)+len(p.finished), o.What)
	}
	m, err := e.fill(ctx, p)
	err = errors.Join(err, p.file.Close()) // Windows renames no open file
	if err == nil {
		err = at.publish(m, o.force)
	}
	if err = errors.Join(err, p.state.Close()); err != nil {
		return unfinishedError{err, at.part}
	}
	fmt.Fprintf(stderr, "%s is complete: %d rows, %d bytes.\n", at.file, m.Rows, m.Bytes)
	return removeIfThere(at.state)
}

// fill reads all rows into the part, and then describes what is on disk.
func (e *exporter) fill(ctx context.Context, p *part) (manifest, error) {
	k, l := kinds[e.options.What], layoutOf(e.options.job)
	m := manifest{
		File: filepath.Base(p.at.file), job: e.options.job, TimeZone: "UTC", Operations: k.operations,
		Started: p.begun.Started, Resumed: p.resumed, Complete: true,
	}
	if l.format == formatCSV {
		m.Columns = l.columns
	}
	if err := e.read(ctx, p.output); err != nil {
		return m, err
	}
	m.Chats, m.Finished = len(p.finished), time.Now().UTC()
	return m, errors.Join(p.file.Sync(), m.describe(p.file, l))
}

package send

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
)

const suffix = ".journal"

// begun is a broadcast of the state directory.
type begun struct {
	path   string
	plan   *plan
	counts store.Counts
}

func (b begun) created() string { return b.plan.Created.Local().Format(time.DateTime) }

// maxJournals is how many of the newest journals are looked at.
const maxJournals = 50

// broadcasts returns the broadcasts of the state directory, the newest first. Files that are not journals are skipped, but not
// journals that cannot be read: one of them may be of the broadcast that is to begin.
func (r *run) broadcasts(ctx context.Context) ([]begun, error) {
	dir, err := r.StateFile(command)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir) // sorted
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, app.Usagef("--state-dir: %w", err)
	}
	var paths []string
	for _, entry := range slices.Backward(entries) {
		if strings.HasSuffix(entry.Name(), suffix) {
			paths = append(paths, filepath.Join(dir, entry.Name()))
		}
	}
	var found []begun
	for _, path := range paths[:min(len(paths), maxJournals)] {
		switch b, err := readBegun(ctx, path); {
		case errors.Is(err, store.ErrNotJournal), errors.Is(err, errNoPlan):
		case err != nil:
			return nil, fmt.Errorf("%w; nothing was sent: the journal may be of this broadcast; if it is not, move it away", err)
		default:
			found = append(found, b)
		}
	}
	return found, nil
}

// unfinished returns the broadcasts of the state directory that have something left to send, the newest first.
func (r *run) unfinished(ctx context.Context) ([]begun, error) {
	all, err := r.broadcasts(ctx)
	return slices.DeleteFunc(all, func(b begun) bool { return !b.counts.Unfinished() }), err
}

func readBegun(ctx context.Context, path string) (b begun, err error) {
	f, err := store.Snapshot(ctx, path, command)
	if err != nil {
		return b, err
	}
	defer f.Close()
	b.path = path
	if b.plan, err = readPlan(ctx, f); err != nil {
		return b, err
	}
	b.counts, err = f.Counts(ctx)
	return b, err
}

// chooseJournal finds the journal of --resume: that of --journal, or the only unfinished one.
func (r *run) chooseJournal(ctx context.Context) error {
	if r.journal != "" {
		return nil
	}
	found, err := r.unfinished(ctx)
	if err != nil {
		return err
	}
	switch len(found) {
	case 0:
		return app.Usagef("--resume: no broadcast in %s is unfinished; name the journal: --journal FILE", r.Settings.StateDir)
	case 1:
		r.journal = found[0].path
		return nil
	}
	var lines strings.Builder
	for _, b := range found {
		fmt.Fprintf(&lines, "\n  %s\n    of %s, tag %q, template %q: %s", r.resumeCommand(b.path), b.created(),
			output.Clean(b.plan.TagName), output.Clean(b.plan.TemplateName), b.counts)
	}
	return app.Usagef("--resume: %d broadcasts are unfinished; choose one:%s", len(found), &lines)
}

// same returns the broadcasts of the state directory with the same tag and template, the newest first.
func (r *run) same(ctx context.Context, p *plan) ([]begun, error) {
	all, err := r.broadcasts(ctx)
	return slices.DeleteFunc(all, func(b begun) bool {
		return b.plan.Template != p.Template || b.plan.Tag != p.Tag || !b.plan.Company.SameCompany(p.Company)
	}), err
}

// checkSecond looks for a broadcast with the same tag and template. If it is unfinished, most of its people would get a second
// message: a new one is refused, unless a journal is named, which shows that it is meant. A finished one is mentioned.
func (r *run) checkSecond(same []begun) error {
	unfinished := slices.IndexFunc(same, func(b begun) bool { return b.counts.Unfinished() })
	switch {
	case unfinished >= 0 && r.journal == "":
		b := same[unfinished]
		return app.Usagef("the broadcast of %s with this tag and template is unfinished (%s); go on with it:\n  %s\nTo begin another one nevertheless, pass --journal with a new file",
			b.created(), b.counts, r.resumeCommand(b.path))
	case len(same) > 0:
		r.Printf("Note: the broadcast of %s had the same tag and template: %s.", same[0].created(), same[0].counts)
	}
	return nil
}

// create creates the journal of a new broadcast, unless another process has begun the same one since checkSecond: both have
// found none then.
func (r *run) create(ctx context.Context, p *plan, before []begun) (*store.File, error) {
	path, err := r.StateFile(command, "begin.lock")
	if err != nil {
		return nil, err
	}
	lock := flock.New(path, flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, 100*time.Millisecond); err != nil {
		return nil, fmt.Errorf("nothing was sent: --state-dir: %w", err)
	}
	defer func() { _ = lock.Close() }()
	same, err := r.same(ctx, p)
	if err != nil {
		return nil, err
	}
	for _, b := range same {
		isNew := !slices.ContainsFunc(before, func(known begun) bool { return known.path == b.path })
		if isNew && r.journal == "" {
			return nil, app.Usagef("nothing was sent: another leeloo send has begun the same broadcast meanwhile: %s; its journal is %s", b.counts, b.path)
		}
	}
	if path, err = r.newJournal(p.Created); err != nil {
		return nil, err
	}
	f, err := createJournal(context.WithoutCancel(ctx), path, p) // Ctrl-C leaves no half of it
	if err != nil {
		return nil, fmt.Errorf("nothing was sent: %w", err)
	}
	return f, nil
}

// sendRefusedAgain makes what Leeloo has refused wait again.
func sendRefusedAgain(ctx context.Context, f *store.File) error {
	tasks, err := f.Tasks(ctx)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if store.StateOf(t) != store.Refused {
			continue
		}
		if err := durable.Settle(ctx, f.Store, t.ID, durable.Verdict{Action: durable.SendAgain}); err != nil {
			return err
		}
	}
	return nil
}

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

// maxJournals is how many of the newest journals are looked at.
const maxJournals = 50

// broadcasts returns the broadcasts of the state directory, the newest first. Files that are not journals are skipped.
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
		b, err := readBegun(ctx, path)
		if err == nil {
			found = append(found, b)
		}
	}
	return found, ctx.Err()
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
		fmt.Fprintf(&lines, "\n  %s\n    of %s, tag %q, template %q: %s", r.resumeCommand(b.path), b.plan.Created.Local().Format(time.DateTime),
			output.Clean(b.plan.TagName), output.Clean(b.plan.TemplateName), b.counts)
	}
	return app.Usagef("--resume: %d broadcasts are unfinished; choose one:%s", len(found), &lines)
}

// checkSecond looks for a broadcast with the same tag and template in the state directory. If it is unfinished, most of its
// people would get a second message: a new one is refused, unless a journal is named, which shows that it is meant. A
// finished one is mentioned.
func (r *run) checkSecond(ctx context.Context, p *plan) error {
	all, err := r.broadcasts(ctx)
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(b begun) bool {
		return b.plan.Template != p.Template || b.plan.Tag != p.Tag || !b.plan.Company.SameCompany(p.Company)
	})
	created := func(b begun) string { return b.plan.Created.Local().Format(time.DateTime) }
	unfinished := slices.IndexFunc(all, func(b begun) bool { return b.counts.Unfinished() })
	switch {
	case unfinished >= 0 && r.journal == "":
		b := all[unfinished]
		return app.Usagef("the broadcast of %s with this tag and template is unfinished (%s); go on with it:\n  %s\nTo begin another one nevertheless, pass --journal with a new file",
			created(b), b.counts, r.resumeCommand(b.path))
	case len(all) > 0:
		r.Printf("Note: the broadcast of %s had the same tag and template: %s.", created(all[0]), all[0].counts)
	}
	return nil
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

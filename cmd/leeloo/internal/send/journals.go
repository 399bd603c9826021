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

// unfinished returns the broadcasts of the state directory that have something left to send, the newest first. Files that
// are not journals are skipped.
func (r *run) unfinished(ctx context.Context) ([]begun, error) {
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
		if err == nil && b.counts.Unfinished() {
			found = append(found, b)
		}
	}
	return found, ctx.Err()
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

// refuseSecond refuses a broadcast of which an unfinished one is in the state directory: most of its people would get a
// second message. A journal that is named shows that the second one is meant.
func (r *run) refuseSecond(ctx context.Context, p *plan) error {
	if r.journal != "" {
		return nil
	}
	found, err := r.unfinished(ctx)
	if err != nil {
		return err
	}
	for _, b := range found {
		if b.plan.Template == p.Template && b.plan.Tag == p.Tag && b.plan.Company.SameCompany(p.Company) {
			return app.Usagef("the broadcast of %s with this tag and template is unfinished (%s); go on with it:\n  %s\nTo begin another one nevertheless, pass --journal with a new file",
				b.plan.Created.Local().Format(time.DateTime), b.counts, r.resumeCommand(b.path))
		}
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

package send

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/names"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
)

// begin begins a new broadcast. Nothing is sent before its journal has the whole list.
func (r *run) begin(ctx context.Context) error {
	if err := r.checkJournal(); err != nil {
		return err
	}
	p, err := r.prepare(ctx)
	if err != nil {
		return err
	}
	if r.dryRun {
		return r.reportDryRun(p)
	}
	same, err := r.same(ctx, p)
	if err != nil {
		return err
	}
	if err := r.checkSecond(same); err != nil {
		return err
	}
	if err := r.Confirm(ctx, r.question(len(p.Recipients), p)); err != nil {
		return err
	}
	f, err := r.create(ctx, p, same)
	if err != nil {
		return err
	}
	defer f.Close()
	r.Printf("Journal: %s", f.Path)
	return r.send(ctx, f, p)
}

// checkJournal finds what is wrong with --journal before the list is read.
func (r *run) checkJournal() error {
	if r.journal == "" {
		return nil
	}
	if _, err := os.Stat(r.journal); !errors.Is(err, fs.ErrNotExist) {
		return app.Usagef("--journal: %s exists already; name a new file, or go on with --resume", r.journal)
	}
	if _, err := os.Stat(filepath.Dir(r.journal)); err != nil {
		return app.Usagef("--journal: there is no directory %s", filepath.Dir(r.journal))
	}
	return nil
}

// prepare makes the plan of a broadcast.
func (r *run) prepare(ctx context.Context) (*plan, error) {
	client := r.company.Client
	identity, err := r.company.Identity(ctx)
	if err != nil {
		return nil, err
	}
	tag, err := names.Tag(ctx, client, "--tag", r.tag)
	if err != nil {
		return nil, err
	}
	template, err := names.Template(ctx, client, "--template", r.template)
	if err != nil {
		return nil, err
	}
	s := newSelection(tag.Name, r.channelType())
	bar := progress.New(r.App, 0)
	bar.Describe("people read")
	err = s.collect(ctx, client, bar)
	bar.End()
	if err != nil {
		return nil, err
	}
	for _, line := range s.leftOut() {
		r.Printf("%s", line)
	}
	if len(s.recipients) == 0 {
		found := ""
		if r.channel != "" && len(s.kinds) > 0 {
			found = "; their accounts are " + s.channels()
		}
		return nil, app.Usagef("nobody with the tag %q can be written to%s", tag.Name, found)
	}
	return &plan{
		Tag: tag.ID, TagName: tag.Name, Template: template.ID, TemplateName: template.FullName(), Variables: r.variables,
		Channel: r.channelType(), Company: identity, Created: time.Now().UTC(), Recipients: s.recipients,
	}, nil
}

// newJournal returns the path of the new journal.
func (r *run) newJournal(now time.Time) (string, error) {
	if r.journal != "" {
		return r.journal, nil
	}
	for i := 1; ; i++ {
		name := now.Local().Format("2006-01-02-150405")
		if i > 1 {
			name += fmt.Sprintf("-%d", i)
		}
		path, err := r.StateFile(command, name+suffix)
		if err != nil {
			return "", err
		}
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return path, nil
		}
	}
}

type dryRun struct {
	Tag        string `json:"tag"`
	Template   string `json:"template"`
	Recipients int    `json:"recipients"`
}

func (r *run) reportDryRun(p *plan) error {
	if r.Settings.JSON {
		return output.JSON(r.Out, dryRun{p.TagName, p.TemplateName, len(p.Recipients)})
	}
	fmt.Fprintf(r.Out, "%s with the template %q would be sent to people with the tag %q, which takes about %s. Nothing was sent.\n",
		messages(len(p.Recipients)), output.Clean(p.TemplateName), output.Clean(p.TagName), duration(len(p.Recipients), r.perMinute))
	return nil
}

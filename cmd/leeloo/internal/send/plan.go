package send

import (
	"context"
	"errors"
	"maps"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
)

// plan is a broadcast with its list of people. It is written in one piece before the first message, and never changed.
type plan struct {
	Tag          leeloo.TagID       `json:"tag"`
	TagName      string             `json:"tag_name"`
	Template     leeloo.TemplateID  `json:"template"`
	TemplateName string             `json:"template_name"` // with its category
	Variables    map[string]string  `json:"variables,omitzero"`
	Channel      leeloo.ChannelType `json:"channel,omitzero"`
	Company      app.Identity       `json:"company"`
	Created      time.Time          `json:"created"`
	Recipients   []recipient        `json:"recipients"`
}

// recipient is a person, and the account that the message goes to.
type recipient struct {
	Person  leeloo.PersonID  `json:"person"`
	Account leeloo.AccountID `json:"account"`
}

const (
	command = "send" // whose journal it is
	planKey = "plan"
)

// createJournal writes the journal of a new broadcast.
func createJournal(ctx context.Context, path string, p *plan) (*store.File, error) {
	f, err := store.Create(ctx, path, command)
	if err != nil {
		return nil, err
	}
	if err = f.Lock(); err == nil {
		err = f.PutTotal(ctx, len(p.Recipients))
	}
	if err == nil {
		err = f.Put(ctx, planKey, p)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// openJournal opens the journal of a broadcast that was begun.
func openJournal(ctx context.Context, path string) (*store.File, *plan, error) {
	f, err := store.Open(ctx, path, command)
	if err != nil {
		return nil, nil, err
	}
	p, err := readPlan(ctx, f)
	if err == nil {
		err = f.Lock()
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, p, nil
}

// errNoPlan indicates a journal without a plan.
var errNoPlan = errors.New("the broadcast ended before its list was complete")

func readPlan(ctx context.Context, f *store.File) (*plan, error) {
	var p plan
	found, err := f.Get(ctx, planKey, &p)
	if err != nil {
		return nil, err
	}
	if !found {
		return nil, app.Usagef("journal %s: %w: nothing was sent; delete the file, and begin the broadcast without --resume", f.Path, errNoPlan)
	}
	return &p, nil
}

// contradiction returns the first flag that asks for another broadcast than the journal's, or "". A flag that is not given
// asks for the same one.
func (p *plan) contradiction(o options) string {
	is := func(value string, names ...string) bool {
		for _, name := range names {
			if value == "" || strings.EqualFold(value, name) {
				return true
			}
		}
		return false
	}
	short := p.TemplateName[strings.LastIndex(p.TemplateName, "/")+1:]
	switch {
	case !is(o.tag, p.TagName, string(p.Tag)):
		return "--tag"
	case !is(o.template, p.TemplateName, short, string(p.Template)):
		return "--template"
	case o.variables != nil && !maps.Equal(o.variables, p.Variables):
		return "--var"
	case !is(o.channel, string(p.Channel)):
		return "--channel"
	default:
		return ""
	}
}

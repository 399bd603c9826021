package main

import (
	"cmp"
	"errors"
	"flag"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/leelootest"
)

// broadcast says what goes to whom. The journal remembers it.
type broadcast struct {
	Tag       string             `json:"tag"`
	Template  leeloo.TemplateID  `json:"template"`
	Variables map[string]string  `json:"variables,omitzero"`
	Channel   leeloo.ChannelType `json:"channel,omitzero"`
}

type options struct {
	broadcast
	journal                                  string
	resume, retryFailed, dryRun, yes, status bool
	perMinute                                int
}

const usage = `Broadcast sends a message template to everybody with a tag, one message a person.

  go run ./examples/broadcast -tag webinar -template 62594a8e1f0c1b2f4c9d0001 -var date=Friday -journal friday.journal
  go run ./examples/broadcast -resume -journal friday.journal    to go on after Ctrl-C or a crash
  go run ./examples/broadcast -status -journal friday.journal    to see who got no message, or maybe none

Without LEELOO_TOKEN it works on a fake Leeloo, where -tag, -template and -journal may be left out.

A message goes to the person's first account whose connection is OK; to one that was made by hand (MANUAL) only if
there is no other. The list is collected once: -resume does not look for new people.

A message whose answer is lost is unknown and never sent again by itself: look into the chat. One that the API refuses
has failed: -retry-failed sends it again. Three failures of the API in a row, or twenty refusals, stop the broadcast.

The first Ctrl-C stops after the message under way. The second gives that message up, so that it may be unknown.
Exit codes: 0 all sent; 1 it failed, or ended with messages that failed or are unknown; 2 wrong flags; 3 stopped before
the end, -resume goes on.

`

func parse(args []string, out io.Writer) (options, error) {
	var o options
	fs := flag.NewFlagSet("broadcast", flag.ContinueOnError)
	fs.StringVar(&o.Tag, "tag", "", "`name` of the tag, as people have it in Leeloo")
	fs.Func("template", "`id` of the template: app.leeloo.ai/campaigns-templates/.../templates/creator/ID", func(id string) error {
		o.Template = leeloo.TemplateID(id)
		return nil
	})
	fs.Func("var", "`name=value` of a variable of the template, the same for everybody; repeat it for more", o.addVariable)
	fs.Func("channel", "send to accounts of this `kind` alone: TELEGRAM, FACEBOOK, ...", func(kind string) error {
		o.Channel = leeloo.ChannelType(strings.ToUpper(kind))
		return nil
	})
	fs.StringVar(&o.journal, "journal", "", "`file` that remembers what was sent; a new one for each broadcast")
	fs.BoolVar(&o.resume, "resume", false, "go on with the broadcast of -journal; it knows -tag, -template, -var and -channel")
	fs.BoolVar(&o.retryFailed, "retry-failed", false, "with -resume: send those again that the API has refused")
	fs.BoolVar(&o.dryRun, "dry-run", false, "count the people, and send nothing")
	fs.BoolVar(&o.yes, "yes", false, "don't ask before sending")
	fs.BoolVar(&o.status, "status", false, "show what -journal says, and send nothing")
	fs.IntVar(&o.perMinute, "per-minute", 0, "send at most `n` messages a minute, to leave some of the API's 300 to other programs")

	if err := command.Parse(fs, args, usage, out); err != nil {
		return o, err
	}
	return o, o.check()
}

func (o *options) addVariable(text string) error {
	name, value, found := strings.Cut(text, "=")
	if _, twice := o.Variables[name]; !found || name == "" || twice {
		return errors.New("want name=value, each name once")
	}
	if o.Variables == nil {
		o.Variables = map[string]string{}
	}
	o.Variables[name] = value
	return nil
}

func (o *options) check() error {
	switch {
	case o.perMinute < 0:
		return command.Usagef("-per-minute is negative")
	case (o.resume || o.status) && o.journal == "":
		return command.Usagef("-journal is missing: the file of the broadcast that was begun")
	case o.retryFailed && !o.resume:
		return command.Usagef("-retry-failed needs -resume")
	case o.dryRun && o.resume:
		return command.Usagef("-dry-run is for a new broadcast: -status shows what is left of one that was begun")
	default:
		return nil
	}
}

// checkNew looks for what only the user knows. A broadcast that is resumed has it in its journal.
func (o *options) checkNew() error {
	switch {
	case o.Tag == "":
		return command.Usagef("-tag is missing: the name of a tag, as it stands in Leeloo under Settings, CRM settings, Tags")
	case o.Template == "":
		return command.Usagef("-template is missing: the last part of app.leeloo.ai/campaigns-templates/.../templates/creator/ID")
	case o.journal == "" && !o.dryRun:
		return command.Usagef("-journal is missing: a new file, which remembers what was sent")
	default:
		return nil
	}
}

// demonstrate fills in what the user of a fake can't know.
func (o *options) demonstrate(company leelootest.Dataset) error {
	if o.resume {
		return nil
	}
	o.Tag = cmp.Or(o.Tag, company.Tags[2].Name)              // "webinar"
	o.Template = cmp.Or(o.Template, company.Templates[4].ID) // "Webinar in an hour"
	if o.journal != "" || o.dryRun {
		return nil
	}
	dir, err := os.MkdirTemp("", "broadcast-")
	o.journal = filepath.Join(dir, "journal")
	return err
}

// differs names the first flag that asks for another broadcast than the journal's, or returns "". A flag that is left
// out asks for the same one.
func (b broadcast) differs(journal broadcast) string {
	switch {
	case b.Tag != "" && b.Tag != journal.Tag:
		return "-tag"
	case b.Template != "" && b.Template != journal.Template:
		return "-template"
	case b.Variables != nil && !maps.Equal(b.Variables, journal.Variables):
		return "-var"
	case b.Channel != "" && b.Channel != journal.Channel:
		return "-channel"
	default:
		return ""
	}
}

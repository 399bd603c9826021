package send

import (
	"errors"
	"strings"

	"github.com/spf13/pflag"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// options are the flags of the command.
type options struct {
	tag, template string
	variables     variables
	channel       string
	perMinute     int
	journal       string
	resume        bool
	retryRefused  bool
	dryRun        bool
}

// A message needs two requests: one that reads the chat, and one that sends. At more than maxPerMinute the limit of the API
// would interrupt the sending again and again.
const (
	defaultPerMinute = 100
	maxPerMinute     = 140
)

func (o *options) addFlags(flags *pflag.FlagSet) {
	flags.StringVar(&o.tag, "tag", "", "`name` or id of the tag")
	flags.StringVar(&o.template, "template", "", "`name` of the template, as Category/Name, or its id")
	flags.Var(&o.variables, "var", "`name=value` of a variable of the template, the same for everybody; repeat it for more")
	flags.StringVar(&o.channel, "channel", "", "send only to accounts of this `kind`: TELEGRAM, FACEBOOK, …")
	flags.IntVar(&o.perMinute, "per-minute", defaultPerMinute, "send `n` messages a minute, at most 140")
	flags.StringVar(&o.journal, "journal", "", "`file` of the journal, a new one for each broadcast (default: one in --state-dir)")
	flags.BoolVar(&o.resume, "resume", false, "go on with the unfinished broadcast, or with that of --journal")
	flags.BoolVar(&o.retryRefused, "retry-refused", false, "with --resume: send again what Leeloo has refused")
	flags.BoolVar(&o.dryRun, "dry-run", false, "count the people, and send nothing")
}

func (o *options) check() error {
	o.channel = strings.ToUpper(o.channel)
	switch {
	case o.perMinute < 1 || o.perMinute > maxPerMinute:
		return app.Usagef("--per-minute must be 1 to %d: each message needs two of the 300 requests a minute that the API allows", maxPerMinute)
	case o.dryRun && o.resume:
		return app.Usagef("--dry-run is for a new broadcast; leeloo journal status shows what is left of one that was begun")
	case o.retryRefused && !o.resume:
		return app.Usagef("--retry-refused needs --resume")
	case o.resume:
		return nil
	case o.tag == "":
		return app.Usagef("--tag is missing; leeloo ids tags lists them")
	case o.template == "":
		return app.Usagef("--template is missing; leeloo ids templates lists them")
	default:
		return nil
	}
}

func (o *options) channelType() leeloo.ChannelType { return leeloo.ChannelType(o.channel) }

// variables is the value of --var.
type variables map[string]string

func (v *variables) Set(text string) error {
	name, value, found := strings.Cut(text, "=")
	if _, twice := (*v)[name]; !found || name == "" || twice {
		return errors.New("want name=value, each name once")
	}
	if *v == nil {
		*v = variables{}
	}
	(*v)[name] = value
	return nil
}

func (v *variables) Type() string { return "name=value" }

func (v *variables) String() string { return "" }

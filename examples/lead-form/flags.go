package main

import (
	"flag"
	"io"
	"regexp"

	"github.com/nyaruka/phonenumbers"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/leelootest"
)

const usage = `Lead-form serves a contact form and carries what is sent with it to Leeloo: the person, a comment, a tag, and a
subscription to a tunnel. No lead is lost and none is doubled. Without LEELOO_TOKEN it works on a fake Leeloo.

  LEELOO_TOKEN=... lead-form -journal leads.db -tag TAG_ID -tunnel TUNNEL_ID -block TUNNEL_BLOCK_ID -yes
  lead-form -journal leads.db -status

The journal belongs to one process: stop the server before -status, -show and -settle. They need no token.

`

type settings struct {
	addr, journal, region string
	goal                  goal
	yes, retry            bool

	status       bool
	show, settle string // numbers of leads
}

func parse(args []string, stdout io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("lead-form", flag.ContinueOnError)
	flags.StringVar(&s.addr, "addr", "localhost:8080", "`address` that the form is served at")
	flags.StringVar(&s.journal, "journal", "", "`file` that keeps the leads; required with LEELOO_TOKEN")
	flags.StringVar((*string)(&s.goal.Tag), "tag", "", "`id` of the tag: Settings, CRM settings, Tags, \"Copy ID\"")
	flags.StringVar((*string)(&s.goal.Start.TunnelID), "tunnel", "", "`id` of the tunnel: app.leeloo.ai/tunnels/TUNNEL_ID/tree")
	flags.StringVar((*string)(&s.goal.Start.TunnelBlockID), "block", "",
		"`id` of the block to start at: click it, app.leeloo.ai/tunnels/…/tree/TUNNEL_BLOCK_ID")
	flags.StringVar(&s.region, "region", "UA", "`country` of phones without +, in two letters")
	flags.BoolVar(&s.yes, "yes", false, "don't ask before writing to a real account")
	flags.BoolVar(&s.retry, "retry", false, "try again what Leeloo has refused, with the tag, tunnel and block of this start")
	flags.BoolVar(&s.status, "status", false, "count the leads of the journal, list those that need a human, and end")
	flags.StringVar(&s.show, "show", "", "show the lead with this `number`, with the visitor's data, and end")
	flags.StringVar(&s.settle, "settle", "", "record that a human has dealt with the lead with this `number`, erase its data, and end")

	if err := command.Parse(flags, args, usage, stdout); err != nil {
		return s, err
	}
	if !phonenumbers.GetSupportedRegions()[s.region] {
		return s, command.Usagef("-region: no country has the code %q: give one like UA, PL or DE", s.region)
	}
	return s, nil
}

// onlyLooks reports whether the journal is all that is asked for.
func (s settings) onlyLooks() bool { return s.status || s.show != "" || s.settle != "" }

// forFake fills in what only the fake account knows. Its journal ends with it: the leads of a real form must not go to
// a fake account because somebody forgot the token.
func (s settings) forFake(company leelootest.Dataset, journal string) (settings, error) {
	if s.journal != "" || s.goal != (goal{}) {
		return s, command.Usagef("LEELOO_TOKEN is not set: leave out -journal, -tag, -tunnel and -block to try the fake account")
	}
	tunnel := company.Tunnels[0]
	s.journal = journal
	s.goal = goal{company.Tags[0].ID, leeloo.SubscribeParams{TunnelID: tunnel.ID, TunnelBlockID: tunnel.Blocks[0].ID}}
	return s, nil
}

var objectID = regexp.MustCompile(`^[0-9a-fA-F]{24}$`)

// forReal checks what a real account needs to be told.
func (s settings) forReal() error {
	if s.journal == "" {
		return command.Usagef("-journal is missing: name a file that outlives restarts, such as /var/lib/lead-form/leads.db")
	}
	for _, id := range []struct{ flag, value, where string }{
		{"-tag", string(s.goal.Tag), `Settings, CRM settings, Tags, "Copy ID"`},
		{"-tunnel", string(s.goal.Start.TunnelID), "app.leeloo.ai/tunnels/TUNNEL_ID/tree"},
		{"-block", string(s.goal.Start.TunnelBlockID), "click the block: app.leeloo.ai/tunnels/…/tree/TUNNEL_BLOCK_ID"},
	} {
		switch {
		case id.value == "":
			return command.Usagef("%s is missing: the id is found in Leeloo (%s)", id.flag, id.where)
		case !objectID.MatchString(id.value):
			return command.Usagef("%s: an id has 24 hexadecimal digits, and is found in Leeloo (%s)", id.flag, id.where)
		}
	}
	return nil
}

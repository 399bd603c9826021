package main

import (
	"cmp"
	"errors"
	"flag"
	"io"
	"maps"
	"net/url"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // for machines without a database of zones

	"github.com/nyaruka/phonenumbers"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/leelootest"
)

type options struct {
	users              map[string]leeloo.UserID // by extension
	region             string
	zone               *time.Location
	journal, report    string
	recordURL          string
	verdicts           map[string]state // of a human on unclear calls, by key
	newJournal, dryRun bool
	yes, sample        bool
}

const usage = `Calls logs the calls of an Asterisk exchange in Leeloo. It reads call records (Master.csv of cdr_csv) on stdin.

  go run ./examples/calls -sample    shows a made-up Master.csv

  go run ./examples/calls -users users.txt -tz Europe/Kyiv -dry-run < Master.csv
  go run ./examples/calls -users users.txt -tz Europe/Kyiv -yes -journal pbx.journal -new < Master.csv    the first time
  go run ./examples/calls -users users.txt -tz Europe/Kyiv -yes -journal pbx.journal < Master.csv         from then on

Without LEELOO_TOKEN it works on a fake Leeloo, with that sample if stdin is a terminal or empty. All flags may be left out
there, and -journal does not count. With LEELOO_TOKEN, -users and -tz are needed, and -journal and -yes to log anything.

A call can be placed if an extension of -users calls out, or is called from outside. The number of a ring group or a queue
may be in -users, too: calls that rang nobody's telephone are logged for that user.
  ANSWERED             SUCCESS, with the time of talk (billsec); without a second channel nobody talked: NO_ANSWER
  NO ANSWER, BUSY      NO_ANSWER, 0 seconds
  FAILED, CONGESTION   CLOSED_BY_SYSTEM, 0 seconds
The call goes to the person's oldest account whose connection is OK, or to the oldest of all.

The report is a CSV file without phones: line,uniqueid,reason,explanation. The uniqueid is the linkedid where the exchange
writes one. Where it writes neither, it is a hash of the line. A call that is "unclear" may be on the card or not: look there,
and if it is missing, -again sends it again. If it is there, -found ends the matter.

The first Ctrl-C stops after the call under way. A second one kills, and leaves that call unclear.
Exit codes: 0 all was tried; 1 it failed or was stopped, or calls were refused or are unclear; 2 wrong flags.

`

func parse(args []string, out io.Writer) (options, error) {
	o := options{region: "UA", users: map[string]leeloo.UserID{}, verdicts: map[string]state{}}
	fs := flag.NewFlagSet("calls", flag.ContinueOnError)
	fs.Func("users", "whose extension is whose: `ext=USERID`, with commas or repeated, or a file of such lines;\n"+
		"the id stands in app.leeloo.ai/settings/company/users/user/USERID", o.addUsers)
	fs.Func("region", "`country` that phones without a country code belong to (default UA)", o.setRegion)
	fs.Func("tz", "`zone` of the times in the file: UTC if cdr.conf has usegmtime=yes, else that of the exchange: Europe/Kyiv",
		func(name string) (err error) {
			if o.zone, err = time.LoadLocation(name); err != nil || name == "" {
				return errors.New("want a zone like UTC or Europe/Kyiv")
			}
			return nil
		})
	fs.StringVar(&o.journal, "journal", "", "`file` that remembers what was logged; always the same one for an exchange, and for it alone")
	fs.BoolVar(&o.newJournal, "new", false, "make the -journal: for the first run alone, when no call of the exchange is logged yet")
	fs.StringVar(&o.report, "report", "", "`file` for the lines that could not be placed, instead of stderr")
	fs.Func("record-url", "`URL` of a recording, for calls with talk: https://pbx.example.com/{uniqueid}.wav", o.setRecordURL)
	fs.Func("again", "`uniqueid` of an unclear call that is not on the card: send it again; with commas for more", o.settle(notLogged))
	fs.Func("found", "`uniqueid` of an unclear call that is on the card: it is settled; with commas for more", o.settle(logged))
	fs.BoolVar(&o.dryRun, "dry-run", false, "find the people and show what would be logged, and log nothing")
	fs.BoolVar(&o.yes, "yes", false, "log the calls of a real company; stdin is taken, so there is no question")
	fs.BoolVar(&o.sample, "sample", false, "write the sample to stdout, and do nothing else")

	err := command.Parse(fs, args, usage, out)
	if errors.Is(err, command.ErrArgument) {
		return o, command.Usagef("%q is no flag: the records come on stdin, < Master.csv", fs.Arg(0))
	}
	if err != nil {
		return o, err
	}
	if o.dryRun && len(o.verdicts) > 0 {
		return o, command.Usagef("-again and -found change the journal: leave -dry-run out")
	}
	return o, nil
}

func (o *options) settle(verdict state) func(keys string) error {
	return func(keys string) error {
		for key := range strings.SplitSeq(keys, ",") {
			if _, twice := o.verdicts[key]; twice {
				return errors.New("this uniqueid is there twice")
			}
			o.verdicts[key] = verdict
		}
		return nil
	}
}

func (o *options) setRegion(region string) error {
	o.region = strings.ToUpper(region)
	if !phonenumbers.GetSupportedRegions()[o.region] {
		return errors.New("want a country like UA")
	}
	return nil
}

func (o *options) setRecordURL(template string) error {
	u, err := url.Parse(template)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || !strings.Contains(template, "{uniqueid}") {
		return errors.New("want https://… with {uniqueid} in it")
	}
	o.recordURL = template
	return nil
}

// checkReal looks for what only the user of a real company knows. A wrong zone or a forgotten journal does harm, so that
// neither has a default.
func (o *options) checkReal(stdin io.Reader) error {
	switch {
	case len(o.users) == 0:
		return command.Usagef("-users is missing: 101=USERID, the id from app.leeloo.ai/settings/company/users/user/USERID")
	case o.zone == nil:
		return command.Usagef("-tz is missing: UTC if the exchange's cdr.conf has usegmtime=yes, else its zone, such as Europe/Kyiv")
	case isTerminal(stdin):
		return command.Usagef("there is nothing on stdin: < Master.csv")
	case o.dryRun:
		return nil
	case o.journal == "":
		return command.Usagef("-journal is missing: a file that remembers what was logged, the same one each time")
	case !o.yes:
		return command.Usagef("-yes is missing: without it nothing is logged. See what -dry-run shows first")
	default:
		return nil
	}
}

// demonstrate fills in what the user of a fake can't know. The journal of a real exchange must not learn of calls that
// only the fake has.
func (o *options) demonstrate(company leelootest.Dataset, dir string) {
	o.journal, o.newJournal = filepath.Join(dir, "journal"), true
	o.zone = cmp.Or(o.zone, time.UTC)
	if len(o.users) == 0 {
		maps.Copy(o.users, map[string]leeloo.UserID{"101": company.Users[0].ID, "102": company.Users[1].ID})
	}
}

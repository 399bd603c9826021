package calls

import (
	"cmp"
	"net/url"
	"strings"
	"time"
	_ "time/tzdata" // for computers without a database of zones

	"github.com/nyaruka/phonenumbers"
	"github.com/spf13/pflag"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/leelootest"
)

// options are the flags of the command as given.
type options struct {
	users          []string
	tz, region     string
	recordURL      string
	journal, since string
	report         string
	dryRun, sample bool
	zone           *time.Location // of tz
	bound          time.Time      // of since
}

func (o *options) flags(f *pflag.FlagSet) {
	f.StringArrayVar(&o.users, "users", nil, "`file` with a line for each extension, 101=Olena Kovalenko, or one such line; can be repeated")
	f.StringVar(&o.tz, "tz", "", "`zone` of the times in the file: UTC if cdr.conf has usegmtime=yes, otherwise that of the exchange, such as Europe/Kyiv")
	f.StringVar(&o.region, "region", "UA", "`country` of phones without a country code")
	f.StringVar(&o.recordURL, "record-url", "", "`URL` of the recordings of calls with talk: https://pbx.example.com/{uniqueid}.wav")
	f.StringVar(&o.journal, "journal", "", "`file` that knows what was logged: always the same one for an exchange (default one in --state-dir for each company)")
	f.StringVar(&o.since, "since", "", "first run only: make the journal, and never log a call before this `date`, 2026-03-01; or \"all\"")
	f.StringVar(&o.report, "report", "", "`file` for the report, instead of standard output; an older report is replaced")
	f.BoolVar(&o.dryRun, "dry-run", false, "find the people and report what would be logged, and log nothing")
	f.BoolVar(&o.sample, "sample", false, "write a made-up Master.csv to standard output, and do nothing else")
}

// check checks what only the operator knows. A wrong zone or a wrong first run does harm, so neither has a default.
func (o *options) check(demo bool) error {
	o.region = strings.ToUpper(o.region)
	switch {
	case len(o.users) == 0 && !demo:
		return app.Usagef("--users is missing: a file with lines like 101=Olena Kovalenko")
	case o.tz == "" && !demo:
		return app.Usagef("--tz is missing: UTC if the exchange's cdr.conf has usegmtime=yes, otherwise its zone, such as Europe/Kyiv")
	case !phonenumbers.GetSupportedRegions()[o.region]:
		return app.Usagef("--region: want a country such as UA")
	case !o.recordURLFits():
		return app.Usagef("--record-url: want https://… with {uniqueid} in it")
	}
	var err error
	if o.zone, err = time.LoadLocation(cmp.Or(o.tz, "UTC")); err != nil {
		return app.Usagef("--tz: want a zone such as UTC or Europe/Kyiv")
	}
	if o.since == "" || o.since == "all" {
		return nil
	}
	if o.bound, err = time.ParseInLocation(time.DateOnly, o.since, o.zone); err != nil {
		return app.Usagef("--since: want a date such as 2026-03-01, or all")
	}
	return nil
}

func (o *options) recordURLFits() bool {
	if o.recordURL == "" {
		return true
	}
	u, err := url.Parse(o.recordURL)
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && strings.Contains(o.recordURL, "{uniqueid}")
}

// demonstrate completes the options with what nobody knows of a made-up company. The journal of a real exchange must not
// learn of calls that only the fake has.
func (o *options) demonstrate(company *leelootest.Dataset, journal string) {
	o.journal, o.since = journal, cmp.Or(o.since, "all")
	if len(o.users) == 0 {
		o.users = []string{"101=" + company.Users[0].Name, "102=" + company.Users[1].Name}
	}
}

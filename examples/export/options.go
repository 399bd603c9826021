package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

const usage = `Export writes people, orders, channels or chats of a period to a file. It only reads.

  export -what people -from 2026-01-01 -to 2026-01-31 -o people.csv
  export -what chats -from 2026-01-01 -format ndjson -o chats.ndjson -resume

People and channels count by their last message, orders by their creation, messages by when they were written. Days
are UTC. Rows go to FILE.part, which becomes FILE once it is complete; FILE.manifest.json has the counts and a checksum.
The account is that of LEELOO_TOKEN (at LEELOO_BASE_URL), or without it a fake one.

`

// job is what two exports have in common when one can go on with the part of the other.
type job struct {
	What   string `json:"what"`
	From   string `json:"from,omitempty"`
	To     string `json:"to,omitempty"`
	Format string `json:"format"`
	Fake   bool   `json:"fake,omitempty"`
}

func (j job) String() string {
	text := "-what " + j.What + " -format " + j.Format
	if j.From != "" {
		text += " -from " + j.From
	}
	if j.To != "" {
		text += " -to " + j.To
	}
	if j.Fake {
		text += ", of the fake Leeloo"
	}
	return text
}

type options struct {
	job
	account string // see accountOf
	period  period
	file    string // "-" is the standard output
	resume  bool
	force   bool
}

// parse reads the command. Asked for help, it prints it and returns flag.ErrHelp.
func parse(args []string, help io.Writer) (options, error) {
	var o options
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	flags.StringVar(&o.What, "what", people, "`kind` of rows: "+strings.Join(kindNames(), ", "))
	flags.Func("from", "first `day`, such as 2026-01-01; without it from the beginning", day(&o.period.from))
	flags.Func("to", "last `day`, which is included; without it up to now", day(&o.period.to))
	flags.StringVar(&o.Format, "format", "csv", "`csv` or ndjson")
	flags.StringVar(&o.file, "o", "-", "`FILE` to write, or - for the standard output, without a manifest")
	flags.BoolVar(&o.resume, "resume", false, "go on with FILE.part, if there is one")
	flags.BoolVar(&o.force, "force", false, "replace FILE; without -resume throw FILE.part away, too")
	if err := command.Parse(flags, args, usage, help); err != nil {
		return o, err
	}
	if err := o.validate(); err != nil {
		return o, command.Usagef("%w", err)
	}
	o.From, o.To = leeloo.DateOf(o.period.from).String(), leeloo.DateOf(o.period.to).String()
	return o, nil
}

func kindNames() []string { return slices.Sorted(maps.Keys(kinds)) }

// day makes a flag that takes a day as the SDK does.
func day(midnight *time.Time) func(string) error {
	return func(text string) error {
		if _, err := leeloo.ParseDate(text); err != nil {
			return errors.New(`that is no day: write it like 2026-01-31`)
		}
		var err error
		*midnight, err = time.Parse(time.DateOnly, text)
		return err
	}
}

func (o options) validate() error {
	_, known := kinds[o.What]
	switch {
	case !known:
		return fmt.Errorf("-what %q: it must be one of %s", o.What, strings.Join(kindNames(), ", "))
	case o.Format != formatCSV && o.Format != formatNDJSON:
		return fmt.Errorf("-format %q: it must be csv or ndjson", o.Format)
	case o.period.isReversed():
		return errors.New("-to is before -from: swap them")
	case o.file == "":
		return errors.New("-o is empty: name a file, or - for the standard output")
	case o.file == "-" && (o.resume || o.force):
		return errors.New("-resume and -force are about a file: name it with -o")
	default:
		return nil
	}
}

// Package export is the command "leeloo export": people, orders, channels or chats, as a file.
package export

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/table"
)

const long = `Writes people, orders, channels or chats to a file. It only reads from Leeloo.

The file is complete or not there. Rows go to FILE.part, which becomes FILE when
everything is on disk. FILE.manifest.json then has the counts and the checksum.
An export that was stopped, failed or was killed goes on with --resume: no row
is missing or there twice. The company must be the same, the token may be
another one.

People and channels count by their last message, orders by their creation,
messages by when they were written. Days are UTC. A row whose time cannot be
read is included. A list is read again until nothing new is found.

Formats:
  csv        RFC 4180, UTF-8, commas
  excel-csv  opens in Excel with a double click: byte order mark, semicolons.
             What Excel would turn into a number or a day, such as phones,
             prices and ids like 6925e112, is written as ="6925e112".
  xlsx       Excel workbook of text cells, so that nothing is turned into a
             number. What does not fit on a sheet goes on with the next one.
  ndjson     a JSON object a line, under the names of the API; only this one
             has each text exactly as it is

In csv and excel-csv an apostrophe keeps a text from running as a formula.
Prices have two decimals at least, in all formats. Only you can read a new file;
one that is replaced keeps its permission.

Every night, what is new:
  leeloo export people --since last --resume --output 'people-{date}.csv'
Each run writes a new file. The manifest of the last complete one in the same
directory says where to begin, an hour earlier to be safe: a row can be in two
files, so import by id. The first run writes everything. New are people and
channels that were created or got or sent a message, orders that were created or
changed, and messages. A second run on one day gets the next name,
people-2026-01-31-2.csv. A run that was stopped is continued by the next one
with --resume.`

const examples = `  leeloo export people --demo
  leeloo export people --demo --tag webinar --output webinar.xlsx
  leeloo export chats --demo --date yesterday --output 'chats-{date}.ndjson'
  leeloo export orders --demo --from 2026-01-01 --to 2026-01-31 -o orders.xlsx
  leeloo export people --demo --since last --resume --output 'people-{date}.csv'`

// Command returns the command.
func Command(a *app.App) *cobra.Command {
	var f flags
	cmd := &cobra.Command{
		Use:       "export people|orders|channels|chats",
		Short:     "Write people, orders, channels or chats to a file",
		Long:      long,
		Example:   examples,
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: kindNames,
		RunE: func(cmd *cobra.Command, args []string) error {
			now := time.Now()
			o, err := f.parse(args[0], now, a.Settings)
			if err != nil {
				return err
			}
			return newRun(a, cmd, o, now).do(cmd.Context())
		},
	}
	flags := cmd.Flags()
	flags.StringVarP(&f.output, "output", "o", stdout, "`file` to write; {date} becomes the day of --date, or today; - is standard output, without a manifest")
	flags.StringVar(&f.format, "format", "", "`format`: csv, excel-csv, xlsx or ndjson (default by the ending of the file)")
	flags.StringVar(&f.from, "from", "", "first `day`: 2026-01-31, today or yesterday")
	flags.StringVar(&f.to, "to", "", "last `day`, which is included")
	flags.StringVar(&f.date, "date", "", "only this `day`")
	flags.StringVar(&f.since, "since", "", "`last`: what is new since the last complete export, as a new file with the day in its name")
	flags.StringArrayVar(&f.tags, "tag", nil, "only people with the tag of this `name` or id; several: with all of them")
	flags.IntVar(&f.workers, "workers", 4, "`number` of requests at the same time: chats, or pages of a list ahead. The order of the rows does not depend on it")
	flags.BoolVar(&f.resume, "resume", false, "go on with FILE.part, if there is one")
	flags.BoolVar(&f.force, "force", false, "replace FILE; without --resume throw FILE.part away, too. A demo never replaces a file that is not a demo's")
	app.MarkValues(flags, "format", string(table.CSV), string(table.ExcelCSV), string(table.XLSX), string(table.NDJSON))
	app.MarkValues(flags, "since", "last")
	return cmd
}

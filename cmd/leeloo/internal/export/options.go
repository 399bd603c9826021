package export

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/table"
)

// stdout is the --output that is not a file.
const stdout = "-"

// flags are the flags of the command, as given.
type flags struct {
	output, format        string
	from, to, date, since string
	tags                  []string
	workers               int
	resume, force         bool
}

// options are the flags, checked.
type options struct {
	what     string
	output   string // with the day instead of {date}, except for --since last
	format   table.Format
	from, to leeloo.Date
	isSince  bool
	tags     []string
	workers  int
	resume   bool
	force    bool
	demo     bool
}

func (f *flags) parse(what string, now time.Time, settings app.Settings) (o options, err error) {
	o = options{
		what: what, output: f.output, isSince: f.since != "", tags: f.tags, workers: f.workers,
		resume: f.resume, force: f.force, demo: settings.Demo,
	}
	if err := f.check(what, settings); err != nil {
		return o, err
	}
	if o.from, err = parseDay("--from", f.from, now); err != nil {
		return o, err
	}
	if o.to, err = parseDay("--to", f.to, now); err != nil {
		return o, err
	}
	day := leeloo.DateOf(now)
	if f.date != "" {
		if day, err = parseDay("--date", f.date, now); err != nil {
			return o, err
		}
		o.from, o.to = day, day
	}
	if !o.from.IsZero() && !o.to.IsZero() && o.to.String() < o.from.String() {
		return o, app.Usagef("--to is before --from; swap them")
	}
	if o.format, err = parseFormat(f.format, f.output); err != nil {
		return o, err
	}
	if !o.isSince {
		o.output = strings.ReplaceAll(o.output, datePlace, day.String())
	}
	return o, nil
}

func (f *flags) check(what string, settings app.Settings) error {
	switch {
	case f.output == "":
		return app.Usagef("--output is empty; name a file, or - for standard output")
	case strings.Count(f.output, datePlace) > 1 || strings.Contains(filepath.Dir(f.output), datePlace):
		return app.Usagef("--output: only the name of the file can have %s, and once", datePlace)
	case f.output == stdout && (f.resume || f.force || f.since != ""):
		return app.Usagef("--resume, --force and --since need a file; name it with --output")
	case f.output == stdout && settings.JSON:
		return app.Usagef("--json writes a summary to standard output, where the rows are; name a file with --output")
	case f.date != "" && (f.from != "" || f.to != ""):
		return app.Usagef("--date is one day; use either it or --from and --to")
	case f.since != "" && f.since != "last":
		return app.Usagef("--since can only be last; for a day use --from")
	case f.since != "" && (f.date != "" || f.from != "" || f.to != ""):
		return app.Usagef("--since last has no other days; use either it or --from, --to and --date")
	case f.since != "" && f.force:
		return app.Usagef("--since last always writes a new file: it needs no --force")
	case len(f.tags) > 0 && what != people:
		return app.Usagef("--tag is for people only")
	case slices.Contains(f.tags, ""):
		return app.Usagef("--tag is empty")
	case f.workers < 1 || f.workers > 32:
		return app.Usagef("--workers must be 1 to 32")
	default:
		return nil
	}
}

func parseDay(flag, text string, now time.Time) (leeloo.Date, error) {
	switch text {
	case "":
		return leeloo.Date{}, nil
	case "today":
		return leeloo.DateOf(now), nil
	case "yesterday":
		return leeloo.DateOf(now.UTC().AddDate(0, 0, -1)), nil
	}
	day, err := leeloo.ParseDate(text)
	if err != nil {
		return day, app.Usagef("%s %q is not a day; write it like 2026-01-31, or today, or yesterday", flag, text)
	}
	return day, nil
}

// endings are the formats that the ending of a file stands for.
var endings = map[string]table.Format{".csv": table.CSV, ".xlsx": table.XLSX, ".ndjson": table.NDJSON, ".jsonl": table.NDJSON}

func parseFormat(text, output string) (table.Format, error) {
	byEnding, hasEnding := endings[strings.ToLower(filepath.Ext(output))]
	format := table.Format(text)
	switch {
	case text == "" && output == stdout:
		return table.CSV, nil
	case text == "" && !hasEnding:
		return "", app.Usagef("--output does not end in .csv, .xlsx or .ndjson; name the --format")
	case text == "":
		return byEnding, nil
	case !slices.Contains([]table.Format{table.CSV, table.ExcelCSV, table.XLSX, table.NDJSON}, format):
		return "", app.Usagef("--format %q must be csv, excel-csv, xlsx or ndjson", text)
	case output == stdout && format == table.XLSX:
		return "", app.Usagef("--format xlsx needs a file; name it with --output")
	case hasEnding && byEnding != format && (byEnding != table.CSV || format != table.ExcelCSV):
		return "", app.Usagef("--format %s does not fit the ending of --output %s", text, filepath.Base(output))
	default:
		return format, nil
	}
}

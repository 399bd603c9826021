package send

import (
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
)

// result is the result of a broadcast as JSON.
type result struct {
	Journal  string `json:"journal"`
	Tag      string `json:"tag"`
	Template string `json:"template"`
	store.Counts
}

func (r *run) report(f *store.File, p *plan, counts store.Counts) error {
	if r.Settings.JSON {
		return output.JSON(r.Out, result{f.Path, p.TagName, p.TemplateName, counts})
	}
	_, err := fmt.Fprintf(r.Out, "Of %s: %s.\n", messages(counts.Total), counts)
	return err
}

// resumeCommand returns the command that goes on with a journal, with the settings of this run.
func (r *run) resumeCommand(path string) string {
	args := []string{"leeloo send --resume --journal", app.Quote(path)}
	r.flags.Visit(func(f *pflag.Flag) {
		switch f.Name {
		case "tag", "template", "var", "channel", "journal", "resume", "retry-refused", "dry-run":
			return // the journal has them
		}
		if r.Getenv("LEELOO_"+strings.ToUpper(strings.ReplaceAll(f.Name, "-", "_"))) == f.Value.String() {
			return
		}
		if f.Value.Type() == "bool" {
			args = append(args, "--"+f.Name)
		} else {
			args = append(args, "--"+f.Name, app.Quote(f.Value.String()))
		}
	})
	return strings.Join(args, " ")
}

// duration returns how long it takes to send messages.
func duration(n, perMinute int) string {
	return progress.Length(time.Duration(n) * time.Minute / time.Duration(perMinute))
}

func messages(n int) string {
	if n == 1 {
		return "1 message"
	}
	return fmt.Sprintf("%d messages", n)
}

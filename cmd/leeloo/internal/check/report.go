package check

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// print writes the findings for a terminal.
func (f *findings) print(w io.Writer) error {
	rows := make([][]string, len(f.Operations))
	for i, r := range f.Operations {
		rows[i] = []string{r.Operation, r.verdict()}
	}
	if err := output.Table(w, []string{"OPERATION", "RESPONSE"}, rows); err != nil {
		return err
	}
	fmt.Fprintln(w)
	differ := false
	for _, r := range f.Operations {
		for _, line := range r.lines() {
			fmt.Fprintf(w, "%s: %s\n", r.Operation, output.Clean(line))
			differ = true
		}
	}
	if differ {
		fmt.Fprintln(w)
	}
	rows = nil
	for _, line := range f.Connection.lines() {
		rows = append(rows, line[:])
	}
	if err := output.Table(w, []string{"CONNECTION", ""}, rows); err != nil {
		return err
	}
	fmt.Fprintln(w)
	for _, b := range f.Behavior {
		fmt.Fprintf(w, "%s %s\n", b.Question, output.Clean(b.Finding))
	}
	return nil
}

// lines are what is to be said of an operation.
func (r result) lines() (lines []string) {
	if r.Error != "" {
		lines = append(lines, r.Error)
	}
	return slices.Concat(lines, r.Problems, r.Notes)
}

func (c connection) lines() (rows [][2]string) {
	rows = [][2]string{{"clock", c.Clock}, {"protocol", c.Protocol}, {"TLS", c.TLS}, {"latency", c.Latency}}
	for _, name := range slices.Sorted(maps.Keys(c.Limits)) {
		rows = append(rows, [2]string{name, c.Limits[name]})
	}
	if len(c.Limits) == 0 {
		rows = append(rows, [2]string{"rate limit", "no response has a header about it"})
	}
	return rows
}

// markdown returns the findings for an issue.
func (f *findings) markdown() string {
	w := new(strings.Builder)
	fmt.Fprintf(w, "# leeloo check\n\n%s, %s. Names and kinds only: no values.\n\n", f.Version, f.BaseURL)
	fmt.Fprint(w, "| operation | HTTP | content type | response |\n|---|---|---|---|\n")
	for _, r := range f.Operations {
		fmt.Fprintf(w, "| %s | %d | %s | %s |\n", r.Operation, r.HTTP, cell(r.MediaType), cell(r.verdict()))
	}
	fmt.Fprint(w, "\n## Differences\n\n")
	for _, r := range f.Operations {
		for _, line := range r.lines() {
			fmt.Fprintf(w, "- %s: %s\n", r.Operation, cell(line))
		}
	}
	fmt.Fprint(w, "\n## Connection\n\n")
	for _, line := range f.Connection.lines() {
		fmt.Fprintf(w, "- %s: %s\n", line[0], cell(line[1]))
	}
	fmt.Fprint(w, "\n## Behavior\n\n")
	for _, b := range f.Behavior {
		fmt.Fprintf(w, "- %s %s\n", b.Question, cell(b.Finding))
	}
	fmt.Fprint(w, "\n## Shapes\n")
	for _, r := range f.Operations {
		if len(r.Shape) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n### %s\n\n```\n", r.Operation)
		for _, path := range slices.Sorted(maps.Keys(r.Shape)) {
			fmt.Fprintf(w, "%s: %s\n", path, strings.Join(r.Shape[path], ", "))
		}
		fmt.Fprint(w, "```\n")
	}
	return w.String()
}

// cell makes a text safe inside a table of Markdown.
func cell(text string) string { return strings.ReplaceAll(output.Clean(text), "|", `\|`) }

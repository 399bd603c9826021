// Package output writes results: tables for people, JSON for programs.
package output

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"

	"github.com/leeloo-go/leeloo"
)

// JSON writes a value as indented JSON. What would act on a terminal is escaped, which changes no value.
func JSON(w io.Writer, value any) error {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		return err
	}
	_, err := io.WriteString(w, EscapeJSON(text.String()))
	return err
}

// Table writes rows under a header, in columns.
func Table(w io.Writer, header []string, rows [][]string) error {
	lines := [][]string{header}
	for _, row := range rows {
		clean := make([]string, len(row))
		for i, cell := range row {
			clean[i] = Clean(cell)
		}
		lines = append(lines, clean)
	}
	var widths []int
	for _, line := range lines {
		for i, cell := range line {
			if i == len(widths) { // a line may be longer than the header
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], Width(cell))
		}
	}
	var text strings.Builder
	for _, line := range lines {
		var padded strings.Builder
		for i, cell := range line {
			padded.WriteString(cell + strings.Repeat(" ", widths[i]-Width(cell)+2))
		}
		text.WriteString(strings.TrimRight(padded.String(), " ") + "\n")
	}
	_, err := io.WriteString(w, text.String())
	return err
}

// Money returns an amount with at least two decimals, so that 1490.5 and 1490.50 look the same. It rounds nothing.
func Money(amount leeloo.Amount) string {
	digits := amount.String()
	if digits == "" {
		return ""
	}
	whole, fraction, _ := strings.Cut(digits, ".")
	fraction = strings.TrimRight(fraction, "0")
	return whole + "." + fraction + strings.Repeat("0", max(0, 2-len(fraction)))
}

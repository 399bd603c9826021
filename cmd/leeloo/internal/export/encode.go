package export

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// writeJSON writes a value and a line break. What would act on a terminal is escaped.
func writeJSON(to *bytes.Buffer, value any) error {
	start := to.Len()
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	line := string(to.Bytes()[start:])
	if safe := output.EscapeJSON(line); safe != line {
		to.Truncate(start)
		to.WriteString(safe)
	}
	return nil
}

// jsonText is the JSON of a list or a map for a cell, which is empty if the list or the map is.
func jsonText(value any) string {
	var b bytes.Buffer
	if err := writeJSON(&b, value); err != nil {
		return "" // texts always have a JSON
	}
	switch text := strings.TrimSpace(b.String()); text {
	case "null", "[]", "{}":
		return ""
	default:
		return text
	}
}

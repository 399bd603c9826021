package export

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/table"
)

// writeJSON writes a value and a line break. What cannot be seen is escaped, so that a terminal shows it, and a program
// reads what it was.
func writeJSON(to *bytes.Buffer, value any) error {
	start := to.Len()
	e := json.NewEncoder(to)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		return err
	}
	line := to.Bytes()[start:]
	if !bytes.ContainsFunc(line, table.IsHidden) {
		return nil
	}
	plain := string(line)
	to.Truncate(start)
	for _, r := range plain {
		switch {
		case !table.IsHidden(r):
			to.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(to, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(to, `\u%04x`, r)
		}
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

package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
)

const (
	formatCSV    = "csv"
	formatNDJSON = "ndjson"
)

// column is a column of a CSV file. The first one of a table is the id.
type column[T any] struct {
	name string
	text func(row *T) string
}

func names[T any](columns []column[T]) []string {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return names
}

// encoder writes rows as CSV, or as JSON under the names of the API.
type encoder[T any] struct {
	format  string
	columns []column[T]
	buffer  bytes.Buffer
}

// encode returns a row's line, which is valid until the next one, and the key by which it is known in a file.
func (e *encoder[T]) encode(row *T) (key string, line []byte, err error) {
	e.buffer.Reset()
	key = cell(e.columns[0].text(row))
	if e.format == formatNDJSON {
		err = writeJSON(&e.buffer, row)
		return key, e.buffer.Bytes(), err
	}
	cells := make([]string, len(e.columns))
	for i, c := range e.columns {
		cells[i] = cell(c.text(row))
	}
	err = writeCSV(&e.buffer, cells)
	return key, e.buffer.Bytes(), err
}

func writeCSV(to *bytes.Buffer, cells []string) error {
	w := csv.NewWriter(to)
	if err := w.Write(cells); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

// writeJSON writes a value and a line break. What can't be seen is escaped, so that a terminal shows it, and a program
// reads what it was.
func writeJSON(to *bytes.Buffer, value any) error {
	var plain bytes.Buffer
	w := json.NewEncoder(&plain)
	w.SetEscapeHTML(false)
	if err := w.Encode(value); err != nil {
		return err
	}
	for _, r := range plain.String() {
		switch {
		case !isHidden(r):
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

// jsonText is the JSON of a list or a map for a cell, which is empty if that is.
func jsonText(value any) string {
	var b bytes.Buffer
	if err := writeJSON(&b, value); err != nil {
		return "" // what holds texts alone has a JSON
	}
	switch text := strings.TrimSpace(b.String()); text {
	case "null", "[]", "{}":
		return ""
	default:
		return text
	}
}

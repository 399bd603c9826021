// Package text reads what strangers have typed.
package text

import (
	"strings"
	"unicode"
)

// Clean removes what nobody types, and what JSON or a terminal cannot hold: control characters, broken UTF-8. It keeps lines.
func Clean(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text))
}

// Line returns the text in one line, with single blanks.
func Line(text string) string { return strings.Join(strings.Fields(Clean(text)), " ") }

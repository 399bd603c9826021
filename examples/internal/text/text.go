// Package text reads what strangers have typed.
package text

import (
	"strings"
	"unicode"
)

// Clean removes what nobody types, and what JSON or a terminal cannot hold: control characters, those that change the
// direction of the text, broken UTF-8. It keeps lines. A text without a visible character is empty.
func Clean(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "")
	text = strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text))
	if strings.TrimFunc(text, func(r rune) bool { return unicode.In(r, unicode.Cf, unicode.White_Space) }) == "" {
		return ""
	}
	return text
}

// Line returns the text in one line, with single blanks.
func Line(text string) string { return strings.Join(strings.Fields(Clean(text)), " ") }

// Email returns an e-mail address in lower case, without invisible characters: one that was copied from a web page or a
// messenger is to find the same person as one that was typed.
func Email(text string) string {
	return strings.ToLower(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, Line(text)))
}

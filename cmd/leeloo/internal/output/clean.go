package output

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// Clean returns a text as one line that cannot act on a terminal: names and texts are those of customers. White space
// becomes blanks; control characters and invisible ones are removed.
func Clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case acts(r):
			return -1
		default:
			return r
		}
	}, strings.ToValidUTF8(text, "\ufffd"))
}

// acts reports whether a terminal, or the text around a character, is changed by it: by the escape of an escape sequence,
// for example, or by an override of the direction of writing. The joiners of emoji and of Persian only join.
func acts(r rune) bool {
	if r < utf8.RuneSelf { // most are: the tables are slow
		return unicode.IsControl(r)
	}
	const zeroWidthNonJoiner, zeroWidthJoiner = '\u200c', '\u200d'
	return unicode.IsControl(r) ||
		unicode.Is(unicode.Cf, r) && r != zeroWidthNonJoiner && r != zeroWidthJoiner ||
		r == '\u2028' || r == '\u2029'
}

// EscapeJSON escapes in a JSON text what would act on a terminal, which changes no value. encoding/json escapes only what JSON
// requires.
func EscapeJSON(text string) string {
	if utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && acts(r) }) {
		return text
	}
	var safe strings.Builder
	for _, r := range strings.ToValidUTF8(text, "\ufffd") {
		switch {
		case r == '\n' || !acts(r): // no other control character is in the text that encoding/json writes
			safe.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&safe, `\u%04x\u%04x`, high, low)
		default:
			fmt.Fprintf(&safe, `\u%04x`, r)
		}
	}
	return safe.String()
}

package validate

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Required checks a text that must not be empty or blank.
func Required(name, text string) error {
	switch {
	case text == "":
		return fmt.Errorf("%s is required", name)
	case isBlank(text):
		return fmt.Errorf("%s is required and must not be blank", name)
	}
	return Text(name, text)
}

// NotBlank checks a text that may be empty but not blank. A blank filter could select every item.
func NotBlank(name, text string) error {
	if text != "" && isBlank(text) {
		return fmt.Errorf("%s is blank: leave it empty to omit it", name)
	}
	return Text(name, text)
}

// Text checks a text that may be empty or blank.
func Text(name, text string) error {
	if !utf8.ValidString(text) {
		return fmt.Errorf("%s must be valid UTF-8", name)
	}
	return nil
}

// isBlank reports whether text has no visible character.
func isBlank(text string) bool {
	return strings.IndexFunc(text, isVisible) < 0
}

// isVisible reports whether r is a visible character. Characters that Unicode has not assigned yet count as visible: they may
// be emoji that are newer than Go's tables.
func isVisible(r rune) bool {
	switch {
	case '!' <= r && r <= '~': // the usual case: the tables below take longer than to encode a short text
		return true
	case unicode.IsSpace(r), unicode.IsControl(r):
		return false
	case unicode.In(r, unicode.Cf, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point):
		return false // zero-width and bidirectional characters, the soft hyphen, fillers
	}
	return r != '\u2800' // the Braille pattern without a dot
}

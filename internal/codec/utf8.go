package codec

import (
	"iter"
	"unicode/utf8"
)

// ValidUTF8 returns text with each run of invalid UTF-8 replaced by U+FFFD, as bytes.ToValidUTF8 does. It copies only
// an invalid text, and allocates the copy in one piece, since a response may be large.
func ValidUTF8(text []byte) []byte {
	if utf8.Valid(text) {
		return text
	}
	size := 0
	for part := range validParts(text) {
		size += len(part)
	}
	valid := make([]byte, 0, size)
	for part := range validParts(text) {
		valid = append(valid, part...)
	}
	return valid
}

// validParts yields the runes of a text, and U+FFFD for each run of invalid bytes.
func validParts(text []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		invalid := false
		for len(text) > 0 {
			r, n := utf8.DecodeRune(text)
			part, wasInvalid := text[:n], invalid
			if invalid = r == utf8.RuneError && n == 1; invalid {
				part = []byte("\ufffd")
			}
			if !(invalid && wasInvalid) && !yield(part) {
				return
			}
			text = text[n:]
		}
	}
}

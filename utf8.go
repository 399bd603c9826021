package leeloo

import (
	"iter"
	"unicode/utf8"
)

// validUTF8 replaces broken UTF-8, which is no reason to lose an answer. It does what bytes.ToValidUTF8 does, but gets
// its memory at once, since an answer may be large.
func validUTF8(body []byte) []byte {
	if utf8.Valid(body) {
		return body
	}
	size := 0
	for part := range validParts(body) {
		size += len(part)
	}
	valid := make([]byte, 0, size)
	for part := range validParts(body) {
		valid = append(valid, part...)
	}
	return valid
}

// validParts yields the runes of a text, and U+FFFD for each run of what is none.
func validParts(text []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		broken := false
		for len(text) > 0 {
			r, n := utf8.DecodeRune(text)
			part, wasBroken := text[:n], broken
			if broken = r == utf8.RuneError && n == 1; broken {
				part = []byte("\ufffd")
			}
			if !(broken && wasBroken) && !yield(part) {
				return
			}
			text = text[n:]
		}
	}
}

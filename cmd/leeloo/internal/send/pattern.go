package send

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"github.com/leeloo-go/leeloo"
)

// pattern recognizes the messages of a template. It has hashes instead of their text, so that a journal can keep it.
type pattern struct {
	Type   string `json:"type"`
	Prefix int    `json:"prefix"` // how many characters all messages begin with
	Suffix int    `json:"suffix"` // how many they end with, after what differs from person to person
	Exact  bool   `json:"exact"`  // nothing differs
	Hash   string `json:"hash"`   // of the prefix and the suffix
}

// How many characters must be the same, so that a colleague does not write them by chance: of a whole message, and of one
// that differs from person to person.
const (
	minExact  = 16
	minCommon = 30
)

// newPattern returns the pattern of messages of one template to several people. ok is false if they have too little in
// common.
func newPattern(samples []leeloo.Message) (p pattern, ok bool) {
	first := textOf(samples[0])
	p = pattern{Type: samples[0].Type, Prefix: len(first), Exact: true}
	for _, m := range samples[1:] {
		if m.Type != p.Type {
			return p, false
		}
		p.Exact = p.Exact && slices.Equal(textOf(m), first)
		p.Prefix = min(p.Prefix, common(first, textOf(m)))
	}
	if !p.Exact {
		p.Prefix = wholeWords(first, p.Prefix)
		p.Suffix = len(first) - p.Prefix
		for _, m := range samples[1:] {
			p.Suffix = min(p.Suffix, common(reversed(first[p.Prefix:]), reversed(textOf(m)[p.Prefix:])))
		}
		p.Suffix = wholeWords(reversed(first), p.Suffix)
	}
	p.Hash = p.hash(first)
	return p, p.Exact && p.Prefix >= minExact || p.Prefix+p.Suffix >= minCommon
}

// matches reports whether a message is one of the template.
func (p pattern) matches(m leeloo.Message) bool {
	text := textOf(m)
	if m.Type != p.Type || len(text) < p.Prefix+p.Suffix || p.Exact && len(text) != p.Prefix {
		return false
	}
	return p.hash(text) == p.Hash
}

func (p pattern) hash(text []rune) string {
	sum := sha256.Sum256([]byte(string(text[:p.Prefix]) + "\x00" + string(text[len(text)-p.Suffix:])))
	return hex.EncodeToString(sum[:])
}

func textOf(m leeloo.Message) []rune { return []rune(strings.TrimSpace(m.Text)) }

// common returns how many characters two texts begin with.
func common(a, b []rune) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return n
}

// wholeWords returns the length of a prefix without the part of a word at its end: three names may begin with one letter.
func wholeWords(text []rune, prefix int) int {
	for prefix > 0 && (unicode.IsLetter(text[prefix-1]) || unicode.IsDigit(text[prefix-1]) || unicode.IsMark(text[prefix-1])) {
		prefix--
	}
	return prefix
}

func reversed(text []rune) []rune {
	r := slices.Clone(text)
	slices.Reverse(r)
	return r
}

package main

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// cell makes a text harmless in a CSV file, for a spreadsheet and for a terminal.
//
// What can't be seen (control characters but tab and line break, marks that turn the direction of a text, zero-width
// characters) is escaped visibly, as \x1b or \u202e.
//
// A text that a spreadsheet would run as a formula gets an apostrophe in front: one that begins with = + - @ or their
// full-width forms, blanks and quotes aside, or with a tab or a line break. So does such a part of a text behind a
// semicolon, a tab or a line break, where a spreadsheet that separates by semicolons, as most of Europe's do, would
// begin another cell. Phones like +380500000000 and plain decimals like -20.50 are no formulas, and stay.
func cell(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if strings.ContainsFunc(text, isHidden) {
		text = reveal(text)
	}
	text = cellPart.ReplaceAllStringFunc(text, defuse)
	if strings.HasPrefix(text, "\t") || strings.HasPrefix(text, "\n") {
		text = "'" + text
	}
	return text
}

var (
	cellPart     = regexp.MustCompile(`[^;\t\n]+`)
	plainDecimal = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)
)

// formulaSigns are = + - @, their full-width and small forms, and the minus of mathematics.
const formulaSigns = "=+-@＝＋－＠﹦﹢﹣﹫−"

func defuse(part string) string {
	text := strings.TrimFunc(part, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
	if strings.IndexAny(text, formulaSigns) != 0 || plainDecimal.MatchString(text) {
		return part
	}
	return "'" + part
}

func isHidden(r rune) bool {
	return r != '\t' && r != '\n' && unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

func reveal(text string) string {
	runes := []rune(text)
	var b strings.Builder
	for i, r := range runes {
		if isHidden(r) && !joinsEmoji(runes, i) {
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// joinsEmoji spares the zero-width joiner inside an emoji, such as that of a woman who shrugs.
func joinsEmoji(runes []rune, i int) bool {
	return runes[i] == '\u200d' && 0 < i && i < len(runes)-1 && isEmoji(runes[i-1]) && isEmoji(runes[i+1])
}

// isEmoji takes the presentation selector and the skin tones for emoji, since they are the ends of one.
func isEmoji(r rune) bool {
	return r == '\ufe0f' || unicode.Is(unicode.So, r) || '\U0001f3fb' <= r && r <= '\U0001f3ff'
}

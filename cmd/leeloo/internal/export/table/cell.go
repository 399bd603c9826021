package table

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// Safe makes a text harmless in a CSV file, for a spreadsheet and for a terminal: Visible, and an apostrophe before what a
// spreadsheet would run as a formula. That is what begins with = + - @ or their full-width forms, after blanks and quotes,
// or with a tab or a line break. So does a part of a text after a semicolon, a tab or a line break: a spreadsheet that
// separates by semicolons, as most of Europe's do, would begin another cell there. Phones like +380500000000 and plain
// decimals like -20.50 are not formulas, and stay.
func Safe(text string) string {
	text = Visible(text)
	if hasFormula(text) {
		text = cellPart.ReplaceAllStringFunc(text, defuse)
	}
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

// hasFormula reports whether a part of a text begins with a formula sign. Few do, and the regular expression is slow.
func hasFormula(text string) bool {
	isStart := true
	for _, r := range text {
		switch {
		case r == ';' || r == '\t' || r == '\n':
			isStart = true
		case isStart && (r == '"' || unicode.IsSpace(r)):
		case isStart && strings.ContainsRune(formulaSigns, r):
			return true
		default:
			isStart = false
		}
	}
	return false
}

func defuse(part string) string {
	text := strings.TrimFunc(part, func(r rune) bool { return unicode.IsSpace(r) || r == '"' })
	if strings.IndexAny(text, formulaSigns) != 0 || plainDecimal.MatchString(text) {
		return part
	}
	return "'" + part
}

// Visible escapes what cannot be seen, as \x1b or \u202e: control characters other than tab and line break, marks that
// turn the direction of a text, zero-width characters. Line breaks become \n.
func Visible(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	if !strings.ContainsFunc(text, isHidden) {
		return text
	}
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

// isHidden reports whether a character cannot be seen, or is not one.
func isHidden(r rune) bool {
	if r < unicode.MaxASCII { // most are: the tables are slow
		return r < ' ' && r != '\t' && r != '\n'
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r&0xfffe == 0xfffe
}

// joinsEmoji spares the zero-width joiner inside an emoji, such as that of a woman who shrugs.
func joinsEmoji(runes []rune, i int) bool {
	return runes[i] == '\u200d' && 0 < i && i < len(runes)-1 && isEmoji(runes[i-1]) && isEmoji(runes[i+1])
}

// isEmoji includes the presentation selector and the skin tones, since they are the ends of an emoji.
func isEmoji(r rune) bool {
	return r == '\ufe0f' || unicode.Is(unicode.So, r) || '\U0001f3fb' <= r && r <= '\U0001f3ff'
}

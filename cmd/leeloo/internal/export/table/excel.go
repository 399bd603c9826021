package table

import (
	"strings"
	"unicode"
	"unicode/utf16"
)

// Limits of Excel.
const (
	maxText    = 32_767 // UTF-16 units in a cell
	maxLiteral = 255    // UTF-16 units in a text inside a formula
	maxDate    = 40     // characters of what Excel could read as a date, with room to spare
)

// excelText returns a cell of Excel's CSV. Excel reads 6925e112 as a number, +380500000000 as one without the plus, and
// 1.50 or 1-2 as a day, each in the notation of the user's country. So what has a digit and could be a number or a day is
// written as ="6925e112", a formula whose result is the text.
func excelText(text string) string {
	text = Safe(text)
	if !couldBeNumber(text) {
		return text
	}
	if utf16Len(text) > maxLiteral {
		return "'" + text
	}
	return `="` + text + `"`
}

func couldBeNumber(text string) bool {
	if !strings.ContainsFunc(text, unicode.IsDigit) || strings.ContainsAny(text, "\"\n\t'") {
		return false
	}
	isLong := utf16Len(text) > maxDate
	return !isLong || !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) && r != 'e' && r != 'E' })
}

// cut returns a text that fits into a cell of Excel, and whether it had to be cut.
func cut(text string) (short string, wasCut bool) {
	if len(text) <= maxText || utf16Len(text) <= maxText {
		return text, false
	}
	length := 0
	for i, r := range text {
		if length += utf16.RuneLen(r); length >= maxText {
			return text[:i] + "…", true
		}
	}
	return text, false
}

func utf16Len(text string) (n int) {
	for _, r := range text {
		n += utf16.RuneLen(r)
	}
	return n
}

package table

import (
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
)

func TestSafeDefusesFormulas(t *testing.T) {
	tests := map[string]string{
		// A spreadsheet would run it.
		"=1+1":                        "'=1+1",
		`=HYPERLINK("http://x";"y")`:  `'=HYPERLINK("http://x";"y")`,
		"+SUM(A1)":                    "'+SUM(A1)",
		"-2+3+cmd|' /C calc'!D2":      "'-2+3+cmd|' /C calc'!D2",
		"@SUM(1)":                     "'@SUM(1)",
		"=":                           "'=",
		"＝1+1":                        "'＝1+1",
		"＋1":                          "'＋1",
		"－1":                          "'－1",
		"＠a":                          "'＠a",
		"﹦1":                          "'﹦1",
		"−1":                          "'−1",
		"  =1+1":                      "'  =1+1",
		"\u00a0=1":                    "'\u00a0=1",
		"\u3000=1":                    "'\u3000=1",
		"\t=1":                        "'\t'=1",
		"\ttext":                      "'\ttext",
		"\ntext":                      "'\ntext",
		"\r\n=1":                      "'\n'=1",
		`"=1"`:                        `'"=1"`,
		"++380500000000":              "'++380500000000",
		"+38 (050) 000-00-00":         "'+38 (050) 000-00-00",
		"-1e5":                        "'-1e5",
		"-1,5":                        "'-1,5",
		"-20.":                        "'-20.",
		"- a point of a list":         "'- a point of a list",
		"Olena;=1":                    "Olena;'=1",
		"Olena; =1":                   "Olena;' =1",
		`Olena;"=1"`:                  `Olena;'"=1"`,
		"Plan:\n=1\n+380500000000\nx": "Plan:\n'=1\n+380500000000\nx",
		"a\t@b":                       "a\t'@b",

		// Harmless.
		"":                    "",
		"Olena":               "Olena",
		"+380500000000":       "+380500000000",
		"-20.50":              "-20.50",
		"-7":                  "-7",
		"1490.50":             "1490.50",
		" +380500000000":      " +380500000000",
		"1=1":                 "1=1",
		"olena@example.com":   "olena@example.com",
		"a - b":               "a - b",
		"'=1":                 "'=1",
		"first\nsecond\tpart": "first\nsecond\tpart",
		"first\r\nsecond":     "first\nsecond",
	}
	for text, want := range tests {
		assert.Equal(t, want, Safe(text), "%q", text)
	}
}

func TestSafeShowsWhatCannotBeSeen(t *testing.T) {
	tests := map[string]string{
		"\x1b[31mred\x1b[0m":              `\x1b[31mred\x1b[0m`,
		"\x1b]0;title\a":                  `\x1b]0;title\a`,
		"nul\x00":                         `nul\x00`,
		"over\rwritten":                   `over\rwritten`,
		"\b\b":                            `\b\b`,
		"del\x7f":                         `del\x7f`,
		"\u009b31m":                       `\u009b31m`,
		"next\u0085line":                  `next\u0085line`,
		"\u202egnp.exe":                   `\u202egnp.exe`,
		"\u2066a\u2069":                   `\u2066a\u2069`,
		"a\u200bb\u200cc\u200dd\u2060e":   `a\u200bb\u200cc\u200dd\u2060e`,
		"\ufeffOlena":                     `\ufeffOlena`,
		"soft\u00adhyphen":                `soft\u00adhyphen`,
		"line\u2028paragraph\u2029":       `line\u2028paragraph\u2029`,
		"tag\U000e0041":                   `tag\U000e0041`,
		"\u200b=1+1":                      `\u200b=1+1`,
		"\x1b=1+1":                        `\x1b=1+1`,
		"Олена Тестенко":                  "Олена Тестенко",
		"🤷🏽\u200d♀\ufe0f 👩\u200d💻":        "🤷🏽\u200d♀\ufe0f 👩\u200d💻",
		"\u200d👩":                         `\u200d👩`,
		"👩\u200d":                         `👩\u200d`,
		"مرحبا":                           "مرحبا",
		"a\tb\nc":                         "a\tb\nc",
		"\xff is no UTF-8\x1b":            `� is no UTF-8\x1b`,
		"https://example.com/?a=1&b=<2>?": "https://example.com/?a=1&b=<2>?",
	}
	for text, want := range tests {
		assert.Equal(t, want, Safe(text), "%q", text)
	}
}

// Whatever the text, nothing in the result changes a terminal, no part begins a formula, and Safe of it is the same.
func FuzzSafe(f *testing.F) {
	for _, text := range []string{"=1", " \u200b=1", ";\t\n=", "\"\"=1", "\r=1;\u2028+1", "👩\u200d💻", "+380500000000;-1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := Safe(text)
		for i, r := range []rune(got) {
			if r != '\t' && r != '\n' && !joinsEmoji([]rune(got), i) {
				assert.False(t, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp), "%q", got)
			}
		}
		for _, part := range strings.FieldsFunc(got, func(r rune) bool { return r == ';' || r == '\t' || r == '\n' }) {
			part = strings.TrimLeft(part, " \"\u00a0\u3000")
			if part != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(part)[0]) {
				assert.Regexp(t, `^[+-][0-9.]+[\s"]*$`, part)
			}
		}
		assert.Equal(t, got, Safe(got), "%q", text)
	})
}

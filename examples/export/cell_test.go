package main

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCellDefusesFormulas(t *testing.T) {
	tests := map[string]string{
		// What a spreadsheet would run.
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

		// What is harmless.
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
		assert.Equal(t, want, cell(text), "%q", text)
	}
}

func TestCellShowsWhatCannotBeSeen(t *testing.T) {
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
		assert.Equal(t, want, cell(text), "%q", text)
	}
}

// FuzzCell holds cell to its word, whatever the text: nothing that acts on a terminal, no part that begins a formula,
// and the same again if it is done twice.
func FuzzCell(f *testing.F) {
	for _, text := range []string{"=1", " \u200b=1", ";\t\n=", "\"\"=1", "\r=1;\u2028+1", "👩\u200d💻", "+380500000000;-1"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got := cell(text)
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
		assert.Equal(t, got, cell(got), "%q", text)
	})
}

func TestJSONTextKeepsTheValue(t *testing.T) {
	text := "\x1b[31m \x7f \u009b \u202e \u200b \U000e0041 \u2028 <a&b> Олена"
	line := jsonText(map[string]string{"a": text})
	assert.Equal(t, `{"a":"\u001b[31m \u007f \u009b \u202e \u200b \udb40\udc41 \u2028 <a&b> Олена"}`, line)
	var back map[string]string
	require.NoError(t, json.Unmarshal([]byte(line), &back))
	assert.Equal(t, text, back["a"])
}

func TestJSONTextOfNothingIsEmpty(t *testing.T) {
	for _, nothing := range []any{nil, []string(nil), []string{}, map[string]string(nil), map[string]string{}} {
		assert.Empty(t, jsonText(nothing), "%#v", nothing)
	}
}

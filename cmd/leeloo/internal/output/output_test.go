package output_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

const persian = "وێبینار\u200c رایگان"

var texts = map[string]struct{ text, clean, json string }{
	"a name":                        {"Вебінар №1", "Вебінар №1", `"Вебінар №1"`},
	"a color":                       {"\x1b[31mred", "[31mred", `"\u001b[31mred"`},
	"a title of the window":         {"\x1b]0;title\a!", "]0;title!", `"\u001b]0;title\u0007!"`},
	"an escape in one byte of C1":   {"\u009b2Jgone", "2Jgone", `"\u009b2Jgone"`},
	"a backspace and a delete":      {"a\bb\x7fc", "abc", `"a\bb\u007fc"`},
	"a carriage return":             {"paid\rfree", "paid free", `"paid\rfree"`},
	"lines and tabs":                {"a\nb\tc\u0085d\u2028e\u2029f", "a b c d e f", `"a\nb\tc\u0085d\u2028e\u2029f"`},
	"an override of the direction":  {"\u202eecalp\u202c", "ecalp", `"\u202eecalp\u202c"`},
	"an isolate and a mark":         {"\u2066a\u2069\u200f\u061c", "a", `"\u2066a\u2069\u200f\u061c"`},
	"invisible characters":          {"a\u200bb\u00adc\ufeffd\u2060e", "abcde", `"a\u200bb\u00adc\ufeffd\u2060e"`},
	"a tag beyond 16 bits":          {"a\U000e0041b", "ab", `"a\udb40\udc41b"`},
	"a blank that does not break":   {"a\u00a0b", "a b", "\"a\u00a0b\""},
	"a family, which is joined":     {"👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧", "\"👩\u200d👩\u200d👧\""},
	"a flag":                        {"🇺🇦", "🇺🇦", `"🇺🇦"`},
	"Persian, which has non-joiner": {persian, persian, `"` + persian + `"`},
	"combining characters":          {"и\u0306", "и\u0306", "\"и\u0306\""},
	"broken UTF-8":                  {"a\xffb", "a\ufffdb", ``},
	"HTML, which is not escaped":    {"<b> & 'c'", "<b> & 'c'", `"<b> & 'c'"`},
}

func TestClean(t *testing.T) {
	for name, test := range texts {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.clean, output.Clean(test.text)) })
	}
}

func TestJSONEscapesWhatActsOnATerminal(t *testing.T) {
	for name, test := range texts {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			require.NoError(t, output.JSON(&out, test.text))
			if test.json == "" {
				return // encoding/json writes it in its own way
			}
			assert.Equal(t, test.json+"\n", out.String())
			var back string
			require.NoError(t, json.Unmarshal([]byte(out.String()), &back))
			assert.Equal(t, test.text, back, "no value is changed")
		})
	}
}

func TestJSONOfARawMessageEscapesToo(t *testing.T) {
	var out strings.Builder
	require.NoError(t, output.JSON(&out, json.RawMessage("{\"price\":1490.50,\"\u202ename\":\"a\u009bb\xff\",\"id\":90071992547409931}")))
	assert.Equal(t, `{
  "price": 1490.50,
  "\u202ename": "a\u009bb`+"\ufffd"+`",
  "id": 90071992547409931
}
`, out.String())
}

func TestTableAlignsWideCharacters(t *testing.T) {
	var out strings.Builder
	require.NoError(t, output.Table(&out, []string{"NAME", "TYPE", "ID"}, [][]string{
		{"Вебінар", "", "1"}, {"免费 🎉", "x", ""}, {"Май", "👩‍👩‍👧", "2"}, {"a\tb\x1b[2J\n", "y", "3"},
	}))
	assert.Equal(t, `NAME     TYPE  ID
Вебінар        1
免费 🎉  x
Май      👩‍👩‍👧    2
a b[2J   y     3
`, strings.ReplaceAll(out.String(), "й", "й"))
}

func TestTableOfUnevenRows(t *testing.T) {
	var out strings.Builder
	require.NoError(t, output.Table(&out, []string{"A", "B"}, [][]string{{"1"}, {"1", "2", "3"}}))
	assert.Equal(t, "A  B\n1\n1  2  3\n", out.String())
}

func TestMoneyHasOneForm(t *testing.T) {
	for text, want := range map[string]string{
		"1490.5": "1490.50", "1490.50": "1490.50", "1490.500": "1490.50", "1490": "1490.00", "0": "0.00", "-3.1": "-3.10", "0.005": "0.005",
		"1490.5050": "1490.505",
	} {
		amount, err := leeloo.NewAmount(text)
		require.NoError(t, err)
		assert.Equal(t, want, output.Money(amount), text)
	}
	assert.Empty(t, output.Money(leeloo.Amount{}))
	assert.Empty(t, output.Money(leeloo.Amount{Raw: "free"}))
}

package validate_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/validate"
)

func TestTextsThatShowNothingAreBlank(t *testing.T) {
	tests := map[string]struct {
		text  string
		blank bool
	}{
		"blank":                     {" ", true},
		"tab and line breaks":       {"\t\r\n\v\f", true},
		"no-break space":            {"\u00a0", true},
		"thin space":                {"\u2009", true},
		"ideographic space":         {"\u3000", true},
		"line separator":            {"\u2028", true},
		"NUL":                       {"\x00", true},
		"DEL":                       {"\x7f", true},
		"zero-width space":          {"\u200b", true},
		"zero-width joiner":         {"\u200d", true},
		"byte order mark":           {"\ufeff", true},
		"word joiner":               {"\u2060", true},
		"soft hyphen":               {"\u00ad", true},
		"left-to-right mark":        {"\u200e", true},
		"bidirectional embedding":   {"\u202a\u202c", true},
		"bidirectional isolate":     {"\u2068\u2069", true},
		"variation selector":        {"\ufe0f", true},
		"combining grapheme joiner": {"\u034f", true},
		"Hangul filler":             {"\u3164", true},
		"Braille blank":             {"\u2800", true},
		"several":                   {" \u200b\ufeff\n", true},
		"letter":                    {"a", false},
		"first of ASCII":            {"!", false},
		"last of ASCII":             {"~", false},
		"Cyrillic letter":           {"я", false},
		"one visible character":     {" \u200b.\ufeff ", false},
		"emoji":                     {"👍", false},
		"emoji with variation":      {"\u2764\ufe0f", false},
		"family of joined emoji":    {"👨\u200d👩\u200d👧", false},
		"unassigned character":      {"\u0378", false},
		"private use":               {"\ue000", false},
		"replacement character":     {"\ufffd", false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.blank, validate.Required("Text", tt.text) != nil, "Required")
			assert.Equal(t, tt.blank, validate.NotBlank("Text", tt.text) != nil, "NotBlank")
			assert.NoError(t, validate.Text("Text", tt.text))
		})
	}
}

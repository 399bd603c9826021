package text_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/examples/internal/text"
)

func TestClean(t *testing.T) {
	for typed, want := range map[string]string{
		" Olena ":                      "Olena",
		"\r\nOne\r\n\x1b[31mTwo\xff\n": "One\n[31mTwo",
		"a\tb\x00c":                    "a\tbc",
		"\u0085\u009bx":                "x",
		"Їжак 👩‍👩‍👧":                   "Їжак 👩‍👩‍👧",
		"\u202eanelO\u2066 vip":        "anelO vip",
		"\u200b \u2060\ufeff":          "",
		"":                             "",
	} {
		assert.Equal(t, want, text.Clean(typed), "%q", typed)
	}
	assert.Equal(t, "Olena Testenko", text.Line(" Olena\r\n  Testenko\x00 "))
}

func TestEmail(t *testing.T) {
	for typed, want := range map[string]string{
		" Olena@Example.com\n":                "olena@example.com",
		"\u200bolena@\u2060example.com\ufeff": "olena@example.com",
		"\u202aolena@example.com\u202c":       "olena@example.com",
		"\u200b":                              "",
	} {
		assert.Equal(t, want, text.Email(typed), "%q", typed)
	}
}

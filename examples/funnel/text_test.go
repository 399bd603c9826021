package main

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMoney(t *testing.T) {
	assert.Equal(t, unknown, money(nil))
	for text, want := range map[string]string{
		"0": "0.00", "-0.001": "0.00", "0.005": "0.01", "-0.005": "−0.01", "0.0049999": "0.00", "1.005": "1.01", "-1.005": "−1.01",
		"999": "999.00", "999.995": "1,000.00", "1000": "1,000.00", "-1234567.891": "−1,234,567.89", "100000": "100,000.00",
	} {
		n, ok := new(big.Rat).SetString(text)
		require.True(t, ok)
		assert.Equal(t, want, money(n), text)
	}
}

func TestOneLine(t *testing.T) {
	for name, want := range map[string]string{
		"Free webinar":              "Free webinar",
		"  Free \t\n webinar\r\n":   "Free webinar",
		"\x1b[31mred\x1b]0;title\a": "[31mred ]0;title",
		"\u009b31mred":              "31mred",
		"a\x00b\x7fc":               "a b c",
		"\u202eesrever\u2066\u200f": "esrever",
		"line\u2028line\u2029line":  "line line line",
		"وێبینار رایگان":            "وێبینار رایگان",
		"🇺🇦 👩\u200d👩\u200d👧 Марафон 免费":      "🇺🇦 👩\u200d👩\u200d👧 Марафон 免费",
		"<script>alert(1)</script> & \"more": "<script>alert(1)</script> & \"more",
		"\x1b\u202e ":                        "",
	} {
		assert.Equal(t, want, oneLine(name), "%q", name)
	}
}

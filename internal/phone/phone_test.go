package phone

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPhonesAreSentAsPlusAndDigits(t *testing.T) {
	const want = "+380500000000"
	for name, text := range map[string]string{
		"as sent":                     "+380500000000",
		"blanks":                      " +380 50 000 00 00 ",
		"hyphens and brackets":        "+38 (050) 000-00-00",
		"square brackets":             "+38[050]0000000",
		"dots":                        "+380.50.000.00.00",
		"middle dots":                 "+380·50·000·00·00",
		"brackets around the plus":    "(+380) 50 000 00 00",
		"tab and line end":            "\t+380500000000\r\n",
		"no-break blank U+00A0":       "+380\u00a050\u00a00000000",
		"thin blank U+2009":           "+380\u2009500000000",
		"narrow blank U+202F":         "+380\u202f500000000",
		"figure blank U+2007":         "+380\u2007500000000",
		"ideographic blank U+3000":    "+380\u3000500000000",
		"hyphen U+2010":               "+380\u2010500000000",
		"no-break hyphen U+2011":      "+380\u2011500000000",
		"figure dash U+2012":          "+380\u2012500000000",
		"en dash U+2013":              "+380\u2013500000000",
		"em dash U+2014":              "+380\u2014500000000",
		"minus U+2212":                "+380\u2212500000000",
		"soft hyphen U+00AD":          "+380\u00ad500000000",
		"embedding U+202A and U+202C": "\u202a+380500000000\u202c",
		"override U+202D and U+202E":  "\u202d+380500000000\u202e",
		"isolates U+2066 to U+2069":   "\u2066\u2067\u2068+380500000000\u2069",
		"marks U+200E and U+200F":     "\u200e+380500000000\u200f",
		"zero width U+200B to U+200D": "+380\u200b50\u200c0000\u200d000",
		"word joiner U+2060":          "+380\u2060500000000",
		"byte order mark U+FEFF":      "\ufeff+380500000000",
		"variation selector U+FE0F":   "+380500000000\ufe0f",
		"full-width":                  "＋３８０（５０）０００－００．００",
		"tel":                         "tel:+380500000000",
		"tel, capital letters":        "TEL:+380-50-000-00-00",
		"tel after a mark and blanks": "\u200e tel: +380500000000",
	} {
		t.Run(name, func(t *testing.T) {
			require.NoError(t, Validate("Phone", text))
			assert.Equal(t, want, Normalize(text))
			assert.Equal(t, want[1:], Digits(text))
		})
	}
}

func TestPhonesOfAnyLengthUpTo15Digits(t *testing.T) {
	for digits := 1; digits <= 15; digits++ {
		assert.NoError(t, Validate("Phone", "+"+strings.Repeat("1", digits)), "%d digits", digits)
	}
	assert.NoError(t, Validate("Phone", ""), "an empty phone is left out")
	assert.Empty(t, Normalize(""))
	assert.Empty(t, Digits(""))
}

func TestPhonesThatTheAPIRefusesAreInvalid(t *testing.T) {
	const (
		noDigits = "Phone has no digits: "
		noCode   = "Phone has no country code: "
		other    = "Phone is not a phone number: only "
		tooLong  = "Phone is not a phone number: it has more than 15 digits"
	)
	for name, test := range map[string]struct{ text, want string }{
		"blank":                  {" ", noDigits},
		"invisible":              {"\u200b", noDigits},
		"only a plus":            {"+", noDigits},
		"only tel":               {"tel:", noDigits},
		"words":                  {"no phone", noDigits},
		"sentinel value":         {"NOT_DEFINED", noDigits},
		"local number":           {"050 000 0001", noCode},
		"international prefix":   {"00380500000001", noCode},
		"country code, no plus":  {"380500000001", noCode},
		"two plus signs":         {"++380500000001", other},
		"plus at the end":        {"380500000001+", other},
		"plus in the middle":     {"38+0500000001", other},
		"extension":              {"+380500000001 ext. 5", other},
		"extension of tel":       {"tel:+380500000001;ext=5", other},
		"two numbers":            {"+380500000001, +380500000001", other},
		"slash":                  {"+380500000001/01", other},
		"letter":                 {"+38O500000001", other},
		"Arabic digits":          {"+٣٨٠500000001", other},
		"emoji":                  {"☎ +380500000001", other},
		"NUL":                    {"+380500000001\x00", other},
		"broken UTF-8":           {"+380500000001\xff", other},
		"tel twice":              {"tel:tel:+380500000001", other},
		"two lines, two numbers": {"+380500000001\n0500000001", tooLong},
		"16 digits":              {"+3805000000000001", tooLong},
	} {
		t.Run(name, func(t *testing.T) {
			err := Validate("Phone", test.text)
			require.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "0001", "the error quotes the phone")
		})
	}
}

func TestPhoneDigitsOfStoredPhones(t *testing.T) {
	for text, want := range map[string]string{
		"+38 (050) 000-00-00": "380500000000",
		"380500000000":        "380500000000",
		"０５０":                 "050",
		"tel:050 1":           "0501",
		"NOT_DEFINED":         "",
		"no phone":            "",
		"+":                   "",
	} {
		assert.Equal(t, want, Digits(text), "%q", text)
	}
}

func TestNormalizeIfValid(t *testing.T) {
	tests := map[string]string{
		"+38 (050) 000-00-00": "+380500000000",
		"tel:+380500000000":   "+380500000000",
		"606":                 "606",
		"6-06":                "6-06",
		"sip:a.b@example.com": "sip:a.b@example.com",
		"050 000 00 00":       "050 000 00 00",
		"":                    "",
	}
	for text, want := range tests {
		assert.Equal(t, want, NormalizeIfValid(text), text)
	}
}

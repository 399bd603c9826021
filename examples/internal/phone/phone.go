// Package phone reads phones as people write them.
package phone

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// Normalize returns a phone in E.164, like +380500000000, and "" for any other text. The country, for example UA, is that of
// phones without a country code; if it is empty, they are refused.
//
// Invisible characters are removed: phones that are copied from web pages and messengers have some. Letters are refused: on
// a keypad they are digits.
func Normalize(text, country string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text)
	number, err := phonenumbers.Parse(text, country)
	if err != nil || strings.ContainsFunc(text, unicode.IsLetter) || number.GetExtension() != "" || phonenumbers.IsPossibleNumberWithReason(number) != phonenumbers.IS_POSSIBLE {
		return ""
	}
	return phonenumbers.Format(number, phonenumbers.E164)
}

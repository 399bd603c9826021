package calls

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// normalize returns a phone in E.164, such as +380500000000, or "" if the text is not a valid phone. Letters are refused:
// on a keypad they stand for digits. Providers leave out the + of foreign callers, so a text that is not a phone of the
// region is tried with it.
func normalize(text, region string) string {
	if strings.Trim(text, "+0123456789 \u00a0-().") != "" {
		return ""
	}
	for _, spelling := range []string{text, "+" + text} {
		number, err := phonenumbers.Parse(spelling, region)
		if err == nil && phonenumbers.IsValidNumber(number) {
			return phonenumbers.Format(number, phonenumbers.E164)
		}
	}
	return ""
}

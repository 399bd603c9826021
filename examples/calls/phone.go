package main

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// normalise returns a phone in E.164, like +380500000000, or "" for what is none. Letters are not taken: on a keypad they
// stand for digits. Providers leave the + of foreign callers out: what is no phone of the region is tried with it.
func normalise(text, region string) string {
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

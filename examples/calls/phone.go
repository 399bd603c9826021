package main

import (
	"slices"
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

// spellings are the ways in which a card may have a phone: in E.164, without the + as messengers write it, and as people
// of the region type it. How tolerant the API's filter is, is not documented.
func spellings(phone, region string) []string {
	all := []string{phone, strings.TrimPrefix(phone, "+")}
	if number, err := phonenumbers.Parse(phone, region); err == nil {
		all = append(all, phonenumbers.NormalizeDigitsOnly(phonenumbers.Format(number, phonenumbers.NATIONAL)))
	}
	return slices.DeleteFunc(all, func(spelling string) bool { return normalise(spelling, region) != phone })
}

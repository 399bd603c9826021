package main

import (
	"cmp"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// normalise returns a phone in E.164, like +380500000000, or "" for what is none. Letters are not taken: on a keypad
// they stand for digits, and a typing error would be somebody else's phone.
func normalise(text, region string) string {
	if strings.Trim(text, "+0123456789 \u00a0-().") != "" {
		return ""
	}
	number, err := phonenumbers.Parse(text, region)
	if err != nil || !phonenumbers.IsValidNumber(number) {
		return ""
	}
	return phonenumbers.Format(number, phonenumbers.E164)
}

// onCard normalises the phone of a card. Messengers leave out the + of phones of all countries.
func onCard(text, region string) string {
	return cmp.Or(normalise(text, region), normalise("+"+text, region))
}

// Package phone normalizes telephone numbers. The API accepts only "+" and digits.
package phone

import (
	"errors"
	"strings"
	"unicode"
)

// maxPhoneDigits is the maximum of E.164. A longer text is usually two numbers.
const maxPhoneDigits = 15

const phoneSeparators = "()[].（）［］．·\u2212" // U+2212 is the minus sign, which is not in unicode.Pd

// Validate checks a phone number that may be empty. The API accepts only "+" and digits (NOT_VALID_PHONE_NUMBER).
// A missing country code is an error rather than a guess: "0501234567" is a different number in every country.
func Validate(name, text string) error {
	if text == "" {
		return nil
	}
	phone := Normalize(text)
	digits, hasPlus := strings.CutPrefix(phone, "+")
	switch {
	case Digits(phone) == "":
		return errors.New(name + " has no digits: write it like +380500000000")
	case strings.Trim(digits, "0123456789") != "":
		return errors.New(name + " is not a phone number: only a leading plus, digits, blanks, hyphens, brackets and dots are allowed")
	case !hasPlus:
		return errors.New(name + " has no country code: write it like +380500000000")
	case len(digits) > maxPhoneDigits:
		return errors.New(name + " is not a phone number: it has more than 15 digits")
	}
	return nil
}

// Normalize returns a phone number as it is sent: "+" and digits. It removes the scheme "tel:" and separators, and
// leaves every character that Validate rejects.
func Normalize(text string) string {
	if isPlain(text) { // the usual case, and much faster
		return text
	}
	phone := strings.Map(sentRune, text)
	if scheme := "tel:"; len(phone) >= len(scheme) && strings.EqualFold(phone[:len(scheme)], scheme) {
		return phone[len(scheme):]
	}
	return phone
}

// isPlain reports whether a text has only digits and pluses.
func isPlain(text string) bool {
	for i := range len(text) {
		if text[i] != '+' && (text[i] < '0' || '9' < text[i]) {
			return false
		}
	}
	return true
}

// NormalizeIfValid returns a phone number as it is sent, and any other text, for example an extension, as it is.
func NormalizeIfValid(text string) string {
	phone := Normalize(text)
	digits, hasPlus := strings.CutPrefix(phone, "+")
	if !hasPlus || digits == "" || len(digits) > maxPhoneDigits || strings.Trim(digits, "0123456789") != "" {
		return text
	}
	return phone
}

// sentRune returns the character that is sent for r, or -1 for none.
func sentRune(r rune) rune {
	switch {
	case '０' <= r && r <= '９': // full-width
		return r - '０' + '0'
	case r == '＋':
		return '+'
	case unicode.IsSpace(r), strings.ContainsRune(phoneSeparators, r):
		return -1
	case unicode.In(r, unicode.Pd, unicode.Cf, unicode.Variation_Selector): // hyphens and dashes; invisible characters
		return -1
	}
	return r
}

// Digits returns the digits of a phone number, by which phone numbers are compared.
func Digits(text string) string {
	return strings.Map(func(r rune) rune {
		if '0' <= r && r <= '9' {
			return r
		}
		return -1
	}, Normalize(text))
}

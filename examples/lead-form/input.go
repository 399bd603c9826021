package main

import (
	"crypto/sha256"
	"fmt"
	"net/mail"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// input is what a visitor has typed.
type input struct {
	Name    string `json:"name"`
	Phone   string `json:"phone"`
	Email   string `json:"email,omitzero"`
	Message string `json:"message,omitzero"`
}

// The template has the same limits. It counts UTF-16 units, of which a text has no fewer.
const (
	maxName    = 100
	maxEmail   = 254
	maxMessage = 2000
)

// problems are the mistakes in a form: field → what to do about it.
type problems map[string]string

func readInput(form url.Values) input {
	return input{
		Name:    strings.Join(strings.Fields(clean(form.Get("name"))), " "),
		Phone:   clean(form.Get("phone")),
		Email:   clean(form.Get("email")),
		Message: clean(form.Get("message")),
	}
}

// clean takes out what nobody types, and what JSON can't hold.
func clean(text string) string {
	text = strings.ToValidUTF8(strings.ReplaceAll(text, "\r\n", "\n"), "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' && r != '\t' {
			return -1
		}
		return r
	}, text))
}

// check returns the input with its phone in E.164, or what is wrong with it.
func (in input) check(region string) (input, problems) {
	found := problems{}
	if in.Name == "" || utf8.RuneCountInString(in.Name) > maxName {
		found["name"] = fmt.Sprintf("Enter your name, %d characters at most.", maxName)
	}
	if phone := normalise(in.Phone, region); phone != "" {
		in.Phone = phone
	} else {
		found["phone"] = "Enter your phone number: with + and the country code, if it is of another country."
	}
	if in.Email != "" && !isEmail(in.Email) {
		found["email"] = "Enter an e-mail address like name@example.com, or nothing."
	}
	if utf8.RuneCountInString(in.Message) > maxMessage {
		found["message"] = fmt.Sprintf("Shorten the message to %d characters.", maxMessage)
	}
	return in, found
}

func isEmail(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text && len(text) <= maxEmail && strings.Contains(text[strings.LastIndex(text, "@"):], ".")
}

// number is a fingerprint of the number of a page and of what was sent with it. A double click sends the same twice and
// is one lead. Other words from the same page (the Back button, a cache that gives one page to two visitors) must not be
// taken for a double click, and be lost. The page's number is random, and stays out of logs: a fingerprint of a name and
// a phone alone could be guessed.
func (in input) number(page string) string {
	return fmt.Sprintf("%x", sha256.Sum256(fmt.Appendf(nil, "%q %q", page, in)))[:32]
}

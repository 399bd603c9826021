package main

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestCheck(t *testing.T) {
	tests := map[string]struct {
		change func(*input)
		wrong  string // the field; empty if all is well
	}{
		"all is well":                {func(*input) {}, ""},
		"no e-mail and no message":   {func(in *input) { in.Email, in.Message = "", "" }, ""},
		"no name":                    {func(in *input) { in.Name = "" }, "name"},
		"a name at the limit":        {func(in *input) { in.Name = strings.Repeat("Ї", maxName) }, ""},
		"a name over the limit":      {func(in *input) { in.Name = strings.Repeat("Ї", maxName+1) }, "name"},
		"no phone":                   {func(in *input) { in.Phone = "" }, "phone"},
		"half a phone":               {func(in *input) { in.Phone = "050 000" }, "phone"},
		"an e-mail without a domain": {func(in *input) { in.Email = "olena@" }, "email"},
		"an e-mail of this machine":  {func(in *input) { in.Email = "olena@localhost" }, "email"},
		"an e-mail with a name":      {func(in *input) { in.Email = "Olena <olena@example.com>" }, "email"},
		"two e-mails":                {func(in *input) { in.Email = "olena@example.com, ivan@example.com" }, "email"},
		"an e-mail over the limit":   {func(in *input) { in.Email = strings.Repeat("o", maxEmail) + "@example.com" }, "email"},
		"a message at the limit":     {func(in *input) { in.Message = strings.Repeat("Ї", maxMessage) }, ""},
		"a message over the limit":   {func(in *input) { in.Message = strings.Repeat("Ї", maxMessage+1) }, "message"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			in := olena
			test.change(&in)
			_, found := in.check("UA")
			if test.wrong == "" {
				assert.Empty(t, found)
			} else {
				assert.Len(t, found, 1)
				assert.Contains(t, found, test.wrong)
			}
		})
	}
}

func TestReadInput(t *testing.T) {
	got := readInput(url.Values{
		"name": {" Olena\r\n Testenko\x00 "}, "phone": {" 050 000 00 00 "}, "email": {"olena@example.com\t"},
		"message": {"\r\nOne\r\n\x1b[31mTwo\xff\n"},
	})
	assert.Equal(t, input{Name: "Olena Testenko", Phone: "050 000 00 00", Email: "olena@example.com", Message: "One\n[31mTwo"}, got)
}

func TestNormalise(t *testing.T) {
	for text, want := range map[string]string{
		"+380500000000":       phone,
		"0500000000":          phone,
		"380500000000":        phone,
		"00380500000000":      phone,
		"+38 (050) 000-00-00": phone,
		"050\u00a0000.00.00":  phone,
		"+48 500 000 000":     "+48500000000",
		"500 000 000":         "+380500000000",
		"":                    "",
		"112":                 "",
		"+12":                 "",
		"+38050000000":        "",
		"+3805000000000":      "",
		"+38050OOOOOOO":       "", // letters
		"0500000000 ext. 5":   "",
		"call me":             "",
		"NOT_DEFINED":         "",
	} {
		assert.Equal(t, want, normalise(text, "UA"), "%q", text)
	}
	assert.Equal(t, "+48500000000", normalise("500 000 000", "PL"))
}

func TestOnCard(t *testing.T) {
	for text, want := range map[string]string{
		phone: phone, "050 000 00 00": phone, "380500000000": phone, "48500000000": "+48500000000", "": "", "+": "", "12": "",
	} {
		assert.Equal(t, want, onCard(text, "UA"), "%q", text)
	}
}

func TestNumber(t *testing.T) {
	page := strings.Repeat("A", 26)
	assert.Equal(t, olena.number(page), olena.number(page), "a double click")
	assert.NotContains(t, olena.number(page), page, "who knows it could guess the name and the phone behind the rest")

	others := []string{olena.number(page), olena.number(strings.Repeat("B", 26))}
	for _, change := range []func(*input){
		func(in *input) { in.Name += "a" }, func(in *input) { in.Phone = "+380500000001" }, func(in *input) { in.Email = "" },
		func(in *input) { in.Message += "!" }, func(in *input) { in.Email, in.Message = in.Message, in.Email },
	} {
		other := olena
		change(&other)
		others = append(others, other.number(page))
	}
	slices.Sort(others)
	assert.Len(t, slices.Compact(others), 7)
}

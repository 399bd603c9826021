package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

// bodyWith returns the body of an event with another value of a member, as JSON; "" leaves the member out.
func bodyWith(member, value string) string {
	members := map[string]string{
		"payment_id": `"pay-1"`, "event_time": `"2026-01-31T12:00:00Z"`, "status": `"paid"`, "amount": `"1490.50"`,
		"currency": `"UAH"`, "product": `"Full course"`, "name": `"Olena"`, "phone": `"+380500000000"`, "email": `"olena@example.com"`,
	}
	members[member] = value
	var texts []string
	for name, value := range members {
		if value != "" {
			texts = append(texts, fmt.Sprintf("%q: %s", name, value))
		}
	}
	return "{" + strings.Join(texts, ", ") + "}"
}

func TestAmountsAreReadToTheLastDigit(t *testing.T) {
	long := strings.Repeat("9", 33) + ".1"
	for written, want := range map[string]string{
		`"1490.50"`: "1490.50", `1490.50`: "1490.50", `0.10`: "0.10", `"0.10"`: "0.10", `100`: "100", `"100"`: "100",
		`0.30000000000000004`: "0.30000000000000004", `9007199254740993`: "9007199254740993", long: long, `"` + long + `"`: long,
	} {
		assert.Equal(t, want, parse([]byte(bodyWith("amount", written)), "").Amount.String(), written)
	}
}

func TestMembersAreChecked(t *testing.T) {
	const valid, invalid = true, false
	for _, tt := range []struct {
		member, value string
		want          bool
	}{
		{"amount", `"1e2"`, invalid}, {"amount", `1e2`, invalid}, {"amount", `0`, invalid}, {"amount", `"0.00"`, invalid},
		{"amount", `-1`, invalid}, {"amount", `"-0.10"`, invalid}, {"amount", `"+1"`, invalid}, {"amount", `" 1"`, invalid},
		{"amount", `"1,50"`, invalid}, {"amount", `"1 490"`, invalid}, {"amount", `".5"`, invalid}, {"amount", `"5."`, invalid},
		{"amount", `"010"`, invalid}, {"amount", `""`, invalid}, {"amount", `null`, invalid}, {"amount", ``, invalid}, {"amount", `true`, invalid},
		{"amount", strings.Repeat("9", 35), invalid}, {"amount", `"NaN"`, invalid}, {"amount", `010`, invalid},
		{"amount", `[1]`, invalid}, {"amount", `{"value": 1}`, invalid},
		{"payment_id", ``, invalid}, {"payment_id", `""`, invalid}, {"payment_id", `"a b"`, invalid}, {"payment_id", `"a\nb"`, invalid},
		{"payment_id", `"a.b"`, invalid}, {"payment_id", `"` + strings.Repeat("a", 65) + `"`, invalid}, {"payment_id", `17`, invalid},
		{"event_time", ``, invalid}, {"event_time", `"yesterday"`, invalid}, {"event_time", `"2026-01-31"`, invalid},
		{"event_time", `"2026-01-31T14:00:00+02:00"`, valid},
		{"status", ``, invalid}, {"status", `"PAID"`, invalid}, {"status", `"chargeback"`, invalid}, {"status", `"refunded"`, valid},
		{"currency", ``, invalid}, {"currency", `"uah"`, invalid}, {"currency", `"₴"`, invalid}, {"currency", `"UAHH"`, invalid},
		{"phone", `"0500000000"`, invalid}, {"phone", `"Olena"`, invalid}, {"phone", `17`, invalid}, {"phone", ``, valid}, {"phone", `null`, valid},
		{"email", ``, valid}, {"name", ``, valid}, {"product", ``, valid},
		{"Amount", `"1"`, valid}, {"fee", `{"of": "the provider"}`, valid},
	} {
		e := parse([]byte(bodyWith(tt.member, tt.value)), "")
		assert.Equal(t, tt.want, e.contact != "", "%s: %s", tt.member, tt.value)
		assert.Equal(t, tt.want, strings.HasPrefix(e.id, "pay-1."), e.id)
	}
	noContact := strings.Replace(bodyWith("phone", ""), `"email": "olena@example.com"`, `"email": " "`, 1)
	assert.Empty(t, parse([]byte(noContact), "").contact)
}

func TestBodiesThatAreNotEvents(t *testing.T) {
	complete := bodyWith("", "")
	ids := map[string]bool{}
	for _, body := range []string{
		"", "null", "[]", `"paid"`, complete[:20], complete + "}", complete + complete, "\xff", "status=paid",
		strings.Replace(complete, "{", `{"amount": 1, `, 1),
	} {
		e := parse([]byte(body), "")
		assert.Regexp(t, `^invalid\.[0-9a-f]{12}$`, e.id, "%.40q", body)
		assert.Empty(t, e.contact)
		ids[e.id] = true
	}
	assert.Len(t, ids, 10, "each is kept")
}

// What is delivered twice is one job. What differs is another one, so that it is not lost.
func TestID(t *testing.T) {
	id := func(member, value string) string { return parse([]byte(bodyWith(member, value)), "").id }
	for _, tt := range []struct {
		member, value string
		same          bool
	}{
		{"amount", `1490.5`, true}, {"event_time", `"2026-02-01T12:00:00Z"`, true}, {"name", `"O."`, true}, {"fee", `1`, true},
		{"phone", `"+38 (050) 000-00-00"`, true}, {"email", `" Olena@Example.com"`, true},
		{"amount", `1490.51`, false}, {"currency", `"USD"`, false}, {"status", `"failed"`, false}, {"product", `"Consultation"`, false},
		{"phone", `"+380500000001"`, false}, {"payment_id", `"pay-2"`, false},
	} {
		assert.Equal(t, tt.same, id("", "") == id(tt.member, tt.value), "%s: %s", tt.member, tt.value)
	}
	refund := strings.Replace(bodyWith("status", `"refunded"`), "12:00", "13:00", 1)
	assert.NotEqual(t, id("status", `"refunded"`), parse([]byte(refund), "").id, "two refunds of one amount")
}

// A contact is the key of the tasks, so all spellings of a phone must have one. It does not show the phone.
func TestContact(t *testing.T) {
	contact := func(phone string) string {
		return parse([]byte(bodyWith("phone", fmt.Sprintf("%q", phone))), "UA").contact
	}
	for _, phone := range []string{
		"\u202a+38 (050) 000-00-00\u202c", "+38\u200b0500000000", "\u2066+380\u00ad500\ufeff000000\u2069", "380500000000", "050 000 00 00",
	} {
		assert.Equal(t, contact("+380500000000"), contact(phone), "%q", phone)
	}
	assert.Regexp(t, `^[0-9a-f]{12}$`, contact("+380500000000"))
	assert.NotEqual(t, contact("+380500000000"), contact("+380500000001"))
}

// An address that was copied with invisible characters is that of the same person, and of the same event.
func TestInvisibleCharactersOfAnEmailAreRemoved(t *testing.T) {
	typed := parse(eventBody("paid", "phone=", "email=olena@example.com"), "")
	copied := parse(eventBody("paid", "phone=", "email=\u200bOlena@example.com\ufeff"), "")
	assert.NotEmpty(t, typed.contact)
	assert.Equal(t, []string{typed.id, typed.contact, typed.Email}, []string{copied.id, copied.contact, copied.Email})
}

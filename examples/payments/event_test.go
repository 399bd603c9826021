package main

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var noon = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)

func bodyWith(field, value string) string {
	fields := map[string]string{
		"payment_id": `"pay-1"`, "event_time": `"2026-01-31T12:00:00Z"`, "status": `"paid"`, "amount": `"1490.50"`,
		"currency": `"UAH"`, "person_id": `"625946dd585052c1629f1b2b"`,
	}
	fields[field] = value
	var members []string
	for name, value := range fields {
		if value != "" {
			members = append(members, fmt.Sprintf("%q: %s", name, value))
		}
	}
	return "{" + strings.Join(members, ", ") + "}"
}

func TestAmountsAreReadToTheLastDigit(t *testing.T) {
	long := strings.Repeat("9", 33) + ".1"
	for written, want := range map[string]string{
		`"1490.50"`: "1490.50", `1490.50`: "1490.50", `0.10`: "0.10", `"0.10"`: "0.10", `100`: "100", `"100"`: "100",
		`0.30000000000000004`: "0.30000000000000004", `9007199254740993`: "9007199254740993", long: long, `"` + long + `"`: long,
	} {
		got, err := parseEvent([]byte(bodyWith("amount", written)), noon)
		if assert.NoError(t, err, written) {
			assert.Equal(t, want, got.Amount.String(), written)
		}
	}
}

func TestFieldsAreChecked(t *testing.T) {
	const malformed, wrong = http.StatusBadRequest, http.StatusUnprocessableEntity
	for _, test := range []struct {
		field, value string
		code         int
	}{
		{"amount", `"1e2"`, wrong}, {"amount", `1e2`, wrong}, {"amount", `0`, wrong}, {"amount", `"0.00"`, wrong}, {"amount", `-1`, wrong},
		{"amount", `"-0.10"`, wrong},
		{"amount", `"+1"`, wrong}, {"amount", `" 1"`, wrong}, {"amount", `"1,50"`, wrong}, {"amount", `"1 490"`, wrong},
		{"amount", `".5"`, wrong}, {"amount", `"5."`, wrong},
		{"amount", `"010"`, wrong}, {"amount", `""`, wrong}, {"amount", `null`, wrong},
		{"amount", ``, wrong}, {"amount", `true`, wrong},
		{"amount", strings.Repeat("9", 35), wrong}, {"amount", `"NaN"`, wrong}, {"amount", `010`, malformed},
		{"amount", `[1]`, malformed}, {"amount", `{"value": 1}`, malformed},
		{"payment_id", ``, wrong}, {"payment_id", `""`, wrong}, {"payment_id", `"a b"`, wrong}, {"payment_id", `"a\nb"`, wrong},
		{"payment_id", `"` + strings.Repeat("a", 65) + `"`, wrong}, {"payment_id", `17`, malformed},
		{"event_time", ``, wrong}, {"event_time", `"yesterday"`, wrong}, {"event_time", `"2026-01-31"`, wrong},
		{"event_time", `"2026-02-01T12:00:01Z"`, wrong},
		{"status", ``, wrong}, {"status", `"PAID"`, wrong}, {"status", `"refunded"`, wrong},
		{"currency", ``, wrong}, {"currency", `"uah"`, wrong}, {"currency", `"₴"`, wrong}, {"currency", `"UAHH"`, wrong},
		{"person_id", ``, wrong}, {"person_id", `"."`, wrong}, {"person_id", `"625946dd585052c1629f1b2"`, wrong},
		{"order_id", `"../people"`, wrong}, {"order_id", `7`, malformed},
		{"Amount", `"1"`, 0}, {"fee", `{"of": "the provider"}`, 0}, {"order_id", `null`, 0},
		{"event_time", `"2026-01-31T14:00:00+02:00"`, 0},
	} {
		_, err := parseEvent([]byte(bodyWith(test.field, test.value)), noon)
		refused, _ := errors.AsType[refusal](err)
		assert.Equal(t, test.code, refused.code, "%s: %s", test.field, test.value)
		assert.NotContains(t, refused.text, "625946dd585052c1629f1b2b")
	}
}

func TestBodiesThatAreNoCallback(t *testing.T) {
	whole := bodyWith("", "")
	for _, body := range []string{
		"", "null", "[]", `"paid"`, whole[:20], whole + "}", whole + whole, "\xff", "status=paid",
		strings.Replace(whole, "{", `{"amount": 1, `, 1),
	} {
		_, err := parseEvent([]byte(body), noon)
		_, refused := errors.AsType[refusal](err)
		assert.True(t, refused, "%.40q", body)
	}
}

func TestAllThatIsWrongIsNamedAtOnce(t *testing.T) {
	_, err := parseEvent([]byte(`{"status": "paid"}`), noon)
	require.Error(t, err)
	for _, field := range []string{"payment_id", "event_time", "amount", "currency", "person_id"} {
		assert.Contains(t, err.Error(), field)
	}
	assert.NotContains(t, err.Error(), "status")
}

package retryafter_test

import (
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/retryafter"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestParse(t *testing.T) {
	const forever = time.Duration(math.MaxInt64)
	tests := map[string]struct {
		value string
		date  string
		want  time.Duration
	}{
		"missing":                       {"", "", 0},
		"seconds":                       {"7", "", 7 * time.Second},
		"seconds don't look at Date":    {"7", "Sun, 01 Mar 2026 11:00:00 GMT", 7 * time.Second},
		"zero":                          {"0", "", 0},
		"leading zeros":                 {"0007", "", 7 * time.Second},
		"blanks around":                 {" \t7 ", "", 7 * time.Second},
		"blanks alone":                  {"  ", "", 0},
		"the most that fits":            {"9223372036", "", 9223372036 * time.Second},
		"one second more":               {"9223372037", "", forever},
		"the most of an int64":          {"9223372036854775807", "", forever},
		"over an int64":                 {"9223372036854775808", "", forever},
		"thirty digits":                 {"999999999999999999999999999999", "", forever},
		"negative":                      {"-5", "", 0},
		"plus":                          {"+5", "", 0},
		"fraction":                      {"1.5", "", 0},
		"exponent":                      {"1e3", "", 0},
		"hexadecimal":                   {"0x10", "", 0},
		"underscore":                    {"1_000", "", 0},
		"other digits":                  {"７", "", 0},
		"two values":                    {"7, 8", "", 0},
		"words":                         {"soon", "", 0},
		"date against now":              {"Sun, 01 Mar 2026 12:00:30 GMT", "", 30 * time.Second},
		"date, old layout":              {"Sunday, 01-Mar-26 12:00:30 GMT", "", 30 * time.Second},
		"date of asctime":               {"Sun Mar  1 12:00:30 2026", "", 30 * time.Second},
		"date in the past":              {"Sun, 01 Mar 2026 11:59:30 GMT", "", 0},
		"date now":                      {"Sun, 01 Mar 2026 12:00:00 GMT", "", 0},
		"date against the answer's":     {"Sun, 01 Mar 2026 10:00:30 GMT", "Sun, 01 Mar 2026 10:00:00 GMT", 30 * time.Second},
		"date before the answer's":      {"Sun, 01 Mar 2026 13:00:00 GMT", "Sun, 01 Mar 2026 14:00:00 GMT", 0},
		"date against an unreadable":    {"Sun, 01 Mar 2026 12:00:30 GMT", "yesterday", 30 * time.Second},
		"date farther than we count":    {"Fri, 31 Dec 9999 23:59:59 GMT", "", forever},
		"date that does not exist":      {"Sun, 31 Feb 2026 12:00:30 GMT", "", 0},
		"date of RFC 3339 is no HTTP's": {"2026-03-01T12:00:30Z", "", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			header := http.Header{"Retry-After": {tt.value}, "Date": {tt.date}}
			assert.Equal(t, tt.want, retryafter.Parse(header, now))
		})
	}
	assert.Zero(t, retryafter.Parse(nil, now), "no header at all")
}

func FuzzRetryAfter(f *testing.F) {
	for _, value := range []string{"", "7", "-1", "9223372037", "Sun, 01 Mar 2026 12:00:30 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "soon"} {
		f.Add(value, "")
		f.Add(value, "Fri, 31 Dec 9999 23:59:59 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		got := retryafter.Parse(http.Header{"Retry-After": {value}, "Date": {date}}, now)
		assert.GreaterOrEqual(t, got, time.Duration(0))
	})
}

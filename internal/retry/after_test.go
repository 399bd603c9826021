package retry_test

import (
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/retry"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func TestParseAfter(t *testing.T) {
	const forever = time.Duration(math.MaxInt64)
	tests := map[string]struct {
		value string
		date  string
		want  time.Duration
	}{
		"missing":                          {"", "", 0},
		"seconds":                          {"7", "", 7 * time.Second},
		"seconds ignore Date":              {"7", "Sun, 01 Mar 2026 11:00:00 GMT", 7 * time.Second},
		"zero":                             {"0", "", 0},
		"leading zeros":                    {"0007", "", 7 * time.Second},
		"blanks around":                    {" \t7 ", "", 7 * time.Second},
		"only blanks":                      {"  ", "", 0},
		"the longest duration":             {"9223372036", "", 9223372036 * time.Second},
		"a second longer":                  {"9223372037", "", forever},
		"the largest int64":                {"9223372036854775807", "", forever},
		"larger than an int64":             {"9223372036854775808", "", forever},
		"thirty digits":                    {"999999999999999999999999999999", "", forever},
		"negative":                         {"-5", "", 0},
		"plus":                             {"+5", "", 0},
		"fraction":                         {"1.5", "", 0},
		"exponent":                         {"1e3", "", 0},
		"hexadecimal":                      {"0x10", "", 0},
		"underscore":                       {"1_000", "", 0},
		"other digits":                     {"７", "", 0},
		"two values":                       {"7, 8", "", 0},
		"words":                            {"soon", "", 0},
		"date, measured from now":          {"Sun, 01 Mar 2026 12:00:30 GMT", "", 30 * time.Second},
		"date, old layout":                 {"Sunday, 01-Mar-26 12:00:30 GMT", "", 30 * time.Second},
		"date in the layout of asctime":    {"Sun Mar  1 12:00:30 2026", "", 30 * time.Second},
		"date in the past":                 {"Sun, 01 Mar 2026 11:59:30 GMT", "", 0},
		"date now":                         {"Sun, 01 Mar 2026 12:00:00 GMT", "", 0},
		"date, measured from Date":         {"Sun, 01 Mar 2026 10:00:30 GMT", "Sun, 01 Mar 2026 10:00:00 GMT", 30 * time.Second},
		"date before Date":                 {"Sun, 01 Mar 2026 13:00:00 GMT", "Sun, 01 Mar 2026 14:00:00 GMT", 0},
		"date, with an unreadable Date":    {"Sun, 01 Mar 2026 12:00:30 GMT", "yesterday", 30 * time.Second},
		"date beyond the longest duration": {"Fri, 31 Dec 9999 23:59:59 GMT", "", forever},
		"date that does not exist":         {"Sun, 31 Feb 2026 12:00:30 GMT", "", 0},
		"date of RFC 3339":                 {"2026-03-01T12:00:30Z", "", 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			header := http.Header{"Retry-After": {tt.value}, "Date": {tt.date}}
			assert.Equal(t, tt.want, retry.ParseAfter(header, now))
		})
	}
	assert.Zero(t, retry.ParseAfter(nil, now), "no header")
}

func FuzzParseAfter(f *testing.F) {
	for _, value := range []string{"", "7", "-1", "9223372037", "Sun, 01 Mar 2026 12:00:30 GMT", "Mon, 01 Jan 0001 00:00:00 GMT", "soon"} {
		f.Add(value, "")
		f.Add(value, "Fri, 31 Dec 9999 23:59:59 GMT")
	}
	f.Fuzz(func(t *testing.T, value, date string) {
		got := retry.ParseAfter(http.Header{"Retry-After": {value}, "Date": {date}}, now)
		assert.GreaterOrEqual(t, got, time.Duration(0))
	})
}

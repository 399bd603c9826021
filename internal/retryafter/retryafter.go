// Package retryafter reads the Retry-After header.
package retryafter

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Parse returns how long an answer asks to wait: seconds, or a date. A date is measured against the answer's own Date
// where there is one, since the two clocks may differ. Nothing readable, or a time that has passed, gives 0.
func Parse(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" { // as nearly always, and a date is dear to parse
		return 0
	}
	if digits(value) {
		seconds, err := strconv.ParseInt(value, 10, 64)
		if err != nil || seconds > math.MaxInt64/int64(time.Second) {
			return math.MaxInt64
		}
		return time.Duration(seconds) * time.Second
	}
	until, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(header.Get("Date")); err == nil {
		now = date
	}
	return max(0, until.Sub(now))
}

func digits(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

package retry

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ParseAfter returns how long the Retry-After header asks to wait. Its value is a number of seconds or an HTTP date. A
// date is measured from the response's Date header if there is one, because the clocks may differ, and from now
// otherwise. If the value cannot be read or the time has passed, ParseAfter returns 0. If it is too long for a
// time.Duration, ParseAfter returns the longest one.
func ParseAfter(header http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" { // the usual case; parsing a date is slow
		return 0
	}
	if isDigits(value) {
		seconds, _ := strconv.ParseInt(value, 10, 64) // the largest int64 if the value is larger
		if seconds > math.MaxInt64/int64(time.Second) {
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

func isDigits(text string) bool {
	return strings.Trim(text, "0123456789") == ""
}

package codec_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/codec"
)

func TestTime(t *testing.T) {
	utc := func(year int, month time.Month, day, hour, minute, second, nanosecond int) time.Time {
		return time.Date(year, month, day, hour, minute, second, nanosecond, time.UTC)
	}
	for value, want := range map[string]time.Time{
		// The layouts of live responses and of the vendor's samples, and their variants.
		`"2020-02-06T11:30:30.035Z"`:       utc(2020, 2, 6, 11, 30, 30, 35_000_000),
		`"2020-02-06T11:30:30Z"`:           utc(2020, 2, 6, 11, 30, 30, 0),
		`"2020-02-06T11:30:30,5Z"`:         utc(2020, 2, 6, 11, 30, 30, 500_000_000),
		`"2020-02-06T11:30:30.000000001Z"`: utc(2020, 2, 6, 11, 30, 30, 1),
		`"2015-04-02T14:20Z"`:              utc(2015, 4, 2, 14, 20, 0, 0),
		`"2020-02-06T11:30:30+02:00"`:      utc(2020, 2, 6, 9, 30, 30, 0),
		`"2020-02-06T01:30+02:00"`:         utc(2020, 2, 5, 23, 30, 0, 0),
		`"2020-02-06T11:30:30"`:            utc(2020, 2, 6, 11, 30, 30, 0),
		`"2020-02-06T11:30:30.5"`:          utc(2020, 2, 6, 11, 30, 30, 500_000_000),
		`"2020-02-06T11:30"`:               utc(2020, 2, 6, 11, 30, 0, 0),
		`"2018-06-27 07:32:01"`:            utc(2018, 6, 27, 7, 32, 1, 0),
		`"2018-06-27 07:32"`:               utc(2018, 6, 27, 7, 32, 0, 0),
		`"2018-06-27"`:                     utc(2018, 6, 27, 0, 0, 0, 0),
		`"2018\u002d06-27"`:                utc(2018, 6, 27, 0, 0, 0, 0),
		`"9999-12-31T23:59:59.999Z"`:       utc(9999, 12, 31, 23, 59, 59, 999_000_000),
		`"0001-01-01T00:00:01Z"`:           utc(1, 1, 1, 0, 0, 1, 0),

		// Milliseconds since 1970.
		`1580988630035`:   utc(2020, 2, 6, 11, 30, 30, 35_000_000),
		`1580988630035.0`: utc(2020, 2, 6, 11, 30, 30, 35_000_000),
		`1.580988630e12`:  utc(2020, 2, 6, 11, 30, 30, 0),
		`0`:               utc(1970, 1, 1, 0, 0, 0, 0),
		`-1`:              utc(1969, 12, 31, 23, 59, 59, 999_000_000),
		`253402300799999`: utc(9999, 12, 31, 23, 59, 59, 999_000_000),

		// No time.
		`null`: {}, `""`: {}, `"NOT_DEFINED"`: {}, `"NO_DATA"`: {}, `true`: {}, `false`: {},

		// Not readable, or not in the years 1 to 9999.
		`"yesterday"`:                       {},
		`"1580988630035"`:                   {},
		`"2020-02-30"`:                      {},
		`"06.02.2020"`:                      {},
		`"2020-02-06T25:00:00Z"`:            {},
		`"9999-12-31T23:59:59-01:00"`:       {}, // the year 10000 in UTC
		`"0001-01-01T00:30:00+01:00"`:       {}, // the year 0 in UTC
		`"0001-01-01T00:00:00Z"`:            {},
		`"0000-01-01T00:00:00Z"`:            {},
		`253402300800000`:                   {},
		`9223372036854775807`:               {},
		`-9223372036854775808`:              {},
		`12345678901234567890`:              {},
		`-62135596800000`:                   {},
		`1e400`:                             {},
		`1.5`:                               {},
		`"` + strings.Repeat("9", 99) + `"`: {},
		`"2020-02-06T11:30:30.` + strings.Repeat("0", 1<<20) + `"`: {},
	} {
		assertReads(t, value, (*codec.Reader).Time, want)
	}
	for _, value := range []string{`{}`, `[]`, `["2018-06-27"]`} {
		assertReads(t, value, (*codec.Reader).Time, nil)
	}
}

func TestUsualTimesAreNotCopied(t *testing.T) {
	var got time.Time
	into := codec.ReadFunc(func(r *codec.Reader) { got = r.Time() })
	skip := codec.ReadFunc(func(r *codec.Reader) { r.Skip() })
	for _, text := range []string{`"2020-02-06T11:30:30.035Z"`, `"2020-02-06T11:30:30+02:00"`, `1580988630035`, `null`, `"NOT_DEFINED"`} {
		value := []byte(text)
		allocations := func(into codec.Readable) float64 {
			return testing.AllocsPerRun(100, func() { _ = codec.Read(value, into) })
		}
		assert.Equal(t, allocations(skip), allocations(into), text)
	}
	assert.Zero(t, got)
}

package leeloo_test

import (
	"encoding/json"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestTextDecodes(t *testing.T) {
	for wire, want := range map[string]leeloo.Text{
		`"Olena"`: "Olena", `""`: "", `" "`: " ", `"О\"\\\n"`: "О\"\\\n", `"\u041e\ud83d\ude42"`: "О🙂",
		`"NOT_DEFINED"`: "", `"NO_DATA"`: "", `null`: "", `"\u004eO_DATA"`: "",
		`"NOT_DEFINED "`: "NOT_DEFINED ", `"no_data"`: "no_data", `"null"`: "null",
		`7`: "7", `-1.50`: "-1.50", `12345678901234567890`: "12345678901234567890", `true`: "true", `false`: "false",
	} {
		text := leeloo.Text("old")
		require.NoError(t, json.Unmarshal([]byte(wire), &text), wire)
		assert.Equal(t, want, text, wire)
	}
	for _, wire := range []string{`{}`, `[]`, `["Olena"]`} {
		var text leeloo.Text
		assert.Error(t, json.Unmarshal([]byte(wire), &text), wire)
	}
}

func TestTimeDecodes(t *testing.T) {
	utc := func(year int, month time.Month, day, hour, minute, second, nanosecond int) leeloo.Time {
		return leeloo.Time{Time: time.Date(year, month, day, hour, minute, second, nanosecond, time.UTC)}
	}
	for wire, want := range map[string]leeloo.Time{
		// The layouts of live answers and of the vendor's samples, and their neighbours.
		`"2020-02-06T11:30:30.035Z"`:       utc(2020, 2, 6, 11, 30, 30, 35_000_000),
		`"2020-02-06T11:30:30Z"`:           utc(2020, 2, 6, 11, 30, 30, 0),
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
		`"9999-12-31T23:59:59.999Z"`:       utc(9999, 12, 31, 23, 59, 59, 999_000_000),

		// Milliseconds since 1970.
		`1580988630035`:   utc(2020, 2, 6, 11, 30, 30, 35_000_000),
		`1580988630035.0`: utc(2020, 2, 6, 11, 30, 30, 35_000_000),
		`1.580988630e12`:  utc(2020, 2, 6, 11, 30, 30, 0),
		`0`:               utc(1970, 1, 1, 0, 0, 0, 0),
		`-1`:              utc(1969, 12, 31, 23, 59, 59, 999_000_000),
		`253402300799999`: utc(9999, 12, 31, 23, 59, 59, 999_000_000),

		// None.
		`null`: {}, `""`: {}, `"NOT_DEFINED"`: {}, `"NO_DATA"`: {},

		// What can't be read keeps its text; so does a number that no date belongs to.
		`"yesterday"`:                       {Raw: "yesterday"},
		`"1580988630035"`:                   {Raw: "1580988630035"},
		`"2020-02-30"`:                      {Raw: "2020-02-30"},
		`"06.02.2020"`:                      {Raw: "06.02.2020"},
		`"2020-02-06T25:00:00Z"`:            {Raw: "2020-02-06T25:00:00Z"},
		`"9999-12-31T23:59:59-01:00"`:       {Raw: "9999-12-31T23:59:59-01:00"}, // the year 10000 in UTC
		`"0001-01-01T00:00:00Z"`:            {Raw: "0001-01-01T00:00:00Z"},      // the zero time is no time
		`"0000-01-01T00:00:00Z"`:            {Raw: "0000-01-01T00:00:00Z"},
		`253402300800000`:                   {Raw: "253402300800000"},
		`9223372036854775807`:               {Raw: "9223372036854775807"},
		`-9223372036854775808`:              {Raw: "-9223372036854775808"},
		`12345678901234567890`:              {Raw: "12345678901234567890"},
		`-62135596800000`:                   {Raw: "-62135596800000"}, // the zero time
		`1e400`:                             {Raw: "1e400"},
		`true`:                              {Raw: "true"},
		`"` + strings.Repeat("9", 99) + `"`: {Raw: strings.Repeat("9", 99)},
	} {
		t.Run(wire, func(t *testing.T) {
			got := leeloo.Time{Time: time.Now(), Raw: "old"}
			require.NoError(t, json.Unmarshal([]byte(wire), &got))
			assert.Equal(t, want, got)
		})
	}
	for _, wire := range []string{`{}`, `[]`} {
		var got leeloo.Time
		assert.Error(t, json.Unmarshal([]byte(wire), &got), wire)
	}
}

func TestTimeMarshals(t *testing.T) {
	for _, test := range []struct {
		time leeloo.Time
		want string
	}{
		{leeloo.Time{}, `null`},
		{leeloo.Time{Raw: `"soon"`}, `"\"soon\""`},
		{at("2020-02-06T11:30:30Z"), `"2020-02-06T11:30:30.000Z"`},
		{at("2020-02-06T11:30:30.035Z"), `"2020-02-06T11:30:30.035Z"`},
		{at("2020-02-06T11:30:30.035000001Z"), `"2020-02-06T11:30:30.035000001Z"`},
		{leeloo.Time{Time: kyivNight.Truncate(time.Millisecond)}, `"2020-02-04T23:46:48.803Z"`},
	} {
		encoded, err := json.Marshal(test.time)
		require.NoError(t, err)
		assert.Equal(t, test.want, string(encoded))

		var back leeloo.Time
		require.NoError(t, json.Unmarshal(encoded, &back))
		assert.Equal(t, test.time.Raw, back.Raw)
		assert.True(t, test.time.Equal(back.Time))
	}
	for _, year := range []int{-1, 0, 10_000} {
		_, err := json.Marshal(leeloo.Time{Time: time.Date(year, 1, 2, 0, 0, 0, 0, time.UTC)})
		assert.Error(t, err, year)
	}
}

// A date is the day in UTC, wherever the program runs.
func TestDate(t *testing.T) {
	tokyo := time.FixedZone("Tokyo", 9*60*60)
	newYork := time.FixedZone("New York", -5*60*60)
	for _, test := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), "2026-01-31"},
		{time.Date(2026, 1, 31, 23, 59, 59, 999_999_999, time.UTC), "2026-01-31"},
		{time.Date(2026, 1, 31, 8, 59, 0, 0, tokyo), "2026-01-30"},
		{time.Date(2026, 1, 31, 9, 0, 0, 0, tokyo), "2026-01-31"},
		{time.Date(2026, 1, 31, 19, 0, 0, 0, newYork), "2026-02-01"},
		{time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC), "2024-02-29"},
		{time.Date(7, 1, 2, 0, 0, 0, 0, time.UTC), "0007-01-02"},
	} {
		date := leeloo.DateOf(test.at)
		assert.Equal(t, test.want, date.String())
		assert.False(t, date.IsZero())
		assert.Equal(t, day(test.want), date, "two dates of one day are equal")
	}
	assert.Equal(t, leeloo.Date{}, leeloo.DateOf(time.Time{}))
	assert.True(t, leeloo.Date{}.IsZero())
	assert.Empty(t, leeloo.Date{}.String())
}

func TestParseDate(t *testing.T) {
	got, err := leeloo.ParseDate("2024-02-29")
	require.NoError(t, err)
	assert.Equal(t, "2024-02-29", got.String())

	for _, text := range []string{
		"", "today-canary", "2026-1-31", "2023-02-29", "31.01.2026", "2026-01-31T00:00:00Z", " 2026-01-31", "20260131",
		"0001-01-01", // the zero date, which means none
		"10000-01-01", "-001-01-01",
	} {
		got, err := leeloo.ParseDate(text)
		requireInvalid(t, err, "ParseDate", "text")
		if text != "" {
			assert.NotContains(t, err.Error(), text)
		}
		assert.Equal(t, leeloo.Date{}, got)
	}
}

func TestAmount(t *testing.T) {
	for _, test := range []struct {
		text  string
		rat   *big.Rat
		float float64
		zero  bool
	}{
		{"0", new(big.Rat), 0, true},
		{"-0", new(big.Rat), 0, true},
		{"0.00", new(big.Rat), 0, true},
		{"20", big.NewRat(20, 1), 20, false},
		{"20.00", big.NewRat(20, 1), 20, false},
		{"007.10", big.NewRat(71, 10), 7.1, false},
		{"-1490.50", big.NewRat(-298100, 200), -1490.5, false},
		{"0.1", big.NewRat(1, 10), 0.1, false},
		{"9007199254740993", big.NewRat(9007199254740993, 1), 9007199254740992, false}, // no float holds it
	} {
		t.Run(test.text, func(t *testing.T) {
			got, err := leeloo.NewAmount(test.text)
			require.NoError(t, err)
			assert.Equal(t, test.text, got.String(), "the digits as given")
			assert.Zero(t, test.rat.Cmp(got.Rat()))
			assert.Equal(t, test.float, got.Float64())
			assert.Equal(t, test.zero, got.IsZero())
			assert.NotEqual(t, leeloo.Amount{}, got, "zero is not none")
			assert.Empty(t, got.Raw)

			encoded, err := json.Marshal(got)
			require.NoError(t, err)
			assert.Equal(t, `"`+test.text+`"`, string(encoded))
			var back leeloo.Amount
			require.NoError(t, json.Unmarshal(encoded, &back))
			assert.Equal(t, got, back)
		})
	}
}

func TestAmountLength(t *testing.T) {
	digits := strings.Repeat("9", 34)
	for _, text := range []string{digits, "-" + digits, digits[:32] + ".99", "0." + digits[:33]} {
		_, err := leeloo.NewAmount(text)
		assert.NoError(t, err, text)
	}
	for _, text := range []string{digits + "9", "-" + digits + "9", digits + ".9", "0." + digits, strings.Repeat("0", 1<<20)} {
		_, err := leeloo.NewAmount(text)
		requireInvalid(t, err, "NewAmount", "text")
	}
}

func TestNewAmountRefuses(t *testing.T) {
	for _, text := range []string{
		"", "-", ".", "-.", "canary", "1e3", "1E3", "0x10", "1_000", "1,50", "1 000", " 1", "1 ", "+1", "--1", "1.", ".5", "1.2.3", "1.-2",
		"Inf", "NaN", "1/2", "٣", "1\n", "$20",
	} {
		got, err := leeloo.NewAmount(text)
		requireInvalid(t, err, "NewAmount", "text")
		assert.NotContains(t, err.Error(), "canary")
		assert.Equal(t, leeloo.Amount{}, got, text)
	}
}

func TestAmountCompares(t *testing.T) {
	for _, test := range []struct {
		a, b leeloo.Amount
		want int
	}{
		{amount("20"), amount("20.00"), 0},
		{amount("0.1"), amount("0.10000000000000000000000000000001"), -1},
		{amount("-1"), amount("1"), -1},
		{amount("10"), amount("9"), 1},
		{leeloo.Amount{}, amount("0"), 0},
		{leeloo.Amount{Raw: "free"}, leeloo.Amount{}, 0},
		{leeloo.Amount{}, amount("-0.01"), 1},
	} {
		assert.Equal(t, test.want, test.a.Cmp(test.b), "%v and %v", test.a, test.b)
		assert.Equal(t, -test.want, test.b.Cmp(test.a), "%v and %v", test.b, test.a)
	}
	assert.NotEqual(t, amount("20"), amount("20.00"), "the digits differ")
	assert.Equal(t, amount("20"), amount("20"))
}

func TestAmountNone(t *testing.T) {
	none := leeloo.Amount{}
	assert.True(t, none.IsZero())
	assert.Empty(t, none.String())
	assert.Zero(t, none.Rat().Sign())
	assert.Zero(t, none.Float64())
	encoded, err := json.Marshal(none)
	require.NoError(t, err)
	assert.Equal(t, `null`, string(encoded))
}

func TestAmountDecodes(t *testing.T) {
	for wire, want := range map[string]leeloo.Amount{
		`20`: amount("20"), `"20"`: amount("20"), `20.50`: amount("20.50"), `"20.50"`: amount("20.50"), `0`: amount("0"), `-0.0`: amount("-0.0"),
		`null`: {}, `""`: {}, `"NOT_DEFINED"`: {}, `"NO_DATA"`: {},
		`1e3`: {Raw: "1e3"}, `"free"`: {Raw: "free"}, `"1,5"`: {Raw: "1,5"}, `true`: {Raw: "true"},
		strings.Repeat("1", 35): {Raw: strings.Repeat("1", 35)},
	} {
		got := leeloo.Amount{Raw: "old"}
		require.NoError(t, json.Unmarshal([]byte(wire), &got), wire)
		assert.Equal(t, want, got, wire)
	}
	for _, wire := range []string{`{}`, `[20]`} {
		var got leeloo.Amount
		assert.Error(t, json.Unmarshal([]byte(wire), &got), wire)
	}
}

// requireInvalid demands an error about an argument, which nothing was sent for.
func requireInvalid(t *testing.T, err error, op, names string) {
	t.Helper()
	require.ErrorIs(t, err, leeloo.ErrInvalidArgument)
	var e *leeloo.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, op, e.Op)
	assert.Contains(t, e.Error(), "leeloo: "+op+": invalid argument: ")
	assert.Contains(t, e.Error(), names)
	assert.False(t, e.MaybeApplied())
	assert.Zero(t, e.Attempts)
	assert.Zero(t, e.StatusCode)
}

// Called by hand with what is no JSON, the decoders give an error or take it for a text; they don't panic.
func TestDecodersOfBrokenJSON(t *testing.T) {
	for _, broken := range []string{``, `"`, `"a`, `"a"b"`, `"\`, `{`, `[`} {
		var text leeloo.Text
		assert.Error(t, text.UnmarshalJSON([]byte(broken)), "%q", broken)
		var at leeloo.Time
		assert.Error(t, at.UnmarshalJSON([]byte(broken)), "%q", broken)
		var amount leeloo.Amount
		assert.Error(t, amount.UnmarshalJSON([]byte(broken)), "%q", broken)
	}
	var text leeloo.Text
	require.NoError(t, text.UnmarshalJSON([]byte(` "abc" `)))
	assert.Equal(t, leeloo.Text("abc"), text)
}

// Ids of every kind are read alike: a number is refused, since it may have lost digits on its way.
func TestIDsDecode(t *testing.T) {
	for _, id := range []json.Unmarshaler{
		new(leeloo.AccountID), new(leeloo.PersonID), new(leeloo.ConnectionID), new(leeloo.CategoryID), new(leeloo.TemplateID),
		new(leeloo.MessageID), new(leeloo.LeadGenToolID), new(leeloo.TrafficSourceID), new(leeloo.PaymentCreditsID), new(leeloo.OfferID),
		new(leeloo.OrderID), new(leeloo.UserID), new(leeloo.TagID), new(leeloo.TunnelID), new(leeloo.TunnelBlockID),
		new(leeloo.CompanyID), new(leeloo.CommentID), new(leeloo.CallID),
	} {
		for text, want := range map[string]string{`"a1"`: "a1", `null`: "", `"NOT_DEFINED"`: "", `"NO_DATA"`: "", `""`: "", `"\u0061"`: "a"} {
			require.NoError(t, json.Unmarshal([]byte(text), id), "%T %s", id, text)
			assert.Equal(t, want, reflect.ValueOf(id).Elem().String(), "%T %s", id, text)
		}
		for _, text := range []string{`7`, `true`, `{}`, `[]`} {
			require.Error(t, json.Unmarshal([]byte(text), id), "%T %s", id, text)
		}
	}
}

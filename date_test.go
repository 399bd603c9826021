package leeloo_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestDateOfReturnsTheDayInUTC(t *testing.T) {
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
		assert.Equal(t, day(test.want), date)
		assert.True(t, date == day(test.want), "dates of one day are equal")
		assert.True(t, date.Equal(day(test.want)))
		assert.False(t, date.Equal(leeloo.Date{}))
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
		"0000-12-31", "10000-01-01", "-001-01-01",
	} {
		got, err := leeloo.ParseDate(text)
		requireInvalid(t, err, "ParseDate", "text")
		if text != "" {
			assert.NotContains(t, err.Error(), text)
		}
		assert.Equal(t, leeloo.Date{}, got)
	}
}

func TestDateSurvivesEveryEncoding(t *testing.T) {
	for name, value := range map[string]leeloo.Date{
		"none":      {},
		"a day":     day("2026-01-31"),
		"the first": day("0001-01-02"),
		"the last":  day("9999-12-31"),
	} {
		t.Run(name, func(t *testing.T) { requireSurvives(t, value) })
	}
}

func TestDateOutsideTheYears1To9999IsNotWritten(t *testing.T) {
	for _, year := range []int{-1, 0, 10_000} {
		date := leeloo.DateOf(time.Date(year, 5, 6, 0, 0, 0, 0, time.UTC))
		_, err := date.MarshalText()
		requireInvalid(t, err, "Date.MarshalText", "the years 1 to 9999")
		_, err = date.Value()
		requireInvalid(t, err, "Date.MarshalText", "the years 1 to 9999")
	}
}

func TestDateReadsJSON(t *testing.T) {
	for text, want := range map[string]leeloo.Date{`"2026-01-31"`: day("2026-01-31"), `""`: {}, `null`: {}} {
		var got leeloo.Date
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{`"2026-01-31T00:00:00Z"`, `"canary"`, `" "`, `20260131`, `{}`, `[]`} {
		got := day("2026-01-31")
		err := json.Unmarshal([]byte(text), &got)
		require.Error(t, err, text)
		assert.NotContains(t, err.Error(), "canary")
		assert.Equal(t, day("2026-01-31"), got, "unchanged after an error")
	}
}

func TestDateRangeIsKeptInJSON(t *testing.T) {
	type job struct {
		LastMessage leeloo.DateRange
		Until       leeloo.Date `json:",omitzero"`
	}
	for name, test := range map[string]struct {
		job  job
		want string
	}{
		"both ends": {job{leeloo.DateRange{From: day("2026-01-31"), To: day("2026-02-01")}, day("2026-03-01")},
			`{"LastMessage":{"From":"2026-01-31","To":"2026-02-01"},"Until":"2026-03-01"}`},
		"open end": {job{LastMessage: leeloo.DateRange{From: day("2026-01-31")}}, `{"LastMessage":{"From":"2026-01-31","To":""}}`},
		"none":     {job{}, `{"LastMessage":{"From":"","To":""}}`},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := json.Marshal(test.job)
			require.NoError(t, err)
			assert.Equal(t, test.want, string(data))
			got, err := throughJSON(test.job)
			require.NoError(t, err)
			assert.Equal(t, test.job, got)
		})
	}
}

func TestDateIsStoredAsTextOrNULL(t *testing.T) {
	for _, test := range []struct {
		date leeloo.Date
		want any
	}{
		{day("2026-01-31"), "2026-01-31"}, {leeloo.Date{}, nil},
	} {
		got, err := test.date.Value()
		require.NoError(t, err)
		assert.Equal(t, test.want, got)
	}
}

func TestDateScansColumns(t *testing.T) {
	kyiv := time.FixedZone("Kyiv", 2*60*60)
	for _, test := range []struct {
		column any
		want   leeloo.Date
	}{
		{nil, leeloo.Date{}},
		{"", leeloo.Date{}},
		{"2026-01-31", day("2026-01-31")},
		{[]byte("2026-01-31"), day("2026-01-31")},
		{time.Time{}, leeloo.Date{}},
		{time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC), day("2026-01-31")},
		{time.Date(2026, 1, 31, 0, 0, 0, 0, kyiv), day("2026-01-31")}, // not the day in UTC
	} {
		got := day("2020-02-29")
		require.NoError(t, got.Scan(test.column), "%v", test.column)
		assert.Equal(t, test.want, got, "%v", test.column)
	}
	for _, test := range []struct {
		column any
		op     string
	}{
		{"31.01.2026", "ParseDate"}, {[]byte("2026-01-31 00:00:00"), "ParseDate"}, {int64(20260131), "Date.Scan"}, {true, "Date.Scan"},
	} {
		got := day("2020-02-29")
		requireInvalid(t, got.Scan(test.column), test.op, "day")
		assert.Equal(t, day("2020-02-29"), got, "unchanged after an error")
	}
}

func TestTimesAreSentToTheMillisecondInUTC(t *testing.T) {
	kyiv := time.FixedZone("", 2*60*60)
	for want, at := range map[string]time.Time{
		"2024-03-22T15:30:17.000Z": time.Date(2024, 3, 22, 15, 30, 17, 0, time.UTC),
		"2024-03-22T15:30:17.007Z": time.Date(2024, 3, 22, 15, 30, 17, 7e6, time.UTC),
		"2024-03-22T15:30:17.070Z": time.Date(2024, 3, 22, 17, 30, 17, 70e6, kyiv),
		"2024-03-22T15:30:17.999Z": time.Date(2024, 3, 22, 15, 30, 17, 999_999_999, time.UTC), // cut, not rounded
		"2024-12-31T23:30:00.120Z": time.Date(2025, 1, 1, 1, 30, 0, 120e6, kyiv),
		"0001-01-01T00:00:00.001Z": time.Time{}.Add(time.Millisecond),
		"9999-12-31T23:59:59.500Z": time.Date(9999, 12, 31, 23, 59, 59, 5e8, time.UTC),
	} {
		client, sent := canned(t, sample(t, "people_add_call.json"), leeloo.WithFormEncoding(leeloo.FormJSON))
		call := benchRecord
		call.Date = at
		_, err := client.People.AddCall(t.Context(), call)
		require.NoError(t, err)
		assert.Contains(t, sent.one(t).body, `"date":"`+want+`"`)
	}
}

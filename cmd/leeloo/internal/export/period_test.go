package export

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func date(t *testing.T, text string) (day leeloo.Date) {
	t.Helper()
	require.NoError(t, day.UnmarshalText([]byte(text)))
	return day
}

func at(t *testing.T, text string) (moment time.Time) {
	t.Helper()
	if text != "" {
		require.NoError(t, moment.UnmarshalText([]byte(text)))
	}
	return moment
}

func TestPeriodContains(t *testing.T) {
	from, to := date(t, "2026-01-01"), date(t, "2026-01-31")
	both, since, until, always := periodOf(from, to, time.Time{}), periodOf(from, leeloo.Date{}, time.Time{}), periodOf(leeloo.Date{}, to, time.Time{}), period{}
	noon := periodOf(leeloo.Date{}, leeloo.Date{}, at(t, "2026-01-01T12:00:00Z"))
	tests := []struct {
		at          string
		in, without []period
	}{
		{"2025-12-31T23:59:59.999Z", []period{until, always}, []period{both, since, noon}},
		{"2026-01-01T00:00:00Z", []period{both, since, until, always}, []period{noon}},
		{"2026-01-01T11:59:59.999Z", []period{both}, []period{noon}},
		{"2026-01-01T12:00:00Z", []period{both, noon}, nil},
		{"2026-01-31T23:59:59.999Z", []period{both, since, until, always, noon}, nil},
		{"2026-02-01T00:00:00Z", []period{since, always, noon}, []period{both, until}},
		{"2026-02-01T01:59:59+02:00", []period{both, since, until, always}, nil},
		{"", []period{both, since, until, always, noon}, nil}, // better kept than lost
	}
	for _, test := range tests {
		for _, p := range test.in {
			assert.True(t, p.contains(at(t, test.at)), "%s in %v", test.at, p)
		}
		for _, p := range test.without {
			assert.False(t, p.contains(at(t, test.at)), "%s in %v", test.at, p)
		}
	}
	assert.True(t, always.isOpen())
	assert.False(t, both.isOpen())
}

func TestPeriodAsksForADayMore(t *testing.T) {
	for days, want := range map[[3]string]string{
		{"", "", ""}:                     " ",
		{"2026-01-01", "", ""}:           "2026-01-01 ",
		{"", "2026-01-31", ""}:           " 2026-02-01",
		{"2024-02-28", "2024-02-28", ""}: "2024-02-28 2024-02-29",
		{"", "9999-12-31", ""}:           " ",
		{"", "", "2026-01-05T23:30:00Z"}: "2026-01-05 ",
	} {
		filter := periodOf(date(t, days[0]), date(t, days[1]), at(t, days[2])).filter()
		assert.Equal(t, want, filter.From.String()+" "+filter.To.String())
	}
}

func TestPeriodIsOverWhenNoMessageOfTodayCanFallIntoIt(t *testing.T) {
	until := periodOf(leeloo.Date{}, date(t, "2026-01-30"), time.Time{}) // asks for the 31st, too
	assert.False(t, until.isOver(at(t, "2026-01-31T23:59:59Z")))
	assert.True(t, until.isOver(at(t, "2026-02-01T00:00:00Z")))
	assert.False(t, period{}.isOver(time.Now()))
}

package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestPeriodContains(t *testing.T) {
	from, to := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	both, since, until, always := period{from, to}, period{from: from}, period{to: to}, period{}
	tests := []struct {
		at          string
		in, without []period
	}{
		{"2025-12-31T23:59:59.999Z", []period{until, always}, []period{both, since}},
		{"2026-01-01T00:00:00Z", []period{both, since, until, always}, nil},
		{"2026-01-31T23:59:59.999Z", []period{both, since, until, always}, nil},
		{"2026-02-01T00:00:00Z", []period{since, always}, []period{both, until}},
		{"2026-02-01T01:59:59+02:00", []period{both, since, until, always}, nil},
		{"", []period{both, since, until, always}, nil}, // better kept than lost
	}
	for _, test := range tests {
		var at time.Time
		if test.at != "" {
			require.NoError(t, at.UnmarshalText([]byte(test.at)))
		}
		for _, p := range test.in {
			assert.True(t, p.contains(at), "%s in %v", test.at, p)
		}
		for _, p := range test.without {
			assert.False(t, p.contains(at), "%s in %v", test.at, p)
		}
	}
}

func TestPeriodAsksForADayMore(t *testing.T) {
	tests := map[[2]string]string{
		{"", ""}:                     " ",
		{"2026-01-01", ""}:           "2026-01-01 ",
		{"", "2026-01-31"}:           " 2026-02-01",
		{"2024-02-28", "2024-02-28"}: "2024-02-28 2024-02-29",
		{"", "9999-12-31"}:           " ",
	}
	for days, want := range tests {
		o, err := parse([]string{"-o=-"}, nil)
		require.NoError(t, err)
		if days[0] != "" {
			require.NoError(t, day(&o.period.from)(days[0]))
		}
		if days[1] != "" {
			require.NoError(t, day(&o.period.to)(days[1]))
		}
		asked := o.period.filter()
		assert.Equal(t, want, asked.From.String()+" "+asked.To.String())
	}
}

func TestPeriodIsOverWhenNoMessageOfTodayCanFallIntoIt(t *testing.T) {
	until := period{to: time.Date(2026, 1, 30, 0, 0, 0, 0, time.UTC)} // asks for the 31st, too
	assert.False(t, until.isOver(time.Date(2026, 1, 31, 23, 59, 59, 0, time.UTC)))
	assert.True(t, until.isOver(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC)))
	assert.False(t, period{}.isOver(time.Now()))
}

// Each kind of rows, with one row just before, two just inside and one just after the period.
func TestBordersOfThePeriod(t *testing.T) {
	times := []string{"2026-01-09T23:59:59.999Z", "2026-01-10T00:00:00Z", "2026-01-11T23:59:59.999Z", "2026-01-12T00:00:00Z"}
	for _, f := range everyFormat() {
		t.Run(f.String(), func(t *testing.T) {
			var at clock
			srv := newShop(t, 0, at.option())
			company, crm := srv.Seed(0), srv.Client()
			var account leeloo.AccountID
			for _, text := range times {
				at.set(t, text)
				created, err := crm.People.Create(t.Context(), leeloo.PersonCreateParams{Name: text})
				require.NoError(t, err)
				_, err = crm.Orders.Create(t.Context(), leeloo.OrderCreateParams{
					PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: company.Offers[0].ID, PersonID: created.PersonID, TransactionDate: at.now,
				})
				require.NoError(t, err)
				if account == "" {
					account = created.AccountID
				}
				if f.what == chats { // all in one chat, whose last message is after the period
					require.NoError(t, crm.Messages.Send(t.Context(), leeloo.SendMessageParams{AccountID: account, Text: text}))
				}
			}
			path := filepath.Join(t.TempDir(), "file")
			mustExport(t, srv, "-what", f.what, "-format", f.format, "-from", "2026-01-10", "-to", "2026-01-11", "-o", path)
			requireComplete(t, path, f.format)
			rows := rowsOf(t, path, f.format)
			require.Len(t, rows, 2)
			for _, row := range rows {
				assert.Regexp(t, `2026-01-1(0T00:00:00(.000)?Z|1T23:59:59.999Z)`, row)
			}
		})
	}
}

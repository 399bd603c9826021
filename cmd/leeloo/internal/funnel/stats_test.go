package funnel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// amount is none for an empty text.
func amount(t *testing.T, text string) leeloo.Amount {
	t.Helper()
	if text == "" {
		return leeloo.Amount{}
	}
	a, err := leeloo.NewAmount(text)
	require.NoError(t, err)
	return a
}

func tunnelOf(t *testing.T, name string, visits, subscribers, orders, sales int, revenue, expenses string) tunnel {
	t.Helper()
	return tunnel{Name: name, Stats: statsOf(&leeloo.TunnelStats{
		Visits: visits, Subscribers: subscribers, Orders: orders, Sales: sales,
		UniqVisits: visits - 1, UniqSubscribers: subscribers - 2, UniqSales: sales - 3,
		TotalSale: amount(t, revenue), TotalExpenses: amount(t, expenses),
	})}
}

func TestStats(t *testing.T) {
	const most = math.MaxInt64
	tests := map[string]struct {
		counts            [4]int
		revenue, expenses string
		rates             [3]string
		perSubscriber     string
		perSale           string
		returned          string
	}{
		"a funnel":            {[4]int{1500, 500, 40, 20}, "998.00", "350", [3]string{"33.3%", "8.0%", "50.0%"}, "0.70", "17.50", "185.1%"},
		"half away from zero": {[4]int{2000, 1, 3, 200}, "0.995", "1", [3]string{"0.1%", "300.0%", "6,666.7%"}, "1.00", "0.01", "−0.5%"},
		"nothing":             {[4]int{}, "0", "0.00", [3]string{"–", "–", "–"}, "–", "–", "–"},
		"no money":            {[4]int{4, 2, 1, 1}, "", "", [3]string{"50.0%", "50.0%", "100.0%"}, "–", "–", "–"},
		"no revenue":          {[4]int{4, 2, 1, 1}, "", "3", [3]string{"50.0%", "50.0%", "100.0%"}, "1.50", "3.00", "–"},
		"no expenses":         {[4]int{4, 2, 1, 1}, "10", "", [3]string{"50.0%", "50.0%", "100.0%"}, "–", "–", "–"},
		"for nothing":         {[4]int{4, 2, 1, 1}, "10", "0", [3]string{"50.0%", "50.0%", "100.0%"}, "0.00", "0.00", "–"},
		"a total loss":        {[4]int{4, 2, 0, 0}, "0", "0.01", [3]string{"50.0%", "0.0%", "–"}, "0.01", "–", "−100.0%"},
		"refunds":             {[4]int{4, 2, 1, 1}, "-12.345", "100", [3]string{"50.0%", "50.0%", "100.0%"}, "50.00", "100.00", "−112.3%"},
		"more and more":       {[4]int{10, 20, 30, 40}, "1", "2", [3]string{"200.0%", "150.0%", "133.3%"}, "0.10", "0.05", "−50.0%"},
		"below nothing":       {[4]int{-5, 3, 2, -1}, "1", "-2", [3]string{"–", "66.7%", "−50.0%"}, "−0.67", "–", "–"},
		"cents of a float":    {[4]int{1, 1, 1, 3}, "0.30", "0.10", [3]string{"100.0%", "100.0%", "300.0%"}, "0.10", "0.03", "200.0%"},
		"as much as there is": {
			[4]int{most, most, 1, most}, "99999999999999999999999999999999.99", "0.01",
			[3]string{"100.0%", "0.0%", "922,337,203,685,477,580,700.0%"}, "0.00", "0.00", "999,999,999,999,999,999,999,999,999,999,999,800.0%",
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := test.counts
			f := tunnelOf(t, "", c[0], c[1], c[2], c[3], test.revenue, test.expenses).Stats
			assert.Empty(t, rate(f, visits))
			rates := [3]string{rate(f, subscribers), rate(f, orders), rate(f, sales)}
			assert.Equal(t, test.rates, rates)
			assert.Equal(t, test.perSubscriber, money(f.CostPerSubscriber()))
			assert.Equal(t, test.perSale, money(f.CostPerSale()))
			assert.Equal(t, test.returned, percent(f.Return()))
		})
	}
}

func TestTotalIsExact(t *testing.T) {
	const most = math.MaxInt64
	o := overview{Tunnels: []tunnel{
		tunnelOf(t, "", most, 500, 40, 20, "0.1", "99999999999999999999.994"),
		{Failure: leeloo.ErrRejected},
		tunnelOf(t, "", most, 1, 2, 3, "0.2", "0.001"),
	}}
	total := o.Total()
	assert.Equal(t, "Total of 2 of 3 tunnels", total.Name)
	f := total.Stats
	assert.Equal(t, "18,446,744,073,709,551,614", count(f.Steps[visits].Count), "past the largest int")
	assert.Equal(t, "501", count(f.Steps[subscribers].Count))
	assert.Equal(t, "42", count(f.Steps[orders].Count))
	assert.Equal(t, "23", count(f.Steps[sales].Count))
	assert.Equal(t, "0.30", money(f.Revenue))
	assert.Equal(t, "100,000,000,000,000,000,000.00", money(f.Expenses), "rounded once, at the end")
	for _, step := range f.Steps {
		assert.Nil(t, step.Unique, "a person in both would be counted twice")
	}
}

func TestTotalWithAnUnknownPartIsUnknown(t *testing.T) {
	o := overview{Tunnels: []tunnel{tunnelOf(t, "", 9, 9, 9, 9, "10", "5"), tunnelOf(t, "", 1, 1, 1, 1, "10", "")}}
	total := o.Total()
	assert.Equal(t, "Total", total.Name)
	assert.Equal(t, "20.00", money(total.Stats.Revenue))
	assert.Equal(t, unknown, money(total.Stats.Expenses))
	assert.Equal(t, unknown, percent(total.Stats.Return()), "not 300%")
}

func TestTotalOfNothing(t *testing.T) {
	total := overview{}.Total().Stats
	assert.Equal(t, "0", count(total.Steps[visits].Count))
	assert.Equal(t, "0.00", money(total.Revenue))
}

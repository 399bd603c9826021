package main

import (
	"math/big"

	"github.com/leeloo-go/leeloo"
)

// figures are what a tunnel has brought, or several together. They are exact. One that is not known is nil.
type figures struct {
	Steps             [4]step
	Revenue, Expenses *big.Rat // in US dollars
}

// step is a step of the funnel. Unique counts each person once.
type step struct {
	Name          string
	Count, Unique *big.Rat
}

const (
	visits = iota
	subscribers
	orders
	sales
)

func nought() *figures {
	return &figures{
		Steps: [...]step{
			visits:      {Name: "Visits", Count: new(big.Rat)},
			subscribers: {Name: "Subscribers", Count: new(big.Rat)},
			orders:      {Name: "Orders", Count: new(big.Rat)},
			sales:       {Name: "Sales", Count: new(big.Rat)},
		},
		Revenue: new(big.Rat), Expenses: new(big.Rat),
	}
}

func figuresOf(stats *leeloo.TunnelStats) *figures {
	f := nought()
	f.Steps[visits].Count, f.Steps[visits].Unique = whole(stats.Visits), whole(stats.UniqVisits)
	f.Steps[subscribers].Count, f.Steps[subscribers].Unique = whole(stats.Subscribers), whole(stats.UniqSubscribers)
	f.Steps[orders].Count = whole(stats.Orders)
	f.Steps[sales].Count, f.Steps[sales].Unique = whole(stats.Sales), whole(stats.UniqSales)
	f.Revenue, f.Expenses = exact(stats.TotalSale), exact(stats.TotalExpenses)
	return f
}

func whole(n int) *big.Rat { return new(big.Rat).SetInt64(int64(n)) }

func exact(a leeloo.Amount) *big.Rat {
	if a.String() == "" {
		return nil
	}
	return a.Rat()
}

// plus sums up, except what is unique: somebody in both tunnels would be in it twice.
func (f *figures) plus(g *figures) *figures {
	sum := nought()
	for i := range sum.Steps {
		sum.Steps[i].Count = plus(f.Steps[i].Count, g.Steps[i].Count)
	}
	sum.Revenue, sum.Expenses = plus(f.Revenue, g.Revenue), plus(f.Expenses, g.Expenses)
	return sum
}

// conversion is how much of the step before a step is. It is over 1 where somebody orders, or pays, several times.
func (f *figures) conversion(i int) *big.Rat {
	if i == visits {
		return nil
	}
	return ratio(f.Steps[i].Count, f.Steps[i-1].Count)
}

// CostPerSubscriber is what one subscriber has cost.
func (f *figures) CostPerSubscriber() *big.Rat { return ratio(f.Expenses, f.Steps[subscribers].Count) }

// CostPerSale is what one sale has cost.
func (f *figures) CostPerSale() *big.Rat { return ratio(f.Expenses, f.Steps[sales].Count) }

// Return is the profit as a part of the expenses.
func (f *figures) Return() *big.Rat {
	if f.Revenue == nil || f.Expenses == nil {
		return nil
	}
	return ratio(new(big.Rat).Sub(f.Revenue, f.Expenses), f.Expenses)
}

// share is how long to draw a step, from 0 to 1, which is the longest. A float will do for that.
func (f *figures) share(i int) float64 {
	longest := new(big.Rat)
	for _, step := range f.Steps {
		if step.Count.Cmp(longest) > 0 {
			longest = step.Count
		}
	}
	part := ratio(f.Steps[i].Count, longest)
	if part == nil {
		return 0
	}
	length, _ := part.Float64()
	return max(0, length)
}

// plus is not known unless both are: a sum that leaves some out is too small without telling.
func plus(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Add(a, b)
}

// ratio is known where there is something to divide by.
func ratio(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil || b.Sign() <= 0 {
		return nil
	}
	return new(big.Rat).Quo(a, b)
}

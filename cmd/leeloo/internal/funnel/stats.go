package funnel

import (
	"math/big"

	"github.com/leeloo-go/leeloo"
)

// stats are the exact statistics of a tunnel, or of several together. What is not known is nil.
type stats struct {
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

func zeroStats() *stats {
	return &stats{
		Steps: [...]step{
			visits:      {Name: "Visits", Count: new(big.Rat)},
			subscribers: {Name: "Subscribers", Count: new(big.Rat)},
			orders:      {Name: "Orders", Count: new(big.Rat)},
			sales:       {Name: "Sales", Count: new(big.Rat)},
		},
		Revenue: new(big.Rat), Expenses: new(big.Rat),
	}
}

func statsOf(numbers *leeloo.TunnelStats) *stats {
	s := zeroStats()
	s.Steps[visits].Count, s.Steps[visits].Unique = whole(numbers.Visits), whole(numbers.UniqVisits)
	s.Steps[subscribers].Count, s.Steps[subscribers].Unique = whole(numbers.Subscribers), whole(numbers.UniqSubscribers)
	s.Steps[orders].Count = whole(numbers.Orders)
	s.Steps[sales].Count, s.Steps[sales].Unique = whole(numbers.Sales), whole(numbers.UniqSales)
	s.Revenue, s.Expenses = exact(numbers.TotalSale), exact(numbers.TotalExpenses)
	return s
}

func whole(n int) *big.Rat { return new(big.Rat).SetInt64(int64(n)) }

func exact(a leeloo.Amount) *big.Rat {
	if a.String() == "" {
		return nil
	}
	return a.Rat()
}

// plus returns the sum, except of what is unique: a person in both tunnels would be counted twice.
func (s *stats) plus(other *stats) *stats {
	sum := zeroStats()
	for i := range sum.Steps {
		sum.Steps[i].Count = plus(s.Steps[i].Count, other.Steps[i].Count)
	}
	sum.Revenue, sum.Expenses = plus(s.Revenue, other.Revenue), plus(s.Expenses, other.Expenses)
	return sum
}

// conversion returns a step as a part of the step before. It is over 1 where people order, or pay, several times.
func (s *stats) conversion(i int) *big.Rat {
	if i == visits {
		return nil
	}
	return ratio(s.Steps[i].Count, s.Steps[i-1].Count)
}

// CostPerSubscriber returns the expenses for one subscriber.
func (s *stats) CostPerSubscriber() *big.Rat { return ratio(s.Expenses, s.Steps[subscribers].Count) }

// CostPerSale returns the expenses for one sale.
func (s *stats) CostPerSale() *big.Rat { return ratio(s.Expenses, s.Steps[sales].Count) }

// Return returns the profit as a part of the expenses.
func (s *stats) Return() *big.Rat {
	if s.Revenue == nil || s.Expenses == nil {
		return nil
	}
	return ratio(new(big.Rat).Sub(s.Revenue, s.Expenses), s.Expenses)
}

// share returns how long to draw a step, from 0 to 1, the longest. A float is exact enough for that.
func (s *stats) share(i int) float64 {
	longest := new(big.Rat)
	for _, step := range s.Steps {
		if step.Count.Cmp(longest) > 0 {
			longest = step.Count
		}
	}
	part := ratio(s.Steps[i].Count, longest)
	if part == nil {
		return 0
	}
	length, _ := part.Float64()
	return max(0, length)
}

// plus is not known unless both are: a sum without one of them would be too small, and nobody would see it.
func plus(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Add(a, b)
}

// ratio is known if there is something to divide by.
func ratio(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil || b.Sign() <= 0 {
		return nil
	}
	return new(big.Rat).Quo(a, b)
}

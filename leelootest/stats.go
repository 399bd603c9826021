package leelootest

import (
	"encoding/json"
	"math/big"
)

type statsView struct {
	Subscribers     int         `json:"subscribers"`
	UniqSubscribers int         `json:"uniqSubscribers"`
	Orders          int         `json:"orders"`
	Sales           int         `json:"sales"`
	UniqSales       int         `json:"uniqSales"`
	Visits          int         `json:"visits"`
	UniqVisits      int         `json:"uniqVisits"`
	Shows           int         `json:"shows"`
	UniqShows       int         `json:"uniqShows"`
	TotalSale       json.Number `json:"totalSale"`
	TotalExpenses   json.Number `json:"totalExpenses"`
}

// inUSD holds what one unit of a currency is worth here. An order in another one adds nothing to totalSale.
var inUSD = map[string]*big.Rat{
	"USD": big.NewRat(1, 1), "EUR": big.NewRat(11, 10), "UAH": big.NewRat(1, 40), "RUB": big.NewRat(1, 90),
}

func (c *company) tunnelStats(*input) (answer, error) {
	return answer{data: views(c.tunnels.rows, c.stats)}, nil
}

func (c *company) tunnelStatsOf(in *input) (answer, error) {
	t := atPath(in, c.tunnels, "tunnel_id")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	return answer{data: []statsView{c.stats(t)}}, nil
}

// stats counts subscriptions and orders. What can't be counted follows from them: every third visit subscribes, and a
// visitor costs 35 cents.
func (c *company) stats(t *tunnel) statsView {
	var s statsView
	for _, p := range c.people.rows {
		subscriptions := 0
		for _, entry := range p.history {
			if entry.leadGenTool.tunnel == t {
				subscriptions++
			}
		}
		s.Subscribers += subscriptions
		s.UniqSubscribers += min(subscriptions, 1)
	}

	sum, buyers := new(big.Rat), map[*person]bool{}
	for _, o := range c.orders.rows {
		if o.offer.tunnel != t {
			continue
		}
		s.Orders++
		if o.status == resolved {
			s.Sales++
			buyers[o.person] = true
			sum.Add(sum, o.worth())
		}
	}

	s.UniqSales = len(buyers)
	s.Visits, s.UniqVisits = 3*s.Subscribers, 2*s.UniqSubscribers
	s.Shows, s.UniqShows = s.Visits, s.UniqVisits
	s.TotalSale = json.Number(sum.FloatString(2))
	s.TotalExpenses = json.Number(big.NewRat(int64(35*s.UniqVisits), 100).FloatString(2))
	return s
}

func (o *order) worth() *big.Rat {
	price, ok := new(big.Rat).SetString(o.price)
	rate := inUSD[o.currency]
	if !ok || rate == nil {
		return new(big.Rat)
	}
	return price.Mul(price, rate)
}

package fake

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

// inUSD maps a currency to the value of one unit here. Orders in other currencies add nothing to totalSale.
var inUSD = map[string]*big.Rat{
	"USD": big.NewRat(1, 1), "EUR": big.NewRat(11, 10), "UAH": big.NewRat(1, 40), "RUB": big.NewRat(1, 90),
}

func (s *Store) listTunnelStats(*params) (result, error) {
	return result{data: mapped(s.Tunnels.Rows, s.stats)}, nil
}

func (s *Store) getTunnelStats(in *params) (result, error) {
	t := lookupPath(in, s.Tunnels, "tunnel_id")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	return result{data: []statsView{s.stats(t)}}, nil
}

// stats counts subscriptions and orders, and derives the rest: every third visit subscribes, and a visitor costs
// 35 cents.
func (s *Store) stats(t *Tunnel) statsView {
	var v statsView
	for _, p := range s.People.Rows {
		subscriptions := 0
		for _, entry := range p.history {
			if entry.leadGenTool.tunnel == t {
				subscriptions++
			}
		}
		v.Subscribers += subscriptions
		v.UniqSubscribers += min(subscriptions, 1)
	}

	sum, buyers := new(big.Rat), map[*Person]bool{}
	for _, o := range s.Orders.Rows {
		if o.Offer.tunnel != t {
			continue
		}
		v.Orders++
		if o.status == resolved {
			v.Sales++
			buyers[o.Person] = true
			sum.Add(sum, o.priceInUSD())
		}
	}

	v.UniqSales = len(buyers)
	v.Visits, v.UniqVisits = 3*v.Subscribers, 2*v.UniqSubscribers
	v.Shows, v.UniqShows = v.Visits, v.UniqVisits
	v.TotalSale = json.Number(sum.FloatString(2))
	v.TotalExpenses = json.Number(big.NewRat(int64(35*v.UniqVisits), 100).FloatString(2))
	return v
}

func (o *Order) priceInUSD() *big.Rat {
	price, ok := new(big.Rat).SetString(o.price)
	rate := inUSD[o.currency]
	if !ok || rate == nil {
		return new(big.Rat)
	}
	return price.Mul(price, rate)
}

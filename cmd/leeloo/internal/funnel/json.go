package funnel

import (
	"encoding/json"
	"math/big"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

// The JSON has null for what is not known, money as texts with two decimals, and rates as numbers: 0.25 is 25%.
type (
	overviewJSON struct {
		AsOf    time.Time    `json:"as_of"`
		Demo    bool         `json:"demo"`
		Tunnels []tunnelJSON `json:"tunnels"`
		Total   *statsJSON   `json:"total"`
	}
	tunnelJSON struct {
		ID      leeloo.TunnelID `json:"id"`
		Name    string          `json:"name"`
		Stats   *statsJSON      `json:"stats"`
		Failure string          `json:"failure,omitempty"`
	}
	statsJSON struct {
		Visits            stepJSON     `json:"visits"`
		Subscribers       stepJSON     `json:"subscribers"`
		Orders            stepJSON     `json:"orders"`
		Sales             stepJSON     `json:"sales"`
		Revenue           *string      `json:"revenue"`
		Expenses          *string      `json:"expenses"`
		CostPerSubscriber *string      `json:"cost_per_subscriber"`
		CostPerSale       *string      `json:"cost_per_sale"`
		Return            *json.Number `json:"return"`
	}
	stepJSON struct {
		Count      json.Number  `json:"count"`
		Unique     *json.Number `json:"unique"`
		Conversion *json.Number `json:"conversion"` // from the step before
	}
)

func (o overview) json() overviewJSON {
	out := overviewJSON{AsOf: o.Made.UTC().Truncate(time.Second), Demo: o.Demo, Tunnels: []tunnelJSON{}, Total: o.Total().Stats.json()}
	for _, t := range o.Tunnels {
		out.Tunnels = append(out.Tunnels, tunnelJSON{ID: t.ID, Name: t.Name, Stats: t.Stats.json(), Failure: t.Reason()})
	}
	return out
}

func (s *stats) json() *statsJSON {
	if s == nil {
		return nil
	}
	step := func(i int) stepJSON {
		return stepJSON{
			Count:      *fixed[json.Number](s.Steps[i].Count, 0),
			Unique:     fixed[json.Number](s.Steps[i].Unique, 0),
			Conversion: fixed[json.Number](s.conversion(i), 4),
		}
	}
	return &statsJSON{
		Visits: step(visits), Subscribers: step(subscribers), Orders: step(orders), Sales: step(sales),
		Revenue: fixed[string](s.Revenue, 2), Expenses: fixed[string](s.Expenses, 2),
		CostPerSubscriber: fixed[string](s.CostPerSubscriber(), 2), CostPerSale: fixed[string](s.CostPerSale(), 2),
		Return: fixed[json.Number](s.Return(), 4),
	}
}

func fixed[T ~string](n *big.Rat, places int) *T {
	if n == nil {
		return nil
	}
	digits := n.FloatString(places)
	if strings.Trim(digits, "-0.") == "" {
		digits = strings.TrimPrefix(digits, "-")
	}
	return new(T(digits))
}

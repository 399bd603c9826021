package ids

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// offer is what orders say about the offer that they are for.
type offer struct {
	Name      string         `json:"name"`
	Orders    int            `json:"orders"`
	Price     string         `json:"price,omitempty"`    // of the last order
	Currency  string         `json:"currency,omitempty"` // of the last order
	LastOrder leeloo.OrderID `json:"last_order_id"`

	last time.Time
}

func (o *offer) cells() []string {
	return []string{o.Name, strconv.Itoa(o.Orders), o.Price, o.Currency, string(o.LastOrder)}
}

// offersOfOrders returns the offers of all orders, sorted by name. The title of an order is the name of its offer.
func offersOfOrders(ctx context.Context, client *leeloo.Client) ([]*offer, error) {
	byName := map[string]*offer{}
	all := []*offer{}
	for order, err := range client.Orders.All(ctx, leeloo.ListParams{}) {
		if err != nil {
			return nil, err
		}
		o := byName[order.Title]
		if o == nil {
			o = &offer{Name: order.Title}
			byName[order.Title] = o
			all = append(all, o)
		}
		o.Orders++
		if o.Orders == 1 || order.CreatedAt.After(o.last) { // the order of the list is not documented
			o.last, o.LastOrder, o.Price, o.Currency = order.CreatedAt, order.ID, output.Money(order.Price), order.Currency
		}
	}
	slices.SortFunc(all, func(a, b *offer) int { return compareNames(a.Name, b.Name) })
	return all, nil
}

package ids

import (
	"context"

	"github.com/leeloo-go/leeloo"
)

// offersOfOrders returns the titles of orders, which are the names of their offers, each once.
func offersOfOrders(ctx context.Context, client *leeloo.Client) (items []item, err error) {
	seen := map[string]bool{}
	for order, err := range client.Orders.All(ctx, leeloo.ListParams{}) {
		if err != nil {
			return nil, err
		}
		if !seen[order.Title] {
			seen[order.Title] = true
			items = append(items, item{Name: order.Title})
		}
	}
	return items, nil
}

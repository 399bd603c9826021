package durable

import (
	"context"
	"slices"

	"github.com/leeloo-go/leeloo"
)

// Order records an order. If it may have been applied, it was when the person has one order more than before; if there is
// none for 15 minutes, it is held, and likewise if there are several.
//
// To keep the order of one task from being taken for that of another, give tasks the person as their key.
func (w Writes) Order(ctx context.Context, name string, params leeloo.OrderCreateParams) (leeloo.OrderID, error) {
	return Do(ctx, w.task, name, Step[leeloo.OrderID, []leeloo.OrderID]{
		Before: func(ctx context.Context) ([]leeloo.OrderID, error) { return w.ordersOf(ctx, params.PersonID) },
		Find: func(ctx context.Context, before []leeloo.OrderID) (leeloo.OrderID, bool, error) {
			orders, err := w.ordersOf(ctx, params.PersonID)
			if err != nil {
				return "", false, err
			}
			orders = slices.DeleteFunc(orders, func(id leeloo.OrderID) bool { return slices.Contains(before, id) })
			switch len(orders) {
			case 0:
				return "", false, nil
			case 1:
				return orders[0], true, nil
			default:
				return "", false, Hold{"several orders of the person are new: give the id of this one with the verdict"}
			}
		},
		Send: func(ctx context.Context, _ []leeloo.OrderID) (leeloo.OrderID, error) {
			order, err := w.client.Orders.Create(ctx, params, once)
			if err != nil {
				return "", err
			}
			return order.ID, nil
		},
	})
}

// ordersOf returns the ids of all orders of a person. They are in two places of the response.
func (w Writes) ordersOf(ctx context.Context, id leeloo.PersonID) ([]leeloo.OrderID, error) {
	card, err := w.client.People.Get(ctx, id, leeloo.PersonGetParams{Include: []leeloo.PersonInclude{leeloo.IncludeOrders}})
	if err != nil {
		return nil, err
	}
	ids := slices.Clone(card.OrderIDs)
	for _, order := range card.Orders {
		ids = append(ids, order.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// Settle resolves or rejects an order that is OPENED; an order in another state is held. If it may have been applied, it was
// when the order has the status; if the order is still OPENED after 15 minutes, it is sent once more. The price of an order
// is not compared: a part payment may be below it.
func (w Writes) Settle(ctx context.Context, name string, id leeloo.OrderID, params leeloo.OrderUpdateParams) error {
	_, err := Do(ctx, w.task, name, Step[none, none]{
		Before: func(ctx context.Context) (none, error) {
			order, err := w.client.Orders.Get(ctx, id)
			if err == nil && order.Status != leeloo.OrderStatusOpened {
				err = Hold{"the order is settled already, and not by this task"}
			}
			return none{}, err
		},
		Find: func(ctx context.Context, _ none) (none, bool, error) {
			order, err := w.client.Orders.Get(ctx, id)
			switch {
			case err != nil:
				return none{}, false, err
			case order.Status != leeloo.OrderStatusOpened && order.Status != params.Status:
				return none{}, false, Hold{"the order has another status, and not by this task"}
			}
			return none{}, order.Status == params.Status, nil
		},
		Send: func(ctx context.Context, _ none) (none, error) {
			return none{}, w.client.Orders.Update(ctx, id, params, once)
		},
		Again: true,
	})
	return err
}

package webhook

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

const notPaidYet = "webhook: the order is not paid yet"

// A sender rarely waits longer.
const readBackTimeout = 20 * time.Second

// rereadAfter are the pauses before an order is read again that is not paid yet: the webhook may be faster than the API,
// and the vendor does not document that it is sent again.
var rereadAfter = [...]time.Duration{time.Second, 3 * time.Second}

// readBack compares an event with its order. If the order is not paid yet, readBack reads it again.
func (h Handler) readBack(ctx context.Context, e Event) *refusal {
	ctx, cancel := context.WithTimeout(ctx, readBackTimeout)
	defer cancel()
	refused := h.readOnce(ctx, e)
	for _, pause := range rereadAfter {
		if refused == nil || refused.reason != notPaidYet {
			break
		}
		select {
		case <-time.After(pause):
			refused = h.readOnce(ctx, e)
		case <-ctx.Done():
			return refused
		}
	}
	return refused
}

// readOnce reads the order of an event. Orders.Get checks that the order has the id of the event.
func (h Handler) readOnce(ctx context.Context, e Event) *refusal {
	order, err := h.Client.Orders.Get(ctx, e.Order.OrderID)
	switch {
	case err == nil:
		return compare(e, order)
	case errors.Is(err, leeloo.ErrNotFound), errors.Is(err, leeloo.ErrRejected):
		return &refusal{http.StatusUnprocessableEntity, "webhook: Leeloo refused to return the order", errorDetail(err)}
	default:
		return &refusal{http.StatusServiceUnavailable, "webhook: the order could not be read back", errorDetail(err)}
	}
}

// errorDetail logs an error of the SDK, whose text contains no personal data.
func errorDetail(err error) []slog.Attr { return []slog.Attr{slog.String("error", err.Error())} }

// compare refuses an event that contradicts its order. A value that one side lacks contradicts nothing.
func compare(e Event, order *leeloo.Order) *refusal {
	disagreement := func(reason string) *refusal {
		return &refusal{status: http.StatusUnprocessableEntity, reason: "webhook: " + reason}
	}
	if e.Type == TypeOrder && order.Status != "" && !isUnpaid(order.Status) {
		return nil // the order has what was received, maybe in another currency
	}
	currency := order.Currency
	if currency != "" && e.Order.Currency != "" && !strings.EqualFold(currency, e.Order.Currency) {
		return disagreement("the currency is not the order's")
	}
	hasPrices := order.Price.String() != "" && e.Order.Price.String() != ""
	price := e.Order.Price.Cmp(order.Price)

	switch {
	case e.Type == TypeOrder && hasPrices && price != 0:
		return disagreement("the price is not the order's")
	case e.Type == TypeOrder:
		return nil
	case isUnpaid(order.Status):
		// Either the sale did not happen, or the API does not show it yet, and a later delivery succeeds.
		return &refusal{status: http.StatusServiceUnavailable, reason: notPaidYet}
	case isUndone(order.Status):
		return disagreement("the order is not paid")
	case hasPrices && price > 0:
		return disagreement("the price is above the order's")
	default:
		return nil
	}
}

func isUnpaid(status leeloo.OrderStatus) bool {
	switch status {
	case leeloo.OrderStatusOpened, leeloo.OrderStatusOrder, leeloo.OrderStatusPending:
		return true
	default:
		return false
	}
}

func isUndone(status leeloo.OrderStatus) bool {
	switch status {
	case leeloo.OrderStatusRejected, leeloo.OrderStatusFailed, leeloo.OrderStatusRefunded:
		return true
	default:
		return false
	}
}

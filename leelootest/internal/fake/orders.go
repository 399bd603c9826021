package fake

import (
	"encoding/json"
	"regexp"
	"slices"
	"time"
)

const (
	opened   = "OPENED"
	resolved = "RESOLVED"
	rejected = "REJECTED"
)

// A price appears in responses with the digits that it was given, so it must be a number in JSON as well.
var (
	pricePattern    = regexp.MustCompile(`^(0|[1-9][0-9]*)(\.[0-9]+)?$`)
	currencyPattern = regexp.MustCompile(`^[A-Z]{3}$`)
)

type orderView struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	Price    json.Number `json:"price"`
	Currency string      `json:"currency"`
	Status   string      `json:"status"`
	Created  timestamp   `json:"createdAt"`
	Updated  timestamp   `json:"updatedAt"`
}

type listedOrderView struct {
	orderView
	Person string `json:"person_id"`
}

type fullOrderView struct {
	orderView
	Description   string `json:"description"`
	PaymentMethod string `json:"paymentMethod"`
}

func viewOrder(o *Order) orderView {
	return orderView{o.ID, o.Offer.Name, json.Number(o.price), o.currency, o.status, o.created, o.updated}
}

func viewListedOrder(o *Order) listedOrderView { return listedOrderView{viewOrder(o), o.Person.ID} }

func (s *Store) createOrder(in *params) (result, error) {
	lookupField(in, s.PaymentCredits, "paymentCreditsId")
	offer := lookupField(in, s.Offers, "offerId")
	buyer := lookupField(in, s.People, "personId")
	lookupOptional(in, s.Users, "managerId")
	in.date("transactionDate", time.RFC3339, in.required("transactionDate"))
	in.flag("isNotifyAccount")
	email, phone := in.email("email"), in.phone("phone")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	o := s.newOrder(buyer, offer, in.now)
	if email != "" {
		o.email = email
	}
	if phone != "" {
		o.phone = phone
	}
	return result{data: viewOrder(o), event: orderEvent("ORDER", o)}, nil
}

func (s *Store) listOrders(in *params) (result, error) {
	return page(in, slices.Backward(s.Orders.Rows), nil, viewListedOrder)
}

func (s *Store) getOrder(in *params) (result, error) {
	o := lookupPath(in, s.Orders, "order_id")
	if err := in.failure(); err != nil {
		return result{}, err
	}
	return result{data: fullOrderView{viewOrder(o), o.Offer.description, o.method}}, nil
}

func (s *Store) updateOrder(in *params) (result, error) {
	o := lookupPath(in, s.Orders, "order_id")
	status := in.choice("status", resolved, rejected)
	in.date("paymentDate", "2006-01-02 15:04", in.optional("paymentDate"))
	currency, price := in.matching("currency", currencyPattern), in.matching("price", pricePattern)
	in.optional("userComments")
	if o != nil && o.status != opened {
		in.addError("order_id", fieldNotAllowed) // our choice: Leeloo's response for a closed order is unknown
	}
	if err := in.failure(); err != nil {
		return result{}, err
	}

	o.status, o.updated = status, in.now
	if currency != "" {
		o.currency = currency
	}
	if price != "" {
		o.price = price
	}
	updated := result{data: map[string]string{"id": o.ID}}
	if status == resolved {
		updated.event = orderEvent("SALE", o)
	}
	return updated, nil
}

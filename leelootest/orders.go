package leelootest

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

// A price goes into the answer as it came, so it must be a number in JSON as well.
var (
	priceForm    = regexp.MustCompile(`^(0|[1-9][0-9]*)(\.[0-9]+)?$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
)

type orderView struct {
	ID       string      `json:"id"`
	Title    string      `json:"title"`
	Price    json.Number `json:"price"`
	Currency string      `json:"currency"`
	Status   string      `json:"status"`
	Created  stamp       `json:"createdAt"`
	Updated  stamp       `json:"updatedAt"`
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

func viewOrder(o *order) orderView {
	return orderView{o.id, o.offer.title, json.Number(o.price), o.currency, o.status, o.created, o.updated}
}

func viewListedOrder(o *order) listedOrderView { return listedOrderView{viewOrder(o), o.person.id} }

func (c *company) createOrder(in *input) (answer, error) {
	named(in, c.paymentCredits, "paymentCreditsId")
	offer := named(in, c.offers, "offerId")
	buyer := named(in, c.people, "personId")
	namedIfAny(in, c.users, "managerId")
	in.date("transactionDate", time.RFC3339, in.required("transactionDate"))
	in.flag("isNotifyAccount")
	in.email("email")
	in.optional("phone")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	return answer{data: viewOrder(c.order(buyer, offer, in.now))}, nil
}

func (c *company) order(buyer *person, offer *offer, at stamp) *order {
	o := &order{
		id: c.ids.next(), person: buyer, offer: offer, price: offer.price, currency: offer.currency,
		status: opened, method: "MANUAL", created: at, updated: at,
	}
	c.orders.add(o.id, o)
	buyer.orders = append(buyer.orders, o)
	return o
}

func (c *company) listOrders(in *input) (answer, error) {
	return listed(in, slices.Backward(c.orders.rows), nil, viewListedOrder)
}

func (c *company) getOrder(in *input) (answer, error) {
	o := atPath(in, c.orders, "order_id")
	if err := in.refusal(); err != nil {
		return answer{}, err
	}
	return answer{data: fullOrderView{viewOrder(o), o.offer.description, o.method}}, nil
}

func (c *company) updateOrder(in *input) (answer, error) {
	o := atPath(in, c.orders, "order_id")
	status := in.choice("status", resolved, rejected)
	in.date("paymentDate", "2006-01-02 15:04", in.optional("paymentDate"))
	currency, price := in.matching("currency", currencyForm), in.matching("price", priceForm)
	in.optional("userComments")
	if o != nil && o.status != opened {
		in.note("order_id", fieldNotAllowed) // our choice: what Leeloo says of a closed order is not known
	}
	if err := in.refusal(); err != nil {
		return answer{}, err
	}

	o.status, o.updated = status, in.now
	if currency != "" {
		o.currency = currency
	}
	if price != "" {
		o.price = price
	}
	return answer{data: map[string]string{"id": o.id}}, nil
}

package fake

import "encoding/json"

// eventView is the body of a webhook.
type eventView struct {
	Type string         `json:"type"`
	Data orderEventView `json:"data"`
}

type orderEventView struct {
	Order         string      `json:"order_id"`
	Account       string      `json:"account_id"`
	OfferName     string      `json:"offer_name"`
	Price         json.Number `json:"price"`
	Currency      string      `json:"currency"`
	Email         string      `json:"email"`
	Phone         string      `json:"phone"`
	Created       timestamp   `json:"created_at"`
	PaymentMethod string      `json:"payment_method,omitempty"`
}

// orderEvent returns the body of an ORDER or a SALE. The account is the person's first one.
func orderEvent(kind string, o *Order) []byte {
	data := orderEventView{
		Order: o.ID, Account: notDefined, OfferName: o.Offer.Name, Price: json.Number(o.price), Currency: o.currency,
		Email: orNotDefined(o.email), Phone: orNotDefined(o.phone), Created: o.created,
	}
	if len(o.Person.Channels) > 0 {
		data.Account = o.Person.Channels[0].ID
	}
	if kind == "SALE" {
		data.PaymentMethod = o.method
	}
	return encode(eventView{kind, data})
}

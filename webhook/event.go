package webhook

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

// The documented values of Event.Type.
const (
	TypeOrder = "ORDER" // an order was created
	TypeSale  = "SALE"  // an order was paid
)

// Event is one webhook of Leeloo.
type Event struct {
	// Type is TypeOrder, TypeSale, or a type that the vendor does not document, such as those of subscriptions and
	// messages.
	Type string
	// Order is nil if Type is neither TypeOrder nor TypeSale.
	Order *OrderEvent
	// Raw is the body as received. It contains personal data.
	Raw []byte
}

// OrderEvent is the data of an ORDER or a SALE. Only OrderID is always present: the other fields are empty or zero if
// they are missing or unreadable, in which case Raw of the event has them.
type OrderEvent struct {
	OrderID       leeloo.OrderID
	AccountID     leeloo.AccountID
	OfferName     string
	Price         leeloo.Amount // in major units; of a part payment it may be below the offer's price
	Currency      string        // for example "UAH"
	PaymentMethod string        // for example "WAYFORPAY"; only in a SALE
	Email         string
	Phone         string
	CreatedAt     time.Time // in UTC
}

// Parse reads the body of a webhook. An unknown type is not an error.
//
// Parse returns an error if the body is not a JSON object, has no type, or is an ORDER or SALE without a valid order id.
// The error contains nothing of the body. Names are case-sensitive, and a repeated one is an error, since programs differ
// in which of the values they use.
func Parse(body []byte) (Event, error) {
	envelope, err := object("the body", body)
	if err != nil {
		return Event{}, err
	}
	event := Event{Type: text(envelope["type"]), Raw: bytes.Clone(body)}
	switch event.Type {
	case "":
		return Event{}, errors.New("webhook: type is missing")
	case TypeOrder, TypeSale:
		event.Order, err = parseOrder(envelope["data"])
	}
	if err != nil {
		return Event{}, err
	}
	return event, nil
}

func parseOrder(value []byte) (*OrderEvent, error) {
	data, err := object("data", value)
	if err != nil {
		return nil, err
	}
	orderID, orderErr := id[leeloo.OrderID](data, "order_id")
	accountID, accountErr := id[leeloo.AccountID](data, "account_id")
	if err := errors.Join(orderErr, accountErr); err != nil {
		return nil, err
	}
	if orderID == "" {
		return nil, errors.New("webhook: data.order_id is missing")
	}
	createdAt, ok := data["created_at"]
	if !ok {
		createdAt = data["createdAt"]
	}
	return &OrderEvent{
		OrderID:       orderID,
		AccountID:     accountID,
		OfferName:     text(data["offer_name"]),
		Price:         amount(data["price"]),
		Currency:      text(data["currency"]),
		PaymentMethod: text(data["payment_method"]),
		Email:         text(data["email"]),
		Phone:         text(data["phone"]),
		CreatedAt:     timestamp(createdAt),
	}, nil
}

// Key identifies the event for deduplication: it is the same when the event is delivered again, and differs between the
// ORDER and the SALE of one order. It contains no personal data and is at most 134 bytes of ASCII.
//
// The key of an ORDER or SALE is the type and the order id. So several sales of one order, if Leeloo sends one for
// each part payment (not documented), have the same key: if the company accepts part payments, combine the key with
// Price and CreatedAt. The key of another event is a hash of Raw: it is the same only if the body is.
func (e Event) Key() string {
	if e.Order != nil {
		// Orders.Get ignores the case of an id too: a change of case must not pass for another event.
		return e.Type + "/" + strings.ToLower(string(e.Order.OrderID))
	}
	sum := sha256.Sum256(e.Raw)
	return "sha256/" + hex.EncodeToString(sum[:])
}

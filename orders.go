package leeloo

import (
	"context"
	"iter"
	"slices"
	"strconv"
	"time"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/form"
	"github.com/leeloo-go/leeloo/internal/route"
)

// OrdersService records and reads orders.
type OrdersService service

// Order is an order. Which fields an answer has depends on the operation: PersonID comes in lists alone, Description
// and PaymentMethod from Get alone, and an order that a person includes has no CreatedAt.
type Order struct {
	ID            OrderID     `json:"id"`
	PersonID      PersonID    `json:"person_id"`
	Title         Text        `json:"title"`
	Description   Text        `json:"description"`
	Price         Amount      `json:"price"`    // in major units
	Currency      Text        `json:"currency"` // such as "USD"
	Status        OrderStatus `json:"status"`
	PaymentMethod Text        `json:"paymentMethod"` // such as "WAYFORPAY" or "MANUAL"
	CreatedAt     Time        `json:"createdAt,case:ignore"`
	UpdatedAt     Time        `json:"updatedAt,case:ignore"`
}

func (o *Order) identity() string { return string(o.ID) }

// OrderCreateParams describe a new order. Its title, price and currency come from the offer.
type OrderCreateParams struct {
	PaymentCreditsID PaymentCreditsID
	Email            string    // optional
	Phone            string    // optional
	TransactionDate  time.Time // the date that Leeloo shows
	OfferID          OfferID
	NotifyAccount    bool // tell the person about the order
	PersonID         PersonID
	ManagerID        UserID // the user whose sale it is; without it the sale is the "System"'s
}

func (p OrderCreateParams) validate() error {
	return check.All(
		check.RequiredID("PaymentCreditsID", p.PaymentCreditsID),
		check.Text("Email", p.Email),
		check.Text("Phone", p.Phone),
		check.RequiredTime("TransactionDate", p.TransactionDate),
		check.RequiredID("OfferID", p.OfferID),
		check.RequiredID("PersonID", p.PersonID),
		check.OptionalID("ManagerID", p.ManagerID),
	)
}

func (p OrderCreateParams) wire() any {
	return struct {
		PaymentCreditsID PaymentCreditsID `json:"paymentCreditsId"`
		Email            string           `json:"email,omitzero"`
		Phone            string           `json:"phone,omitzero"`
		TransactionDate  string           `json:"transactionDate"`
		OfferID          OfferID          `json:"offerId"`
		NotifyAccount    string           `json:"isNotifyAccount"` // a string in the vendor's sample, and in what live callers send
		PersonID         PersonID         `json:"personId"`
		ManagerID        UserID           `json:"managerId,omitzero"`
	}{
		p.PaymentCreditsID, p.Email, p.Phone, sent(p.TransactionDate, millisLayout), p.OfferID,
		strconv.FormatBool(p.NotifyAccount), p.PersonID, p.ManagerID,
	}
}

// Create records a manual order. Called twice, it makes two: see [Error.MaybeApplied].
//
// Leeloo: POST /orders
func (s *OrdersService) Create(ctx context.Context, params OrderCreateParams, opts ...RequestOption) (*Order, error) {
	return call[Order](ctx, (*service)(s), route.OrdersCreate.With(), params, opts)
}

// List returns a page of the orders.
//
// Leeloo: GET /orders
func (s *OrdersService) List(ctx context.Context, params ListParams, opts ...RequestOption) (*Page[Order], error) {
	return page[Order](ctx, (*service)(s), route.OrdersList.With(), params, opts)
}

// All walks over the orders. [ListParams] says what it promises. An error comes last.
//
// Leeloo: GET /orders
func (s *OrdersService) All(ctx context.Context, params ListParams, opts ...RequestOption) iter.Seq2[*Order, error] {
	return all[Order](ctx, (*service)(s), route.OrdersList.With(), params, opts)
}

// Get returns one order.
//
// Leeloo: GET /orders/{order_id}
func (s *OrdersService) Get(ctx context.Context, id OrderID, opts ...RequestOption) (*Order, error) {
	return call[Order](ctx, (*service)(s), route.OrdersGet.With(string(id)), nil, opts)
}

// OrderUpdateParams settle an order. Only Status is required.
type OrderUpdateParams struct {
	Status       OrderStatus // OrderStatusResolved or OrderStatusRejected
	PaymentDate  time.Time   // sent to the minute, in UTC
	Currency     string      // such as "UAH"
	Price        Amount      // what was received in fact; Amount{} leaves it out, 0 is sent
	UserComments string
}

func (p OrderUpdateParams) validate() error {
	return check.All(
		check.OneOf("Status", p.Status, OrderStatusResolved, OrderStatusRejected),
		check.OptionalTime("PaymentDate", p.PaymentDate),
		check.Text("Currency", p.Currency),
		p.Price.validate("Price"),
		check.Text("UserComments", p.UserComments),
	)
}

func (p OrderUpdateParams) fields() []form.Field {
	return slices.DeleteFunc([]form.Field{
		{Name: "currency", Text: p.Currency},
		{Name: "paymentDate", Text: sent(p.PaymentDate, minuteLayout)},
		{Name: "price", Text: p.Price.String()},
		{Name: "status", Text: string(p.Status)},
		{Name: "userComments", Text: p.UserComments},
	}, form.Field.IsEmpty)
}

// Update settles a manual order that has no partial payments.
//
// The API's page asks for form-data: see [WithFormEncoding].
//
// Leeloo: POST /orders/{order_id}
func (s *OrdersService) Update(ctx context.Context, id OrderID, params OrderUpdateParams, opts ...RequestOption) error {
	return exec(ctx, (*service)(s), route.OrdersUpdate.With(string(id)), params, opts)
}

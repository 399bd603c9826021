package leeloo

import (
	"context"
	"iter"
	"strconv"
	"time"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/phone"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// OrdersService records and reads orders.
type OrdersService service

// Order is an order.
//
//readgen:model
type Order struct {
	ID            OrderID     `json:"id"`
	PersonID      PersonID    `json:"person_id"` // only from List and All
	Title         string      `json:"title"`
	Description   string      `json:"description"` // only from Get
	Price         Amount      `json:"price"`       // in major units
	Currency      string      `json:"currency"`    // for example "USD"
	Status        OrderStatus `json:"status"`
	PaymentMethod string      `json:"paymentMethod"`      // for example "WAYFORPAY" or "MANUAL"; only from Get
	CreatedAt     time.Time   `json:"createdAt,omitzero"` // not in Person.Orders
	UpdatedAt     time.Time   `json:"updatedAt,omitzero"`
}

func (o *Order) resourceID() string { return string(o.ID) }

// OrderCreateParams are the params of [OrdersService.Create]. The title, the price and the currency come from the offer.
type OrderCreateParams struct {
	PaymentCreditsID PaymentCreditsID
	Email            string    // optional
	Phone            string    // optional: "+" and digits; blanks, hyphens, brackets and dots are removed
	TransactionDate  time.Time // the date that Leeloo shows, sent to the millisecond in UTC
	OfferID          OfferID
	NotifyAccount    bool // tell the person about the order
	PersonID         PersonID
	ManagerID        UserID // optional: the user who made the sale, otherwise "System"
}

func (p OrderCreateParams) validate() error {
	return validate.All(
		validate.RequiredID("PaymentCreditsID", p.PaymentCreditsID),
		validate.NotBlank("Email", p.Email),
		phone.Validate("Phone", p.Phone),
		validate.RequiredTime("TransactionDate", p.TransactionDate),
		validate.RequiredID("OfferID", p.OfferID),
		validate.RequiredID("PersonID", p.PersonID),
		validate.OptionalID("ManagerID", p.ManagerID),
	)
}

func (p OrderCreateParams) body() request.Body {
	return request.JSON(struct {
		PaymentCreditsID PaymentCreditsID `json:"paymentCreditsId"`
		Email            string           `json:"email,omitzero"`
		Phone            string           `json:"phone,omitzero"`
		TransactionDate  string           `json:"transactionDate"`
		OfferID          OfferID          `json:"offerId"`
		NotifyAccount    string           `json:"isNotifyAccount"` // a string in the vendor's sample and from other callers
		PersonID         PersonID         `json:"personId"`
		ManagerID        UserID           `json:"managerId,omitzero"`
	}{
		p.PaymentCreditsID, p.Email, phone.Normalize(p.Phone), formatMillis(p.TransactionDate), p.OfferID,
		strconv.FormatBool(p.NotifyAccount), p.PersonID, p.ManagerID,
	})
}

// Create records a manual order. If called twice, it records two: see [Error.MaybeApplied].
//
// Leeloo: POST /orders
func (s *OrdersService) Create(ctx context.Context, params OrderCreateParams, opts ...RequestOption) (*Order, error) {
	return doOne[Order](ctx, (*service)(s), operation.OrdersCreate.With(), params, opts)
}

// List returns a page of the orders.
//
// Leeloo: GET /orders
func (s *OrdersService) List(ctx context.Context, params ListParams, opts ...RequestOption) (*Page[Order], error) {
	return doPage[Order](ctx, (*service)(s), operation.OrdersList.With(), params, opts)
}

// All iterates over the orders. See [ListParams] for what it guarantees.
//
// Leeloo: GET /orders
func (s *OrdersService) All(ctx context.Context, params ListParams, opts ...RequestOption) iter.Seq2[*Order, error] {
	return doAll[Order](ctx, (*service)(s), operation.OrdersList.With(), params, opts)
}

// Get returns one order.
//
// Leeloo: GET /orders/{order_id}
func (s *OrdersService) Get(ctx context.Context, id OrderID, opts ...RequestOption) (*Order, error) {
	return doOne[Order](ctx, (*service)(s), operation.OrdersGet.With(string(id)), nil, opts)
}

// OrderUpdateParams are the params of [OrdersService.Update]. Only Status is required.
type OrderUpdateParams struct {
	Status       OrderStatus // OrderStatusResolved or OrderStatusRejected
	PaymentDate  time.Time   // sent to the minute, in UTC
	Currency     string      // for example "UAH"
	Price        Amount      // the amount received, in major units; Amount{} is left out, 0 is sent
	UserComments string
}

func (p OrderUpdateParams) validate() error {
	return validate.All(
		validate.OneOf("Status", p.Status, OrderStatusResolved, OrderStatusRejected),
		validate.OptionalTime("PaymentDate", p.PaymentDate),
		validate.Text("Currency", p.Currency),
		p.Price.validate("Price"),
		validate.Text("UserComments", p.UserComments),
	)
}

func (p OrderUpdateParams) body() request.Body {
	return request.Form(
		request.Field{Name: "currency", Text: p.Currency},
		request.Field{Name: "paymentDate", Text: formatMinutes(p.PaymentDate)},
		request.Field{Name: "price", Text: p.Price.String()},
		request.Field{Name: "status", Text: string(p.Status)},
		request.Field{Name: "userComments", Text: p.UserComments},
	)
}

// Update resolves or rejects a manual order that has no partial payments. It is sent as a form: see [FormEncoding].
//
// Leeloo: POST /orders/{order_id}
func (s *OrdersService) Update(ctx context.Context, id OrderID, params OrderUpdateParams, opts ...RequestOption) error {
	return do(ctx, (*service)(s), operation.OrdersUpdate.With(string(id)), params, opts)
}

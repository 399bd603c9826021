// Package models has a field of each type that readgen supports.
package models

import (
	"time"

	"github.com/leeloo-go/leeloo/internal/codec"
)

type (
	OrderID string
	UserID  string
)

// Status is an enum.
type Status string

const (
	StatusOpened Status = "OPENED"
	StatusClosed Status = "CLOSED"
)

// Kind is an enum without known values.
type Kind string

const untyped = "untyped"

type Amount struct{ Digits string }

func readAmount(r *codec.Reader) Amount { return Amount{r.TextOrEmpty()} }

// Order has a field of each type.
//
//readgen:model
type Order struct {
	ID        OrderID           `json:"id"`
	Title     string            `json:"title"`
	Text      string            `json:"text,omitempty" leeloo:"verbatim"`
	Status    Status            `json:"status"`
	Previous  Status            `json:"previous_status"`
	Kind      Kind              `json:"kind"`
	Price     Amount            `json:"price,omitzero"`
	Count     int               `json:"count"`
	Paid      bool              `json:"paid"`
	Tags      []string          `json:"tags"`
	Users     []User            `json:"users"`
	UTMMarks  map[string]string `json:"utmMarks"`
	Raw       any               `json:"raw"`
	Duration  time.Duration     `json:"billsec"`
	CreatedAt time.Time         `json:"createdAt,omitzero"`
	UpdatedAt time.Time         `json:"updated_at,omitzero"`
	Connected Status            `json:"connection_status"`
	Due       time.Time         `json:"due"`

	UserIDs []UserID `json:"-"`
	History int      `json:"-"`
	private int
}

// Read reads the order.
func (m *Order) Read(r *codec.Reader) { m.read(r) }

//readgen:links
func (m *Order) readLinks(r *codec.Reader) {
	for range r.Object([]string{"users"}) {
		m.UserIDs = codec.List(r, func(id *UserID, r *codec.Reader) { *id = UserID(r.ID()) })
	}
}

// Several types can be declared together.
type (
	// User is a model.
	//readgen:model
	User struct {
		ID UserID `json:"id"`
	}

	// Other is not a model.
	Other struct{ Any chan int }
)

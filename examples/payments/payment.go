package main

import (
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
)

// payment is the record of a payment in the journal.
type payment struct {
	Person leeloo.PersonID
	Given  leeloo.OrderID `json:",omitzero"` // the order that the provider, or a human, has named

	// What the provider has said.
	Status   status
	Amount   leeloo.Amount
	Currency string
	At       time.Time

	// What was done about it.
	Stage   stage
	Order   leeloo.OrderID   `json:",omitzero"`
	Begun   time.Time        `json:",omitzero"` // when the call of creating or settling was begun
	Before  []leeloo.OrderID `json:",omitzero"` // the orders of the person before it was created
	Vouched bool             `json:",omitzero"` // a human takes the amount as it is

	Held bool   `json:",omitzero"` // nothing is done until a human has looked
	Note string `json:",omitzero"` // what a human should know
}

// stage is how far a payment has come. Creating and settling are written down before the call that they are named
// after: whoever finds one of them does not know whether the call was carried out.
type stage string

const (
	recorded stage = "recorded" // nothing was sent
	creating stage = "creating"
	opened   stage = "opened" // the order is known
	settling stage = "settling"
	settled  stage = "settled"
	closed   stage = "closed" // by hand
)

const (
	// lateness is how long after its beginning a call whose answer was lost may still be carried out, with the
	// difference between Leeloo's clock and ours.
	lateness = 15 * time.Minute
	// maxAge is the oldest first event of a payment that is believed to be news. An older one is likelier to be one that
	// a lost journal has forgotten: providers give up after some days.
	maxAge = 7 * 24 * time.Hour
)

func newPayment(e event, now time.Time) payment {
	p := payment{Person: e.PersonID, Given: e.OrderID, Stage: recorded}.saying(e)
	if now.Sub(e.At) > maxAge {
		return p.hold("it is first heard of over a week late: Leeloo may have its order already")
	}
	return p
}

func (p payment) saying(e event) payment {
	p.Status, p.Amount, p.Currency, p.At = e.Status, e.Amount, e.Currency, e.At
	return p
}

func (p payment) hold(why string) payment {
	p.Held, p.Note = true, why
	return p
}

// resting reports whether there is nothing to do until the provider says something new, or a human.
func (p payment) resting() bool {
	return p.Held || p.Stage == settled || p.Stage == closed || p.Stage == opened && p.Status == pending
}

// needsHuman reports whether somebody should look. now tells what has been unclear for too long.
func (p payment) needsHuman(now time.Time) bool {
	return p.Held || p.Note != "" || (p.Stage == creating || p.Stage == settling) && now.Sub(p.Begun) > lateness
}

// wanted is the state of the order that the provider's word amounts to.
func (p payment) wanted() leeloo.OrderStatus {
	if p.Status == paid {
		return leeloo.OrderStatusResolved
	}
	return leeloo.OrderStatusRejected
}

// differsFrom tells how what was paid differs from the price of an order, and "" if it doesn't by a digit.
func (p payment) differsFrom(order *leeloo.Order) string {
	switch {
	case order.Price.String() == "" || order.Currency == "":
		return fmt.Sprintf("%s %s was paid, and the order shows no price to compare with", p.Amount, p.Currency)
	case order.Price.Cmp(p.Amount) != 0 || order.Currency != p.Currency:
		return fmt.Sprintf("%s %s was paid for an order of %s %s", p.Amount, p.Currency, order.Price, order.Currency)
	default:
		return ""
	}
}

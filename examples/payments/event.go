package main

import (
	"errors"
	"net/http"
	"regexp"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/leeloo-go/leeloo"
)

// event is what a callback of the provider says.
type event struct {
	PaymentID string
	At        time.Time
	Status    status
	Amount    leeloo.Amount
	Currency  string
	PersonID  leeloo.PersonID
	OrderID   leeloo.OrderID // empty unless the payment is for an order that exists
}

type status string

const (
	pending status = "pending"
	paid    status = "paid"
	failed  status = "failed"
)

// refusal answers a callback that will never become right.
type refusal struct {
	code int
	text string
}

func (r refusal) Error() string { return r.text }

var (
	paymentID    = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`) // it goes into logs and into comments of orders
	leelooID     = regexp.MustCompile(`^[0-9a-f]{24}$`)
	amountForm   = regexp.MustCompile(`^(0|[1-9][0-9]*)(\.[0-9]+)?$`)
	currencyForm = regexp.MustCompile(`^[A-Z]{3}$`)
)

// parseEvent reads the body of a callback. Names that it doesn't know are the provider's news, and no reason to lose a
// payment. A name that comes twice is one: which of two amounts would count? This is why the package is not encoding/json.
// Of an event that is refused, no more than the payment is returned.
func parseEvent(body []byte, now time.Time) (event, error) {
	var in struct {
		PaymentID string         `json:"payment_id"`
		EventTime string         `json:"event_time"`
		Status    status         `json:"status"`
		Amount    leeloo.Amount  `json:"amount"` // keeps the digits of a string or a number
		Currency  string         `json:"currency"`
		PersonID  string         `json:"person_id"`
		OrderID   leeloo.OrderID `json:"order_id"`
	}
	if err := json.Unmarshal(body, &in); err != nil {
		if wrong, ok := errors.AsType[*json.SemanticError](err); ok {
			return event{}, refusal{http.StatusBadRequest, "the JSON has a wrong type at " + string(wrong.JSONPointer)}
		}
		return event{}, refusal{http.StatusBadRequest, "the body is no JSON, or has a name twice"}
	}
	at, timeErr := time.Parse(time.RFC3339, in.EventTime)

	var wrong []string
	check := func(ok bool, text string) {
		if !ok {
			wrong = append(wrong, text)
		}
	}
	check(paymentID.MatchString(in.PaymentID), "payment_id has 1 to 64 letters, digits, '-' and '_'")
	check(timeErr == nil && at.Before(now.Add(24*time.Hour)), "event_time is a time like 2026-01-31T12:00:00Z, and not in the future")
	check(in.Status == pending || in.Status == paid || in.Status == failed, "status is pending, paid or failed")
	check(amountForm.MatchString(in.Amount.String()) && in.Amount.Sign() > 0,
		`amount is a decimal over 0 like "1490.50", of at most 34 digits, without exponent`)
	check(currencyForm.MatchString(in.Currency), "currency is a code like UAH")
	check(leelooID.MatchString(in.PersonID), "person_id has 24 hexadecimal digits")
	check(in.OrderID == "" || leelooID.MatchString(string(in.OrderID)), "order_id has 24 hexadecimal digits, or is left out")
	if wrong != nil {
		var named event // somebody may have paid: tell for what
		if paymentID.MatchString(in.PaymentID) {
			named.PaymentID = in.PaymentID
		}
		return named, refusal{http.StatusUnprocessableEntity, strings.Join(wrong, "; ")}
	}
	return event{in.PaymentID, at.UTC(), in.Status, in.Amount, in.Currency, leeloo.PersonID(in.PersonID), in.OrderID}, nil
}

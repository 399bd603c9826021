package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
)

// work is the task of an event. Its key is the contact, so that nobody is created twice.
func (p *program) work(ctx context.Context, store durable.Store, id string, body []byte) error {
	e, job := parse(body, p.country), p.job
	job.ID, job.Key = id, e.contact
	return durable.Run(ctx, store, job, func(ctx context.Context, t *durable.Task) error {
		_ = t.Note(string(body)) // a text always marshals
		if e.contact == "" {
			return durable.Hold{Why: "the event is invalid: README.md says what it must have"}
		}
		if p.offers[e.Product] == "" {
			return durable.Hold{Why: "the product is unknown: name it with -offer"}
		}
		if err := check(ctx, t, "age", checkAge(e)); err != nil {
			return err
		}
		writes := durable.For(p.client, t)
		person, err := writes.Person(ctx, "person", leeloo.PersonCreateParams{Name: e.Name, Phone: e.Phone, Email: e.Email}, nil)
		if err != nil {
			return err
		}
		order, err := p.order(ctx, store, e, person.PersonID, body)
		if err != nil || e.Status == "pending" {
			return err
		}
		update := leeloo.OrderUpdateParams{Status: leeloo.OrderStatusRejected, UserComments: "Payment " + e.PaymentID + ": " + e.Status}
		if e.Status == "paid" {
			if err := check(ctx, t, "price", p.checkPrice(ctx, e, order)); err != nil {
				return err
			}
			update.Status, update.Price, update.Currency, update.PaymentDate = leeloo.OrderStatusResolved, e.Amount, e.Currency, e.Time
		}
		return writes.Settle(ctx, e.Status, order, update) // holds an order that is not OPENED: the API cannot refund it
	})
}

// order is the task of a payment: one order for all of its events. The key is the person, so that no other order of theirs
// is taken for it, also while a human has to look.
func (p *program) order(ctx context.Context, store durable.Store, e event, person leeloo.PersonID, body []byte) (id leeloo.OrderID, err error) {
	step := fmt.Sprintf("order of %q by %s", e.Product, hash(string(person))) // an event that contradicts the first one finds none
	job := p.job
	job.ID, job.Key, job.HoldKey = e.PaymentID, string(person), true
	err = durable.Run(ctx, store, job, func(ctx context.Context, t *durable.Task) error {
		_ = t.Note(string(body))
		_, err := durable.For(p.client, t).Order(ctx, step, leeloo.OrderCreateParams{
			PaymentCreditsID: p.credits, OfferID: p.offers[e.Product], PersonID: person, TransactionDate: e.Time,
		})
		return err
	})
	switch hold, held := errors.AsType[durable.Hold](err); {
	case held:
		return "", durable.Later{After: time.Minute, Err: fmt.Errorf("payment %s needs a human: %s", e.PaymentID, hold.Why)}
	case errors.Is(err, durable.ErrGivenUp):
		return "", durable.Hold{Why: "the payment was given up"}
	case err != nil:
		return "", err
	}
	record, err := durable.Show(ctx, store, e.PaymentID)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(record.Steps, func(s durable.StepRecord) bool { return s.Name == step })
	if i < 0 {
		return "", durable.Hold{Why: "another person or product than in the first event of the payment"}
	}
	return id, json.Unmarshal(record.Steps[i].Result, &id)
}

// check is a step that sends nothing. The verdict "applied" accepts what it holds.
func check(ctx context.Context, t *durable.Task, name string, refusal error) error {
	find := func(context.Context, struct{}) (_ struct{}, ok bool, err error) { return struct{}{}, true, refusal }
	_, err := durable.Do(ctx, t, name, durable.Step[struct{}, struct{}]{FindFirst: true, Find: find})
	return err
}

func checkAge(e event) error {
	if age := time.Since(e.Time); age > 7*24*time.Hour || age < -24*time.Hour { // ids are known for longer
		return durable.Hold{Why: "more than a week old, or from the future: Leeloo may have its order already"}
	}
	return nil
}

// checkPrice holds more than the price, and less unless part payments of the product are allowed.
func (p *program) checkPrice(ctx context.Context, e event, id leeloo.OrderID) error {
	order, err := p.client.Orders.Get(ctx, id)
	if err != nil {
		return err
	}
	minimum := cmp.Or(p.minimum[e.Product], order.Price)
	if e.Currency != order.Currency || e.Amount.Cmp(minimum) < 0 || e.Amount.Cmp(order.Price) > 0 {
		return durable.Hold{Why: fmt.Sprintf("%s %s paid for an order of %s %s", e.Amount, e.Currency, order.Price, order.Currency)}
	}
	return nil
}

package main

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/leeloo-go/leeloo"
)

// create gives a payment its order: the one that it names, or a new one.
func (p *processor) create(ctx context.Context, id string, rec payment) (payment, error) {
	// One at a time for a person, and none while an order of the person is being looked for: a new order is of this
	// payment then, and of no other.
	unlock, err := p.locks.lock(ctx, "person "+string(rec.Person))
	if err != nil {
		return rec, err
	}
	defer unlock()
	if other, found := p.ledger.unclearOf(rec.Person); found {
		return rec, fmt.Errorf("payment %s of the same person comes first: %w", other, errUnclear)
	}
	before, err := p.ordersOf(ctx, rec.Person)
	if err != nil {
		return p.stop(id, rec, err)
	}
	if rec.Given != "" {
		if !slices.Contains(before, rec.Given) {
			return p.save(id, rec.hold("the order that it names is not one of the person's"))
		}
		return p.adopt(id, rec, rec.Given)
	}

	begun := rec
	begun.Stage, begun.Begun, begun.Before = creating, p.now(), before
	if err := p.ledger.put(id, begun); err != nil {
		return rec, err
	}
	order, err := p.crm.Orders.Create(ctx, leeloo.OrderCreateParams{
		PaymentCreditsID: p.credits, OfferID: p.offer, PersonID: rec.Person, TransactionDate: rec.At,
	})
	switch {
	case err == nil:
		return p.adopt(id, begun, order.ID)
	case errors.Is(err, leeloo.ErrMaybeApplied):
		p.log.Warn("the order may have been created", "payment", id, "error", err)
		return begun, nil
	default: // it was not carried out
		if err := p.ledger.put(id, rec); err != nil {
			return begun, err
		}
		return p.stop(id, rec, err)
	}
}

// find looks for the order of a call whose answer was lost: an order of the person that was not there before, that no
// other payment owns, and that was made at the time of the call.
func (p *processor) find(ctx context.Context, id string, rec payment) (payment, error) {
	var likely []leeloo.OrderID
	dated := true
	err := p.look(ctx, func() (found bool, err error) {
		orders, err := p.ordersOf(ctx, rec.Person)
		if err != nil {
			return false, err
		}
		for _, order := range orders {
			if slices.Contains(rec.Before, order) || p.ledger.ownedByOther(order, id) {
				continue
			}
			fresh, err := p.crm.Orders.Get(ctx, order)
			if err != nil {
				return false, err
			}
			if fresh.CreatedAt.IsZero() {
				dated = false
			}
			if !dated || fresh.CreatedAt.Sub(rec.Begun).Abs() <= lateness {
				likely = append(likely, order)
			}
		}
		return len(likely) > 0, nil
	})
	switch {
	case err != nil:
		return p.stop(id, rec, err)
	case len(likely) > 1 || !dated:
		return p.save(id, rec.hold("it is not certain which of the person's new orders is its own: look in Leeloo, then -assign"))
	default:
		return p.adopt(id, rec, likely[0])
	}
}

// adopt makes an order the payment's.
func (p *processor) adopt(id string, rec payment, order leeloo.OrderID) (payment, error) {
	if !p.ledger.claim(order, id) {
		return p.save(id, rec.hold("its order is another payment's already"))
	}
	rec.Stage, rec.Order, rec.Before = opened, order, nil
	return p.save(id, rec)
}

// ordersOf returns the ids of all orders of a person. They stand in two places of an answer.
func (p *processor) ordersOf(ctx context.Context, person leeloo.PersonID) ([]leeloo.OrderID, error) {
	card, err := p.crm.People.Get(ctx, person, leeloo.PersonGetParams{Include: []leeloo.PersonInclude{leeloo.IncludeOrders}})
	if err != nil {
		return nil, err
	}
	ids := slices.Clone(card.OrderIDs)
	for _, order := range card.Orders {
		ids = append(ids, order.ID)
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

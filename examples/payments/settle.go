package main

import (
	"context"
	"errors"

	"github.com/leeloo-go/leeloo"
)

// settle moves the order to its final state.
func (p *processor) settle(ctx context.Context, id string, rec payment) (payment, error) {
	order, err := p.crm.Orders.Get(ctx, rec.Order)
	if err != nil {
		return p.stop(id, rec, err)
	}
	if order.Status != leeloo.OrderStatusOpened {
		return p.save(id, rec.hold("its order is "+string(order.Status)+" already, and not by this program"))
	}
	update := leeloo.OrderUpdateParams{Status: rec.wanted(), UserComments: "Payment " + id}
	if rec.Status == paid {
		update.Price, update.Currency, update.PaymentDate = rec.Amount, rec.Currency, rec.At
		if difference := rec.differsFrom(order); difference != "" {
			if !rec.Vouched {
				return p.save(id, rec.hold(difference))
			}
			update.UserComments += ": " + difference
		}
	}

	begun := rec
	begun.Stage, begun.Begun = settling, p.now()
	if err := p.ledger.put(id, begun); err != nil {
		return rec, err
	}
	err = p.crm.Orders.Update(ctx, rec.Order, update)
	switch {
	case err == nil:
		return p.finish(id, begun)
	case errors.Is(err, leeloo.ErrMaybeApplied):
		p.log.Warn("the order may have been settled", "payment", id, "order", rec.Order, "error", err)
		return begun, nil
	default: // it was not carried out
		if err := p.ledger.put(id, rec); err != nil {
			return begun, err
		}
		return p.stop(id, rec, err)
	}
}

// confirm asks what became of an update whose answer was lost. An order that is still OPENED when the update can't be
// carried out any more is settled anew: the same state and the same amount for the same order, whatever happens.
func (p *processor) confirm(ctx context.Context, id string, rec payment) (payment, error) {
	var order *leeloo.Order
	err := p.look(ctx, func() (moved bool, err error) {
		order, err = p.crm.Orders.Get(ctx, rec.Order)
		return err == nil && order.Status != leeloo.OrderStatusOpened, err
	})
	switch {
	case errors.Is(err, errUnclear) && p.now().Sub(rec.Begun) > lateness:
		rec.Stage = opened
		return p.save(id, rec)
	case err != nil:
		return p.stop(id, rec, err)
	case order.Status != rec.wanted():
		return p.save(id, rec.hold("its order is "+string(order.Status)+", and not by this program"))
	case rec.Status == paid && !rec.Vouched && rec.differsFrom(order) != "":
		return p.save(id, rec.hold("its order is RESOLVED by somebody else: "+rec.differsFrom(order)))
	default:
		return p.finish(id, rec)
	}
}

func (p *processor) finish(id string, rec payment) (payment, error) {
	rec.Stage = settled
	return p.save(id, rec)
}

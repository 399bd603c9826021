package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/leeloo-go/leeloo"
)

// processor does what the events of payments ask for.
type processor struct {
	crm     *leeloo.Client
	ledger  *ledger
	credits leeloo.PaymentCreditsID
	offer   leeloo.OfferID
	log     *slog.Logger
	locks   locks

	looks []time.Duration // the waits before each look for what a lost answer has left behind
	now   func() time.Time
}

func newProcessor(crm *leeloo.Client, l *ledger, o options, log *slog.Logger) *processor {
	return &processor{
		crm: crm, ledger: l, credits: o.credits, offer: o.offer, log: log,
		looks: []time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second}, now: time.Now,
	}
}

var (
	// errUnclear: a call may have been carried out, and Leeloo does not show yet whether it was.
	errUnclear = errors.New("it is not clear yet what Leeloo has done")
	// errContradiction: the event can't be about the payment that it names.
	errContradiction = errors.New("it contradicts what was said of this payment before")
)

// deliver takes an event, and works until the payment rests. An error other than errContradiction is no more than a
// delay: the event is to be delivered again, and goes on where the last one has stopped.
func (p *processor) deliver(ctx context.Context, e event) (payment, error) {
	unlock, err := p.locks.lock(ctx, "payment "+e.PaymentID)
	if err != nil {
		return payment{}, err
	}
	defer unlock()
	known, found, err := p.ledger.journal.Get(e.PaymentID)
	if err != nil {
		return payment{}, err
	}
	if !found {
		return p.workOn(ctx, e.PaymentID, newPayment(e, p.now()))
	}
	heard, what := known.hear(e)
	switch what {
	case repetition:
		return p.work(ctx, e.PaymentID, known)
	case contradiction:
		p.log.Error("the event contradicts the journal", "payment", e.PaymentID, "said", e.Status)
		if err := p.ledger.put(e.PaymentID, heard); err != nil {
			return heard, err // a refusal is the last that the provider hears: first the note has to be on disk
		}
		return heard, errContradiction
	case overruled:
		p.log.Error("a final state stays, look at the payment", "payment", e.PaymentID, "was", known.Status, "said", e.Status)
	}
	return p.workOn(ctx, e.PaymentID, heard)
}

// resume goes on with a payment of the journal.
func (p *processor) resume(ctx context.Context, id string) error {
	unlock, err := p.locks.lock(ctx, "payment "+id)
	if err != nil {
		return err
	}
	defer unlock()
	rec, _, err := p.ledger.journal.Get(id)
	if err != nil {
		return err
	}
	_, err = p.work(ctx, id, rec)
	return err
}

// workOn writes the record before anything is done about it.
func (p *processor) workOn(ctx context.Context, id string, rec payment) (payment, error) {
	if err := p.ledger.put(id, rec); err != nil {
		return rec, err
	}
	return p.work(ctx, id, rec)
}

// work takes one step after the other. Each begins with what is on disk, so that it is the same after a crash.
func (p *processor) work(ctx context.Context, id string, rec payment) (payment, error) {
	if rec.resting() {
		return rec, nil // no news for the log
	}
	for !rec.resting() {
		var err error
		switch rec.Stage {
		case recorded:
			rec, err = p.create(ctx, id, rec)
		case creating:
			rec, err = p.find(ctx, id, rec)
		case opened:
			rec, err = p.settle(ctx, id, rec)
		case settling:
			rec, err = p.confirm(ctx, id, rec)
		default:
			err = fmt.Errorf("the journal has a stage %q, which this program does not know", rec.Stage)
		}
		if err != nil {
			p.log.Warn("not finished", "payment", id, "stage", rec.Stage, "error", err)
			return rec, err
		}
	}
	if rec.Held {
		p.log.Error("held for a human", "payment", id, "order", rec.Order, "why", rec.Note)
	} else {
		p.log.Info("done", "payment", id, "said", rec.Status, "order", rec.Order)
	}
	return rec, nil
}

func (p *processor) save(id string, rec payment) (payment, error) { return rec, p.ledger.put(id, rec) }

// stop ends the work after a call that has changed nothing. What Leeloo refuses is for a human. The rest passes.
func (p *processor) stop(id string, rec payment, err error) (payment, error) {
	if errors.Is(err, leeloo.ErrRejected) || errors.Is(err, leeloo.ErrNotFound) || errors.Is(err, leeloo.ErrInvalidArgument) {
		return p.save(id, rec.hold("refused: "+err.Error()))
	}
	return rec, err
}

// look calls ask until it is done, after a growing wait each time: what seemed lost may be carried out a little later.
func (p *processor) look(ctx context.Context, ask func() (done bool, err error)) error {
	for _, wait := range p.looks {
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
		if done, err := ask(); done || err != nil {
			return err
		}
	}
	return errUnclear
}

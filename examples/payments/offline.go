package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

// runOffline does what needs the journal alone: it prints it, or records what a human has found out about a payment.
func (o options) runOffline(out io.Writer) error {
	if !exists(o.journal) {
		return command.Usagef("-journal: there is no file %s", o.journal)
	}
	ledger, err := openLedger(o.journal)
	if err != nil {
		return fmt.Errorf("%w: if the server is up, stop it first", err)
	}
	defer ledger.close()
	if o.status {
		return ledger.printStatus(out, o.journal)
	}
	id, order := cmp.Or(o.again, o.close), ""
	if o.assign != "" {
		id, order, _ = strings.Cut(o.assign, "=")
	}
	p, found, err := ledger.journal.Get(id)
	if err != nil {
		return err
	}
	if !found {
		return command.Usagef("the journal has no payment %s", id)
	}
	switch {
	case o.assign != "":
		p, err = p.assign(id, leeloo.OrderID(order), ledger)
	case o.again != "":
		p, err = p.again(time.Now())
	default:
		p = p.closed()
	}
	if err != nil {
		return err
	}
	if err := ledger.put(id, p); err != nil {
		return err
	}
	next := "The server goes on with it at its next start."
	if p.resting() {
		next = "Nothing more is done about it."
	}
	fmt.Fprintf(out, "Payment %s: %s. %s\n", id, p.Stage, next)
	return nil
}

// assign takes an order for the payment's, and the amount as it is. That the order is the person's is checked when the
// payment is taken up.
func (p payment) assign(id string, order leeloo.OrderID, l *ledger) (payment, error) {
	switch {
	case !leelooID.MatchString(string(order)):
		return p, command.Usagef("-assign takes PAYMENT=ORDER, the id of the order with 24 hexadecimal digits")
	case l.ownedByOther(order, id):
		return p, command.Usagef("-assign: the order is another payment's")
	case p.Stage == settled || p.Stage == settling:
		return p, command.Usagef("-assign: the payment is %s with order %s", p.Stage, p.Order)
	}
	p.Stage, p.Given, p.Order, p.Before, p.Vouched, p.Held, p.Note = recorded, order, "", nil, true, false, ""
	return p, nil
}

// again lets the work go on. Without an order it begins anew: only a human can know that there is none.
func (p payment) again(now time.Time) (payment, error) {
	switch {
	case p.Stage == settled || p.Stage == closed:
		return p, command.Usagef("-again: the payment is %s", p.Stage)
	case p.Stage == creating && now.Sub(p.Begun) <= lateness:
		return p, command.Usagef("-again: its order may still be created, wait until %s", p.Begun.Add(lateness).Format(time.TimeOnly))
	case p.Stage == creating:
		p.Stage, p.Before = recorded, nil
	}
	p.Held, p.Note = false, ""
	return p, nil
}

// closed takes a payment off the list of a human's.
func (p payment) closed() payment {
	if p.Stage != settled {
		p.Stage = closed
	}
	p.Held, p.Note, p.Before = false, "", nil
	return p
}

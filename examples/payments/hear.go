package main

// outcome is what an event means for a payment that is known.
type outcome int

const (
	news          outcome = iota // it changes what is to be done
	repetition                   // it was said before, or is overtaken
	overruled                    // it comes after another final state, which stays
	contradiction                // it can't be about this payment
)

// hear returns the record after another event of the payment. A final state stays, with one exception: money that comes
// after a failure of which Leeloo was not told yet. What a human should know is noted.
func (p payment) hear(e event) (payment, outcome) {
	switch {
	case e.PersonID != p.Person:
		return p.noted("a callback named another person_id"), contradiction
	case e.OrderID != "" && e.OrderID != p.Given && e.OrderID != p.Order:
		return p.noted("a callback named another order_id"), contradiction
	case e.Status == p.Status && p.Amount.Cmp(e.Amount) == 0 && p.Currency == e.Currency:
		return p, repetition
	case p.Stage == closed && e.Status == paid && p.Status != paid:
		return p.noted("it is said to be paid after it was closed by hand"), overruled
	case p.Status == pending && e.Status != pending:
		return p.saying(e), news
	case e.Status == pending:
		return p, repetition
	case e.Status == p.Status:
		return p.noted("a callback named another amount than " + p.Amount.String() + " " + p.Currency), contradiction
	case e.Status == paid && (p.Stage == recorded || p.Stage == creating || p.Stage == opened):
		return p.saying(e), news
	default:
		return p.noted("it is said to be " + string(e.Status) + " after it was " + string(p.Status)), overruled
	}
}

// noted keeps the reason why a payment is held: the work depends on it.
func (p payment) noted(what string) payment {
	if !p.Held {
		p.Note = what
	}
	return p
}

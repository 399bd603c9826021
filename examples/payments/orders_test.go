package main

import (
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// TestOrderThatExists: the provider names the order.
func TestOrderThatExists(t *testing.T) {
	for name, test := range map[string]struct {
		said   status
		amount string
		want   string
		held   bool
	}{
		"pending":        {pending, "1490.50", "OPENED 1490.50 UAH", false},
		"paid":           {paid, "1490.500", "RESOLVED 1490.500 UAH", false},
		"failed":         {failed, "1490.50", "REJECTED 1490.50 UAH", false},
		"paid too much":  {paid, "1490.51", "OPENED 1490.50 UAH", true},
		"paid too close": {paid, "1490.4999999999999999999999999", "OPENED 1490.50 UAH", true},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			order := d.makeOrder(t, d.company.People[1].ID)
			d.say(t, http.StatusOK, test.said, "amount="+test.amount, "order_id="+string(order))
			assert.Equal(t, []string{test.want}, d.orders(t))
			assert.Equal(t, test.held, d.record(t, "pay-1").Held)
			assert.Equal(t, order, d.record(t, "pay-1").Order)
		})
	}
}

func TestWhatLeelooDoesNotKnowIsHeld(t *testing.T) {
	const unknown = "625946dd585052c1629f1b2b"
	for name, changes := range map[string][]string{
		"person": {"person_id=" + unknown},
		"order":  {"order_id=" + unknown},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.say(t, http.StatusOK, paid, changes...)
			assert.True(t, d.record(t, "pay-1").Held)
			assert.Equal(t, paid, d.record(t, "pay-1").Status, "the money is not forgotten")
			assert.Zero(t, d.sent("Orders.Create")+d.sent("Orders.Update"))
			before := len(d.srv.Requests())
			d.say(t, http.StatusOK, paid, changes...)
			assert.Len(t, d.srv.Requests(), before)
		})
	}
}

func TestOrderOfAnotherPersonIsNotTouched(t *testing.T) {
	d := newDesk(t)
	order := d.makeOrder(t, d.company.People[2].ID)
	d.say(t, http.StatusOK, paid, "order_id="+string(order))
	assert.True(t, d.record(t, "pay-1").Held)
	assert.Equal(t, []string{"OPENED 1490.50 UAH"}, d.orders(t))
}

func TestTwoPaymentsOfOneOrder(t *testing.T) {
	d := newDesk(t)
	order := "order_id=" + string(d.makeOrder(t, d.company.People[1].ID))
	d.say(t, http.StatusOK, failed, "payment_id=pay-2", order)
	d.restart(t)
	d.say(t, http.StatusOK, paid, "payment_id=pay-1", order)
	assert.Contains(t, d.record(t, "pay-1").Note, "another payment's")
	d.restart(t) // which reads pay-1 first
	assert.True(t, d.ledger.ownedByOther(d.record(t, "pay-2").Order, "pay-1"))
	assert.Equal(t, []string{"REJECTED 1490.50 UAH"}, d.orders(t))
}

func TestOrderThatSomebodyElseHasSettled(t *testing.T) {
	d := newDesk(t)
	d.say(t, http.StatusOK, pending)
	rejection := leeloo.OrderUpdateParams{Status: leeloo.OrderStatusRejected}
	require.NoError(t, d.srv.Client().Orders.Update(t.Context(), d.record(t, "pay-1").Order, rejection))
	d.say(t, http.StatusOK, paid)
	assert.True(t, d.record(t, "pay-1").Held)
	assert.Equal(t, 1, d.sent("Orders.Update"), "the one of the test")
}

func TestAnotherAmountThanThePriceIsHeld(t *testing.T) {
	for _, change := range []string{"amount=1490.49", "amount=14905.0", "amount=1490.50000001", "currency=USD", "amount=149050"} {
		t.Run(change, func(t *testing.T) {
			d := newDesk(t)
			d.say(t, http.StatusOK, paid, change)
			assert.True(t, d.record(t, "pay-1").Held)
			assert.Equal(t, []string{"OPENED 1490.50 UAH"}, d.orders(t))
			assert.Zero(t, d.sent("Orders.Update"))
		})
	}
}

func TestOrderWithoutAPriceIsHeld(t *testing.T) {
	amount, err := leeloo.NewAmount("1490.50")
	require.NoError(t, err)
	p := payment{Amount: amount, Currency: "UAH"}
	assert.Empty(t, p.differsFrom(&leeloo.Order{Price: amount, Currency: "UAH"}))
	assert.Contains(t, p.differsFrom(&leeloo.Order{Price: amount}), "no price")
	assert.Contains(t, p.differsFrom(&leeloo.Order{Currency: "UAH"}), "no price")
	assert.Contains(t, p.differsFrom(&leeloo.Order{Price: leeloo.Amount{Raw: "1490,50"}, Currency: "UAH"}), "no price")
}

// What Leeloo refuses was not done, and is not tried again without a human. What passes is.
func TestFailuresThatChangeNothing(t *testing.T) {
	unauthorized := leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "NOT_ALLOWED_VALUE"})
	for name, test := range map[string]struct {
		fault leelootest.Fault
		code  int
		held  bool
	}{
		"refused":      {leelootest.Rejected("FORMAT_ERROR", nil), http.StatusOK, true},
		"rate limited": {leelootest.RateLimited(0), http.StatusServiceUnavailable, false},
		"unauthorized": {unauthorized, http.StatusServiceUnavailable, false},
	} {
		for _, op := range []string{"People.Get", "Orders.Create", "Orders.Get", "Orders.Update"} {
			t.Run(name+" "+op, func(t *testing.T) {
				d := newDesk(t)
				d.srv.Fail(test.fault.On(op))
				d.say(t, test.code, paid)
				assert.Equal(t, test.held, d.record(t, "pay-1").Held)
				if test.held {
					before := len(d.srv.Requests())
					d.say(t, http.StatusOK, paid)
					require.Len(t, d.srv.Requests(), before)
					p, err := d.record(t, "pay-1").again(time.Now())
					require.NoError(t, err)
					require.NoError(t, d.ledger.put("pay-1", p))
				}
				d.say(t, http.StatusOK, paid)
				assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders(t))
			})
		}
	}
}

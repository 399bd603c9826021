package main

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Which order belongs to which payment stays clear, since the second one waits.
func TestTwoUnclearPaymentsOfOnePerson(t *testing.T) {
	d := newDesk(t)
	d.srv.Fail(leelootest.Dropped().On("Orders.Create"))
	d.say(t, http.StatusServiceUnavailable, paid, "payment_id=pay-1")
	d.say(t, http.StatusServiceUnavailable, paid, "payment_id=pay-2")
	d.restart(t)
	d.say(t, http.StatusServiceUnavailable, paid, "payment_id=pay-2")
	assert.Equal(t, recorded, d.record(t, "pay-2").Stage)
	assert.Equal(t, 1, d.sent("Orders.Create"))

	other := string(d.company.People[2].ID)
	d.say(t, http.StatusOK, paid, "payment_id=pay-3", "person_id="+other)

	order := d.makeOrder(t, d.company.People[1].ID) // the first one arrives after all
	d.say(t, http.StatusServiceUnavailable, paid, "payment_id=pay-2")
	d.say(t, http.StatusOK, paid, "payment_id=pay-1")
	d.say(t, http.StatusOK, paid, "payment_id=pay-2")
	assert.Equal(t, order, d.record(t, "pay-1").Order)
	assert.Equal(t, []string{"RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH"}, d.orders(t))
}

// While it is only slow, the second one waits for the answer to the first.
func TestSecondPaymentWhileTheFirstIsUnderWay(t *testing.T) {
	d := newDesk(t)
	d.srv.Fail(leelootest.Slow(100 * time.Millisecond).On("Orders.Create"))
	var first sync.WaitGroup
	first.Go(func() { d.say(t, http.StatusOK, paid, "payment_id=pay-1") })
	require.Eventually(t, func() bool { return d.sent("Orders.Create") == 1 }, 5*time.Second, time.Millisecond)
	d.say(t, http.StatusOK, paid, "payment_id=pay-2")
	first.Wait()
	assert.Equal(t, []string{"RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH"}, d.orders(t))
}

func TestSeveralOrdersThatMayBeIt(t *testing.T) {
	d := newDesk(t)
	d.srv.Fail(leelootest.Dropped().On("Orders.Create"))
	d.say(t, http.StatusServiceUnavailable, paid)
	one, two := d.makeOrder(t, d.company.People[1].ID), d.makeOrder(t, d.company.People[1].ID)
	d.say(t, http.StatusOK, paid)
	assert.Contains(t, d.record(t, "pay-1").Note, "-assign")
	assert.Equal(t, []string{"OPENED 1490.50 UAH", "OPENED 1490.50 UAH"}, d.orders(t))
	for _, order := range []leeloo.OrderID{one, two} {
		assert.False(t, d.ledger.ownedByOther(order, ""))
	}
}

// An order that another payment of the person owns, or names, is no candidate.
func TestOrdersOfOtherPaymentsAreNotTaken(t *testing.T) {
	d := newDesk(t)
	d.srv.Fail(leelootest.Dropped().On("Orders.Create"))
	d.say(t, http.StatusServiceUnavailable, paid)
	named := d.makeOrder(t, d.company.People[1].ID)
	d.say(t, http.StatusServiceUnavailable, paid, "payment_id=pay-2", "order_id="+string(named))
	d.say(t, http.StatusServiceUnavailable, paid)
	assert.Equal(t, []string{"OPENED 1490.50 UAH"}, d.orders(t))

	d.restart(t)
	d.say(t, http.StatusServiceUnavailable, paid)
	own := d.makeOrder(t, d.company.People[1].ID)
	d.say(t, http.StatusOK, paid)
	assert.Equal(t, own, d.record(t, "pay-1").Order)
	d.say(t, http.StatusOK, paid, "payment_id=pay-2", "order_id="+string(named))
	assert.Equal(t, named, d.record(t, "pay-2").Order)
	assert.Equal(t, []string{"RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH"}, d.orders(t))
}

// The orders of before are never taken, though they are OPENED: the first person has one.
func TestOrdersOfBeforeAreNotTaken(t *testing.T) {
	d := newDesk(t)
	person := d.company.People[0].ID
	d.makeOrder(t, person)
	d.srv.Fail(leelootest.Dropped().On("Orders.Create"))
	d.say(t, http.StatusServiceUnavailable, paid, "person_id="+string(person))
	d.say(t, http.StatusServiceUnavailable, paid, "person_id="+string(person))
	assert.Equal(t, []string{"OPENED 1490.50 UAH"}, d.orders(t))
	assert.Len(t, d.record(t, "pay-1").Before, 2)
}

// A card whose orders can't be dated proves nothing.
func TestOrderWithoutATimeIsForAHuman(t *testing.T) {
	d, twin := newDesk(t), newDesk(t)
	id := twin.makeOrder(t, twin.company.People[1].ID) // the fake gives the same ids every time
	d.srv.Fail(leelootest.Dropped().AfterApplying().On("Orders.Create"))
	d.srv.Fail(leelootest.Fault{Op: "Orders.Get", Body: `{"status":1,"data":{"id":"` + string(id) + `","status":"OPENED"}}`})
	d.say(t, http.StatusOK, paid)
	assert.True(t, d.record(t, "pay-1").Held)
	assert.Equal(t, []string{"OPENED 1490.50 UAH"}, d.orders(t))
}

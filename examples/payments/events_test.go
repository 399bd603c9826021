package main

import (
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEventsOfOnePayment(t *testing.T) {
	const open, resolved, rejected = "OPENED 1490.50 UAH", "RESOLVED 1490.50 UAH", "REJECTED 1490.50 UAH"
	for events, want := range map[string]struct{ order, note string }{
		"pending":                       {open, ""},
		"paid":                          {resolved, ""},
		"failed":                        {rejected, ""},
		"pending, paid":                 {resolved, ""},
		"pending, failed":               {rejected, ""},
		"pending, pending, paid, paid":  {resolved, ""},
		"paid, pending":                 {resolved, ""},
		"failed, pending":               {rejected, ""},
		"paid, failed":                  {resolved, "it is said to be failed after it was paid"},
		"pending, paid, failed, paid":   {resolved, "it is said to be failed after it was paid"},
		"failed, paid":                  {rejected, "it is said to be paid after it was failed"},
		"failed, failed, pending, paid": {rejected, "it is said to be paid after it was failed"},
	} {
		t.Run(events, func(t *testing.T) {
			d := newDesk(t)
			for said := range strings.SplitSeq(events, ", ") {
				d.say(t, http.StatusOK, status(said))
			}
			assert.Equal(t, []string{want.order}, d.orders(t))
			assert.Equal(t, want.note, d.record(t, "pay-1").Note)
			assert.Equal(t, 1, d.sent("Orders.Create"))
			assert.LessOrEqual(t, d.sent("Orders.Update"), 1)
		})
	}
}

func TestWhatLeelooIsTold(t *testing.T) {
	d := newDesk(t)
	now := time.Now().UTC().Truncate(time.Second)
	d.say(t, http.StatusOK, paid, "event_time="+now.In(time.FixedZone("", 2*60*60)).Format(time.RFC3339))

	created := d.lastSent("Orders.Create")
	assert.Equal(t, string(d.company.People[1].ID), created["personId"])
	assert.Equal(t, string(d.company.Offers[1].ID), created["offerId"])
	assert.Equal(t, "false", created["isNotifyAccount"])
	assert.Equal(t, now.Format("2006-01-02T15:04:05.000Z"), created["transactionDate"])
	assert.Equal(t, map[string]any{
		"status": "RESOLVED", "price": "1490.50", "currency": "UAH", "paymentDate": now.Format("2006-01-02 15:04"),
		"userComments": "Payment pay-1",
	}, d.lastSent("Orders.Update"))

	d.say(t, http.StatusOK, failed, "payment_id=pay-2", "amount=5")
	assert.Equal(t, map[string]any{"status": "REJECTED", "userComments": "Payment pay-2"}, d.lastSent("Orders.Update"))
}

func TestTwiceInARow(t *testing.T) {
	d := newDesk(t)
	d.say(t, http.StatusOK, paid)
	before := len(d.srv.Requests())
	d.say(t, http.StatusOK, paid, "amount=1490.5") // the same amount
	d.restart(t)
	d.say(t, http.StatusOK, paid, "event_time="+time.Now().Add(time.Minute).UTC().Format(time.RFC3339))
	assert.Len(t, d.srv.Requests(), before, "a settled payment needs no call")
	assert.Empty(t, d.record(t, "pay-1").Note)
	assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders(t))
}

// Also several payments of one person, since their orders must not be mixed up.
func TestAtTheSameMoment(t *testing.T) {
	d := newDesk(t)
	var all sync.WaitGroup
	for range 8 {
		for _, id := range []string{"pay-1", "pay-2", "pay-3"} {
			all.Go(func() { d.say(t, http.StatusOK, paid, "payment_id="+id) })
		}
	}
	all.Wait()
	assert.Equal(t, []string{"RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH"}, d.orders(t))
	assert.Equal(t, 3, d.sent("Orders.Create"))
	assert.Equal(t, 3, d.sent("Orders.Update"))
}

func TestCallbacksThatContradict(t *testing.T) {
	for name, test := range map[string]struct{ change, note string }{
		"another person":   {"person_id=625946dd585052c1629f1b2b", "person_id"},
		"another order":    {"order_id=625946dd585052c1629f1b2b", "order_id"},
		"another amount":   {"amount=1490.51", "another amount than 1490.50 UAH"},
		"another currency": {"currency=EUR", "another amount than 1490.50 UAH"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.say(t, http.StatusOK, paid)
			before := len(d.srv.Requests())
			d.say(t, http.StatusConflict, paid, test.change)
			assert.Len(t, d.srv.Requests(), before)
			assert.Contains(t, d.record(t, "pay-1").Note, test.note)
			assert.True(t, d.record(t, "pay-1").needsHuman(time.Now()))
			d.say(t, http.StatusOK, paid)
		})
	}
}

// Money that comes before Leeloo was told of a failure is what counts.
func TestPaidAfterAFailureThatLeelooDoesNotKnow(t *testing.T) {
	for before, want := range map[stage]struct {
		said    status
		outcome outcome
	}{
		recorded: {paid, news}, creating: {paid, news}, opened: {paid, news},
		settling: {failed, overruled}, settled: {failed, overruled}, closed: {failed, overruled},
	} {
		p := payment{Person: "p", Status: failed, Currency: "UAH", Stage: before}
		got, outcome := p.hear(event{PersonID: "p", Status: paid, Currency: "UAH"})
		assert.Equal(t, want.said, got.Status, before)
		assert.Equal(t, want.outcome, outcome, before)
	}
}

func TestReplayOfAnOldEvent(t *testing.T) {
	old := "event_time=" + time.Now().Add(-maxAge-time.Hour).UTC().Format(time.RFC3339)

	d := newDesk(t)
	d.say(t, http.StatusOK, paid)
	before := len(d.srv.Requests())
	d.say(t, http.StatusOK, paid, old)
	d.say(t, http.StatusOK, pending, old)
	assert.Len(t, d.srv.Requests(), before)

	// In a journal that doesn't know the payment it is held: Leeloo may have its order.
	d.say(t, http.StatusOK, paid, "payment_id=pay-0", old)
	assert.Len(t, d.srv.Requests(), before)
	require.True(t, d.record(t, "pay-0").Held)
	p, err := d.record(t, "pay-0").again(time.Now())
	require.NoError(t, err)
	require.NoError(t, d.ledger.put("pay-0", p))
	d.say(t, http.StatusOK, paid, "payment_id=pay-0", old)
	assert.Equal(t, settled, d.record(t, "pay-0").Stage)
}

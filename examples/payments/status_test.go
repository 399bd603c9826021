package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// offline runs the program for what needs the journal alone, and starts the server again.
func (d *desk) offline(t *testing.T, args ...string) (string, error) {
	t.Helper()
	require.NoError(t, d.ledger.close())
	var out strings.Builder
	err := run(t.Context(), append(args, "-journal", d.path), strings.NewReader(""), &out, io.Discard)
	now := d.now
	d.start(t, d.srv.Client(leeloo.WithMaxAttempts(1)))
	d.now = now
	return out.String(), err
}

func TestStatus(t *testing.T) {
	d := newDesk(t)
	put := func(id string, s stage, said status, amount, currency, note string) {
		exact, err := leeloo.NewAmount(amount)
		require.NoError(t, err)
		p := payment{Stage: s, Status: said, Amount: exact, Currency: currency, Begun: time.Now(), Note: note}
		p.Held = strings.HasPrefix(note, "held")
		require.NoError(t, d.ledger.put(id, p))
	}
	put("a", settled, paid, "0.1", "USD", "")
	put("b", settled, paid, "0.2", "USD", "")
	put("c", settled, paid, "9999999999999999999999999999999.99", "UAH", "")
	put("d", settled, paid, "0.01", "UAH", "it is said to be failed after it was paid")
	put("e", settled, failed, "77", "USD", "")
	put("f", opened, paid, "78", "USD", "held for a test")
	put("g", creating, paid, "79", "USD", "")
	put("h", closed, paid, "80", "USD", "")
	unfinished, err := d.ledger.unfinished()
	require.NoError(t, err)
	assert.Equal(t, []string{"g"}, unfinished)

	got, err := d.offline(t, "-status")
	require.NoError(t, err)
	assert.Contains(t, got, "0 recorded 1 creating 1 opened 0 settling 5 settled 1 closed\n")
	assert.Contains(t, got, "Received 0.3 USD\n")
	assert.Contains(t, got, "Received 10000000000000000000000000000000 UAH\n")
	_, needy, _ := strings.Cut(got, "need a human")
	assert.Regexp(t, `(?m)^d +paid +0\.01 UAH +\? +settled +it is said to be failed after it was paid$`, needy)
	assert.Regexp(t, `(?m)^f +paid +78 USD +\? +opened +held for a test$`, needy)
	assert.NotRegexp(t, `(?m)^[abcegh] `, needy)
}

func TestStatusOfWhatIsUnclearForTooLong(t *testing.T) {
	d := newDesk(t)
	p := payment{Stage: creating, Status: paid, Begun: time.Now().Add(-lateness - time.Minute)}
	require.NoError(t, d.ledger.put("pay-1", p))
	got, err := d.offline(t, "-status")
	require.NoError(t, err)
	assert.Regexp(t, `(?m)^pay-1 .* it is unclear since \d{4}-`, got)
}

func TestAssign(t *testing.T) {
	d := newDesk(t)
	d.say(t, http.StatusOK, paid, "amount=1000")
	order := d.record(t, "pay-1").Order
	_, err := d.offline(t, "-assign", "pay-1="+string(order))
	require.NoError(t, err)
	d.resumeAll(t)
	assert.Equal(t, []string{"RESOLVED 1000 UAH"}, d.orders(t), "what was received in fact")
	assert.Equal(t, "Payment pay-1: 1000 UAH was paid for an order of 1490.50 UAH", d.lastSent("Orders.Update")["userComments"])
	assert.Equal(t, 1, d.sent("Orders.Create"))

	for name, arg := range map[string]string{
		"settled already": "pay-1=" + string(order), "unknown payment": "pay-9=" + string(order),
		"no order": "pay-1", "no id": "pay-1=x", "nothing": "=",
	} {
		_, err := d.offline(t, "-assign", arg)
		_, usage := errorsAsUsage(err)
		assert.True(t, usage, name)
	}
}

// A slip of the hand must not settle somebody else's order.
func TestAssignOfAnOrderOfAnother(t *testing.T) {
	d := newDesk(t)
	d.say(t, http.StatusOK, paid, "amount=1000")
	stranger := d.makeOrder(t, d.company.People[2].ID)
	_, err := d.offline(t, "-assign", "pay-1="+string(stranger))
	require.NoError(t, err)
	d.resumeAll(t)
	assert.True(t, d.record(t, "pay-1").Held)
	assert.Zero(t, d.sent("Orders.Update"))

	d.say(t, http.StatusOK, paid, "payment_id=pay-2")
	_, err = d.offline(t, "-assign", "pay-1="+string(d.record(t, "pay-2").Order))
	assert.ErrorContains(t, err, "another payment's")
}

// An answer that is lost doesn't forget that a human has taken the amount as it is.
func TestAssignAndALostAnswer(t *testing.T) {
	d := newDesk(t)
	d.say(t, http.StatusOK, paid, "amount=1000")
	order := d.record(t, "pay-1").Order
	_, err := d.offline(t, "-assign", "pay-1="+string(order))
	require.NoError(t, err)
	d.srv.Fail(leelootest.Dropped().AfterApplying().On("Orders.Update"))
	// Whether a settled order shows what was paid, or its price as before, is not known.
	asBefore := fmt.Sprintf(`{"status":1,"data":{"id":%q,"status":"RESOLVED","price":1490.50,"currency":"UAH"}}`, order)
	d.srv.Fail(leelootest.Fault{Op: "Orders.Get", Skip: 1, Body: asBefore})
	d.resumeAll(t)
	assert.Equal(t, settled, d.record(t, "pay-1").Stage)
}

func TestAgainAfterAnOrderThatNeverCame(t *testing.T) {
	d := newDesk(t)
	d.srv.Fail(leelootest.Dropped().On("Orders.Create"))
	d.say(t, http.StatusServiceUnavailable, paid)
	_, err := d.offline(t, "-again", "pay-1")
	assert.ErrorContains(t, err, "may still be created")

	late := d.record(t, "pay-1")
	late.Begun = late.Begun.Add(-lateness - time.Minute)
	require.NoError(t, d.ledger.put("pay-1", late))
	_, err = d.offline(t, "-again", "pay-1")
	require.NoError(t, err)
	d.resumeAll(t)
	assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders(t))
}

func TestAgainDoesNotMakeASecondOrder(t *testing.T) {
	d := newDesk(t)
	d.say(t, http.StatusOK, paid, "amount=1000")
	_, err := d.offline(t, "-again", "pay-1")
	require.NoError(t, err)
	d.resumeAll(t)
	assert.True(t, d.record(t, "pay-1").Held, "the amount is still another one")
	assert.Equal(t, 1, d.sent("Orders.Create"))
}

func TestClose(t *testing.T) {
	d := newDesk(t)
	d.srv.Fail(leelootest.Dropped().On("Orders.Create"))
	d.say(t, http.StatusServiceUnavailable, paid)
	_, err := d.offline(t, "-close", "pay-1")
	require.NoError(t, err)
	d.say(t, http.StatusOK, paid)
	d.say(t, http.StatusOK, paid, "payment_id=pay-2") // no longer waits for the first
	assert.Equal(t, closed, d.record(t, "pay-1").Stage)

	d.say(t, http.StatusOK, failed, "payment_id=pay-2")
	_, err = d.offline(t, "-close", "pay-2")
	require.NoError(t, err)
	assert.Equal(t, settled, d.record(t, "pay-2").Stage)
	got, err := d.offline(t, "-status")
	require.NoError(t, err)
	assert.Contains(t, got, "Nothing needs a human.")

	_, err = d.offline(t, "-again", "pay-1")
	assert.Error(t, err)
}

// Nobody has counted on money for what was closed.
func TestPaidAfterItWasClosed(t *testing.T) {
	d := newDesk(t)
	d.say(t, http.StatusOK, pending)
	got, err := d.offline(t, "-close", "pay-1")
	require.NoError(t, err)
	assert.Contains(t, got, "Nothing more is done about it.")
	d.say(t, http.StatusOK, paid)
	assert.Equal(t, []string{"OPENED 1490.50 UAH"}, d.orders(t))
	got, err = d.offline(t, "-status")
	require.NoError(t, err)
	assert.Contains(t, got, "it is said to be paid after it was closed by hand")
}

func TestAmountsOutliveARestart(t *testing.T) {
	d := newDesk(t)
	for i, amount := range []string{"0.10", "9007199254740993.01", strings.Repeat("9", 33) + ".1"} {
		id := fmt.Sprintf("pay-%d", i)
		d.say(t, http.StatusOK, pending, "payment_id="+id, "amount="+amount)
		d.restart(t)
		assert.Equal(t, amount, d.record(t, id).Amount.String())
	}
}

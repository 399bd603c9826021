package main

import (
	"context"
	"errors"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

var lostAnswers = map[string]leelootest.Fault{
	"server error":  leelootest.ServerError(),
	"HTTP 503":      leelootest.HTMLPage(503),
	"dropped":       leelootest.Dropped(),
	"empty success": {Status: 200},
	"cut":           {Status: 200, Body: `{"status":1,"data":{"id":"1ee1`, Truncate: true},
}

func TestAnswerThatIsLostAfterTheWorkIsDone(t *testing.T) {
	for name, fault := range lostAnswers {
		for _, op := range []string{"Orders.Create", "Orders.Update"} {
			for said, want := range map[status]string{paid: "RESOLVED 1490.50 UAH", failed: "REJECTED 1490.50 UAH"} {
				t.Run(name+" "+op+" "+string(said), func(t *testing.T) {
					d := newDesk(t)
					d.srv.Fail(fault.AfterApplying().On(op))
					d.say(t, http.StatusOK, said)
					assert.Equal(t, []string{want}, d.orders(t))
					assert.Equal(t, 1, d.sent("Orders.Create"))
					assert.Equal(t, 1, d.sent("Orders.Update"))
					assert.False(t, d.record(t, "pay-1").needsHuman(time.Now()))
				})
			}
		}
	}
}

// CutBody by itself carries the request out.
func TestBothAnswersAreCut(t *testing.T) {
	d := newDesk(t)
	d.srv.Fail(leelootest.Truncated().On("Orders.Create"), leelootest.Truncated().On("Orders.Update"))
	d.say(t, http.StatusOK, paid)
	assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders(t))
}

// Nothing tells that from a request which is still on its way, so that no second one may follow.
func TestCreateThatWasNeverCarriedOut(t *testing.T) {
	for name, fault := range lostAnswers {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.srv.Fail(fault.On("Orders.Create"))
			d.say(t, http.StatusServiceUnavailable, paid)
			d.clock(48 * time.Hour)
			d.say(t, http.StatusServiceUnavailable, paid)
			now := d.now
			d.restart(t)
			d.now = now
			assert.ErrorIs(t, d.resume(t.Context(), "pay-1"), errUnclear)
			assert.Equal(t, 1, d.sent("Orders.Create"))
			assert.Empty(t, d.orders(t))
			assert.True(t, d.record(t, "pay-1").needsHuman(d.now()))

			// An order of another day is not its own.
			d.makeOrder(t, d.company.People[1].ID)
			created := d.record(t, "pay-1")
			created.Begun = created.Begun.Add(-time.Hour)
			require.NoError(t, d.ledger.put("pay-1", created))
			d.say(t, http.StatusServiceUnavailable, paid)
			assert.Equal(t, []string{"OPENED 1490.50 UAH"}, d.orders(t))
		})
	}
}

func TestUpdateThatWasNeverCarriedOut(t *testing.T) {
	for name, fault := range lostAnswers {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.srv.Fail(fault.On("Orders.Update"))
			d.say(t, http.StatusServiceUnavailable, paid)
			d.clock(lateness - time.Minute)
			d.say(t, http.StatusServiceUnavailable, paid)
			assert.Equal(t, 1, d.sent("Orders.Update"), "it may still be carried out")
			d.clock(2 * time.Minute)
			d.say(t, http.StatusOK, paid)
			assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders(t))
			assert.Equal(t, 2, d.sent("Orders.Update"))
			assert.Equal(t, 1, d.sent("Orders.Create"))
		})
	}
}

// late loses the first request of an operation, and carries it out before another request.
type late struct {
	op, beforeOp string
	skip         int // so many of beforeOp pass first

	mu   sync.Mutex
	held *http.Request
	done bool
}

func (l *late) RoundTrip(r *http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	operation, _ := leeloo.OperationFromContext(r.Context())
	if operation.Name == l.op && !l.done && l.held == nil {
		l.held = r.Clone(context.WithoutCancel(r.Context()))
		l.held.Body, _ = r.GetBody()
		return nil, errors.New("lost")
	}
	if operation.Name == l.beforeOp && l.held != nil {
		if l.skip--; l.skip < 0 {
			response, err := http.DefaultTransport.RoundTrip(l.held)
			if err != nil {
				return nil, err
			}
			response.Body.Close()
			l.held, l.done = nil, true
		}
	}
	return http.DefaultTransport.RoundTrip(r)
}

func TestRequestThatIsCarriedOutLater(t *testing.T) {
	for name, test := range map[string]struct {
		*late
		codes []int
	}{
		"create, at the second look":       {&late{op: "Orders.Create", beforeOp: "People.Get", skip: 1}, []int{200}},
		"create, at the next delivery":     {&late{op: "Orders.Create", beforeOp: "People.Get", skip: 3}, []int{503, 200}},
		"create, two deliveries after":     {&late{op: "Orders.Create", beforeOp: "People.Get", skip: 7}, []int{503, 503, 200}},
		"update, at the third look":        {&late{op: "Orders.Update", beforeOp: "Orders.Get", skip: 2}, []int{200}},
		"update, at the next delivery":     {&late{op: "Orders.Update", beforeOp: "Orders.Get", skip: 4}, []int{503, 200}},
		"create, while another one begins": {&late{op: "Orders.Create", beforeOp: "People.Get", skip: 5}, []int{503, 200}},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, leeloo.WithHTTPClient(&http.Client{Transport: test.late}))
			for i, code := range test.codes {
				d.say(t, code, paid)
				if i == 0 && code == http.StatusServiceUnavailable && test.op == "Orders.Create" {
					d.say(t, code, paid, "payment_id=pay-2") // of the same person
				}
			}
			d.say(t, http.StatusOK, paid, "payment_id=pay-2")
			assert.Equal(t, []string{"RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH"}, d.orders(t))
			assert.Equal(t, 2, d.sent("Orders.Create"))
			assert.Equal(t, 2, d.sent("Orders.Update"))
			assert.NotEqual(t, d.record(t, "pay-1").Order, d.record(t, "pay-2").Order)
		})
	}
}

func TestUpdateWasSettledOtherwise(t *testing.T) {
	for name, test := range map[string]struct {
		status leeloo.OrderStatus
		price  string
		stage  stage
	}{
		"the same":       {leeloo.OrderStatusResolved, "1490.5", settled},
		"another state":  {leeloo.OrderStatusRejected, "", settling},
		"another amount": {leeloo.OrderStatusResolved, "1490.51", settling},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t)
			d.srv.Fail(leelootest.Dropped().On("Orders.Update"))
			d.say(t, http.StatusServiceUnavailable, paid)
			update := leeloo.OrderUpdateParams{Status: test.status}
			if test.price != "" {
				update.Price, _ = leeloo.NewAmount(test.price)
			}
			require.NoError(t, d.srv.Client().Orders.Update(t.Context(), d.record(t, "pay-1").Order, update))
			d.say(t, http.StatusOK, paid)
			assert.Equal(t, test.stage, d.record(t, "pay-1").Stage)
			assert.Equal(t, test.stage != settled, d.record(t, "pay-1").Held)
			assert.Equal(t, 2, d.sent("Orders.Update"))
		})
	}
}

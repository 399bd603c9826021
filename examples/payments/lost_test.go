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
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

var lostResponses = map[string]leelootest.Fault{
	"server error":  leelootest.ServerError(),
	"HTTP 503":      leelootest.HTMLPage(503),
	"dropped":       leelootest.Dropped(),
	"empty success": {Status: 200},
	"truncated":     {Status: 200, Body: `{"status":1,"data":{"id":"1ee1`, Truncate: true},
}

func TestResponseIsLostAfterTheWriteWasApplied(t *testing.T) {
	for name, fault := range lostResponses {
		for _, op := range []string{"People.Create", "Orders.Create", "Orders.Update"} {
			for status, want := range map[string]string{"paid": "RESOLVED 1490.50 UAH", "failed": "REJECTED 1490.50 UAH"} {
				t.Run(name+" "+op+" "+status, func(t *testing.T) {
					inBubble(t, func(t *testing.T) {
						d := newDesk(t)
						d.srv.Fail(fault.AfterApplying().On(op))
						d.say(status)
						assert.Equal(t, []string{want}, d.orders())
						for _, op := range []string{"People.Create", "Orders.Create", "Orders.Update"} {
							assert.Equal(t, 1, d.srv.Count(op), op)
						}
						assert.Empty(t, d.heldIDs())
					})
				})
			}
		}
	}
}

func TestAllResponsesAreLost(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		d.srv.Fail(leelootest.Truncated().On("People.Create"), leelootest.Truncated().On("Orders.Create"), leelootest.Truncated().On("Orders.Update"))
		d.say("paid")
		assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders())
	})
}

// Nothing distinguishes it from a request that is still on its way, so an order is not sent again without a human.
func TestOrderThatWasNeverCreated(t *testing.T) {
	for name, fault := range lostResponses {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				d := newDesk(t)
				d.srv.Fail(fault.On("Orders.Create"))
				body := eventBody("paid")
				assert.ErrorContains(t, d.run(body), "payment pay-1 needs a human")
				time.Sleep(48 * time.Hour)
				assert.Error(t, d.run(body))
				assert.Equal(t, []string{"pay-1"}, d.heldIDs())
				assert.Equal(t, 1, d.srv.Count("Orders.Create"))
				assert.Empty(t, d.orders())

				d.settle("pay-1", durable.Verdict{Action: durable.SendAgain})
				require.NoError(t, d.run(body))
				assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders())
			})
		})
	}
}

func TestUpdateThatWasNeverAppliedIsSentOnceMore(t *testing.T) {
	for name, fault := range lostResponses {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				d := newDesk(t)
				d.srv.Fail(fault.On("Orders.Update"))
				body, start := eventBody("paid"), time.Now()
				early, cancel := context.WithTimeout(t.Context(), 14*time.Minute)
				defer cancel()
				require.Error(t, d.runUntil(early, body))
				assert.Equal(t, 1, d.srv.Count("Orders.Update"), "it may still be applied")
				require.NoError(t, d.run(body))
				assert.Greater(t, time.Since(start), 15*time.Minute-time.Second)
				assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders())
				assert.Equal(t, 2, d.srv.Count("Orders.Update"))
				assert.Equal(t, 1, d.srv.Count("Orders.Create"))
			})
		})
	}
}

// late loses the first request of an operation, and applies it before a later request of another one.
type late struct {
	op, beforeOp string
	skip         int // requests of beforeOp that come first

	next http.RoundTripper
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
			response, err := l.next.RoundTrip(l.held)
			if err != nil {
				return nil, err
			}
			response.Body.Close()
			l.held, l.done = nil, true
		}
	}
	return l.next.RoundTrip(r)
}

// Another payment of the person is delivered meanwhile, and must not take the order for its own.
func TestRequestThatIsAppliedLate(t *testing.T) {
	for name, test := range map[string]*late{
		"create, at the first look":  {op: "Orders.Create", beforeOp: "People.Get"},
		"create, at the third look":  {op: "Orders.Create", beforeOp: "People.Get", skip: 2},
		"create, at the fourth look": {op: "Orders.Create", beforeOp: "People.Get", skip: 3},
		"update, at the first look":  {op: "Orders.Update", beforeOp: "Orders.Get"},
		"update, at the third look":  {op: "Orders.Update", beforeOp: "Orders.Get", skip: 2},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T) {
				d := newDesk(t)
				test.next = d.srv.Transport()
				d.client = d.srv.Client(leeloo.WithLimiter(d.job.Limiter), leeloo.WithHTTPClient(&http.Client{Transport: test}))
				var all sync.WaitGroup
				all.Go(func() { assert.NoError(t, d.run(eventBody("paid"))) })
				all.Go(func() { assert.NoError(t, d.run(eventBody("paid", "payment_id=pay-2"))) })
				all.Wait()
				assert.True(t, test.done)
				assert.Equal(t, []string{"RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH"}, d.orders())
				assert.Equal(t, 2, d.srv.Count("Orders.Create"))
				assert.Equal(t, 2, d.srv.Count("Orders.Update"))
			})
		})
	}
}

// While it is only slow, the second payment waits for the response to the first.
func TestSecondPaymentWhileTheFirstIsSent(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		d.srv.Fail(leelootest.Slow(20 * time.Second).On("Orders.Create"))
		var all sync.WaitGroup
		all.Go(func() { assert.NoError(t, d.run(eventBody("paid"))) })
		all.Go(func() { assert.NoError(t, d.run(eventBody("paid", "payment_id=pay-2"))) })
		all.Wait()
		assert.Equal(t, []string{"RESOLVED 1490.50 UAH", "RESOLVED 1490.50 UAH"}, d.orders())
		assert.Equal(t, 2, d.srv.Count("Orders.Create"))
	})
}

// A payment that is unclear holds up its person, and nobody else.
func TestUnclearPaymentHoldsUpItsPerson(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		person := "phone=+380500000002"
		before := d.createOrder(d.company.People[1].ID)
		d.srv.Fail(leelootest.Dropped().On("Orders.Create"))
		first, second := eventBody("paid", person), eventBody("paid", person, "payment_id=pay-2")
		require.Error(t, d.run(first))
		require.Error(t, d.run(second))
		time.Sleep(24 * time.Hour)
		require.Error(t, d.run(second))
		byEmail := eventBody("paid", "payment_id=pay-4", "phone=", "email=ivan.2@example.com")
		require.Error(t, d.run(byEmail), "also by the e-mail address of the person")
		assert.Equal(t, 2, d.srv.Count("Orders.Create"), "one of the test")
		assert.Equal(t, []string{"pay-1"}, d.heldIDs())
		d.say("paid", "payment_id=pay-3") // of another person

		order := d.createOrder(d.company.People[1].ID) // it was applied: the human has found it
		require.Error(t, d.run(second), "an order that is found late does not free the person: the task is held")
		d.settle("pay-1", durable.Verdict{Action: durable.Applied, Step: d.orderStep(t, "pay-1"), Result: order})
		for _, body := range [][]byte{first, second, byEmail} {
			require.NoError(t, d.run(body))
		}
		got, err := d.client.Orders.Get(t.Context(), order)
		require.NoError(t, err)
		assert.Equal(t, leeloo.OrderStatusResolved, got.Status)
		untouched, err := d.client.Orders.Get(t.Context(), before)
		require.NoError(t, err)
		assert.Equal(t, leeloo.OrderStatusOpened, untouched.Status)
		assert.Len(t, d.orders(), 5)
	})
}

// orderStep returns the name of the step that creates the order of a payment.
func (d *desk) orderStep(t *testing.T, id string) string {
	t.Helper()
	record, err := durable.Show(t.Context(), d.store, id)
	require.NoError(t, err)
	require.Len(t, record.Steps, 1)
	return record.Steps[0].Name
}

func TestSeveralOrdersThatMayBeIt(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		body := eventBody("paid", "phone=+380500000002")
		d.srv.Fail(leelootest.Dropped().On("Orders.Create"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		require.Error(t, d.runUntil(ctx, body))
		d.createOrder(d.company.People[1].ID)
		d.createOrder(d.company.People[1].ID)
		assert.ErrorContains(t, d.run(body), "give the id of this one with the verdict")
		assert.Equal(t, []string{"OPENED 1490.50 UAH", "OPENED 1490.50 UAH"}, d.orders())
	})
}

// Its events are not lost silently: somebody may have paid.
func TestPaymentThatWasGivenUp(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := newDesk(t)
		d.srv.Fail(leelootest.Dropped().On("Orders.Create"))
		require.Error(t, d.run(eventBody("pending")))
		d.settle("pay-1", durable.Verdict{Action: durable.GiveUp})
		assert.Contains(t, d.sayHeld("pending"), "given up")
		assert.Contains(t, d.sayHeld("paid"), "given up")
		d.say("paid", "payment_id=pay-2") // does not wait for it any more
		assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders())

		body := eventBody("paid")
		d.settle(parse(body, "").id, durable.Verdict{Action: durable.GiveUp})
		assert.ErrorIs(t, d.run(body), durable.ErrGivenUp)
	})
}

func TestOrderThatSomebodyElseHasSettled(t *testing.T) {
	for _, status := range []leeloo.OrderStatus{leeloo.OrderStatusRejected, leeloo.OrderStatusResolved} {
		inBubble(t, func(t *testing.T) {
			d := newDesk(t)
			d.say("pending")
			for order, err := range d.client.Orders.All(t.Context(), leeloo.ListParams{Limit: 1}) {
				require.NoError(t, err)
				require.NoError(t, d.client.Orders.Update(t.Context(), order.ID, leeloo.OrderUpdateParams{Status: status}))
				break
			}
			assert.Contains(t, d.sayHeld("paid"), "settled already, and not by this task")
			assert.Equal(t, 1, d.srv.Count("Orders.Update"), "the one of the test")
		})
	}
}

// What Leeloo refuses was not applied, and is not sent again without a human. What passes is.
func TestFailuresThatChangeNothing(t *testing.T) {
	unauthorized := leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "NOT_ALLOWED_VALUE"})
	for name, tt := range map[string]struct {
		fault leelootest.Fault
		held  bool
	}{
		"refused":      {leelootest.Rejected("FORMAT_ERROR", nil), true},
		"rate limited": {leelootest.RateLimited(time.Minute), false},
		"unauthorized": {unauthorized, false},
	} {
		for _, op := range []string{"People.List", "People.Create", "People.Get", "Orders.Create", "Orders.Get", "Orders.Update"} {
			t.Run(name+" "+op, func(t *testing.T) {
				inBubble(t, func(t *testing.T) {
					d := newDesk(t)
					d.srv.Fail(tt.fault.On(op))
					body := eventBody("paid")
					err := d.run(body)
					if tt.held {
						require.ErrorContains(t, err, "FORMAT_ERROR")
						before := len(d.srv.Requests())
						for _, r := range d.held() {
							d.settle(r, durable.Verdict{Action: durable.SendAgain})
						}
						assert.Len(t, d.srv.Requests(), before)
						err = d.run(body)
					}
					require.NoError(t, err)
					assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders())
				})
			})
		}
	}
}

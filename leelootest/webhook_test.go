package leelootest

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// receiver records webhooks, as "ORDER 1" with the number of the order, and responds with the statuses in turn, the last
// one repeatedly. Status 0 is a transport error.
type receiver struct {
	statuses []int

	mu       sync.Mutex
	orders   []any
	got      []string
	times    []time.Time
	events   []object
	requests []*http.Request
}

func (r *receiver) RoundTrip(request *http.Request) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var event object
	decoder := json.NewDecoder(request.Body)
	decoder.UseNumber()
	if err := decoder.Decode(&event); err != nil {
		return nil, err
	}
	r.events, r.times, r.requests = append(r.events, event), append(r.times, time.Now()), append(r.requests, request)
	r.got = append(r.got, fmt.Sprint(event["type"], " ", r.number(event["data"].(object)["order_id"])))
	status := http.StatusOK
	if len(r.statuses) > 0 {
		status = r.statuses[0]
		r.statuses = r.statuses[min(1, len(r.statuses)-1):]
	}
	if status == 0 {
		return nil, errors.New("the connection is closed")
	}
	return &http.Response{StatusCode: status, Header: http.Header{"Location": {"https://other.example.com"}}, Body: http.NoBody}, nil
}

// number returns the number of an order, in the order in which sell creates them. r.mu is held.
func (r *receiver) number(order any) int {
	for i, known := range r.orders {
		if known == order {
			return i + 1
		}
	}
	r.orders = append(r.orders, order)
	return len(r.orders)
}

func (r *receiver) received() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return strings.Join(r.got, ", ")
}

const hook = "https://hooks.example.com/leeloo?secret=1"

// webhookWire is a server in a bubble whose webhooks are received by r.
func webhookWire(t *testing.T, r *receiver) wire {
	w := newWire(t, 1, WithWebhook(hook), WithClock(time.Now))
	w.webhook.client.Transport = r
	return w
}

// sell creates orders through the API, and resolves the first one.
func (w wire) sell(r *receiver, orders int) {
	w.t.Helper()
	var ids []any
	for range orders {
		id := w.bubbleJSON("POST", "/orders", w.newOrder())["data"].(object)["id"]
		ids = append(ids, id)
		r.mu.Lock()
		r.number(id)
		r.mu.Unlock()
	}
	w.bubbleJSON("POST", fmt.Sprintf("/orders/%s", ids[0]), object{"status": "RESOLVED", "price": "10.50", "currency": "EUR"})
}

func (w wire) bubbleJSON(method, path string, body object) object {
	w.t.Helper()
	response, err := w.Transport().RoundTrip(w.request(method, path, "application/json", encodeJSON(w.t, body)))
	require.NoError(w.t, err)
	content, err := io.ReadAll(response.Body)
	require.NoError(w.t, err)
	parsed := parse(w.t, content)
	require.Equal(w.t, json.Number("1"), parsed["status"], "%s", content)
	return parsed
}

func TestWebhookEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{}
		w := webhookWire(t, r)
		created := time.Now().UTC().Format("2006-01-02T15:04:05.000Z")
		w.sell(r, 1)
		synctest.Wait()
		require.Equal(t, "ORDER 1, SALE 1", r.received())
		assert.Equal(t, hook, r.requests[0].URL.String())
		assert.Equal(t, "POST", r.requests[0].Method)
		assert.Equal(t, "application/json", r.requests[0].Header.Get("Content-Type"))

		data := object{
			"order_id": r.orders[0], "account_id": string(w.Accounts[0].ID), "offer_name": "Marathon",
			"price": json.Number("49.90"), "currency": "USD", "email": w.People[0].Email, "phone": w.People[0].Phone,
			"created_at": created,
		}
		assert.Equal(t, object{"type": "ORDER", "data": data}, r.events[0])
		data["price"], data["currency"], data["payment_method"] = json.Number("10.50"), "EUR", "MANUAL"
		assert.Equal(t, object{"type": "SALE", "data": data}, r.events[1])
	})
}

func TestWebhookOnlyForSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{}
		w := webhookWire(t, r)
		w.Seed(20)
		w.bubbleJSON("POST", fmt.Sprintf("/orders/%s", w.Orders[0].ID), object{"status": "REJECTED"})
		w.Fail(Fault{Status: 503})
		for _, body := range []string{`{}`, `{}`} {
			_, err := w.Transport().RoundTrip(w.request("POST", "/orders", "application/json", body))
			require.NoError(t, err)
		}
		synctest.Wait()
		assert.Empty(t, r.received())

		w.Fail(Dropped().AfterApplying())
		_, err := w.Transport().RoundTrip(w.request("POST", "/orders", "application/json", encodeJSON(t, w.newOrder())))
		require.Error(t, err)
		synctest.Wait()
		assert.Equal(t, "ORDER 1", r.received(), "a lost response does not lose the event")
	})
}

func TestWebhookFaults(t *testing.T) {
	for _, test := range []struct {
		name     string
		faults   []WebhookFault
		received string // of three orders and a sale
	}{
		{"none", nil, "ORDER 1, ORDER 2, ORDER 3, SALE 1"},
		{"twice", []WebhookFault{{}, {Twice: true}}, "ORDER 1, ORDER 2, ORDER 2, ORDER 3, SALE 1"},
		{"late", []WebhookFault{{Delay: time.Hour}}, "ORDER 2, ORDER 3, SALE 1, ORDER 1"},
		{"late and twice", []WebhookFault{{Delay: time.Hour, Twice: true}}, "ORDER 2, ORDER 3, SALE 1, ORDER 1, ORDER 1"},
		{"out of order", []WebhookFault{{AfterNext: true}}, "ORDER 2, ORDER 1, ORDER 3, SALE 1"},
		{"two out of order", []WebhookFault{{AfterNext: true}, {AfterNext: true}}, "ORDER 3, ORDER 1, ORDER 2, SALE 1"},
		{"the last out of order", []WebhookFault{{}, {}, {}, {AfterNext: true}}, "ORDER 1, ORDER 2, ORDER 3"},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &receiver{}
				w := webhookWire(t, r)
				w.FailWebhook(test.faults...)
				w.sell(r, 3)
				time.Sleep(2 * time.Hour)
				assert.Equal(t, test.received, r.received())
			})
		})
	}
}

func TestWebhookRetries(t *testing.T) {
	for _, test := range []struct {
		name     string
		statuses []int
		received string
		elapsed  time.Duration
	}{
		{"success", []int{204}, "ORDER 1, SALE 1", 0},
		{"after failures", []int{500, 0, 307, 404, 200}, strings.Repeat("ORDER 1, ", 5) + "SALE 1", 1500 * time.Millisecond},
		{"gives up", []int{500, 500, 500, 500, 500, 200}, strings.Repeat("ORDER 1, ", 5) + "SALE 1", 1500 * time.Millisecond},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := &receiver{statuses: test.statuses}
				w := webhookWire(t, r)
				w.sell(r, 1)
				time.Sleep(time.Minute)
				assert.Equal(t, test.received, r.received())
				assert.Equal(t, test.elapsed, r.times[len(r.times)-1].Sub(r.times[0]))
			})
		})
	}
}

func TestCloseSendsPendingWebhooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		r := &receiver{}
		w := webhookWire(t, r)
		w.FailWebhook(WebhookFault{Delay: time.Hour}, WebhookFault{}, WebhookFault{AfterNext: true})
		w.sell(r, 2)
		w.Close()
		assert.Equal(t, "ORDER 2, ORDER 1, SALE 1", r.received())
		w.Close()
		assert.Equal(t, start, time.Now(), "without waiting")
	})
}

func TestCloseDoesNotRetryWebhooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{statuses: []int{500}}
		w := webhookWire(t, r)
		w.sell(r, 1)
		synctest.Wait()
		w.Close()
		assert.Equal(t, "ORDER 1, SALE 1", r.received())
	})
}

func TestResetForgetsWebhooks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &receiver{}
		w := webhookWire(t, r)
		w.FailWebhook(WebhookFault{Delay: time.Hour}, WebhookFault{AfterNext: true}, WebhookFault{AfterNext: true}, WebhookFault{Twice: true})
		w.sell(r, 2)
		w.Reset()
		w.Seed(1)
		w.sell(r, 1)
		time.Sleep(2 * time.Hour)
		assert.Equal(t, "ORDER 1, SALE 1", r.received())
	})
}

// Through sockets: the redirect is not followed, and the receiver gets what the API has done.
func TestWebhookOverHTTP(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the redirect is followed")
	}))
	defer other.Close()
	var events []object
	target := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		events = append(events, parse(t, body)) // one at a time; Close waits
		if len(events) == 1 {
			http.Redirect(w, r, other.URL, http.StatusTemporaryRedirect)
		}
	}))
	defer target.Close()
	w := newWire(t, 1, WithWebhook(target.URL+"/hook"))
	w.ok("POST", "/orders", w.newOrder())
	require.Eventually(t, func() bool {
		w.webhook.mu.Lock()
		defer w.webhook.mu.Unlock()
		return w.webhook.done == nil
	}, 10*time.Second, time.Millisecond)
	w.Close()
	require.Len(t, events, 2)
	assert.Equal(t, "ORDER", events[1]["type"])
}

func TestCloseServesTheReceiversOfPendingWebhooks(t *testing.T) {
	var w wire
	read := false
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		response, err := http.DefaultTransport.RoundTrip(w.request("GET", "/orders", "", ""))
		if assert.NoError(t, err, "the receiver cannot read the order") {
			read = response.Body.Close() == nil && response.StatusCode == http.StatusOK
		}
	}))
	defer target.Close()
	w = newWire(t, 1, WithWebhook(target.URL))
	w.FailWebhook(WebhookFault{Delay: time.Hour})
	w.ok("POST", "/orders", w.newOrder())
	w.Close()
	assert.True(t, read)
}

func encodeJSON(t testing.TB, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	require.NoError(t, err)
	return string(text)
}

func TestServerInBubbleSendsWebhooksToReceiverOutside(t *testing.T) {
	received := make(chan struct{}, 1)
	target := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { received <- struct{}{} }))
	defer target.Close()
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t, 1, WithWebhook(target.URL))
		w.bubbleJSON("POST", "/orders", w.newOrder())
		w.Close()
	})
	assert.Len(t, received, 1)
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

const testSecret = "a secret of the tests"

// desk is the program at work against a fake whose offer costs 1490.50 UAH.
type desk struct {
	*processor
	srv     *leelootest.Server
	company leelootest.Dataset
	path    string
	clock   func(time.Duration) // moves the program's clock on
}

func newDesk(t *testing.T, opts ...leeloo.Option) *desk {
	t.Helper()
	srv := leelootest.New(t)
	d := &desk{srv: srv, company: srv.Seed(4), path: filepath.Join(t.TempDir(), "journal")}
	d.start(t, srv.Client(append([]leeloo.Option{leeloo.WithMaxAttempts(1)}, opts...)...))
	return d
}

// start starts the program, with the journal of the last time.
func (d *desk) start(t *testing.T, crm *leeloo.Client) {
	t.Helper()
	l, err := openLedger(d.path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = l.close() })
	o := options{credits: d.company.PaymentCredits[0].ID, offer: d.company.Offers[1].ID}
	d.processor = newProcessor(crm, l, o, slog.New(slog.NewTextHandler(io.Discard, nil)))
	d.looks = []time.Duration{0, 0, 0}
	var offset time.Duration
	d.now = func() time.Time { return time.Now().Add(offset) }
	d.clock = func(by time.Duration) { offset += by }
}

func (d *desk) restart(t *testing.T) {
	t.Helper()
	require.NoError(t, d.ledger.close())
	d.start(t, d.srv.Client(leeloo.WithMaxAttempts(1)))
}

// callback makes a body: {"paid", "amount=10"} is one of pay-1, with another amount than usual.
func (d *desk) callback(said status, changes ...string) []byte {
	fields := map[string]any{
		"payment_id": "pay-1", "event_time": time.Now().UTC().Format(time.RFC3339), "status": string(said),
		"amount": "1490.50", "currency": "UAH", "person_id": string(d.company.People[1].ID),
	}
	for _, change := range changes {
		name, value, _ := strings.Cut(change, "=")
		fields[name] = value
	}
	body, _ := json.Marshal(fields)
	return body
}

func (d *desk) post(t *testing.T, body []byte) (code int, got answer) {
	t.Helper()
	return d.postSigned(t, body, sign([]byte(testSecret), body))
}

func (d *desk) postSigned(t *testing.T, body []byte, signature string) (code int, got answer) {
	t.Helper()
	request, response := newRequest(t.Context(), body)
	request.Header.Set(signatureHeader, signature)
	newHandler(t.Context(), d.processor, []byte(testSecret)).ServeHTTP(response, request)
	assert.NoError(t, json.Unmarshal(response.Body.Bytes(), &got))
	return response.Code, got
}

func newRequest(ctx context.Context, body []byte) (*http.Request, *httptest.ResponseRecorder) {
	request := httptest.NewRequestWithContext(ctx, http.MethodPost, "/callback", bytes.NewReader(body))
	request.Header.Set(signatureHeader, sign([]byte(testSecret), body))
	return request, httptest.NewRecorder()
}

// say delivers a callback, which must be answered with the code.
func (d *desk) say(t *testing.T, code int, said status, changes ...string) {
	t.Helper()
	got, _ := d.post(t, d.callback(said, changes...))
	assert.Equal(t, code, got, "answer to %s %v", said, changes)
}

func (d *desk) record(t *testing.T, id string) payment {
	t.Helper()
	p, found, err := d.ledger.journal.Get(id)
	require.NoError(t, err)
	require.True(t, found)
	return p
}

// orders returns the orders in the fake that were not seeded, oldest first: "RESOLVED 1490.50 UAH".
func (d *desk) orders(t *testing.T) []string {
	t.Helper()
	known := map[leeloo.OrderID]bool{}
	for _, order := range d.company.Orders {
		known[order.ID] = true
	}
	made := []string{}
	for order, err := range d.srv.Client().Orders.All(t.Context(), leeloo.ListParams{}) {
		require.NoError(t, err)
		if !known[order.ID] {
			made = append([]string{string(order.Status) + " " + order.Price.String() + " " + order.Currency}, made...)
		}
	}
	return made
}

// sent counts the requests of an operation.
func (d *desk) sent(op string) int {
	count := 0
	for _, request := range d.srv.Requests() {
		if request.Op == op {
			count++
		}
	}
	return count
}

// lastSent returns the fields of the last request of an operation.
func (d *desk) lastSent(op string) map[string]any {
	var fields map[string]any
	for _, request := range d.srv.Requests() {
		if request.Op == op {
			fields = request.Body
		}
	}
	return maps.Clone(fields)
}

// makeOrder makes an order as somebody else would.
func (d *desk) makeOrder(t *testing.T, person leeloo.PersonID) leeloo.OrderID {
	t.Helper()
	order, err := d.srv.Client().Orders.Create(t.Context(), leeloo.OrderCreateParams{
		PaymentCreditsID: d.company.PaymentCredits[0].ID, OfferID: d.company.Offers[1].ID, PersonID: person, TransactionDate: time.Now(),
	})
	require.NoError(t, err)
	return order.ID
}

package webhook_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/webhook"
)

const (
	secret    = "3JX7QK2M5TZB4WNR6YHC"
	orderID   = "5e5502a01b1668000ccc93ee"
	accountID = "5e2825e081fbca000d8596e4"

	orderBody = `{"type": "ORDER", "data": {"order_id": "` + orderID + `", "account_id": "` + accountID + `",
		"offer_name": "Course", "price": 1490.50, "currency": "UAH",
		"email": "olena@example.com", "phone": "+380500000000", "created_at": "2020-02-25T11:18:56.419Z"}}`
	saleBody = `{"type": "SALE", "data": {"order_id": "` + orderID + `", "account_id": "` + accountID + `",
		"offer_name": "Course", "price": 1490.50, "currency": "UAH", "payment_method": "WAYFORPAY",
		"email": "olena@example.com", "phone": "+380500000000", "created_at": "2020-02-25T11:18:56.419Z"}}`
)

// receiver records the events that a handler passes to OnEvent, and the handler's log.
type receiver struct {
	webhook.Handler
	log bytes.Buffer

	mu     sync.Mutex
	events []webhook.Event
}

func newReceiver() *receiver {
	r := &receiver{}
	r.Handler = webhook.Handler{
		Secret: secret,
		Logger: slog.New(slog.NewTextHandler(&r.log, nil)),
		OnEvent: func(_ context.Context, e webhook.Event) error {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.events = append(r.events, e)
			return nil
		},
	}
	return r
}

// post returns a request to the handler, with changes.
func post(body string, changes ...func(*http.Request)) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "/leeloo/"+secret, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	for _, change := range changes {
		change(r)
	}
	return r
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set(name, value) }
}

func path(path string) func(*http.Request) {
	return func(r *http.Request) { r.URL.Path = path }
}

func serve(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

// roundTrip is a fake of the API.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// respondWith is an API with one response.
func respondWith(status int, body string) roundTrip {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status,
			Header:     http.Header{"Content-Type": {"application/json"}},
			Body:       io.NopCloser(strings.NewReader(body)),
			Request:    r,
		}, nil
	}
}

func clientOf(tb testing.TB, api http.RoundTripper) *leeloo.Client {
	tb.Helper()
	client, err := leeloo.NewClient("token",
		leeloo.WithHTTPClient(&http.Client{Transport: api}), leeloo.WithLimiter(nil), leeloo.WithMaxAttempts(1))
	require.NoError(tb, err)
	return client
}

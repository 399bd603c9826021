package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/baggage"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/trace"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

const (
	phone  = "+380501234567"
	email  = "canary.olena@example.com"
	person = leeloo.PersonID("625946dd585052c1629f1b2b")
	order  = leeloo.OrderID("625946dd585052c1629f1b2c")
)

// roundTripper is a transport of a test.
type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// says responds, after it has read the request as a transport does.
func says(status int, body string) roundTripper {
	return func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			io.Copy(io.Discard, r.Body)
			r.Body.Close()
		}
		return &http.Response{
			StatusCode: status, Proto: "HTTP/1.1", Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
		}, nil
	}
}

const (
	emptyList = `{"status":1,"data":[],"meta":{"limit":20,"offset":0,"totalCount":0}}`
	ok        = `{"status":1,"data":{}}`
)

// client returns an instrumented client with a transport of a test.
func (r *recording) client(t *testing.T, base http.RoundTripper, opts ...leeloo.Option) *leeloo.Client {
	instrumented := leeloo.WithHTTPClient(&http.Client{Transport: NewTransport(base, r.traces, r.metrics)})
	client, err := leeloo.NewClient(token, append([]leeloo.Option{instrumented, leeloo.WithLimiter(nil)}, opts...)...)
	require.NoError(t, err)
	return client
}

func TestSpanHasTheNameAndRouteOfTheOperation(t *testing.T) {
	tests := map[string]struct {
		call     func(ctx context.Context, client *leeloo.Client) error
		body     string
		name     string
		method   string
		full     string
		template string
	}{
		"a list with a filter": {
			func(ctx context.Context, client *leeloo.Client) error {
				_, err := client.People.List(ctx, leeloo.PeopleListParams{Phone: phone, Email: email})
				return err
			},
			emptyList, "People.List", "GET", "https://api.leeloo.ai/people", "/people",
		},
		"an id in the path": {
			func(ctx context.Context, client *leeloo.Client) error {
				return client.Orders.Update(ctx, order, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusRejected})
			},
			ok, "Orders.Update", "POST", "https://api.leeloo.ai/orders/{order_id}", "/orders/{order_id}",
		},
		"Do": {
			func(ctx context.Context, client *leeloo.Client) error {
				return client.Do(ctx, leeloo.Request{Method: "DELETE", Path: "/people/" + string(person)}, nil)
			},
			ok, "Do", "DELETE", "https://api.leeloo.ai", "",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := record(t)
			require.NoError(t, tt.call(t.Context(), r.client(t, says(200, tt.body))))

			span := r.onlySpan(t)
			assert.Equal(t, tt.name, span.Name)
			assert.Equal(t, trace.SpanKindClient, span.SpanKind)
			assert.Equal(t, codes.Unset, span.Status.Code)
			want := attrs{
				"http.request.method": tt.method, "url.full": tt.full, "server.address": "api.leeloo.ai",
				"http.response.status_code": int64(200), "network.protocol.version": "1.1",
			}
			if tt.template != "" {
				want["url.template"] = tt.template
			}
			assert.Equal(t, want, attributes(span.Attributes))
		})
	}
}

func TestRequestThatIsNotOfTheSDK(t *testing.T) {
	r := record(t)
	client := &http.Client{Transport: NewTransport(says(200, ok), r.traces, r.metrics)}
	response, err := client.Get("https://example.com/people/" + string(person) + "?phone=" + url.QueryEscape(phone))
	require.NoError(t, err)
	require.NoError(t, response.Body.Close())
	span := r.onlySpan(t)
	assert.Equal(t, "GET", span.Name)
	assert.Equal(t, "https://example.com", attributes(span.Attributes)["url.full"])
	requireSilent(t, r.exported(t))
}

// Leeloo receives what the SDK sends: the real URL, all headers, and nothing about the traces of the caller.
func TestRequestIsNotChanged(t *testing.T) {
	otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator(propagation.TraceContext{}, propagation.Baggage{}))
	t.Cleanup(func() { otel.SetTextMapPropagator(propagation.NewCompositeTextMapPropagator()) })
	member, err := baggage.NewMemberRaw("user.phone", phone)
	require.NoError(t, err)
	bag, err := baggage.New(member)
	require.NoError(t, err)
	r := record(t)
	ctx, span := r.traces.Tracer("test").Start(baggage.ContextWithBaggage(t.Context(), bag), "caller")
	defer span.End()

	var seen []*http.Request
	var bodies []string
	base := roundTripper(func(request *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(request.Body)
		require.NoError(t, err)
		again, err := request.GetBody()
		require.NoError(t, err)
		repeated, err := io.ReadAll(again)
		require.NoError(t, err)
		require.NoError(t, again.Close())
		seen, bodies = append(seen, request), append(bodies, string(body), string(repeated))
		return says(200, ok)(request)
	})
	plain, err := leeloo.NewClient(token, leeloo.WithHTTPClient(&http.Client{Transport: base}))
	require.NoError(t, err)
	for _, client := range []*leeloo.Client{plain, r.client(t, base)} {
		require.NoError(t, client.People.Update(ctx, person, leeloo.PersonUpdateParams{Phone: new(phone)}))
	}
	require.Len(t, seen, 2)
	want, got := seen[0], seen[1]
	assert.Equal(t, "https://api.leeloo.ai/api/v2/people/"+string(person), got.URL.String())
	assert.Equal(t, want.URL, got.URL)
	assert.Equal(t, want.Header, got.Header)
	assert.Equal(t, token, got.Header.Get("X-Leeloo-AuthToken"))
	assert.Equal(t, want.Method, got.Method)
	assert.Equal(t, want.Host, got.Host)
	assert.Equal(t, want.ContentLength, got.ContentLength)
	assert.Contains(t, bodies[0], phone)
	for _, body := range bodies {
		assert.Equal(t, bodies[0], body)
	}
}

// What otelhttp does not receive, no later version of it can record.
func TestOtelhttpReceivesOnlyTheRoute(t *testing.T) {
	var shown *http.Request
	transport := conceal{roundTripper(func(r *http.Request) (*http.Response, error) {
		shown = r
		return says(200, ok)(r)
	})}
	client, err := leeloo.NewClient(token, leeloo.WithHTTPClient(&http.Client{Transport: transport}))
	require.NoError(t, err)
	require.NoError(t, client.Tags.Remove(t.Context(), person, leeloo.TagID(order)))
	assert.Equal(t, "https://api.leeloo.ai/people/{person_id}/remove-tag", shown.URL.String())
	assert.Empty(t, shown.Header)
}

func TestConcurrentRequestsAreNotMixedUp(t *testing.T) {
	r, srv := record(t), leelootest.New(t)
	company := srv.Seed(20)
	client := srv.Client(leeloo.WithHTTPClient(&http.Client{Transport: NewTransport(http.DefaultTransport, r.traces, r.metrics)}))
	var all sync.WaitGroup
	for _, person := range company.People {
		all.Go(func() {
			card, err := client.People.Get(t.Context(), person.ID, leeloo.PersonGetParams{})
			if assert.NoError(t, err) {
				assert.Equal(t, person.ID, card.ID)
			}
		})
	}
	all.Wait()
	assert.Len(t, r.spans.GetSpans(), 20)
	for _, person := range company.People {
		assert.NotContains(t, r.exported(t), string(person.ID))
	}
}

func TestTransportError(t *testing.T) {
	quoting := errors.New("quotes " + phone)
	tests := map[string]struct {
		err  error
		want string
	}{
		"Ctrl-C":    {&url.Error{Op: "Get", URL: "https://x/" + phone, Err: context.Canceled}, "context_canceled"},
		"deadline":  {context.DeadlineExceeded, "timeout"},
		"slow dial": {&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}, "timeout"},
		"dial":      {&net.OpError{Op: "dial", Err: quoting}, "dial"},
		"read":      {&net.OpError{Op: "read", Err: quoting}, "_OTHER"},
		"other":     {quoting, "_OTHER"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := TransportError{tt.err}
			assert.Equal(t, tt.want, err.ErrorType())
			assert.NotContains(t, err.Error(), phone)
			assert.ErrorIs(t, err, tt.err)
		})
	}
}

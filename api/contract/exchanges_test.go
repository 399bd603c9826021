package contract

import (
	"bytes"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// exchange is a request of the SDK and what leelootest answered.
type exchange struct {
	op, variant string // the call that it comes from: "Orders.Update", "full, multipart"
	request     *http.Request
	response    *http.Response
	sent, got   []byte // the bodies
}

func (e exchange) String() string { return e.op + " (" + e.variant + ")" }

// withBodies returns the request and the response with bodies that can be read.
func (e exchange) withBodies() (*http.Request, *http.Response) {
	request, response := e.request.Clone(e.request.Context()), *e.response
	request.Body, request.GetBody = http.NoBody, nil
	if len(e.sent) > 0 {
		request.Body = io.NopCloser(bytes.NewReader(e.sent))
	}
	response.Body = io.NopCloser(bytes.NewReader(e.got))
	return request, &response
}

// recorder is a transport that keeps what goes through it.
type recorder struct {
	mu        sync.Mutex
	exchanges []exchange
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	e := exchange{request: request}
	if request.Body != nil {
		var err error
		if e.sent, err = io.ReadAll(request.Body); err != nil {
			return nil, err
		}
		request = request.Clone(request.Context())
		request.Body = io.NopCloser(bytes.NewReader(e.sent))
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if e.got, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	kept := *response
	e.response = &kept
	response.Body = io.NopCloser(bytes.NewReader(e.got))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges = append(r.exchanges, e)
	return response, nil
}

// company is a seeded server, with a client whose exchanges are kept.
type company struct {
	*leelootest.Server
	ids      ids
	client   *leeloo.Client
	recorder *recorder
}

func newCompany(t *testing.T, opts ...leelootest.Option) company {
	t.Helper()
	server := leelootest.New(t, opts...)
	c := company{Server: server, ids: server.Seed(40), recorder: new(recorder)}
	c.dial(t, server.Token)
	return c
}

func (c *company) dial(t *testing.T, token string, opts ...leeloo.Option) {
	t.Helper()
	opts = append(opts, leeloo.WithBaseURL(c.URL), leeloo.WithLimiter(nil), leeloo.WithMaxAttempts(1),
		leeloo.WithHTTPClient(&http.Client{Transport: c.recorder}))
	var err error
	c.client, err = leeloo.NewClient(token, opts...)
	require.NoError(t, err)
}

// do makes a call and returns its last exchange: what comes before it prepares it.
func (c company) do(t *testing.T, op, variant string, m method) (exchange, error) {
	t.Helper()
	err := m(t.Context(), c.client, c.ids)
	require.NotEmpty(t, c.recorder.exchanges, op)
	last := c.recorder.exchanges[len(c.recorder.exchanges)-1]
	last.op, last.variant = op, variant
	return last, err
}

var encodings = map[string]leeloo.FormEncoding{
	"URL-encoded": leeloo.FormURLEncoded, "multipart": leeloo.FormMultipart, "JSON": leeloo.FormJSON,
}

// successes are the exchanges of all calls, in each encoding of forms; then those of the calls that read, once more, on
// what the others have written.
func successes(t *testing.T) (all []exchange) {
	t.Helper()
	for encoding, option := range encodings {
		c := newCompany(t)
		c.dial(t, c.Token, leeloo.WithFormEncoding(option))
		run := func(op, variant string, m method) string {
			e, err := c.do(t, op, variant+", "+encoding, m)
			require.NoError(t, err, e)
			all = append(all, e)
			return e.request.Method
		}
		var reads []call
		for _, call := range calls {
			if run(call.op, "full", call.full) == http.MethodGet {
				reads = append(reads, call)
			}
			if call.least != nil {
				run(call.op, "least", call.least)
			}
		}
		for _, call := range reads {
			run(call.op, "full, after the writes", call.full)
		}
	}
	return all
}

// failures are the exchanges of all calls against a server that fails in each of its ways.
func failures(t *testing.T) (all []exchange) {
	t.Helper()
	c := newCompany(t)
	faults := map[string]leelootest.Fault{
		"refused":      leelootest.Refused("FORMAT_ERROR", map[string]string{"phone": "TOO_SHORT"}),
		"server error": leelootest.ServerError(),
		"rate limited": leelootest.RateLimited(0),
		"HTML page":    leelootest.HTMLPage(http.StatusBadGateway),
	}
	for name, fault := range faults {
		for _, call := range calls {
			c.Fail(fault.On(call.op))
			e, err := c.do(t, call.op, name, call.full)
			require.Error(t, err, e)
			all = append(all, e)
		}
	}
	return append(all, refusals(t)...)
}

// refusals are the exchanges of all calls with a token and with ids that leelootest doesn't know, and of forms that it
// doesn't read.
func refusals(t *testing.T) (all []exchange) {
	t.Helper()
	stranger, lost, deaf := newCompany(t), newCompany(t), newCompany(t, leelootest.WithJSONOnly())
	stranger.dial(t, "another-token")
	lost.ids = unknown
	for variant, c := range map[string]company{"unknown token": stranger, "unknown ids": lost, "JSON only": deaf} {
		for _, call := range calls {
			e, _ := c.do(t, call.op, variant, call.full) // some have nothing to refuse: a success is as good
			all = append(all, e)
		}
	}
	return all
}

const nobody = "ffffffffffffffffffffffff"

var unknown = ids{
	People: []leeloo.PersonID{nobody}, Accounts: []leeloo.AccountID{nobody}, Orders: []leeloo.OrderID{nobody},
	Tags: []leelootest.Tag{{ID: nobody, Name: "nobody has it"}},
	Tunnels: []leelootest.Tunnel{{
		ID: nobody, Blocks: []leeloo.TunnelBlockID{nobody}, LeadGenTools: []leeloo.LeadGenToolID{nobody},
	}},
	Categories: []leeloo.CategoryID{nobody}, Templates: []leeloo.TemplateID{nobody},
	Users:          []leeloo.UserID{nobody, nobody},
	Connections:    slices.Repeat([]leeloo.ConnectionID{nobody}, 5),
	PaymentCredits: []leeloo.PaymentCreditsID{nobody}, Offers: []leeloo.OfferID{nobody},
}

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

// exchange is a request of the SDK and the response of leelootest.
type exchange struct {
	op, variant               string // the call that it is part of: "Orders.Update", "full, multipart"
	request                   *http.Request
	response                  *http.Response
	requestBody, responseBody []byte
}

func (e exchange) String() string { return e.op + " (" + e.variant + ")" }

// withBodies returns the request and the response with bodies that can be read.
func (e exchange) withBodies() (*http.Request, *http.Response) {
	request, response := e.request.Clone(e.request.Context()), *e.response
	request.Body, request.GetBody = http.NoBody, nil
	if len(e.requestBody) > 0 {
		request.Body = io.NopCloser(bytes.NewReader(e.requestBody))
	}
	response.Body = io.NopCloser(bytes.NewReader(e.responseBody))
	return request, &response
}

// recorder is a transport that records exchanges.
type recorder struct {
	mu        sync.Mutex
	exchanges []exchange
}

func (r *recorder) RoundTrip(request *http.Request) (*http.Response, error) {
	e := exchange{request: request}
	if request.Body != nil {
		var err error
		if e.requestBody, err = io.ReadAll(request.Body); err != nil {
			return nil, err
		}
		request = request.Clone(request.Context())
		request.Body = io.NopCloser(bytes.NewReader(e.requestBody))
	}
	response, err := http.DefaultTransport.RoundTrip(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if e.responseBody, err = io.ReadAll(response.Body); err != nil {
		return nil, err
	}
	recorded := *response
	e.response = &recorded
	response.Body = io.NopCloser(bytes.NewReader(e.responseBody))
	r.mu.Lock()
	defer r.mu.Unlock()
	r.exchanges = append(r.exchanges, e)
	return response, nil
}

// server is a seeded server with a client whose exchanges are recorded.
type server struct {
	*leelootest.Server
	data     leelootest.Dataset
	client   *leeloo.Client
	recorder *recorder
}

func newServer(t *testing.T, opts ...leelootest.Option) server {
	t.Helper()
	fake := leelootest.New(t, opts...)
	s := server{Server: fake, data: fake.Seed(40), recorder: new(recorder)}
	s.connect(t, fake.Token)
	return s
}

func (s *server) connect(t *testing.T, token string, opts ...leeloo.Option) {
	t.Helper()
	opts = append(opts, leeloo.WithBaseURL(s.URL), leeloo.WithLimiter(nil), leeloo.WithMaxAttempts(1),
		leeloo.WithHTTPClient(&http.Client{Transport: s.recorder}))
	var err error
	s.client, err = leeloo.NewClient(token, opts...)
	require.NoError(t, err)
}

// do makes a call and returns its last exchange. Those before it are preparation.
func (s *server) do(t *testing.T, op, variant string, m method) (exchange, error) {
	t.Helper()
	err := m(t.Context(), s.client, s.data)
	require.NotEmpty(t, s.recorder.exchanges, op)
	last := s.recorder.exchanges[len(s.recorder.exchanges)-1]
	last.op, last.variant = op, variant
	return last, err
}

var encodings = map[string]leeloo.FormEncoding{
	"URL-encoded": leeloo.FormURLEncoded, "multipart": leeloo.FormMultipart, "JSON": leeloo.FormJSON,
}

// successes returns the exchanges of all calls in each encoding of forms, then those of the safe calls once more, which
// read what the others have written.
func successes(t *testing.T) (all []exchange) {
	t.Helper()
	for encoding, option := range encodings {
		s := newServer(t)
		s.connect(t, s.Token, leeloo.WithFormEncoding(option))
		run := func(op, variant string, m method) string {
			e, err := s.do(t, op, variant+", "+encoding, m)
			require.NoError(t, err, e)
			all = append(all, e)
			return e.request.Method
		}
		var safe []call
		for _, call := range calls {
			if run(call.op, "full", call.full) == http.MethodGet {
				safe = append(safe, call)
			}
			if call.minimal != nil {
				run(call.op, "minimal", call.minimal)
			}
			if call.other != nil {
				run(call.op, "other", call.other)
			}
		}
		for _, call := range safe {
			run(call.op, "full, after the writes", call.full)
		}
	}
	return all
}

// failures returns the exchanges of all calls against a server that fails.
func failures(t *testing.T) (all []exchange) {
	t.Helper()
	s := newServer(t)
	faults := map[string]leelootest.Fault{
		"rejected":              leelootest.Rejected("FORMAT_ERROR", map[string]string{"phone": "TOO_SHORT"}),
		"nested field rejected": leelootest.Rejected("FORMAT_ERROR", map[string]string{"data/0/email": "WRONG_EMAIL"}),
		"server error":          leelootest.ServerError(),
		"rate limited":          leelootest.RateLimited(0),
		"HTML page":             leelootest.HTMLPage(http.StatusBadGateway),
	}
	for name, fault := range faults {
		for _, call := range calls {
			s.Fail(fault.On(call.op))
			e, err := s.do(t, call.op, name, call.full)
			require.Error(t, err, e)
			all = append(all, e)
		}
	}
	return append(all, refusals(t)...)
}

// refusals returns the exchanges of all calls with a token and with ids that leelootest does not know, and with bodies
// that it does not read.
func refusals(t *testing.T) (all []exchange) {
	t.Helper()
	wrongToken, wrongIDs := newServer(t), newServer(t)
	wrongToken.connect(t, "another-token")
	wrongIDs.data = unknown
	jsonOnly, formsOnly := newServer(t, leelootest.WithJSONOnly()), newServer(t, leelootest.WithFormsOnly())
	jsonOnly.connect(t, jsonOnly.Token, leeloo.WithFormEncoding(leeloo.FormURLEncoded))
	formsOnly.connect(t, formsOnly.Token, leeloo.WithFormEncoding(leeloo.FormJSON))
	servers := map[string]server{
		"unknown token": wrongToken, "unknown ids": wrongIDs, "JSON only": jsonOnly, "forms only": formsOnly,
	}
	for variant, s := range servers {
		for _, call := range calls {
			e, _ := s.do(t, call.op, variant, call.full) // some succeed, which is checked as well
			all = append(all, e)
		}
	}
	return all
}

const unknownID = "ffffffffffffffffffffffff"

var unknown = leelootest.Dataset{
	People:   []leelootest.Person{{ID: unknownID}},
	Accounts: []leelootest.Account{{ID: unknownID}},
	Orders:   []leelootest.Order{{ID: unknownID}},
	Tags:     []leelootest.Tag{{ID: unknownID, Name: "unknown"}, {ID: unknownID}},
	Tunnels: []leelootest.Tunnel{{
		ID: unknownID, Blocks: []leelootest.TunnelBlock{{ID: unknownID}}, LeadGenTools: []leelootest.LeadGenTool{{ID: unknownID}},
	}},
	Categories:     []leelootest.Category{{ID: unknownID}},
	Templates:      []leelootest.Template{{ID: unknownID}},
	Users:          []leelootest.User{{ID: unknownID}, {ID: unknownID}},
	Connections:    slices.Repeat([]leelootest.Connection{{ID: unknownID}}, 5),
	PaymentCredits: []leelootest.PaymentCredits{{ID: unknownID}},
	Offers:         []leelootest.Offer{{ID: unknownID}},
}

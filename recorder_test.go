package leeloo_test

import (
	"io"
	"net/http"
	"sync"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

const testToken = "5f1e0c-secret"

// recorder responds to every request and records it.
type recorder struct {
	transport *httpmock.MockTransport

	mu   sync.Mutex
	sent []sentRequest
}

type sentRequest struct {
	*http.Request
	body string
}

// line returns the request's method, path and query.
func (r sentRequest) line() string { return r.Method + " " + r.URL.RequestURI() }

// newRecorder returns a recorder that responds with a function.
func newRecorder(t testing.TB, respond func(*http.Request) *http.Response) *recorder {
	r := &recorder{transport: httpmock.NewMockTransport()}
	r.transport.RegisterNoResponder(func(request *http.Request) (*http.Response, error) {
		got := sentRequest{Request: request}
		if request.Body != nil {
			body, err := io.ReadAll(request.Body)
			if err != nil {
				t.Errorf("cannot read the body of the request: %v", err)
			}
			got.body = string(body)
		}
		r.mu.Lock()
		r.sent = append(r.sent, got)
		r.mu.Unlock()
		return respond(request), nil
	})
	return r
}

// canned returns a client that receives body as every response, and its recorder.
func canned(t testing.TB, body []byte, opts ...leeloo.Option) (*leeloo.Client, *recorder) {
	t.Helper()
	r := newRecorder(t, func(*http.Request) *http.Response { return jsonResponse(body) })
	return r.client(t, opts...), r
}

func jsonResponse(body []byte) *http.Response {
	response := httpmock.NewBytesResponse(http.StatusOK, body)
	response.Header.Set("Content-Type", "application/json; charset=utf-8")
	return response
}

func (r *recorder) client(t testing.TB, opts ...leeloo.Option) *leeloo.Client {
	t.Helper()
	own := []leeloo.Option{leeloo.WithHTTPClient(&http.Client{Transport: r.transport}), leeloo.WithLimiter(nil)}
	client, err := leeloo.NewClient(testToken, append(own, opts...)...)
	require.NoError(t, err)
	return client
}

func (r *recorder) requests() []sentRequest {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.sent
}

// one returns the request if exactly one was sent.
func (r *recorder) one(t testing.TB) sentRequest {
	t.Helper()
	sent := r.requests()
	require.Len(t, sent, 1)
	return sent[0]
}

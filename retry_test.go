package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// get calls a safe operation.
func get(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) error {
	return canaryCalls["Tags.List"].do(ctx, c, opts...)
}

func TestMaxAttempts(t *testing.T) {
	t.Parallel()
	for _, attempts := range []int{1, 2, 4, 7} {
		synctest.Test(t, func(t *testing.T) {
			server := scripted(respond(503, ""))
			opts := []leeloo.Option{leeloo.WithMaxAttempts(attempts)}
			if attempts == 4 { // the default
				opts = nil
			}
			e := requireKind(t, leeloo.ErrServer, get(t.Context(), server.client(t, opts...)))
			assert.Equal(t, attempts, server.requests())
			assert.Equal(t, attempts, e.Attempts)
		})
	}
}

func TestRequestOptionsOverrideTheRetryPolicy(t *testing.T) {
	t.Parallel()
	noRetry, unsafe := leeloo.NoRetry(), leeloo.RetryUnsafe()
	lost := failWith(errors.New("lost"))
	tests := []struct {
		name     string
		op       string
		response responder
		opts     []leeloo.RequestOption
		want     int // requests
	}{
		{"safe", "Tags.List", respond(503, ""), nil, 4},
		{"safe", "Tags.List", respond(503, ""), []leeloo.RequestOption{noRetry}, 1},
		{"safe", "Tags.List", respond(429, ""), []leeloo.RequestOption{noRetry}, 1},
		{"safe", "Tags.List", lost, []leeloo.RequestOption{noRetry}, 1},
		{"idempotent", "Tags.Add", respond(500, ""), nil, 1},
		{"idempotent", "Tags.Add", respond(500, ""), []leeloo.RequestOption{unsafe}, 4},
		{"idempotent", "Tags.Add", respond(503, ""), []leeloo.RequestOption{noRetry}, 1},
		{"non-idempotent", "Orders.Create", respond(500, ""), nil, 1},
		{"non-idempotent", "Orders.Create", respond(500, ""), []leeloo.RequestOption{unsafe}, 4},
		{"non-idempotent", "Orders.Create", respond(502, ""), []leeloo.RequestOption{unsafe}, 4},
		{"non-idempotent", "Orders.Create", respond(200, serverError), []leeloo.RequestOption{unsafe}, 4},
		{"non-idempotent", "Orders.Create", lost, []leeloo.RequestOption{unsafe}, 4},
		{"non-idempotent", "Orders.Create", respond(429, ""), nil, 4},
		{"non-idempotent", "Orders.Create", respond(429, ""), []leeloo.RequestOption{noRetry}, 1},
		{"a refusal is final", "Orders.Create", respond(200, refusal), []leeloo.RequestOption{unsafe}, 1},
		{"an unexpected response is final", "Orders.Create", respond(200, "null"), []leeloo.RequestOption{unsafe}, 1},
		{"NoRetry takes precedence", "Orders.Create", respond(502, ""), []leeloo.RequestOption{unsafe, noRetry}, 1},
		{"NoRetry takes precedence", "Orders.Create", respond(502, ""), []leeloo.RequestOption{noRetry, unsafe}, 1},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprintf("%s %d", tt.name, i), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(tt.response)
				requireError(t, canaryCalls[tt.op].do(t.Context(), server.client(t), tt.opts...))
				assert.Equal(t, tt.want, server.requests())
			})
		})
	}
}

// If an attempt may have been applied, the call may have been applied, whatever the later attempts return.
func TestMaybeAppliedSticks(t *testing.T) {
	t.Parallel()
	unavailable, lost := respond(502, quotingPage), failWith(errors.New("lost"))
	unsafe := []leeloo.RequestOption{leeloo.RetryUnsafe()}
	tests := []struct {
		name   string
		op     string
		script []responder
		kind   error
		want   bool
		opts   []leeloo.RequestOption
	}{
		{"a refusal", "Tags.Add", []responder{respond(200, refusal)}, leeloo.ErrRejected, false, nil},
		{"502, then a refusal", "Tags.Add", []responder{unavailable, respond(200, refusal)}, leeloo.ErrRejected, true, nil},
		{"502, 429, then 404", "People.Update", []responder{unavailable, respond(429, ""), respond(404, "")}, leeloo.ErrNotFound, true, nil},
		{"lost, then 401", "Tags.Remove", []responder{lost, respond(401, "")}, leeloo.ErrUnauthorized, true, nil},
		{"timeout, then 302", "Tags.Remove", []responder{neverRespond, respond(302, "")}, leeloo.ErrRedirect, true, nil},
		{"429, then a refusal", "Orders.Create", []responder{respond(429, ""), respond(200, refusal)}, leeloo.ErrRejected, false, nil},
		{"unsafe: 500, then a refusal", "Orders.Create", []responder{respond(500, ""), respond(200, refusal)}, leeloo.ErrRejected, true, unsafe},
		{"safe: 502, then a refusal", "Tags.List", []responder{unavailable, respond(200, refusal)}, leeloo.ErrRejected, false, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				server := scripted(tt.script...)
				e := requireKind(t, tt.kind, canaryCalls[tt.op].do(t.Context(), server.client(t), tt.opts...))
				assert.Equal(t, tt.want, e.MaybeApplied())
				assert.Equal(t, len(tt.script), server.requests())
				assert.Equal(t, len(tt.script), e.Attempts)
			})
		})
	}
}

// refusedDial is a dial error from a RoundTripper that does not support httptrace.
var refusedDial = syscall.ECONNREFUSED

// Every attempt sends the same bytes and headers: a multipart boundary is generated once.
func TestRetriesSendTheSameBytes(t *testing.T) {
	t.Parallel()
	encodings := []leeloo.FormEncoding{leeloo.FormAuto, leeloo.FormURLEncoded, leeloo.FormMultipart, leeloo.FormJSON}
	for op, call := range canaryCalls {
		for _, encoding := range encodings {
			t.Run(op+strconv.Itoa(int(encoding)), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := scripted(respond(429, ""), respond(429, ""), failWith(refusedDial), respondData(call.data))
					require.NoError(t, call.do(t.Context(), server.client(t, leeloo.WithFormEncoding(encoding)), leeloo.RetryUnsafe()))
					seen := server.recordedRequests()
					require.Len(t, seen, 4)
					for _, retry := range seen[1:] {
						retry.at = seen[0].at
						assert.Equal(t, seen[0], retry)
					}
				})
			})
		}
	}
}

// Only the trace of net/http proves that nothing was sent; an error of a RoundTripper does not.
func TestDialErrorWithoutATraceProvesNothing(t *testing.T) {
	t.Parallel()
	server := scripted(failWith(refusedDial))
	e := requireKind(t, nil, canaryCalls["Orders.Create"].do(t.Context(), server.client(t)))
	assert.True(t, e.MaybeApplied())
	assert.Equal(t, 1, server.requests())
}

// It is not known whether a request of Client.Do is idempotent.
func TestDoRetriesOnlyGet(t *testing.T) {
	t.Parallel()
	failures := map[string]responder{
		"429":                 respond(429, ""),
		"503":                 respond(503, ""),
		"lost":                failWith(errors.New("lost")),
		"the rate limit text": respond(200, limitText),
	}
	for name, failure := range failures {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			t.Run(name+" "+method, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					server := scripted(failure)
					e := requireError(t, server.client(t).Do(t.Context(), leeloo.Request{Method: method, Path: "/x"}, nil))
					want := 1
					if method == http.MethodGet {
						want = 4
					}
					assert.Equal(t, want, server.requests())
					assert.Equal(t, want, e.Attempts)
					assert.Equal(t, method != http.MethodGet && (name == "503" || name == "lost"), e.MaybeApplied())
				})
			})
		}
	}
}

package engine

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/response"
	"github.com/leeloo-go/leeloo/internal/transport"
)

// reply is what the server in memory does with a request.
type reply func(*http.Request) (*http.Response, error)

// sends is a complete response.
func sends(status int, body string, header ...string) reply {
	return func(r *http.Request) (*http.Response, error) {
		if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
			trace.GetConn("")
			trace.GotConn(httptrace.GotConnInfo{})
		}
		h := http.Header{}
		for i := 0; i < len(header); i += 2 {
			h.Set(header[i], header[i+1])
		}
		return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(strings.NewReader(body)), ContentLength: -1, Request: r}, nil
	}
}

// neverSends is a request for which no connection can be established.
func neverSends(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
		trace.GetConn("")
	}
	return nil, &net.OpError{Op: "dial", Err: errors.New("refused")}
}

// loses is a request whose response is lost.
func loses(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
		trace.GetConn("")
		trace.GotConn(httptrace.GotConnInfo{})
	}
	return nil, io.ErrUnexpectedEOF
}

const success = `{"status":1,"data":{"id":"a"}}`

// script replies to one request after the other. The last reply is for all that follow.
type script struct {
	replies []reply
	times   []time.Time
}

func (s *script) RoundTrip(r *http.Request) (*http.Response, error) {
	s.times = append(s.times, time.Now())
	return s.replies[min(len(s.times), len(s.replies))-1](r)
}

func newEngine(t *testing.T, replies ...reply) (*Engine, *script) {
	t.Helper()
	base, err := url.Parse("https://api.example.com")
	require.NoError(t, err)
	server := &script{replies: replies}
	return &Engine{
		Transport: transport.Transport{
			RoundTripper: server, BaseURL: base, Token: func() string { return "secret-token" }, Timeout: 30 * time.Second, MaxBytes: 1 << 20,
		},
		MaxAttempts: 4,
	}, server
}

func exchange(op operation.Op, mode RetryMode) *Exchange {
	endpoint := op.With("5e2825e081fbca000d8596e4")
	return &Exchange{
		Endpoint: endpoint, Retry: mode,
		Request: transport.Request{Method: endpoint.Method, Path: "/orders", Trace: endpoint.Class != operation.Safe},
	}
}

const (
	safe          = operation.OrdersGet
	idempotent    = operation.PeopleUpdate
	nonIdempotent = operation.OrdersCreate
)

func TestDo(t *testing.T) {
	unavailable := sends(503, "")
	tests := map[string]struct {
		op           operation.Op
		mode         RetryMode
		replies      []reply
		attempts     int
		reason       response.Reason
		maybeApplied bool
	}{
		"a success": {safe, RetryByClass, []reply{sends(200, success)}, 1, response.Success, false},

		"a safe operation is retried":                  {safe, RetryByClass, []reply{unavailable, unavailable, sends(200, success)}, 3, response.Success, false},
		"up to the maximum":                            {safe, RetryByClass, []reply{unavailable}, 4, response.Unavailable, false},
		"an idempotent one as well":                    {idempotent, RetryByClass, []reply{unavailable, sends(200, success)}, 2, response.Success, false},
		"but not after HTTP 500":                       {idempotent, RetryByClass, []reply{sends(500, "")}, 1, response.InternalError, true},
		"a non-idempotent one is not":                  {nonIdempotent, RetryByClass, []reply{unavailable}, 1, response.Unavailable, true},
		"unless the rate limit refused it":             {nonIdempotent, RetryByClass, []reply{sends(429, ""), sends(200, success)}, 2, response.Success, false},
		"or nothing was sent":                          {nonIdempotent, RetryByClass, []reply{neverSends, sends(200, success)}, 2, response.Success, false},
		"a lost response is not retried":               {nonIdempotent, RetryByClass, []reply{loses}, 1, response.TransportError, true},
		"a later attempt does not take the doubt back": {idempotent, RetryByClass, []reply{loses, sends(400, "")}, 2, response.Rejected, true},

		"never":           {safe, RetryNever, []reply{unavailable}, 1, response.Unavailable, false},
		"unsafe":          {nonIdempotent, RetryUnsafe, []reply{loses, sends(500, ""), sends(200, success)}, 3, response.Success, false},
		"unsafe, refused": {nonIdempotent, RetryUnsafe, []reply{loses, sends(404, "")}, 2, response.NotFound, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, server := newEngine(t, tt.replies...)
				x := exchange(tt.op, tt.mode)
				o := e.Do(t.Context(), x)
				assert.Equal(t, tt.reason, o.Reason, o.Reason.String())
				assert.Equal(t, tt.attempts, x.Attempts)
				assert.Len(t, server.times, tt.attempts)
				assert.Equal(t, tt.maybeApplied, o.MaybeApplied)
			})
		})
	}
}

func TestDoReadsTheDataOfTheSuccess(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _ := newEngine(t, sends(200, `{"status":0,"error":{"code":"SERVER_ERROR"},"data":{"id":"b"}}`), sends(200, success))
		x := exchange(safe, RetryByClass)
		var ids []string
		x.Data = &idData{ids: &ids}
		o := e.Do(t.Context(), x)
		assert.False(t, o.Failed())
		assert.Equal(t, "a", ids[len(ids)-1])
	})
}

// idData reads an id, which must be "a".
type idData struct{ ids *[]string }

func (d *idData) Read(r *codec.Reader) {
	for range r.Object([]string{"id"}) {
		*d.ids = append(*d.ids, r.ID())
	}
}

func (d *idData) Problem(*Exchange) string {
	if ids := *d.ids; len(ids) == 0 || ids[len(ids)-1] != "a" {
		return "data.id is wrong"
	}
	return ""
}

func TestDoChecksTheDataOfTheSuccess(t *testing.T) {
	var logged bytes.Buffer
	e, server := newEngine(t, sends(200, `{"status":1,"data":{"id":"b"}}`))
	e.Logger = slog.New(slog.NewTextHandler(&logged, nil))
	x := exchange(nonIdempotent, RetryByClass)
	x.Data = &idData{ids: new([]string)}
	o := e.Do(t.Context(), x)
	assert.Equal(t, response.Unexpected, o.Reason)
	assert.True(t, o.MaybeApplied)
	assert.Contains(t, o.Detail, "data.id is wrong")
	assert.Len(t, server.times, 1)
	assert.Contains(t, logged.String(), `outcome="unexpected response"`)
}

func TestWaitsBetweenAttempts(t *testing.T) {
	limited := func(seconds string) reply { return sends(429, "", "Retry-After", seconds) }
	tests := map[string]struct {
		first    reply
		deadline time.Duration // 0: none
		attempts int
		min, max time.Duration // of the wait before the second attempt
		after    time.Duration // RetryAfter of the outcome
	}{
		"backoff":                  {sends(503, ""), 0, 2, 0, 250 * time.Millisecond, 0},
		"a hint is the least":      {limited("7"), 0, 2, 7 * time.Second, 9 * time.Second, 0},
		"90 seconds are waited":    {limited("90"), 0, 2, 90 * time.Second, 92 * time.Second, 0},
		"91 seconds are not":       {limited("91"), 0, 1, 0, 0, 91 * time.Second},
		"nor past the deadline":    {limited("7"), 5 * time.Second, 1, 0, 0, 7 * time.Second},
		"a hint with HTTP 503":     {sends(503, "", "Retry-After", "7"), 0, 2, 7 * time.Second, 8 * time.Second, 0},
		"a hint that is too large": {limited("99999999999999999999"), 0, 1, 0, 0, 1<<63 - 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx := t.Context()
				if tt.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, tt.deadline)
					defer cancel()
				}
				e, server := newEngine(t, tt.first, sends(200, success))
				start := time.Now()
				x := exchange(safe, RetryByClass)
				o := e.Do(ctx, x)
				require.Equal(t, tt.attempts, x.Attempts)
				assert.Equal(t, tt.after, o.RetryAfter)
				if tt.attempts == 1 {
					assert.Zero(t, time.Since(start), "returns at once")
					return
				}
				wait := server.times[1].Sub(server.times[0])
				assert.GreaterOrEqual(t, wait, tt.min)
				assert.LessOrEqual(t, wait, tt.max)
			})
		})
	}
}

func TestAPauseHoldsBackAllRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, server := newEngine(t, sends(429, "", "Retry-After", "20"), sends(200, success))
		o := e.Do(t.Context(), exchange(safe, RetryNever))
		assert.Equal(t, response.RateLimited, o.Reason)

		o = e.Do(t.Context(), exchange(nonIdempotent, RetryNever))
		assert.False(t, o.Failed())
		assert.GreaterOrEqual(t, server.times[1].Sub(server.times[0]), 20*time.Second)
	})
}

func TestRetryQuota(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		e, _ := newEngine(t, sends(503, ""))
		var attempts int
		for range 200 {
			x := exchange(safe, RetryByClass)
			o := e.Do(t.Context(), x)
			attempts += x.Attempts
			if x.Attempts == 1 {
				assert.Contains(t, o.Hint, "retry quota")
			}
		}
		assert.Equal(t, 200+100, attempts, "500 is enough for 100 retries")

		e, _ = newEngine(t, sends(429, ""))
		for range 200 {
			x := exchange(safe, RetryByClass)
			e.Do(t.Context(), x)
			assert.Equal(t, 4, x.Attempts, "a retry after a rate limit takes nothing")
		}
	})
}

// limiter is a limiter of the caller's.
type limiter func(context.Context) error

func (l limiter) Wait(ctx context.Context) error { return l(ctx) }

func TestLimiterThatFails(t *testing.T) {
	refused := errors.New("would exceed context deadline")
	tests := map[string]struct {
		deadline bool
		cancel   bool
		reason   response.Reason
		matches  error
	}{
		"without a deadline":   {false, false, response.NotAdmitted, refused},
		"before the deadline":  {true, false, response.RateLimited, context.DeadlineExceeded},
		"after a cancellation": {true, true, response.NotAdmitted, context.Canceled},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if tt.deadline {
					ctx, cancel = context.WithTimeout(ctx, time.Minute)
					defer cancel()
				}
				e, server := newEngine(t, sends(200, success))
				e.Limiter = limiter(func(context.Context) error {
					if tt.cancel {
						cancel()
					}
					return refused
				})
				x := exchange(nonIdempotent, RetryByClass)
				o := e.Do(ctx, x)
				assert.Equal(t, tt.reason, o.Reason, o.Reason.String())
				require.ErrorIs(t, o.Cause, refused)
				require.ErrorIs(t, o.Cause, tt.matches)
				assert.Empty(t, server.times, "nothing is sent")
				assert.Zero(t, x.Attempts)
				assert.False(t, o.MaybeApplied)
			})
		})
	}
}

func TestWaitsEndWithTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(3*time.Second, cancel)
		e, server := newEngine(t, sends(429, "", "Retry-After", "60"))
		start := time.Now()
		o := e.Do(ctx, exchange(nonIdempotent, RetryByClass))
		assert.Equal(t, 3*time.Second, time.Since(start))
		assert.Len(t, server.times, 1)
		assert.Equal(t, response.RateLimited, o.Reason)
		require.ErrorIs(t, o.Cause, context.Canceled)
		assert.False(t, o.MaybeApplied)
	})
}

func TestTheTokenIsNotInTheOutcome(t *testing.T) {
	e, _ := newEngine(t, sends(200, `{"status":0,"error":{"code":"X","message":"secret-token is wrong"}}`))
	o := e.Do(t.Context(), exchange(safe, RetryByClass))
	assert.Equal(t, "… is wrong", o.API.Message)
}

func TestAttemptFrom(t *testing.T) {
	var numbers []int
	e, _ := newEngine(t, func(r *http.Request) (*http.Response, error) {
		attempt, ok := AttemptFrom(r.Context())
		assert.True(t, ok)
		assert.Equal(t, "Orders.Get", attempt.Operation.Name)
		numbers = append(numbers, attempt.Number)
		return sends(503, "")(r)
	})
	synctest.Test(t, func(t *testing.T) {
		e.Do(t.Context(), exchange(safe, RetryByClass))
	})
	assert.Equal(t, []int{1, 2, 3, 4}, numbers)
	_, ok := AttemptFrom(t.Context())
	assert.False(t, ok)
}

func TestRetryThatIsNotMade(t *testing.T) {
	tests := map[string]struct {
		timeout time.Duration
		full    bool // the retry quota is used up
		hint    string
	}{
		"it would pass the deadline":    {10 * time.Second, false, "not retried: the wait would pass the deadline of the context"},
		"the retry quota is used up":    {time.Hour, true, "not retried: the retry quota of the client is used up"},
		"the limiter refuses the retry": {time.Hour, false, "not retried"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var log strings.Builder
				e, server := newEngine(t, sends(503, "", "Retry-After", "20"))
				e.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelWarn}))
				e.Limiter = limiter(func(context.Context) error {
					if len(server.times) > 0 {
						return errors.New("would exceed context deadline")
					}
					return nil
				})
				for tt.full && e.quota.Withdraw() {
				}
				ctx, cancel := context.WithTimeout(t.Context(), tt.timeout)
				defer cancel()
				o := e.Do(ctx, exchange(idempotent, RetryByClass))
				assert.Equal(t, tt.hint, o.Hint)
				assert.True(t, o.MaybeApplied, "by the first attempt")
				assert.Contains(t, log.String(), "retr", "the failure is logged at warn")
			})
		})
	}
}

func TestRetryQuotaPaysOnlyForRequests(t *testing.T) {
	tests := map[string]time.Duration{"the context ends while it waits": 10 * time.Second, "the limiter refuses it": time.Hour}
	for name, end := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				e, server := newEngine(t, sends(503, "", "Retry-After", "20"))
				sent := 0
				e.Limiter = limiter(func(context.Context) error {
					if len(server.times) > sent {
						return errors.New("refused")
					}
					return nil
				})
				for range 200 { // 500 would be enough for 100 retries
					sent = len(server.times)
					ctx, cancel := context.WithCancel(t.Context())
					time.AfterFunc(end, cancel)
					o := e.Do(ctx, exchange(safe, RetryByClass))
					assert.NotContains(t, o.Hint, "quota")
					cancel()
				}
			})
		})
	}
}

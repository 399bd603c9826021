package attempt_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	errCause = errors.New("the program is shutting down")

	silent = func(conn net.Conn, requests *bufio.Reader) {
		readRequest(requests)
		io.Copy(io.Discard, requests) // until the other side hangs up
	}
	dripping = func(conn net.Conn, requests *bufio.Reader) {
		readRequest(requests)
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
		for {
			if _, err := io.WriteString(conn, "x"); err != nil {
				return
			}
			time.Sleep(time.Second)
		}
	}
	unsent = func(conn net.Conn, _ *bufio.Reader) {} // the dial never ends
)

// Each attempt below takes 30 s at most. Time is that of synctest.
func TestSendEndsInTime(t *testing.T) {
	const own, past, cancelled = "no whole answer within the time of one attempt", "the context's deadline has passed", "the context was cancelled"
	none := func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithCancel(ctx) }
	deadline := func(d time.Duration) func(context.Context) (context.Context, context.CancelFunc) {
		return func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, d) }
	}
	cancel := func(cause error) func(context.Context) (context.Context, context.CancelFunc) {
		return func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(5*time.Second, func() { cancel(cause) })
			return ctx, func() { cancel(nil) }
		}
	}
	deadlineWithCause := func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeoutCause(ctx, 5*time.Second, errCause)
	}
	tests := map[string]struct {
		server    func(net.Conn, *bufio.Reader)
		context   func(context.Context) (context.Context, context.CancelFunc)
		after     time.Duration
		text      string
		is        []error
		neverLeft bool
	}{
		"own timeout, no answer":          {silent, none, 30 * time.Second, own, []error{context.DeadlineExceeded}, false},
		"own timeout, a body that drips":  {dripping, none, 30 * time.Second, own, []error{context.DeadlineExceeded}, false},
		"own timeout, no connection":      {unsent, none, 30 * time.Second, own, []error{context.DeadlineExceeded}, true},
		"a later deadline does not count": {silent, deadline(time.Hour), 30 * time.Second, own, []error{context.DeadlineExceeded}, false},

		"deadline, no answer":         {silent, deadline(5 * time.Second), 5 * time.Second, past, []error{context.DeadlineExceeded}, false},
		"deadline, a body that drips": {dripping, deadline(5 * time.Second), 5 * time.Second, past, []error{context.DeadlineExceeded}, false},
		"deadline, no connection":     {unsent, deadline(5 * time.Second), 5 * time.Second, past, []error{context.DeadlineExceeded}, true},
		"deadline with a cause":       {silent, deadlineWithCause, 5 * time.Second, past, []error{context.DeadlineExceeded, errCause}, false},

		"cancelled, no answer":         {silent, cancel(nil), 5 * time.Second, cancelled, []error{context.Canceled}, false},
		"cancelled, a body that drips": {dripping, cancel(nil), 5 * time.Second, cancelled, []error{context.Canceled}, false},
		"cancelled, no connection":     {unsent, cancel(nil), 5 * time.Second, cancelled, []error{context.Canceled}, true},
		"cancelled with a cause":       {silent, cancel(errCause), 5 * time.Second, cancelled, []error{context.Canceled, errCause}, false},
		"cancelled with a cause, body": {dripping, cancel(errCause), 5 * time.Second, cancelled, []error{context.Canceled, errCause}, false},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				s := newSender(t, "http://leeloo.test")
				s.Timeout = 30 * time.Second
				s.Transport = closing(t, &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
					if tt.neverLeft {
						<-ctx.Done()
						return nil, context.Cause(ctx)
					}
					ours, theirs := net.Pipe()
					go func() {
						defer theirs.Close()
						tt.server(theirs, bufio.NewReader(theirs))
					}()
					return ours, nil
				}})
				ctx, stop := tt.context(t.Context())
				defer stop()

				start := time.Now()
				_, failure := fails(t, s, ctx, post)
				assert.Equal(t, tt.after, time.Since(start))
				assert.Equal(t, tt.text, failure.Error())
				assert.Equal(t, tt.text == own, failure.TimedOut)
				assert.Equal(t, tt.text != own, failure.Ended)
				assert.Equal(t, tt.neverLeft, failure.NeverLeft)
				for _, want := range tt.is {
					assert.ErrorIs(t, failure, want)
				}
				time.Sleep(time.Minute) // the server has noticed, or synctest finds its goroutine left
			})
		})
	}
}

func TestSendWithAnEndedContextSendsNothing(t *testing.T) {
	s := newSender(t, "http://leeloo.test")
	s.Transport = roundTripper(func(*http.Request) (*http.Response, error) {
		assert.Fail(t, "sent")
		return nil, errCause
	})
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errCause)
	_, failure := fails(t, s, ctx, post)
	assert.True(t, failure.NeverLeft && failure.Ended && !failure.TimedOut)
	require.ErrorIs(t, failure, context.Canceled)
	require.ErrorIs(t, failure, errCause)

	past, cancelPast := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancelPast()
	_, failure = fails(t, s, past, post)
	assert.EqualError(t, failure, "the context's deadline has passed")
}

// The deadline covers whatever follows the headers, whatever they say.
func TestSendEndsInTimeAfterSwitchingProtocols(t *testing.T) {
	hangUp := make(chan struct{})
	base := serve(t, func(conn net.Conn, requests *bufio.Reader) {
		readRequest(requests)
		io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
		<-hangUp
	})
	s := newSender(t, base)
	s.Timeout = 50 * time.Millisecond
	done := make(chan struct{})
	go func() {
		defer close(done)
		s.Send(context.Background(), post)
	}()
	select {
	case <-done:
	case <-time.After(5 * time.Second):
		assert.Fail(t, "it hangs")
	}
	close(hangUp)
	<-done
}

package transport_test

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

	"github.com/leeloo-go/leeloo/internal/transport"
)

var errCause = errors.New("the program is shutting down")

func silentServer(_ net.Conn, requests *bufio.Reader) {
	readRequest(requests)
	io.Copy(io.Discard, requests) // until the client closes the connection
}

func slowBodyServer(conn net.Conn, requests *bufio.Reader) {
	readRequest(requests)
	io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
	for {
		if _, err := io.WriteString(conn, "x"); err != nil {
			return
		}
		time.Sleep(time.Second)
	}
}

// Transport.Timeout is 30 s in each case.
func TestTimeoutsAndCancellation(t *testing.T) {
	const (
		timedOut = "attempt timed out after 30s: leeloo.test:80"
		deadline = "context deadline exceeded: leeloo.test:80"
		canceled = "context canceled: leeloo.test:80"
	)
	type contextFunc func(context.Context) (context.Context, context.CancelFunc)
	none := context.WithCancel
	within := func(d time.Duration) contextFunc {
		return func(ctx context.Context) (context.Context, context.CancelFunc) { return context.WithTimeout(ctx, d) }
	}
	withCause := func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeoutCause(ctx, 5*time.Second, errCause)
	}
	cancel := func(cause error) contextFunc {
		return func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(5*time.Second, func() { cancel(cause) })
			return ctx, func() { cancel(nil) }
		}
	}
	var noServer func(net.Conn, *bufio.Reader) // the dial does not end by itself
	tests := map[string]struct {
		server  func(net.Conn, *bufio.Reader)
		context contextFunc
		after   time.Duration
		text    string
		is      []error
	}{
		"attempt timeout, no response":      {silentServer, none, 30 * time.Second, timedOut, []error{context.DeadlineExceeded}},
		"attempt timeout, slow body":        {slowBodyServer, none, 30 * time.Second, timedOut, []error{context.DeadlineExceeded}},
		"attempt timeout, no connection":    {noServer, none, 30 * time.Second, timedOut, []error{context.DeadlineExceeded}},
		"attempt timeout, a later deadline": {silentServer, within(time.Hour), 30 * time.Second, timedOut, []error{context.DeadlineExceeded}},
		"attempt timeout, deadline 1 ms on": {silentServer, within(30*time.Second + time.Millisecond), 30 * time.Second, timedOut, []error{context.DeadlineExceeded}},

		"deadline, no response":           {silentServer, within(5 * time.Second), 5 * time.Second, deadline, []error{context.DeadlineExceeded}},
		"deadline, slow body":             {slowBodyServer, within(5 * time.Second), 5 * time.Second, deadline, []error{context.DeadlineExceeded}},
		"deadline, no connection":         {noServer, within(5 * time.Second), 5 * time.Second, deadline, []error{context.DeadlineExceeded}},
		"deadline equal to the timeout":   {silentServer, within(30 * time.Second), 30 * time.Second, deadline, []error{context.DeadlineExceeded}},
		"deadline with a cause":           {silentServer, withCause, 5 * time.Second, deadline, []error{context.DeadlineExceeded, errCause}},
		"deadline with a cause, the body": {slowBodyServer, withCause, 5 * time.Second, deadline, []error{context.DeadlineExceeded, errCause}},

		"canceled, no response":         {silentServer, cancel(nil), 5 * time.Second, canceled, []error{context.Canceled}},
		"canceled, slow body":           {slowBodyServer, cancel(nil), 5 * time.Second, canceled, []error{context.Canceled}},
		"canceled, no connection":       {noServer, cancel(nil), 5 * time.Second, canceled, []error{context.Canceled}},
		"canceled with a cause":         {silentServer, cancel(errCause), 5 * time.Second, canceled, []error{context.Canceled, errCause}},
		"canceled with a cause in body": {slowBodyServer, cancel(errCause), 5 * time.Second, canceled, []error{context.Canceled, errCause}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTransport(t, "http://leeloo.test")
				tr.Timeout = 30 * time.Second
				dial := pipeDialer(tt.server)
				if tt.server == nil {
					dial = func(ctx context.Context, _, _ string) (net.Conn, error) {
						<-ctx.Done()
						return nil, context.Cause(ctx)
					}
				}
				tr.RoundTripper.(*http.Transport).DialContext = dial
				ctx, stop := tt.context(t.Context())
				defer stop()

				start := time.Now()
				_, failed := doFails(t, tr, ctx, post)
				assert.Equal(t, tt.after, time.Since(start))
				assert.EqualError(t, failed, tt.text)
				want := transport.Canceled
				if tt.text == timedOut {
					want = transport.TimedOut
				}
				assert.Equal(t, want, failed.Reason)
				assert.Equal(t, tt.server == nil, failed.NotSent)
				for _, err := range tt.is {
					assert.ErrorIs(t, failed, err)
				}
				time.Sleep(time.Minute) // the server has seen the end, or synctest finds its goroutine
			})
		})
	}
}

// The net package gives a dial the deadline of its context, and its timer may fire before that of the context.
func TestTimeoutJustBeforeTheContextEnds(t *testing.T) {
	ctx := lateContext{t.Context()}
	tr := newTransport(t, "http://leeloo.test")
	tr.RoundTripper = roundTripper(func(*http.Request) (*http.Response, error) {
		return nil, &net.OpError{Op: "dial", Err: context.DeadlineExceeded}
	})
	_, failed := doFails(t, tr, ctx, post)
	assert.Equal(t, transport.Canceled, failed.Reason)
	assert.EqualError(t, failed, "context deadline exceeded: leeloo.test:80")
	assert.ErrorIs(t, failed, context.DeadlineExceeded)
}

// lateContext is a context whose deadline has passed and whose timer has not fired.
type lateContext struct{ context.Context }

func (lateContext) Deadline() (time.Time, bool) { return time.Unix(1, 0), true }

func TestEndedContextSendsNothing(t *testing.T) {
	tr := newTransport(t, "http://leeloo.test")
	tr.RoundTripper = roundTripper(func(*http.Request) (*http.Response, error) {
		assert.Fail(t, "sent")
		return nil, errCause
	})
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errCause)
	for _, traced := range []bool{true, false} {
		r := post
		r.Trace = traced
		_, failed := doFails(t, tr, ctx, r)
		assert.True(t, failed.NotSent)
		assert.Equal(t, transport.Canceled, failed.Reason)
		require.ErrorIs(t, failed, context.Canceled)
		require.ErrorIs(t, failed, errCause)
	}

	past, cancelPast := context.WithDeadline(t.Context(), time.Unix(0, 0))
	defer cancelPast()
	_, failed := doFails(t, tr, past, post)
	assert.EqualError(t, failed, "context deadline exceeded: leeloo.test:80")
}

// After HTTP 101 the body is the connection, which ends with the attempt.
func TestSwitchingProtocolsDoesNotOutliveTheAttempt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr := newTransport(t, "http://leeloo.test")
		ended := false
		tr.RoundTripper.(*http.Transport).DialContext = pipeDialer(func(conn net.Conn, requests *bufio.Reader) {
			readRequest(requests)
			io.WriteString(conn, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n")
			io.Copy(io.Discard, requests)
			ended = true
		})
		start := time.Now()
		got, err := tr.Do(t.Context(), &post)
		require.NoError(t, err)
		assert.Equal(t, http.StatusSwitchingProtocols, got.StatusCode)
		assert.Empty(t, got.Body)
		synctest.Wait()
		assert.True(t, ended)
		assert.LessOrEqual(t, time.Since(start), tr.Timeout)
	})
}

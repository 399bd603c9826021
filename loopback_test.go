package leeloo_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/internal/operation"
)

// listenLoopback passes every connection to serve until the test ends.
func listenLoopback(t *testing.T, serve func(*net.TCPConn)) (address string) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var running sync.WaitGroup
	t.Cleanup(func() {
		listener.Close()
		running.Wait()
	})
	running.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				serve(conn.(*net.TCPConn))
			})
		}
	})
	return listener.Addr().String()
}

// ownTransport returns a transport whose idle connections are closed when the test ends.
func ownTransport(t *testing.T) *http.Transport {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	t.Cleanup(transport.CloseIdleConnections)
	return transport
}

// TestMatrixOnLoopback checks the faults of the network on TCP. All operations run at once, so that they wait at the same
// time.
func TestMatrixOnLoopback(t *testing.T) {
	t.Parallel()
	for _, f := range faults() {
		if f.wire.response == "" && !f.wire.leavesOpen || f.name == "truncated body" {
			t.Run(f.name, func(t *testing.T) { testOnLoopback(t, f) })
		}
	}
}

func testOnLoopback(t *testing.T, f fault) {
	t.Parallel()
	type outcome struct {
		server   *faultyServer
		captured leeloo.Response
		err      error
	}
	outcomes := make([]outcome, len(operation.All()))
	var running sync.WaitGroup
	for i, of := range operation.All() {
		o := &outcomes[i]
		o.server = &faultyServer{fault: f.wire}
		o.server.address = listenLoopback(t, o.server.serveLoopback)
		if f.wire.refuses {
			o.server.address, o.server.dialed = refusingAddress, 2 // the connections are not counted there
		}
		c := canaryClient(t, ownTransport(t), leeloo.WithBaseURL("http://"+o.server.address), leeloo.WithMaxAttempts(2))
		running.Go(func() { o.err = canaryCalls[of.Name].do(t.Context(), c, leeloo.CaptureResponse(&o.captured)) })
	}
	running.Wait()
	for i, of := range operation.All() {
		t.Run(of.Name, func(t *testing.T) { f.check(t, &of, 2, outcomes[i].server, outcomes[i].captured, outcomes[i].err) })
	}
}

func (s *faultyServer) serveLoopback(conn *net.TCPConn) {
	s.mu.Lock()
	s.dialed++
	s.accepted = append(s.accepted, conn)
	s.mu.Unlock()
	s.serve(conn)
}

// refusingAddress is an address that refuses connections. A port that was free a moment ago may belong to the listener of a
// parallel test by now.
const refusingAddress = "127.0.0.1:1"

// net/http itself retries some requests if an idle connection turns out to be closed. It must not retry a write.
func TestWritesAreSentOnceOnAClosedIdleConnection(t *testing.T) {
	t.Parallel()
	for _, of := range operation.All() {
		if of.Class == operation.Safe {
			continue
		}
		t.Run(of.Name, func(t *testing.T) {
			t.Parallel()
			var seen atomic.Int64
			address := listenLoopback(t, func(conn *net.TCPConn) {
				buffered := bufio.NewReader(conn)
				for {
					request, err := http.ReadRequest(buffered)
					if err != nil {
						return
					}
					_, _ = io.Copy(io.Discard, request.Body)
					if request.Method != http.MethodGet {
						seen.Add(1)
						return
					}
					_, _ = io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n{\"status\":1,\"data\":[]}")
				}
			})
			c := canaryClient(t, ownTransport(t), leeloo.WithBaseURL("http://"+address), leeloo.WithMaxAttempts(1))
			_, err := c.Tags.List(t.Context())
			require.NoError(t, err)
			assert.True(t, requireKind(t, nil, canaryCalls[of.Name].do(t.Context(), c)).MaybeApplied())
			assert.EqualValues(t, 1, seen.Load())
		})
	}
}

func TestMatrixOnResetHTTP2Streams(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]int{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		assert.Equal(t, 2, r.ProtoMajor)
		seen[r.Method+r.URL.Path]++
		panic(http.ErrAbortHandler)
	}))
	server.EnableHTTP2 = true
	server.StartTLS()
	t.Cleanup(server.Close)
	c := canaryClient(t, server.Client().Transport, leeloo.WithBaseURL(server.URL), leeloo.WithMaxAttempts(2))
	errs := make([]error, len(operation.All()))
	var running sync.WaitGroup
	for i, of := range operation.All() {
		running.Go(func() { errs[i] = canaryCalls[of.Name].do(t.Context(), c) })
	}
	running.Wait()
	server.Close()
	mu.Lock()
	defer mu.Unlock()
	for i, of := range operation.All() {
		t.Run(of.Name, func(t *testing.T) {
			e := requireKind(t, nil, errs[i])
			assert.Equal(t, of.Class != operation.Safe, e.MaybeApplied())
			want := 2
			if of.Class == operation.NonIdempotent {
				want = 1
			}
			assert.Equal(t, want, seen[of.Method+expandedPath(&of)])
		})
	}
}

// A certificate that fails verification is not retried; a handshake that fails otherwise is.
func TestTLS(t *testing.T) {
	t.Parallel()
	t.Run("an untrusted certificate", func(t *testing.T) {
		t.Parallel()
		var dials atomic.Int64
		server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request was sent") }))
		server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				dials.Add(1)
			}
		}
		server.Config.ErrorLog = discardLog()
		server.StartTLS()
		t.Cleanup(server.Close)
		for _, op := range []string{"Users.Get", "People.Update", "Orders.Create"} {
			dials.Store(0)
			err := canaryCalls[op].do(t.Context(), canaryClient(t, ownTransport(t), leeloo.WithBaseURL(server.URL)))
			e := requireKind(t, nil, err)
			assert.False(t, e.MaybeApplied())
			assert.Equal(t, 1, e.Attempts, "not retried")
			_, ok := errors.AsType[*tls.CertificateVerificationError](err)
			assert.True(t, ok)
			assert.EqualValues(t, 1, dials.Load())
		}
	})
	t.Run("a closed connection during the handshake", func(t *testing.T) {
		t.Parallel()
		var dials atomic.Int64
		address := listenLoopback(t, func(conn *net.TCPConn) {
			dials.Add(1)
			_, _ = conn.Read(make([]byte, 1))
		})
		c := canaryClient(t, ownTransport(t), leeloo.WithBaseURL("https://"+address), leeloo.WithMaxAttempts(2))
		e := requireKind(t, nil, canaryCalls["Orders.Create"].do(t.Context(), c))
		assert.False(t, e.MaybeApplied(), "the request was not sent")
		assert.Equal(t, 2, e.Attempts)
		assert.EqualValues(t, 2, dials.Load())
	})
}

// The context may end before the request is sent, or after that.
func TestContextEndsOnTheNetwork(t *testing.T) {
	t.Parallel()
	t.Run("while dialing", func(t *testing.T) {
		t.Parallel()
		transport := ownTransport(t)
		transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		err := canaryCalls["Orders.Create"].do(ctx, canaryClient(t, transport))
		assert.False(t, requireKind(t, nil, err).MaybeApplied(), "the request was not sent")
		assert.ErrorIs(t, err, context.DeadlineExceeded)
	})
	t.Run("after the request was read", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		address := listenLoopback(t, func(conn *net.TCPConn) {
			_, _ = conn.Read(make([]byte, 1)) // the connection is established, however slow the computer is
			cancel()
			_, _ = io.Copy(io.Discard, conn)
		})
		err := canaryCalls["Orders.Create"].do(ctx, canaryClient(t, ownTransport(t), leeloo.WithBaseURL("http://"+address)))
		assert.True(t, requireKind(t, nil, err).MaybeApplied())
		assert.ErrorIs(t, err, context.Canceled)
	})
}

func TestUnresolvedHostIsRetried(t *testing.T) {
	t.Parallel()
	transport := ownTransport(t)
	transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		return nil, &net.OpError{Op: "dial", Err: &net.DNSError{Name: canaryToken, Server: canaryPhone}}
	}
	err := canaryCalls["Orders.Create"].do(t.Context(), canaryClient(t, transport, leeloo.WithMaxAttempts(2)))
	e := requireKind(t, nil, err)
	assert.Equal(t, "leeloo: Orders.Create: host name not resolved: api.leeloo.ai:443; 2 attempts", err.Error())
	assert.False(t, e.MaybeApplied())
	assert.Equal(t, 2, e.Attempts)
	_, ok := errors.AsType[*net.DNSError](err)
	assert.True(t, ok, "errors.As finds the cause")
}

package transport_test

import (
	"bufio"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/transport"
)

// A connection dies without a word when a relay, a firewall or a suspended host forgets it: what is written vanishes and
// nothing is received. The relay below forgets its connections when it is told to, and accepts new ones.
type relay struct {
	dial  func(context.Context, string, string) (net.Conn, error)
	conns []*relayedConn
}

type relayedConn struct {
	net.Conn
	forgotten atomic.Bool
}

func (r *relay) DialContext(ctx context.Context, network, address string) (net.Conn, error) {
	conn, err := r.dial(ctx, network, address)
	if err != nil {
		return nil, err
	}
	relayed := &relayedConn{Conn: conn}
	r.conns = append(r.conns, relayed)
	return relayed, nil
}

func (r *relay) forget() {
	for _, conn := range r.conns {
		conn.forgotten.Store(true)
	}
}

func (c *relayedConn) Write(b []byte) (int, error) {
	if c.forgotten.Load() {
		return len(b), nil
	}
	return c.Conn.Write(b)
}

func TestDeadHTTP2ConnectionIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, relay := overHTTP2Pipe(t)
		for range 3 { // one connection serves all
			got, err := tr.Do(t.Context(), &post)
			require.NoError(t, err)
			assert.Equal(t, "HTTP/2.0", string(got.Body))
		}
		require.Len(t, relay.conns, 1)

		relay.forget()
		start := time.Now()
		_, failed := doFails(t, tr, t.Context(), post)
		assert.EqualError(t, failed, "connection lost (the server did not respond to an HTTP/2 ping): example.com:443")
		assert.Equal(t, transport.TransportError, failed.Reason)
		assert.False(t, failed.NotSent)
		assert.LessOrEqual(t, time.Since(start), 10*time.Second)

		start = time.Now()
		_, err := tr.Do(t.Context(), &post)
		require.NoError(t, err, "the first retry")
		assert.Zero(t, time.Since(start))
		assert.Len(t, relay.conns, 2)
	})
}

// A caller with a deadline below the ping's gets a working connection within the same time.
func TestDeadHTTP2ConnectionIsReplacedUnderShortDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, relay := overHTTP2Pipe(t)
		_, err := tr.Do(t.Context(), &post)
		require.NoError(t, err)
		relay.forget()
		start := time.Now()
		for {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			_, err = tr.Do(ctx, &post)
			cancel()
			if err == nil {
				break
			}
		}
		assert.LessOrEqual(t, time.Since(start), 10*time.Second)
	})
}

// A server may take its time, if it responds to pings.
func TestSlowHTTP2ResponseIsNotADeadConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tr, relay := overHTTP2Pipe(t)
		slow := post
		slow.Query = "slow"
		start := time.Now()
		_, err := tr.Do(t.Context(), &slow)
		require.NoError(t, err)
		assert.Equal(t, 25*time.Second, time.Since(start))
		assert.Len(t, relay.conns, 1)
	})
}

// overHTTP2Pipe returns a Transport with production timings, connected through a relay to an HTTP/2 server in the
// synctest bubble.
func overHTTP2Pipe(t *testing.T) (*transport.Transport, *relay) {
	listener := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.RawQuery == "slow" {
			time.Sleep(25 * time.Second)
		}
		io.WriteString(w, r.Proto)
	}))
	server.Listener.Close()
	server.Listener = listener
	// A pipe has no buffer: a session ticket and the client's first frames would wait for each other.
	server.TLS = &tls.Config{SessionTicketsDisabled: true}
	startHTTP2(server)

	tr := trusting(t, server)
	tr.Timeout = 30 * time.Second
	tr.BaseURL = parse(t, "https://example.com") // a name of the certificate
	relay := &relay{dial: listener.dial}
	connections := tr.RoundTripper.(*http.Transport)
	connections.DialContext = relay.DialContext
	t.Cleanup(func() {
		connections.CloseIdleConnections()
		for _, conn := range relay.conns {
			conn.Close()
		}
		server.CloseClientConnections()
		server.Close()
	})
	return tr, relay
}

type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	l.conns <- server
	return client, nil
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 443} }

// HTTP/1 has no ping: the attempt on a dead connection times out, and the connection with it.
func TestDeadHTTP1ConnectionIsReplaced(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		relay := &relay{dial: pipeDialer(func(conn net.Conn, requests *bufio.Reader) {
			for readRequest(requests) == nil {
				io.WriteString(conn, ok)
			}
		})}
		tr := newTransport(t, "http://leeloo.test")
		tr.RoundTripper.(*http.Transport).DialContext = relay.DialContext
		for range 3 {
			_, err := tr.Do(t.Context(), &post)
			require.NoError(t, err)
		}
		require.Len(t, relay.conns, 1)

		relay.forget()
		_, failed := doFails(t, tr, t.Context(), post)
		assert.Equal(t, transport.TimedOut, failed.Reason)
		assert.False(t, failed.NotSent)

		_, err := tr.Do(t.Context(), &post)
		require.NoError(t, err)
		assert.Len(t, relay.conns, 2)
	})
}

// A server closes a connection that was idle for 5 s. The client learns of it 50 ms later, and a request that it sends
// in between gets no response: it may have been applied for all the client knows.
func TestIdleConnectionsAreClosedBeforeTheServerClosesThem(t *testing.T) {
	serverClosesAfter5s := func(conn net.Conn, requests *bufio.Reader) {
		for {
			conn.SetReadDeadline(time.Now().Add(5 * time.Second))
			if readRequest(requests) != nil {
				break
			}
			io.WriteString(conn, ok)
		}
		// The request arrives at a connection that is closed already.
		conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
		io.Copy(io.Discard, requests)
	}
	tests := map[string]struct {
		idleTimeout time.Duration // 0: that of the package
		lost        bool
	}{
		"as the package sets it": {0, false},
		"as net/http sets it":    {90 * time.Second, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				tr := newTransport(t, "http://leeloo.test")
				connections := tr.RoundTripper.(*http.Transport)
				connections.DialContext = pipeDialer(serverClosesAfter5s)
				if tt.idleTimeout > 0 {
					connections.IdleConnTimeout = tt.idleTimeout
				}
				lost := 0
				for pause := time.Duration(0); pause < 6*time.Second; pause += 20 * time.Millisecond {
					_, err := tr.Do(t.Context(), &post)
					if err != nil {
						lost++
					}
					time.Sleep(pause)
				}
				assert.Equal(t, tt.lost, lost > 0, "%d lost", lost)
				connections.CloseIdleConnections()
				time.Sleep(time.Minute)
			})
		})
	}
}

// The server closes the connection between the moment at which net/http picks it and the first byte of the request.
func TestConnectionClosedWhileItIsPicked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		closeIdle := make(chan struct{})
		tr := newTransport(t, "http://leeloo.test")
		tr.RoundTripper.(*http.Transport).DialContext = pipeDialer(func(conn net.Conn, requests *bufio.Reader) {
			readRequest(requests)
			io.WriteString(conn, ok)
			<-closeIdle
		})
		_, err := tr.Do(t.Context(), &post)
		require.NoError(t, err)

		ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) {
			close(closeIdle)
			synctest.Wait()
		}})
		_, failed := doFails(t, tr, ctx, post)
		assert.False(t, failed.NotSent)
		assert.EqualError(t, failed, closed+": leeloo.test:80")
	})
}

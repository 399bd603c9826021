package webhook_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/webhook"
)

// pipe is a listener with one connection in memory, which works in a synctest bubble.
type pipe struct {
	server chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (p *pipe) Accept() (net.Conn, error) {
	select {
	case conn := <-p.server:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipe) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipe) Addr() net.Addr { return &net.UnixAddr{} }

// inBubble runs a test with a connection to an http.Server with the handler.
func inBubble(t *testing.T, h http.Handler, test func(t *testing.T, sender net.Conn)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		sender, conn := net.Pipe()
		listener := &pipe{server: make(chan net.Conn, 1), closed: make(chan struct{})}
		listener.server <- conn
		server := &http.Server{Handler: h}
		go func() { _ = server.Serve(listener) }()
		defer func() {
			_ = sender.Close()
			_ = server.Close()
			time.Sleep(time.Second) // net/http ends its goroutine 500 ms after the last response
		}()
		test(t, sender)
	})
}

func requestHead(path string, length int) string {
	return fmt.Sprintf("POST %s HTTP/1.1\r\nHost: example.com\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n", path, length)
}

// drip sends body byte by byte until the connection is closed.
func drip(conn net.Conn, body string, pause time.Duration) {
	for _, b := range []byte(body) {
		if _, err := conn.Write([]byte{b}); err != nil {
			return
		}
		time.Sleep(pause)
	}
}

func TestHandlerStopsReadingASlowBody(t *testing.T) {
	tests := map[string]struct {
		path   string
		pause  time.Duration
		status int
		within time.Duration
	}{
		"a byte each second": {"/leeloo/" + secret, time.Second, 408, 11 * time.Second},
		"a byte each minute": {"/leeloo/" + secret, time.Minute, 408, 11 * time.Second},
		"wrong secret":       {"/leeloo/a", time.Second, 404, 11 * time.Second},
		"slow but in time":   {"/leeloo/" + secret, 9 * time.Second / time.Duration(len(orderBody)), 200, 10 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			receiver := newReceiver()
			inBubble(t, receiver, func(t *testing.T, sender net.Conn) {
				start := time.Now()
				_, err := sender.Write([]byte(requestHead(tt.path, len(orderBody))))
				require.NoError(t, err)
				var dripping sync.WaitGroup
				dripping.Go(func() { drip(sender, orderBody, tt.pause) })
				response, err := http.ReadResponse(bufio.NewReader(sender), nil)
				require.NoError(t, err)
				assert.Equal(t, tt.status, response.StatusCode)
				assert.LessOrEqual(t, time.Since(start), tt.within)
				require.NoError(t, sender.Close())
				dripping.Wait()
			})
		})
	}
}

func TestOnEventMayTakeLongerThanTheBody(t *testing.T) {
	receiver := newReceiver()
	receiver.OnEvent = func(ctx context.Context, _ webhook.Event) error {
		time.Sleep(time.Minute)
		return ctx.Err()
	}
	inBubble(t, receiver, func(t *testing.T, sender net.Conn) {
		responses := bufio.NewReader(sender)
		for range 2 { // the second request uses the same connection
			_, err := sender.Write([]byte(requestHead("/leeloo/"+secret, len(orderBody)) + orderBody))
			require.NoError(t, err)
			response, err := http.ReadResponse(responses, nil)
			require.NoError(t, err)
			assert.Equal(t, 200, response.StatusCode)
		}
	})
}

func TestSenderGivesUpDuringOnEvent(t *testing.T) {
	tests := map[string]struct {
		result func(ctx context.Context) error
		log    []string
	}{
		"OnEvent stops":    {context.Context.Err, []string{"level=ERROR", "canceled=true", "status=500"}},
		"OnEvent finishes": {func(context.Context) error { return nil }, []string{"level=INFO", "canceled=true", "status=200"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			receiver := newReceiver()
			receiver.OnEvent = func(ctx context.Context, _ webhook.Event) error {
				select {
				case <-ctx.Done():
					return tt.result(ctx)
				case <-time.After(time.Hour):
					return errors.New("not canceled")
				}
			}
			inBubble(t, receiver, func(t *testing.T, sender net.Conn) {
				_, err := sender.Write([]byte(requestHead("/leeloo/"+secret, len(orderBody)) + orderBody))
				require.NoError(t, err)
				time.Sleep(15 * time.Second)
				require.NoError(t, sender.Close())
				synctest.Wait()
				for _, want := range append(tt.log, "duration=15") {
					assert.Contains(t, receiver.log.String(), want)
				}
			})
		})
	}
}

func TestSenderClosesTheConnectionInTheBody(t *testing.T) {
	receiver := newReceiver()
	inBubble(t, receiver, func(t *testing.T, sender net.Conn) {
		_, err := sender.Write([]byte(requestHead("/leeloo/"+secret, len(orderBody)) + orderBody[:10]))
		require.NoError(t, err)
		require.NoError(t, sender.Close())
		synctest.Wait()
		assert.Contains(t, receiver.log.String(), "status=400")
		assert.Contains(t, receiver.log.String(), "the body is incomplete")
		assert.Empty(t, receiver.events)
	})
}

func TestReadBackTakesLimitedTime(t *testing.T) {
	tests := map[string]struct {
		senderGivesUp time.Duration
		want          time.Duration
	}{
		"sender waits":    {time.Hour, 20 * time.Second},
		"sender gives up": {5 * time.Second, 5 * time.Second},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			receiver := newReceiver()
			synctest.Test(t, func(t *testing.T) {
				receiver.Client = clientOf(t, roundTrip(func(r *http.Request) (*http.Response, error) {
					<-r.Context().Done()
					return nil, r.Context().Err()
				}))
				ctx, cancel := context.WithTimeout(t.Context(), tt.senderGivesUp)
				defer cancel()
				start := time.Now()
				assert.Equal(t, 503, serve(receiver, post(orderBody).WithContext(ctx)).Code)
				assert.Equal(t, tt.want, time.Since(start))
				assert.Equal(t, tt.want == tt.senderGivesUp, strings.Contains(receiver.log.String(), "canceled=true"))
				assert.Empty(t, receiver.events)
			})
		})
	}
}

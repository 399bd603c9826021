package leeloo_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// countConns starts a server that counts its connections: all that were opened, and those that are open.
func countConns(t *testing.T) (url string, counts func() (opened, open int)) {
	var mu sync.Mutex
	opened, conns := 0, map[net.Conn]bool{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"status":1,"data":[]}`)
	}))
	server.Config.ConnState = func(conn net.Conn, state http.ConnState) {
		mu.Lock()
		defer mu.Unlock()
		switch state {
		case http.StateNew:
			opened++
			conns[conn] = true
		case http.StateClosed:
			delete(conns, conn)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	return server.URL, func() (int, int) {
		mu.Lock()
		defer mu.Unlock()
		return opened, len(conns)
	}
}

// A client for each of 100 tenants costs neither goroutines nor connections. (Not parallel: it counts all goroutines.)
func TestClientsShareOnePoolOfConnections(t *testing.T) {
	const tenants = 100
	options := map[string][]leeloo.Option{
		"no http.Client":                     nil,
		"an http.Client without a transport": {leeloo.WithHTTPClient(&http.Client{Timeout: time.Minute})},
	}
	for name, opts := range options {
		t.Run(name, func(t *testing.T) {
			url, counts := countConns(t)
			before := runtime.NumGoroutine()
			clients := make([]*leeloo.Client, tenants)
			for i := range clients {
				var err error
				clients[i], err = leeloo.NewClient(testToken, append([]leeloo.Option{leeloo.WithBaseURL(url)}, opts...)...)
				require.NoError(t, err)
				require.NoError(t, get(t.Context(), clients[i]))
			}
			opened, _ := counts()
			assert.LessOrEqual(t, opened, 2, "of %d clients", tenants)
			assert.LessOrEqual(t, runtime.NumGoroutine()-before, 10, "goroutines of %d clients", tenants)

			clients[0].CloseIdleConnections()
			require.Eventually(t, func() bool {
				_, open := counts()
				return open == 0
			}, 10*time.Second, time.Millisecond, "any of the clients closes the idle connections")
			require.NoError(t, get(t.Context(), clients[1]), "and connects again")
			runtime.KeepAlive(clients)
		})
	}
}

// Calls at the same time need a connection each. At most 32 of them are kept.
func TestSharedPoolKeepsFewIdleConnections(t *testing.T) {
	url, counts := countConns(t)
	var running sync.WaitGroup
	var clients []*leeloo.Client
	for range 100 {
		c, err := leeloo.NewClient(testToken, leeloo.WithBaseURL(url))
		require.NoError(t, err)
		clients = append(clients, c)
		running.Go(func() { assert.NoError(t, get(t.Context(), c)) })
	}
	running.Wait()
	require.Eventually(t, func() bool {
		_, open := counts()
		return open <= 32
	}, 10*time.Second, time.Millisecond)
	clients[0].CloseIdleConnections()
}

// A transport of the caller's is not shared, and CloseIdleConnections reaches it.
func TestCloseIdleConnectionsOfTheCallersTransport(t *testing.T) {
	t.Parallel()
	url, counts := countConns(t)
	own := ownTransport(t)
	c, err := leeloo.NewClient(testToken, leeloo.WithBaseURL(url), leeloo.WithHTTPClient(&http.Client{Transport: own}))
	require.NoError(t, err)
	other, err := leeloo.NewClient(testToken, leeloo.WithBaseURL(url), leeloo.WithHTTPClient(&http.Client{Transport: ownTransport(t)}))
	require.NoError(t, err)
	require.NoError(t, get(t.Context(), c))
	require.NoError(t, get(t.Context(), other))
	opened, _ := counts()
	require.Equal(t, 2, opened)

	c.CloseIdleConnections()
	require.Eventually(t, func() bool {
		_, open := counts()
		return open == 1
	}, 10*time.Second, time.Millisecond)
}

func TestCloseIdleConnectionsWithoutAPool(t *testing.T) {
	t.Parallel()
	(*leeloo.Client)(nil).CloseIdleConnections()
	(&leeloo.Client{}).CloseIdleConnections()
	scripted(respondEmptyList).client(t).CloseIdleConnections()
}

package leeloo_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// hookHandler is a slog.Handler that calls a function.
type hookHandler struct{ hook func() }

func (h hookHandler) Enabled(context.Context, slog.Level) bool { return true }
func (h hookHandler) WithAttrs([]slog.Attr) slog.Handler       { return h }
func (h hookHandler) WithGroup(string) slog.Handler            { return h }

func (h hookHandler) Handle(context.Context, slog.Record) error {
	h.hook()
	return nil
}

// hookTransport calls a function before each request.
type hookTransport struct {
	http.RoundTripper
	hook func()
}

func (h hookTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	h.hook()
	return h.RoundTripper.RoundTrip(r)
}

// The caller's code that runs in a request.
var hooks = map[string]func(server http.RoundTripper, hook func()) []leeloo.Option{
	"limiter": func(server http.RoundTripper, hook func()) []leeloo.Option {
		return []leeloo.Option{leeloo.WithLimiter(limiterFunc(func(context.Context) error {
			hook()
			return nil
		}))}
	},
	"logger": func(server http.RoundTripper, hook func()) []leeloo.Option {
		return []leeloo.Option{leeloo.WithLogger(slog.New(hookHandler{hook}))}
	},
	"transport": func(server http.RoundTripper, hook func()) []leeloo.Option {
		return []leeloo.Option{leeloo.WithHTTPClient(&http.Client{Transport: hookTransport{server, hook}})}
	},
}

// A panic in the caller's code can be recovered around the loop, and runtime.Goexit ends the goroutine of the loop,
// whether or not a page was fetched ahead.
func TestPanicInTheCallersCodeReachesTheLoop(t *testing.T) {
	t.Parallel()
	ways := map[string]func(){
		"panic":  func() { panic("the caller's") },
		"Goexit": runtime.Goexit,
	}
	for where, with := range hooks {
		for way, end := range ways {
			for _, prefetch := range []int{0, 1, 8} {
				for _, from := range []int{1, 2, 7} { // the request at which it happens
					t.Run(fmt.Sprintf("%s in the %s, prefetch %d, from request %d", way, where, prefetch, from), func(t *testing.T) {
						synctest.Test(t, func(t *testing.T) {
							server, requests := newSteadyUsers(1000), make(chan int, 1)
							requests <- 0
							hook := func() {
								n := <-requests + 1
								requests <- n
								if n == from {
									end()
								}
							}
							c := canaryClient(t, server, with(server, hook)...)
							users, ended, recovered := readUsers(t, c, prefetch)
							if way == "panic" {
								assert.Equal(t, "the caller's", recovered)
							} else {
								assert.Nil(t, recovered)
							}
							assert.False(t, ended, "the loop does not end as if the list were complete")
							assert.Equal(t, from > 1, users > 0, "the items before it are yielded")
						})
					})
				}
			}
		}
	}
}

// readUsers reads all users in a goroutine of its own, and returns how it ended.
func readUsers(t *testing.T, c *leeloo.Client, prefetch int) (users int, ended bool, recovered any) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() { recovered = recover() }()
		for _, err := range c.Users.All(t.Context(), leeloo.ListParams{Limit: 10, Prefetch: prefetch}) {
			if !assert.NoError(t, err) {
				return
			}
			users++
		}
		ended = true
	}()
	<-done
	return users, ended, recovered
}

// newSteadyUsers is a server with a list of users that does not change.
func newSteadyUsers(users int) *scriptedServer {
	return scripted(func(r *http.Request) (*http.Response, error) {
		var offset, limit int
		_, err := fmt.Sscanf(r.URL.RawQuery, "limit=%d&offset=%d", &limit, &offset)
		if err != nil { // the first page has no offset
			_, err = fmt.Sscanf(r.URL.RawQuery, "limit=%d", &limit)
		}
		list := ""
		for i := offset; i < min(offset+limit, users); i++ {
			list += fmt.Sprintf(`,{"id":"%d"}`, i)
		}
		if err != nil || list == "" {
			return respondData("[]")(r)
		}
		return respondData("[" + list[1:] + "]")(r)
	})
}

// The list of the tests above can be read to its end.
func TestPrefetchReadsTheWholeList(t *testing.T) {
	t.Parallel()
	for _, prefetch := range []int{0, 1, 8, 32} {
		server := newSteadyUsers(1000)
		users, ended, recovered := readUsers(t, canaryClient(t, server), prefetch)
		require.Nil(t, recovered)
		assert.True(t, ended)
		assert.Equal(t, 1000, users)
		assert.LessOrEqual(t, server.requests(), 113+prefetch, "at most as many unnecessary requests as pages ahead")
	}
}

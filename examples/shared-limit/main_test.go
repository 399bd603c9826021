package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/exampletest"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestMain(m *testing.M) {
	logging.Disable()
	exampletest.Main(m, main)
}

var duration = regexp.MustCompile(`in [\d.]+m?s`)

func TestDemoPrintsWhatTheReadmeShows(t *testing.T) {
	result := exampletest.Run(t, nil, "-demo")
	assert.Equal(t, duration.ReplaceAllString(exampletest.Output(t), "in …"), duration.ReplaceAllString(result.Stdout, "in …"))
	assert.Empty(t, result.Stderr)
	assert.Equal(t, 0, result.Code)
}

func TestUsage(t *testing.T) {
	server := leelootest.New(t)
	token, good := "LEELOO_TOKEN="+server.Token, "REDIS_URL=redis://:canary@127.0.0.1:1"
	tests := map[string]struct {
		env    []string
		args   []string
		code   int
		stderr string
	}{
		"no token":       {[]string{good}, nil, 2, "try -demo"},
		"no Redis":       {[]string{token, "REDIS_URL="}, nil, 2, "REDIS_URL"},
		"not a URL":      {[]string{token, "REDIS_URL=canary@localhost"}, nil, 2, "REDIS_URL"},
		"broken URL":     {[]string{token, "REDIS_URL=redis://:canary@:x"}, nil, 2, "REDIS_URL"},
		"one per minute": {[]string{token, good}, []string{"-per-minute", "1"}, 2, "-per-minute"},
		"301 per minute": {[]string{token, good}, []string{"-per-minute", "301"}, 2, "-per-minute"},
		"not a number":   {[]string{token, good}, []string{"-per-minute", "many"}, 2, "-per-minute"},
		"nobody":         {[]string{token, good}, []string{"-people", "0"}, 2, "-people"},
		"too many":       {[]string{token, good}, []string{"-people", "101"}, 2, "-people"},
		"unknown flag":   {[]string{token, good}, []string{"-token", "x"}, 2, "-token"},
		"help":           {nil, []string{"-h"}, 0, "-per-minute"},
		"bad token":      {[]string{"LEELOO_TOKEN=two words", good}, nil, 1, "LEELOO_TOKEN"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			result := exampletest.Run(t, tt.env, tt.args...)
			assert.Equal(t, tt.code, result.Code, result.Stderr)
			assert.Contains(t, result.Stderr, tt.stderr)
			for _, secret := range []string{"canary", server.Token, "two words"} {
				assert.NotContains(t, result.Stderr, secret)
			}
			assert.Empty(t, result.Stdout)
		})
	}
	t.Cleanup(func() { assert.Empty(t, server.Requests()) })
}

func TestOutageOfRedisEndsTheProgram(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := leelootest.New(t)
		options := &redis.Options{Addr: "192.0.2.1:6379", Dialer: func(context.Context, string, string) (net.Conn, error) {
			return nil, errors.New("connection refused")
		}}
		err := work(t.Context(), "this process", options, server.Token, 300, 20, leeloo.WithHTTPClient(&http.Client{Transport: server.Transport()}))
		require.ErrorIs(t, err, ErrLimiter)
		assert.Equal(t, 1, report(err))
		assert.Empty(t, server.Requests())
		time.Sleep(2 * time.Second) // a goroutine of go-redis that dials again sees its end within a second
	})
}

// account is a Leeloo with 20 people that records when requests arrive.
type account struct {
	*leelootest.Server
	url string

	mu       sync.Mutex
	arrivals []time.Time
}

func newAccount(t *testing.T) *account {
	t.Helper()
	a := &account{Server: leelootest.New(t)}
	a.Seed(20)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a.mu.Lock()
		a.arrivals = append(a.arrivals, time.Now())
		a.mu.Unlock()
		a.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	a.url = front.URL + "/api/v2"
	return a
}

func (a *account) received() []time.Time {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.arrivals)
}

// twoProcesses runs the program twice at the same time, and fails unless both read 20 people.
func (a *account) twoProcesses(t *testing.T, redisAddr string) {
	t.Helper()
	env := []string{"LEELOO_TOKEN=" + a.Token, "LEELOO_BASE_URL=" + a.url, "REDIS_URL=redis://" + redisAddr}
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			result := exampletest.Run(t, env, "-people", "20")
			assert.Equal(t, 0, result.Code, result.Stderr)
			assert.Contains(t, result.Stdout, "20 people read by this process")
			assert.NotContains(t, result.Stdout+result.Stderr, a.Token)
		})
	}
	both.Wait()
}

// requireOneLimit fails if more requests arrived in any part of the time than one limiter of 300 a minute allows: a burst of
// 10, then 290 a minute. Two limiters would allow 20 at once. A request may be a little late, and so closer to the next.
func requireOneLimit(t *testing.T, arrivals []time.Time, burst float64) {
	t.Helper()
	require.Len(t, arrivals, 2*(1+20), "a list and 20 people for each process")
	for i, first := range arrivals {
		for j, last := range arrivals[i:] {
			allowed := burst + 290*(last.Sub(first)+time.Second).Minutes()
			require.LessOrEqual(t, float64(j), allowed, "requests %d to %d in %v", i, i+j, last.Sub(first))
		}
	}
}

func TestProcessesShareOneLimit(t *testing.T) {
	t.Parallel()
	small := miniredis.RunT(t)
	a := newAccount(t)
	a.twoProcesses(t, small.Addr())
	requireOneLimit(t, a.received(), 10)
	for _, request := range a.Requests() {
		assert.Equal(t, http.MethodGet, request.Method, "the program only reads")
	}
	assert.Len(t, small.Keys(), 1)
}

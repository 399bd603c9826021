//go:build unix

package main

import (
	"io"
	"net"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// realRedis is a redis-server of the test's own.
type realRedis struct {
	addr string
	cmd  *exec.Cmd
}

func startRedis(t *testing.T) *realRedis {
	t.Helper()
	if _, err := exec.LookPath("redis-server"); err != nil {
		t.Skip("redis-server is not installed")
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	require.NoError(t, listener.Close())
	r := &realRedis{addr: listener.Addr().String()}
	r.start(t)
	return r
}

func (r *realRedis) start(t *testing.T) {
	t.Helper()
	_, port, err := net.SplitHostPort(r.addr)
	require.NoError(t, err)
	r.cmd = exec.CommandContext(t.Context(), "redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", t.TempDir())
	r.cmd.Stdout = io.Discard
	require.NoError(t, r.cmd.Start())
	t.Cleanup(r.kill)
	client := redis.NewClient(&redis.Options{Addr: r.addr})
	defer client.Close()
	require.Eventually(t, func() bool { return client.Ping(t.Context()).Err() == nil }, 10*time.Second, 10*time.Millisecond)
}

func (r *realRedis) kill() {
	_ = r.cmd.Process.Kill()
	_ = r.cmd.Wait()
}

const blip = 4 * time.Second

func TestBlipOfARealRedisIsWaitedOut(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		blip  func(*testing.T, *realRedis)
		burst float64
	}{
		"killed, restarted": {restart, 20}, // it forgets what was sent: one burst more
		"stopped, resumed":  {suspend, 10},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store, a := startRedis(t), newAccount(t)
			var disturbing sync.WaitGroup
			disturbing.Go(func() {
				assert.Eventually(t, func() bool { return len(a.received()) > 15 }, 30*time.Second, time.Millisecond)
				tt.blip(t, store)
			})
			a.twoProcesses(t, store.addr)
			disturbing.Wait()
			arrivals := a.received()
			requireOneLimit(t, arrivals, tt.burst)
			assert.Greater(t, longestPause(arrivals), blip-time.Second, "nothing is sent without Redis")
		})
	}
}

func restart(t *testing.T, store *realRedis) {
	store.kill()
	time.Sleep(blip)
	store.start(t)
}

func suspend(t *testing.T, store *realRedis) {
	assert.NoError(t, store.cmd.Process.Signal(syscall.SIGSTOP))
	time.Sleep(blip)
	assert.NoError(t, store.cmd.Process.Signal(syscall.SIGCONT))
}

func longestPause(arrivals []time.Time) (longest time.Duration) {
	for i := range len(arrivals) - 1 {
		longest = max(longest, arrivals[i+1].Sub(arrivals[i]))
	}
	return longest
}

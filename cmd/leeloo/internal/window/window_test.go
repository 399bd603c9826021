package window_test

import (
	"context"
	"encoding/binary"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/window"
)

// open opens a window as a process does.
func open(t *testing.T, path string, waiting func(time.Time)) *window.Window {
	t.Helper()
	w, err := window.Open(path, waiting)
	require.NoError(t, err)
	t.Cleanup(w.Close)
	return w
}

func TestNoMoreThan300InAnyMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "state", "window")
		var waits []time.Duration
		begun := time.Now()
		var sent []time.Duration
		// A crash loop: each process sends a few requests and is gone.
		for len(sent) < 1000 {
			w, err := window.Open(path, func(until time.Time) { waits = append(waits, time.Until(until)) })
			require.NoError(t, err)
			for range 7 {
				require.NoError(t, w.Wait(t.Context()))
				sent = append(sent, time.Since(begun))
				time.Sleep(10 * time.Millisecond)
			}
			w.Close()
		}
		for i, at := range sent[:len(sent)-300] {
			assert.GreaterOrEqual(t, sent[i+300]-at, time.Minute, "request %d", i)
		}
		assert.Less(t, sent[300], time.Minute+time.Second, "no longer than needed")
		require.NotEmpty(t, waits)
		assert.InDelta(t, 57, waits[0].Seconds(), 0.1, "300 requests took 3 s")
	})
}

func TestProcessesShareTheWindow(t *testing.T) {
	path := filepath.Join(t.TempDir(), "window")
	var all sync.WaitGroup
	var mu sync.Mutex
	sent := 0
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for range 4 { // two files of one process lock each other like two processes
		w := open(t, path, nil)
		for range 3 {
			all.Go(func() {
				for range 50 {
					if w.Wait(ctx) != nil {
						return // the next one is a minute away
					}
					mu.Lock()
					sent++
					mu.Unlock()
				}
			})
		}
	}
	all.Wait()
	assert.Equal(t, 300, sent)
}

func TestAWaitPastTheDeadlineReturnsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, full(t, time.Now()), nil)
		ctx, cancel := context.WithTimeout(t.Context(), 59*time.Second)
		defer cancel()
		begun := time.Now()
		require.ErrorIs(t, w.Wait(ctx), context.DeadlineExceeded)
		assert.Zero(t, time.Since(begun))
	})
}

func TestACanceledWaitEndsAtOnceAndTakesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := full(t, time.Now())
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(10*time.Second, cancel)
		w := open(t, path, nil)
		begun := time.Now()
		require.ErrorIs(t, w.Wait(ctx), context.Canceled)
		assert.Equal(t, 10*time.Second, time.Since(begun))
		time.Sleep(50 * time.Second)
		for range 300 {
			require.NoError(t, w.Wait(t.Context()))
		}
		assert.Equal(t, time.Minute, time.Since(begun))
	})
}

func TestAClockThatWasSetBackDelaysAMinuteAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := open(t, full(t, time.Now().Add(24*time.Hour)), nil)
		begun := time.Now()
		require.NoError(t, w.Wait(t.Context()))
		assert.Equal(t, time.Minute, time.Since(begun))
	})
}

// A process that is stopped (SIGSTOP) while it has the file must not block the others for ever.
func TestALockOfAStoppedProcessDoesNotBlockForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "window")
		w := open(t, path, nil)
		stopped := flock.New(path + ".lock")
		require.NoError(t, stopped.Lock())
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, cancel) // Ctrl-C
		require.ErrorIs(t, w.Wait(ctx), context.Canceled)
		_, err := window.Open(path, nil)
		require.ErrorContains(t, err, "is it stopped?")

		time.AfterFunc(time.Minute, func() { _ = stopped.Unlock() }) // it goes on
		require.NoError(t, w.Wait(t.Context()))
	})
}

func TestABrokenFileIsNoReasonToStop(t *testing.T) {
	for name, content := range map[string]string{"empty": "", "half a time": "123", "a text": "this is not a file of times at all"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "window")
			require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
			require.NoError(t, open(t, path, nil).Wait(t.Context()))
		})
	}
}

func TestADirectoryThatCannotBeWrittenToIsFoundAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	_, err := window.Open(filepath.Join(file, "window"), nil)
	require.Error(t, err)
}

// full returns the file of a window that is full of requests at a time.
func full(t *testing.T, at time.Time) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "window")
	var content []byte
	for range 300 {
		content = binary.BigEndian.AppendUint64(content, uint64(at.UnixNano()))
	}
	require.NoError(t, os.WriteFile(path, content, 0o600))
	return path
}

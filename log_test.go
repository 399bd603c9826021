package leeloo_test

import (
	"bytes"
	"context"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// logbook is a slog.Handler that keeps the records.
type logbook struct {
	level slog.Level
	mu    sync.Mutex
	lines []logLine
}

type logLine struct {
	level   slog.Level
	message string
	attrs   map[string]any
}

func (b *logbook) Enabled(_ context.Context, level slog.Level) bool { return level >= b.level }
func (b *logbook) WithAttrs([]slog.Attr) slog.Handler               { panic("not used") }
func (b *logbook) WithGroup(string) slog.Handler                    { panic("not used") }

func (b *logbook) Handle(_ context.Context, r slog.Record) error {
	line := logLine{r.Level, r.Message, map[string]any{}}
	r.Attrs(func(a slog.Attr) bool {
		line.attrs[a.Key] = a.Value.Resolve().Any()
		return true
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	b.lines = append(b.lines, line)
	return nil
}

const ordersUpdate = "POST /orders/{order_id}"

// The whole log of a call: these records, these attributes and no others.
func TestLogOfACall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		book := &logbook{level: slog.LevelDebug}
		server := scripted(says(429, limitText, "Retry-After", "5"), succeeds(canaryRow))
		limiter := limiterFunc(func(context.Context) error {
			time.Sleep(1500 * time.Millisecond)
			return nil
		})
		c := server.client(t, leeloo.WithLogger(slog.New(book)), leeloo.WithLimiter(limiter))
		require.NoError(t, canaryCalls["Orders.Update"].do(t.Context(), c))

		common := func(attempt int, more map[string]any) map[string]any {
			more["operation"], more["route"], more["attempt"] = "Orders.Update", ordersUpdate, int64(attempt)
			return more
		}
		assert.Equal(t, []logLine{
			{slog.LevelInfo, "leeloo: waited for the rate limit", common(0, map[string]any{"wait": 1500 * time.Millisecond})},
			{slog.LevelDebug, "leeloo: attempt", common(1, map[string]any{"status": int64(429), "duration": time.Duration(0), "bytes": int64(len(limitText))})},
			{slog.LevelWarn, "leeloo: will try again", common(1, map[string]any{"status": int64(429), "wait": 5 * time.Second})},
			{slog.LevelInfo, "leeloo: waited for the rate limit", common(1, map[string]any{"wait": 1500 * time.Millisecond})},
			{slog.LevelDebug, "leeloo: attempt", common(2, map[string]any{"status": int64(200), "duration": time.Duration(0), "bytes": int64(len(`{"status":1,"data":` + canaryRow + `}`))})},
		}, book.lines)
	})
}

func TestLogOfAttempts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		reaction reaction
		want     map[string]any
	}{
		{"no answer", hangs, map[string]any{"status": int64(0), "duration": 30 * time.Second, "bytes": int64(0)}},
		{"a success", succeedsWithNothing, map[string]any{"status": int64(200), "duration": time.Duration(0), "bytes": int64(22)}},
		{"a failure", says(404, "nothing"), map[string]any{"status": int64(404), "duration": time.Duration(0), "bytes": int64(7)}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				book := &logbook{level: slog.LevelDebug}
				c := scripted(tt.reaction).client(t, leeloo.WithLogger(slog.New(book)), leeloo.WithMaxAttempts(1))
				_ = rawCall(t.Context(), c)
				tt.want["operation"], tt.want["route"], tt.want["attempt"] = "Call", "POST", int64(1)
				assert.Equal(t, []logLine{{slog.LevelDebug, "leeloo: attempt", tt.want}}, book.lines)
			})
		})
	}
}

// Waits over a second are told, others are not.
func TestLogOfWaits(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]int{0: 0, time.Second: 0, time.Second + 1: 1, time.Minute: 1} {
		synctest.Test(t, func(t *testing.T) {
			book := &logbook{level: slog.LevelInfo}
			limiter := limiterFunc(func(context.Context) error {
				time.Sleep(wait)
				return nil
			})
			require.NoError(t, get(t.Context(), scripted(succeedsWithNothing).client(t, leeloo.WithLimiter(limiter), leeloo.WithLogger(slog.New(book)))))
			assert.Len(t, book.lines, want, wait)
		})
	}
}

// The wait for somebody else's 429 is a wait for the rate limit as well.
func TestLogOfAHint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		book := &logbook{level: slog.LevelInfo}
		c := scripted(says(429, "", "Retry-After", "7"), succeedsWithNothing).client(t, leeloo.WithLogger(slog.New(book)))
		require.Error(t, get(t.Context(), c, leeloo.NoRetry()))
		require.NoError(t, get(t.Context(), c))
		require.Len(t, book.lines, 1)
		assert.Equal(t, 7*time.Second, book.lines[0].attrs["wait"])
	})
}

func TestLogLevels(t *testing.T) {
	t.Parallel()
	for level, want := range map[slog.Level]int{slog.LevelDebug: 4, slog.LevelInfo: 2, slog.LevelWarn: 1, slog.LevelError: 0} {
		synctest.Test(t, func(t *testing.T) {
			book := &logbook{level: level}
			waits := 0
			limiter := limiterFunc(func(context.Context) error {
				if waits++; waits == 1 {
					time.Sleep(2 * time.Second)
				}
				return nil
			})
			c := scripted(says(503, ""), succeedsWithNothing).client(t, leeloo.WithLogger(slog.New(book)), leeloo.WithLimiter(limiter))
			require.NoError(t, get(t.Context(), c))
			assert.Len(t, book.lines, want, level)
		})
	}
}

// Every operation, through every kind of failure: nothing of anybody's in the log, as text or as JSON.
func TestLogHoldsNoCanary(t *testing.T) {
	t.Parallel()
	for op, call := range canaryCalls {
		synctest.Test(t, func(t *testing.T) {
			var lines bytes.Buffer
			for _, handler := range []slog.Handler{
				slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}),
				slog.NewJSONHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}),
			} {
				server := scripted(says(429, quotingPage, "Retry-After", "3", "Location", canaryPhone), fails(hostileError{}), says(200, refusal))
				require.Error(t, call.do(t.Context(), server.client(t, leeloo.WithLogger(slog.New(handler))), leeloo.RetryUnsafe()))
			}
			assert.Contains(t, lines.String(), op)
			requireNoCanary(t, lines.String())
		})
	}
}

// Without a logger nothing is written, and so with a nil one. (Not parallel: the default logger is everybody's.)
func TestNoLog(t *testing.T) {
	book := &logbook{level: slog.LevelDebug}
	before := slog.Default()
	slog.SetDefault(slog.New(book))
	defer slog.SetDefault(before)
	for _, opts := range [][]leeloo.Option{nil, {leeloo.WithLogger(nil)}} {
		synctest.Test(t, func(t *testing.T) {
			require.NoError(t, get(t.Context(), scripted(says(429, "", "Retry-After", "5"), succeedsWithNothing).client(t, opts...)))
		})
	}
	assert.Empty(t, book.lines)
}

package leeloo_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
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

// These are all records of a call, and all attributes of each.
func TestLogOfACall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		book := &logbook{level: slog.LevelDebug}
		server := scripted(respond(503, serverError), respondEmptyList)
		limiter := limiterFunc(func(context.Context) error {
			time.Sleep(1500 * time.Millisecond)
			return nil
		})
		c := server.client(t, leeloo.WithLogger(slog.New(book)), leeloo.WithLimiter(limiter))
		require.NoError(t, canaryCalls["Tags.List"].do(t.Context(), c))

		common := func(attempt int, more map[string]any) map[string]any {
			more["operation"], more["route"], more["attempt"] = "Tags.List", "GET /tags", int64(attempt)
			return more
		}
		require.Len(t, book.lines, 5)
		backoff := book.lines[2].attrs["wait"]
		assert.Less(t, backoff, 250*time.Millisecond, "random")
		assert.Equal(t, []logLine{
			{slog.LevelInfo, "leeloo: waited for the rate limit", common(0, map[string]any{"wait": 1500 * time.Millisecond})},
			{slog.LevelDebug, "leeloo: attempt", common(1, map[string]any{
				"status": int64(503), "outcome": "internal server error", "code": "SERVER_ERROR",
				"duration": time.Duration(0), "bytes": int64(len(serverError)),
			})},
			{slog.LevelWarn, "leeloo: will retry", common(1, map[string]any{
				"status": int64(503), "outcome": "internal server error", "wait": backoff,
			})},
			{slog.LevelInfo, "leeloo: waited for the rate limit", common(1, map[string]any{"wait": 1500 * time.Millisecond})},
			{slog.LevelDebug, "leeloo: attempt", common(2, map[string]any{
				"status": int64(200), "outcome": "success", "duration": time.Duration(0), "bytes": int64(22),
			})},
		}, book.lines)
	})
}

// An attempt is logged with its outcome, and with the API's code if there is one: at debug if it succeeds, at warn if it
// fails and is not retried.
func TestLogOfAttempts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		f       responder
		level   slog.Level
		status  int64
		outcome string
		code    string // none if empty
		bytes   int
	}{
		{"a success", respondEmptyList, slog.LevelDebug, 200, "success", "", 22},
		{"a refusal with HTTP 200", respond(200, refusal), slog.LevelWarn, 200, "rejected", "FORMAT_ERROR", len(refusal)},
		{"a refusal of the token", respond(200, authError), slog.LevelWarn, 200, "unauthorized", "FORMAT_ERROR", len(authError)},
		{"a code that may be a phone", respond(200, `{"status":0,"error":{"code":"`+canaryPhone+`"}}`), slog.LevelWarn, 200, "rejected", "?", 45},
		{"HTTP 404", respond(404, "nothing"), slog.LevelWarn, 404, "not found", "", 7},
		{"HTTP 429", respond(429, ""), slog.LevelWarn, 429, "rate limited", "", 0},
		{"the text of the rate limit", respond(200, limitText), slog.LevelWarn, 200, "rate limited", "", len(limitText)},
		{"HTTP 502", respond(502, quotingPage), slog.LevelWarn, 502, "unavailable", "", len(quotingPage)},
		{"SERVER_ERROR", respond(200, serverError), slog.LevelWarn, 200, "internal server error", "SERVER_ERROR", len(serverError)},
		{"a redirect", respond(302, ""), slog.LevelWarn, 302, "redirect", "", 0},
		{"an HTML page", respond(200, quotingPage), slog.LevelWarn, 200, "unexpected response", "", len(quotingPage)},
		{"a lost connection", failWith(io.EOF), slog.LevelWarn, 0, "transport error", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			book := &logbook{level: slog.LevelDebug}
			_ = canaryDo(t.Context(), scripted(tt.f).client(t, leeloo.WithLogger(slog.New(book)), leeloo.WithMaxAttempts(1)))
			require.Len(t, book.lines, 1)
			got := book.lines[0]
			delete(got.attrs, "duration")
			want := map[string]any{
				"operation": "Do", "route": "POST", "attempt": int64(1),
				"status": tt.status, "outcome": tt.outcome, "bytes": int64(tt.bytes),
			}
			if tt.code != "" {
				want["code"] = tt.code
			}
			assert.Equal(t, logLine{tt.level, "leeloo: attempt", want}, got)
		})
	}
	t.Run("a timeout", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			book := &logbook{level: slog.LevelDebug}
			_ = canaryDo(t.Context(), scripted(neverRespond).client(t, leeloo.WithLogger(slog.New(book))))
			require.Len(t, book.lines, 1)
			assert.Equal(t, "transport error", book.lines[0].attrs["outcome"])
			assert.Equal(t, 30*time.Second, book.lines[0].attrs["duration"])
		})
	})
}

// A failure that could be retried, but for the deadline or the retry quota, is logged at warn.
func TestLogOfARetryThatIsPrevented(t *testing.T) {
	t.Parallel()
	logOf := func(ctx context.Context, t *testing.T, calls int) logLine {
		book := &logbook{level: slog.LevelWarn}
		c := scripted(respond(503, "", "Retry-After", "5")).client(t, leeloo.WithLogger(slog.New(book)), leeloo.WithMaxAttempts(2))
		for range calls {
			require.Error(t, get(ctx, c))
		}
		require.NotEmpty(t, book.lines)
		return book.lines[len(book.lines)-1]
	}
	attrs := map[string]any{
		"operation": "Tags.List", "route": "GET /tags", "attempt": int64(1), "status": int64(503), "outcome": "unavailable",
	}
	t.Run("by the deadline", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			want := logLine{slog.LevelWarn, "leeloo: not retried: the wait would pass the deadline of the context", attrs}
			assert.Equal(t, want, logOf(ctx, t, 1))
		})
	})
	t.Run("by the retry quota", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			want := logLine{slog.LevelWarn, "leeloo: not retried: the retry quota of the client is used up", attrs}
			assert.Equal(t, want, logOf(t.Context(), t, 101)) // each retry takes 5 of 500
		})
	})
}

// A wait for the rate limit is logged if it is longer than a second.
func TestLogOfWaits(t *testing.T) {
	t.Parallel()
	for wait, want := range map[time.Duration]int{0: 0, time.Second: 0, time.Second + 1: 1, time.Minute: 1} {
		synctest.Test(t, func(t *testing.T) {
			book := &logbook{level: slog.LevelInfo}
			limiter := limiterFunc(func(context.Context) error {
				time.Sleep(wait)
				return nil
			})
			require.NoError(t, get(t.Context(), scripted(respondEmptyList).client(t, leeloo.WithLimiter(limiter), leeloo.WithLogger(slog.New(book)))))
			assert.Len(t, book.lines, want, wait)
		})
	}
}

// A call that waits for the pause after the HTTP 429 of another call logs the wait.
func TestLogOfAPause(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		book := &logbook{level: slog.LevelInfo}
		c := scripted(respond(429, "", "Retry-After", "7"), respondEmptyList).client(t, leeloo.WithLogger(slog.New(book)))
		require.Error(t, get(t.Context(), c, leeloo.NoRetry()))
		require.NoError(t, get(t.Context(), c))
		require.Len(t, book.lines, 2)
		assert.Equal(t, "leeloo: attempt", book.lines[0].message)
		assert.Equal(t, slog.LevelWarn, book.lines[0].level)
		assert.Equal(t, "leeloo: waited for the rate limit", book.lines[1].message)
		wait := book.lines[1].attrs["wait"].(time.Duration)
		assert.GreaterOrEqual(t, wait, 7*time.Second)
		assert.LessOrEqual(t, wait, 8*time.Second)
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
			c := scripted(respond(503, ""), respondEmptyList).client(t, leeloo.WithLogger(slog.New(book)), leeloo.WithLimiter(limiter))
			require.NoError(t, get(t.Context(), c))
			assert.Len(t, book.lines, want, level)
		})
	}
}

// After a form that the API did not read, the log has the refusal and the request as JSON.
func TestLogOfAFormThatIsSentAsJSON(t *testing.T) {
	t.Parallel()
	book := &logbook{level: slog.LevelDebug}
	unread := respond(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"tag_id":"REQUIRED"}}}`)
	c := scripted(unread, respondData("{}")).client(t, leeloo.WithLogger(slog.New(book)))
	require.NoError(t, canaryCalls["Tags.Add"].do(t.Context(), c))
	var got []string
	for _, line := range book.lines {
		got = append(got, fmt.Sprint(line.attrs["attempt"], " ", line.attrs["outcome"]))
	}
	assert.Equal(t, []string{"1 rejected", "2 success"}, got)
}

// The log of every operation, through every kind of failure, has no personal data and no token.
func TestLogContainsNoPersonalData(t *testing.T) {
	t.Parallel()
	for op, call := range canaryCalls {
		synctest.Test(t, func(t *testing.T) {
			var lines bytes.Buffer
			for _, handler := range []slog.Handler{
				slog.NewTextHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}),
				slog.NewJSONHandler(&lines, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true}),
			} {
				server := scripted(respond(429, quotingPage, "Retry-After", "3", "Location", canaryPhone), failWith(hostileError{}), respond(200, refusal))
				require.Error(t, call.do(t.Context(), server.client(t, leeloo.WithLogger(slog.New(handler))), leeloo.RetryUnsafe()))
			}
			assert.Contains(t, lines.String(), op)
			requireNoCanary(t, lines.String())
		})
	}
}

// Without a logger, or with nil, nothing is logged. (Not parallel: it replaces the default logger.)
func TestNoLogWithoutALogger(t *testing.T) {
	book := &logbook{level: slog.LevelDebug}
	before := slog.Default()
	slog.SetDefault(slog.New(book))
	defer slog.SetDefault(before)
	for _, opts := range [][]leeloo.Option{nil, {leeloo.WithLogger(nil)}} {
		synctest.Test(t, func(t *testing.T) {
			require.NoError(t, get(t.Context(), scripted(respond(429, "", "Retry-After", "5"), respondEmptyList).client(t, opts...)))
		})
	}
	assert.Empty(t, book.lines)
}

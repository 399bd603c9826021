package engine

import (
	"context"
	"log/slog"
	"time"

	"github.com/leeloo-go/leeloo/internal/response"
)

const longWait = time.Second

// now returns the current time, or the zero time if nothing is logged; time.Now is not free.
func (e *Engine) now() time.Time {
	if e.Logger == nil {
		return time.Time{}
	}
	return time.Now()
}

// logAttempt logs a failure that must not be retried at the warn level, and every other attempt at debug.
func (e *Engine) logAttempt(ctx context.Context, x *Exchange, o *response.Outcome, start time.Time) {
	if e.Logger == nil {
		return
	}
	level := slog.LevelDebug
	if o.Failed() && !e.shouldRetry(x, o) {
		level = slog.LevelWarn
	}
	attrs := []slog.Attr{
		slog.Int("status", x.Response.StatusCode),
		slog.String("outcome", o.Reason.String()),
		slog.Duration("duration", time.Since(start)),
		slog.Int("bytes", len(x.Response.Body)),
	}
	if o.API != nil && o.API.Code != "" {
		attrs = append(attrs, slog.String("code", response.SafeWord(o.API.Code)))
	}
	e.log(ctx, level, "leeloo: attempt", x, attrs...)
}

func (e *Engine) logRetry(ctx context.Context, x *Exchange, o *response.Outcome, wait time.Duration) {
	if e.Logger == nil {
		return
	}
	e.log(ctx, slog.LevelWarn, "leeloo: will retry", x,
		slog.Int("status", x.Response.StatusCode),
		slog.String("outcome", o.Reason.String()),
		slog.Duration("wait", wait))
}

// logNoRetry logs that a failure is not retried although the policy allows it. Its attempt is logged at debug.
func (e *Engine) logNoRetry(ctx context.Context, x *Exchange, o *response.Outcome) {
	if e.Logger == nil {
		return
	}
	e.log(ctx, slog.LevelWarn, "leeloo: "+o.Hint, x,
		slog.Int("status", x.Response.StatusCode),
		slog.String("outcome", o.Reason.String()))
}

func (e *Engine) logWait(ctx context.Context, x *Exchange, start time.Time) {
	if e.Logger == nil {
		return
	}
	if waited := time.Since(start); waited > longWait {
		e.log(ctx, slog.LevelInfo, "leeloo: waited for the rate limit", x, slog.Duration("wait", waited))
	}
}

// log writes a record. The operation, the route template and numbers contain no personal data.
func (e *Engine) log(ctx context.Context, level slog.Level, message string, x *Exchange, more ...slog.Attr) {
	if !e.Logger.Enabled(ctx, level) {
		return
	}
	attrs := append([]slog.Attr{
		slog.String("operation", x.Endpoint.Name),
		slog.String("route", x.Endpoint.Route()),
		slog.Int("attempt", x.Attempts),
	}, more...)
	e.Logger.LogAttrs(ctx, level, message, attrs...)
}

package leeloo

import (
	"context"
	"log/slog"
	"time"
)

// attemptLog writes to a logger, if there is one. Its attributes are these and no others: an operation, a route
// template and numbers hold nothing of anybody's.
type attemptLog struct{ logger *slog.Logger }

const longWait = time.Second

// now is the time, if it is to be logged how long something took: to ask for it costs.
func (l attemptLog) now() time.Time {
	if l.logger == nil {
		return time.Time{}
	}
	return time.Now()
}

func (l attemptLog) attempt(ctx context.Context, r *reply, start time.Time) {
	if l.logger == nil {
		return
	}
	l.write(ctx, slog.LevelDebug, "leeloo: attempt", r,
		slog.Int("status", r.answer.StatusCode),
		slog.Duration("duration", time.Since(start)),
		slog.Int("bytes", len(r.answer.Body)))
}

func (l attemptLog) retry(ctx context.Context, r *reply, wait time.Duration) {
	if l.logger == nil {
		return
	}
	l.write(ctx, slog.LevelWarn, "leeloo: will try again", r,
		slog.Int("status", r.answer.StatusCode),
		slog.Duration("wait", wait))
}

func (l attemptLog) wait(ctx context.Context, r *reply, start time.Time) {
	if l.logger == nil {
		return
	}
	if waited := time.Since(start); waited > longWait {
		l.write(ctx, slog.LevelInfo, "leeloo: waited for the rate limit", r, slog.Duration("wait", waited))
	}
}

func (l attemptLog) write(ctx context.Context, level slog.Level, message string, r *reply, more ...slog.Attr) {
	if !l.logger.Enabled(ctx, level) {
		return
	}
	attrs := append([]slog.Attr{
		slog.String("operation", r.route.Name),
		slog.String("route", r.route.String()),
		slog.Int("attempt", r.attempts),
	}, more...)
	l.logger.LogAttrs(ctx, level, message, attrs...)
}

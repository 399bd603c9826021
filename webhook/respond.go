package webhook

import (
	"context"
	"log/slog"
	"net/http"
	"time"
)

// respond shows the reason, except with status 404, which must not reveal that there is a webhook.
func respond(w http.ResponseWriter, r *http.Request, refused *refusal) {
	switch {
	case refused == nil:
		w.WriteHeader(http.StatusOK)
	case refused.status == http.StatusNotFound:
		http.NotFound(w, r)
	default:
		if refused.status == http.StatusMethodNotAllowed {
			w.Header().Set("Allow", http.MethodPost)
		}
		http.Error(w, refused.reason, refused.status)
	}
}

func (h Handler) log(ctx context.Context, eventType string, refused *refusal, duration time.Duration) {
	if h.Logger == nil {
		return
	}
	level, status := slog.LevelInfo, http.StatusOK
	var attrs []slog.Attr
	if eventType != "" {
		attrs = append(attrs, slog.String("type", knownType(eventType)))
	}
	if refused != nil {
		if level, status = slog.LevelWarn, refused.status; status >= http.StatusInternalServerError {
			level = slog.LevelError
		}
		attrs = append(append(attrs, slog.String("reason", refused.reason)), refused.detail...)
	}
	if ctx.Err() != nil {
		attrs = append(attrs, slog.Bool("canceled", true)) // usually the sender closed the connection
	}
	attrs = append(attrs, slog.Int("status", status), slog.Duration("duration", duration))
	h.Logger.LogAttrs(ctx, level, "leeloo: webhook", attrs...)
}

// knownType hides other types from the log: what they contain is not known.
func knownType(eventType string) string {
	if eventType == TypeOrder || eventType == TypeSale {
		return eventType
	}
	return "unknown"
}

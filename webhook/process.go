package webhook

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"path/filepath"
	"runtime"
	"strings"
)

// process reads the order back and calls OnEvent. A panic does not escape, except http.ErrAbortHandler.
func (h Handler) process(ctx context.Context, e Event) (refused *refusal) {
	defer func() {
		switch value := recover(); value {
		case nil:
		case http.ErrAbortHandler:
			panic(value)
		default:
			refused = &refusal{http.StatusInternalServerError, "webhook: the handler panicked",
				[]slog.Attr{slog.String("source", panicSource())}}
		}
	}()
	if h.Client != nil && e.Order != nil {
		if refused := h.readBack(ctx, e); refused != nil {
			return refused
		}
	}
	if err := h.OnEvent(ctx, e); err != nil {
		return &refusal{status: http.StatusInternalServerError, reason: "webhook: OnEvent failed"}
	}
	return nil
}

// panicSource returns the file and line that panicked. It is called by the deferred function that recovered.
func panicSource() string {
	const maxDepth = 32
	callers := make([]uintptr, maxDepth)
	frames := runtime.CallersFrames(callers[:runtime.Callers(1, callers)])
	isPanicking := false
	for frame, more := frames.Next(); more; frame, more = frames.Next() {
		isRuntime := strings.HasPrefix(frame.Function, "runtime.")
		if isPanicking && !isRuntime {
			return fmt.Sprintf("%s:%d", filepath.Base(frame.File), frame.Line)
		}
		isPanicking = isPanicking || isRuntime
	}
	return "unknown"
}

package leelootest

import (
	"bytes"
	"context"
	"runtime"
	"sync"
	"time"
)

// inBubble reports whether the calling goroutine is in a bubble of testing/synctest. Sockets do not work there: a
// goroutine that waits for the network keeps the bubble's time from advancing. There is no API for this, but the
// header of a stack trace says so.
func inBubble() bool {
	header := make([]byte, 128)
	header = header[:runtime.Stack(header, false)]
	header, _, _ = bytes.Cut(header, []byte("\n"))
	return bytes.Contains(header, []byte("synctest bubble"))
}

// waits are the delays that are running, which Close ends. Each waits on a context of its own: a channel from outside
// of a synctest bubble would stop the bubble's time.
type waits struct {
	mu      sync.Mutex
	closed  bool
	cancels map[*context.CancelFunc]bool
}

// start returns a context that ends with ctx, with Close, or with stop.
func (w *waits) start(ctx context.Context) (running context.Context, stop func()) {
	running, cancel := context.WithCancel(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		cancel()
		return running, func() {}
	}
	if w.cancels == nil {
		w.cancels = map[*context.CancelFunc]bool{}
	}
	w.cancels[&cancel] = true
	return running, func() {
		w.mu.Lock()
		delete(w.cancels, &cancel)
		w.mu.Unlock()
		cancel()
	}
}

// wait reports whether the delay passed before ctx ended or the waits were closed.
func (w *waits) wait(ctx context.Context, delay time.Duration) bool {
	running, stop := w.start(ctx)
	defer stop()
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-running.Done():
		return false
	}
}

func (w *waits) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closed = true
	for cancel := range w.cancels {
		(*cancel)()
	}
}

func (w *waits) isClosed() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.closed
}

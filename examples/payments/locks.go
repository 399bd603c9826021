package main

import (
	"context"
	"sync"
)

// locks lets one goroutine at a time have a key. The zero value is ready.
type locks struct {
	mu   sync.Mutex
	held map[string]chan struct{} // closed when the key is free again
}

func (l *locks) lock(ctx context.Context, key string) (unlock func(), err error) {
	for {
		l.mu.Lock()
		released, taken := l.held[key]
		if !taken {
			unlock := l.take(key)
			l.mu.Unlock()
			return unlock, nil
		}
		l.mu.Unlock()
		select {
		case <-released:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

func (l *locks) take(key string) (unlock func()) {
	if l.held == nil {
		l.held = map[string]chan struct{}{}
	}
	released := make(chan struct{})
	l.held[key] = released
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.held, key)
		close(released)
	}
}

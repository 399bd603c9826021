package main

import (
	"context"
	"sync"
)

// locks lets one goroutine at a time have a key. The zero value is ready.
type locks struct {
	held sync.Map // key → chan struct{}, which is closed when the key is free again
}

func (l *locks) lock(ctx context.Context, key string) (unlock func(), err error) {
	mine := make(chan struct{})
	for {
		theirs, taken := l.held.LoadOrStore(key, mine)
		if !taken {
			return func() {
				l.held.Delete(key)
				close(mine)
			}, nil
		}
		select {
		case <-theirs.(chan struct{}):
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}

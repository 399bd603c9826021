package engine

import (
	"context"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// Attempt identifies the attempt that an HTTP request belongs to.
type Attempt struct {
	Operation *operation.Operation
	Number    int // from 1
}

type attemptKey struct{}

// attemptContext is the context of one attempt. It makes the Attempt when a transport asks for it, which is rare.
type attemptContext struct {
	context.Context
	operation *operation.Operation
	number    int
}

func (c attemptContext) Value(key any) any {
	if key == (attemptKey{}) {
		return Attempt{c.operation, c.number}
	}
	return c.Context.Value(key)
}

// AttemptFrom returns the attempt that a context belongs to.
func AttemptFrom(ctx context.Context) (Attempt, bool) {
	attempt, ok := ctx.Value(attemptKey{}).(Attempt)
	return attempt, ok
}

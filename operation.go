package leeloo

import (
	"context"

	"github.com/leeloo-go/leeloo/internal/engine"
)

// Operation identifies the operation that an HTTP request belongs to. It contains no personal data, so traces, metrics
// and logs may include it.
type Operation struct {
	Name    string // "Orders.Update"; "Do" for [Client.Do]
	Route   string // "POST /orders/{order_id}", without ids; only the method for [Client.Do]
	Attempt int    // from 1
}

// OperationFromContext returns the operation that an HTTP request belongs to, from the context of the request. It is for
// the transport of [WithHTTPClient], which otherwise sees only a URL. ok is false if the request is not from a client of
// this package.
func OperationFromContext(ctx context.Context) (operation Operation, ok bool) {
	attempt, ok := engine.AttemptFrom(ctx)
	if !ok {
		return Operation{}, false
	}
	return Operation{attempt.Operation.Name, attempt.Operation.Route(), attempt.Number}, true
}

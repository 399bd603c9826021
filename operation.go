package leeloo

import (
	"context"

	"github.com/leeloo-go/leeloo/internal/route"
)

// Operation is the operation that a request carries out. Nothing of it is anybody's: it may stand in traces, metrics
// and logs.
type Operation struct {
	Name    string // "Orders.Update"; "Call" for Client.Call
	Route   string // "POST /orders/{order_id}", without ids; for Client.Call the method alone
	Attempt int    // counts from 1
}

// OperationFromContext returns the operation that a request carries out, from the request's context. It is for the
// transport of [WithHTTPClient], which sees no more than a URL otherwise. ok is false for a request that no client of
// this package has made.
func OperationFromContext(ctx context.Context) (operation Operation, ok bool) {
	operation, ok = ctx.Value(operationKey{}).(Operation)
	return operation, ok
}

type operationKey struct{}

// operationContext is the context of one attempt. It puts the operation together when it is asked for, which is
// hardly ever.
type operationContext struct {
	context.Context
	route   route.Route
	attempt int
}

func (c operationContext) Value(key any) any {
	if key == (operationKey{}) {
		return Operation{c.route.Name, c.route.String(), c.attempt}
	}
	return c.Context.Value(key)
}

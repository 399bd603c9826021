package transport

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// connTrace records whether a request got a connection.
type connTrace struct {
	httptrace.ClientTrace
	requested, got atomic.Bool
}

// traceConn returns a context that makes net/http report the connections of a request to the trace.
func traceConn(ctx context.Context) (context.Context, *connTrace) {
	t := &connTrace{}
	t.GetConn = func(string) { t.requested.Store(true) }
	t.GotConn = func(httptrace.GotConnInfo) { t.got.Store(true) }
	return httptrace.WithClientTrace(ctx, &t.ClientTrace), t
}

// notSent reports whether the RoundTripper requested a connection and got none. Nothing else proves that a request was
// not sent: not the type of an error, not a RoundTripper without support for httptrace, not a nil trace.
func (t *connTrace) notSent() bool { return t != nil && t.requested.Load() && !t.got.Load() }

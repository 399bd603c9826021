package attempt

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// trail knows how far a request has come on its way to the network.
type trail struct {
	httptrace.ClientTrace
	asked, got atomic.Bool
}

func withTrail(ctx context.Context) (context.Context, *trail) {
	t := &trail{}
	t.GetConn = func(string) { t.asked.Store(true) }
	t.GotConn = func(httptrace.GotConnInfo) { t.got.Store(true) }
	return httptrace.WithClientTrace(ctx, &t.ClientTrace), t
}

// neverLeft reports whether the transport asked for a connection and got none. A transport that reports neither, such
// as a caller's own, proves nothing, and neither does no trail.
func (t *trail) neverLeft() bool { return t != nil && t.asked.Load() && !t.got.Load() }

package attempt

import (
	"context"
	"net/http/httptrace"
	"sync/atomic"
)

// trail knows how far a request has come on its way to the network.
type trail struct{ asked, got atomic.Bool }

func withTrail(ctx context.Context) (context.Context, *trail) {
	t := &trail{}
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GetConn: func(string) { t.asked.Store(true) },
		GotConn: func(httptrace.GotConnInfo) { t.got.Store(true) },
	}), t
}

// neverLeft reports whether the transport asked for a connection and got none. A transport that reports neither, such
// as a caller's own, proves nothing.
func (t *trail) neverLeft() bool { return t.asked.Load() && !t.got.Load() }

package leelootest

import (
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

// Fault is what goes wrong with a request. Server.Fail scripts it for requests to come. A zero field has no effect, so
// a fault sets only what goes wrong:
//
//	Fault{Status: 503}                                          // another response; nothing is applied
//	Fault{Status: 503, Op: "Orders.Create", Applied: true}      // the order is created, but the response is 503
//	Fault{Drop: true, Skip: 2}                                  // the connection of the third request is closed
//	Fault{Truncate: true}                                       // the request is applied, its response is truncated
//	Fault{Delay: time.Minute}                                   // the response is late
//	Fault{Body: `{"status":1}`, BodyDelay: time.Second}         // another response, a byte a second
//
// RateLimited, HTMLPage, ServerError, Rejected, Redirect, Dropped, Disconnected, Truncated, Slow and SlowBody return
// the usual ones. The package documentation shows uses of Header and Body.
type Fault struct {
	Op    string // the operation that the fault hits, "Orders.Create"; empty: any
	Skip  int    // number of matching requests that are not hit first
	Times int    // number of requests that are hit then; 0 means 1

	// Applied executes the request first: before the delay, and even if its response is replaced or lost. This is how
	// an order is created twice.
	Applied bool

	Delay time.Duration // wait before the response; it ends when the client disconnects or the server is closed

	Status int         // with Body, the response instead of the operation's own; 0 with a Body means 200
	Header http.Header // is added to the response
	Body   string

	// Drop closes the connection in the middle of the response's header. (If nothing was sent, net/http might repeat
	// the request by itself, and a test would not see the fault.)
	Drop bool

	// Disconnect closes the connection before any byte of the response. net/http then repeats a GET on a reused
	// connection by itself and the caller does not notice: Requests has it twice, and the repeated one meets the next
	// fault, if there is one. Transport never repeats a request.
	Disconnect bool

	// Truncate announces the length of all of the body and sends the first half. The request is executed, unless the fault
	// has a response of its own.
	Truncate bool

	// BodyDelay sends the header at once, and the body a byte at a time with this wait before each, which ends when the
	// client disconnects or the server is closed. The request is executed, unless the fault has a response of its own.
	BodyDelay time.Duration
}

// Fail scripts faults for the requests to come. A request meets the first fault, in the order of scripting, that is
// for its operation and has nothing left to skip. A fault that has hit as often as it should is removed. Requests that
// no operation serves meet none. Fail panics if a fault is invalid: an unknown operation, a negative number, a status
// outside 200 to 599.
func (s *Server) Fail(f ...Fault) {
	faults := slices.Clone(f)
	for i := range faults {
		faults[i].validate()
		faults[i].Times = max(faults[i].Times, 1)
		faults[i].Header = faults[i].Header.Clone()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

func (f Fault) validate() {
	if f.Op != "" {
		mustKnow(f.Op)
	}
	switch {
	case f.Skip < 0 || f.Times < 0 || f.Delay < 0 || f.BodyDelay < 0:
		panic("leelootest: Skip, Times, Delay and BodyDelay of a fault must not be negative")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		panic(fmt.Sprintf("leelootest: the status %d is outside 200 to 599", f.Status))
	}
}

func mustKnow(op string) {
	if !fake.Known(op) {
		panic(fmt.Sprintf("leelootest: no operation is called %q; names are like Orders.Create", op))
	}
}

// nextFault returns the fault for a new request; the zero Fault is none.
func (s *Server) nextFault(op string) Fault {
	for i := range s.faults {
		f := &s.faults[i]
		switch {
		case f.Op != "" && f.Op != op:
		case f.Skip > 0:
			f.Skip--
		default:
			hit := *f
			if f.Times--; f.Times == 0 {
				s.faults = slices.Delete(s.faults, i, i+1)
			}
			return hit
		}
	}
	return Fault{}
}

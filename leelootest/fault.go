package leelootest

import (
	"fmt"
	"net/http"
	"slices"
	"time"
)

// Fault is trouble for the requests to come, scripted with Server.Fail. A zero field means "not this", so a fault
// says only what goes wrong:
//
//	Fault{Status: 503}                                          // an answer of another kind, nothing is done
//	Fault{Status: 503, Op: "Orders.Create", Applied: true}      // the order is booked, yet the answer says 503
//	Fault{Drop: true, Skip: 2}                                  // the third request loses its connection
//	Fault{Cut: true}                                            // the request is carried out, its answer breaks off
//	Fault{Delay: time.Minute}                                   // the answer comes late
//	Fault{Body: `{"status":1}`, Drip: time.Second}              // an answer of another kind, a byte a second
//
// RateLimited, HTMLPage, ServerError, Refused, Redirect, Dropped, HungUp, CutBody, Slow and Dripping are short for the
// usual ones. The package's documentation tells what to make of Header and Body.
type Fault struct {
	Op    string // the operation that it hits, "Orders.Create"; empty: any
	Skip  int    // so many matching requests pass unharmed first
	Times int    // it hits so many requests then; 0 means 1

	// Applied carries the request out first: before the delay, and although its answer is replaced or lost. That is
	// how an order gets booked twice.
	Applied bool

	Delay time.Duration // the wait before the answer; the client's leaving and Close end it

	Status int         // with Body, the answer instead of the operation's own; 0 with a Body means 200
	Header http.Header // goes out with the answer, whosever it is
	Body   string

	// Drop closes the connection without an answer. (A status line goes out before: net/http by itself repeats a GET
	// on a kept connection that ends without a byte, and a test would not see the fault.)
	Drop bool

	// HangUp closes the connection without a byte. On a kept connection net/http then repeats a GET by itself, and the
	// caller learns nothing of it: Requests has it twice, and the second time it meets the next fault, or none.
	HangUp bool

	// Cut announces the whole answer and sends the first half of it. Unless the fault brings an answer of its own,
	// the request is carried out.
	Cut bool

	// Drip sends the body a byte at a time, each after so long a wait; the client's leaving and Close end it. The
	// header goes out at once. Unless the fault brings an answer of its own, the request is carried out.
	Drip time.Duration
}

// Fail scripts faults for the requests to come. A request meets the first fault, in the order they were given, that
// is for its operation and has let enough pass; a fault that is used up is gone. What no operation serves meets none.
// Fail panics when a fault can't be: an unknown operation, a negative number, a status outside 200 to 599.
func (s *Server) Fail(f ...Fault) {
	faults := slices.Clone(f)
	for i := range faults {
		faults[i].mustBeSound()
		faults[i].Times = max(faults[i].Times, 1)
		faults[i].Header = faults[i].Header.Clone()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

func (f Fault) mustBeSound() {
	switch _, known := operations[f.Op]; {
	case f.Op != "" && !known:
		panic(fmt.Sprintf("leelootest: no operation is called %q; names are like Orders.Create", f.Op))
	case f.Skip < 0 || f.Times < 0 || f.Delay < 0 || f.Drip < 0:
		panic("leelootest: Skip, Times, Delay and Drip of a fault can't be negative")
	case f.Status != 0 && (f.Status < 200 || f.Status > 599):
		panic(fmt.Sprintf("leelootest: the status %d is not one of 200 to 599", f.Status))
	}
}

// nextFault returns the fault for a request that has just arrived; the zero Fault is none.
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

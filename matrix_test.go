package leeloo_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/internal/route"
)

// fault is what may happen to a request, with what the rules R1 and R2 of the design demand then.
type fault struct {
	name string
	wire wireFault

	status  int           // of the error
	kind    error         // the sentinel
	retried []route.Class // by default once and never again
	open    bool          // it is not known whether a Set or an Act was carried out
}

// wireFault is what the server does: it reads the request or not, writes an answer or not, and closes or waits.
type wireFault struct {
	refuse bool // there is no server
	deaf   bool // it closes before it has read the request
	answer string
	hang   bool // it leaves the connection open afterwards
}

var (
	always    = []route.Class{route.Read, route.Set, route.Act}
	unlessAct = []route.Class{route.Read, route.Set}
	onlyRead  = []route.Class{route.Read}
)

const (
	// What the server says in every failure quotes a client.
	quotingMessage = `"message":"` + canaryPhone + ` or ` + canaryEmail + ` is taken, see ` + canaryID + ` (` + canaryToken + `)"`
	quotingPage    = `<html><title>Bad Gateway</title>GET /people/` + canaryID + `?phone=` + canaryPhone + ` ` + canaryToken + `</html>`

	refusal     = `{"status":0,"error":{"code":"FORMAT_ERROR",` + quotingMessage + `,"fields":{"phone":"TOO_SHORT"}}}`
	serverError = `{"status":0,"error":{"code":"SERVER_ERROR",` + quotingMessage + `}}`
	authError   = `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"authToken":"REQUIRED"}}}`
	limitText   = `Too many requests, please try again later.`
)

// faults are the oracle of the matrix. It is written from the rules, not from the code.
func faults() []fault {
	faults := []fault{
		{name: "dropped before the request was read", wire: wireFault{deaf: true}, retried: unlessAct, open: true},
		{name: "dropped after the request was read", wire: wireFault{}, retried: unlessAct, open: true},
		{name: "cut in the header", wire: wireFault{answer: "HTTP/1.1 200 OK\r\nContent-Ty"}, retried: unlessAct, open: true},
		{name: "cut in the body", wire: wireFault{answer: cutResponse(200, `{"status":1,"data":`)}, status: 200, retried: unlessAct, open: true},
		{name: "timeout", wire: wireFault{hang: true}, retried: unlessAct, open: true},
		{name: "timeout in the body", wire: wireFault{answer: cutResponse(200, `{"status":1,"data":`), hang: true}, status: 200, retried: unlessAct, open: true},
		{name: "connection refused", wire: wireFault{refuse: true}, retried: always},
	}
	answers := []struct {
		body string
		fault
	}{
		{refusal, fault{name: "refused", status: 200, kind: leeloo.ErrRejected}},
		{`{"status":"0","error":{}}`, fault{name: "refused in a string", status: 200, kind: leeloo.ErrRejected}},
		{authError, fault{name: "token not accepted", status: 200, kind: leeloo.ErrUnauthorized}},
		{authError, fault{name: "token not accepted", status: 400, kind: leeloo.ErrUnauthorized}},

		{"", fault{name: "empty", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{"", fault{name: "empty", status: 204, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{"null", fault{name: "null", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{"[]", fault{name: "array", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{"1", fault{name: "number", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{quotingPage, fault{name: "HTML", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{`{"status":1,"data":{}} ` + canaryPhone, fault{name: "trailing garbage", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{`{"status":1,"data":{}}{"status":1,"data":{}}`, fault{name: "two answers", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{`{"data":{}}`, fault{name: "status missing", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{`{"data":{},"status":2}`, fault{name: "status 2", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{`{"data":{},"status":true}`, fault{name: "status true", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{`{"data":{},"status":null}`, fault{name: "status null", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{`{"data":{},"Status":1}`, fault{name: "Status", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{`{"data":{},"status":1,"status":1}`, fault{name: "status twice", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{`{"data":{},"status":1,"error":{"code":"FORMAT_ERROR",` + quotingMessage + `}}`, fault{name: "success and error", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
		{`{"data":{},"status":1,"error":false}`, fault{name: "success and false error", status: 200, kind: leeloo.ErrUnexpectedResponse, open: true}},
	}
	for _, a := range answers {
		a.name = fmt.Sprintf("%s under %d", a.name, a.status)
		a.wire.answer = response(a.status, a.body)
		faults = append(faults, a.fault)
	}

	for _, status := range []int{301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 499, 500, 501, 502, 503, 504, 520, 599} {
		for name, body := range map[string]string{"page": quotingPage, "refusal": refusal, "success": `{"status":1,"data":` + canaryRow + `}`, "nothing": ""} {
			f := byStatus(status)
			f.name, f.wire.answer = fmt.Sprintf("%d with %s", status, name), response(status, body)
			faults = append(faults, f)
		}
	}
	for _, status := range []int{200, 201, 400, 404, 500, 503} {
		f := byStatus(500)
		f.status = status
		f.name, f.wire.answer = fmt.Sprintf("SERVER_ERROR under %d", status), response(status, serverError)
		faults = append(faults, f)
	}
	for _, status := range []int{200, 400, 403, 500, 503} {
		f := byStatus(429)
		f.status = status
		f.name, f.wire.answer = fmt.Sprintf("rate limit text under %d", status), response(status, limitText)
		faults = append(faults, f)
	}
	return faults
}

// byStatus is what R1 and R2 say about an HTTP status that is no success.
func byStatus(status int) fault {
	f := fault{status: status, kind: leeloo.ErrRejected}
	switch {
	case status == 401 || status == 403:
		f.kind = leeloo.ErrUnauthorized
	case status == 404:
		f.kind = leeloo.ErrNotFound
	case status == 429:
		f.kind = leeloo.ErrRateLimited
	case status < 400:
		f.kind = leeloo.ErrRedirect
	case status >= 500:
		f.kind = leeloo.ErrServer
	}
	switch status {
	case 429:
		f.retried = always
	case 408, 502, 503, 504:
		f.retried = unlessAct
	case 500:
		f.retried = onlyRead
	}
	f.open = status >= 500 || status == 408 || status == 303
	return f
}

// response is a whole answer, after which the connection ends.
func response(status int, body string) string { return answerOf(status, body, len(body)) }

// cutResponse announces a byte more than comes.
func cutResponse(status int, body string) string { return answerOf(status, body, len(body)+1) }

func answerOf(status int, body string, length int) string {
	head := fmt.Sprintf("HTTP/1.1 %d X\r\nConnection: close\r\nLocation: https://evil.example.com/%s?%s\r\n", status, canaryID, canaryToken)
	if status == http.StatusNoContent || status == http.StatusNotModified {
		return head + "\r\n"
	}
	return head + fmt.Sprintf("Content-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", length, body)
}

// TestMatrix runs every operation into every fault, over net/http's own transport and a network in memory, in fake
// time. A goroutine that is left at the end of a case fails it: synctest sees to that.
func TestMatrix(t *testing.T) {
	all := faults()
	require.Greater(t, len(all)*len(route.All()), 1000)
	for _, of := range route.All() {
		t.Run(of.Name, func(t *testing.T) {
			t.Parallel()
			for _, f := range all {
				t.Run(f.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						server := &faultyServer{fault: f.wire}
						transport := &http.Transport{DialContext: server.dialPipe}
						defer server.close()
						defer transport.CloseIdleConnections()
						c := canaryClient(t, transport, leeloo.WithBaseURL("http://127.0.0.1/api"))
						var captured leeloo.Response
						err := canaryCalls[of.Name].do(t.Context(), c, leeloo.CaptureResponse(&captured))
						f.check(t, of, 4, server, captured, err)
					})
				})
			}
		})
	}
}

// check compares a call with the oracle.
func (f fault) check(t *testing.T, of route.Route, maxAttempts int, server *faultyServer, captured leeloo.Response, err error) {
	t.Helper()
	attempts := 1
	if slices.Contains(f.retried, of.Class) {
		attempts = maxAttempts
	}
	requests := attempts
	if f.wire.refuse {
		requests = 0
	}
	assert.Equal(t, requests, server.requests(), "requests that the server saw")
	assert.Equal(t, attempts, server.dials(), "connections")

	e := requireKind(t, f.kind, err)
	assert.Equal(t, f.open && of.Class != route.Read, e.MaybeApplied(), "MaybeApplied: %s", e)
	assert.Equal(t, f.status, e.StatusCode)
	assert.Equal(t, attempts, e.Attempts)
	assert.Equal(t, of.Name, e.Op)
	assert.Equal(t, of.String(), e.Route)
	assert.Zero(t, e.RetryAfter)
	_, resumable := e.NextOffset()
	assert.False(t, resumable, "no call but a walk can be taken up")

	assert.Equal(t, f.status, captured.StatusCode)
	assert.Equal(t, attempts, captured.Attempts)
}

// faultyServer takes one request a connection, and does the same to each.
type faultyServer struct {
	fault wireFault

	mu       sync.Mutex
	dialed   int
	accepted []net.Conn
	running  sync.WaitGroup
}

func (s *faultyServer) dialPipe(context.Context, string, string) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dialed++
	if s.fault.refuse {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	client, server := net.Pipe()
	s.accepted = append(s.accepted, server)
	s.running.Go(func() { s.play(server) })
	return client, nil
}

func (s *faultyServer) play(conn net.Conn) {
	if !s.fault.deaf {
		request, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, request.Body)
		_, _ = io.WriteString(conn, s.fault.answer)
	}
	if !s.fault.hang {
		conn.Close()
	}
}

func (s *faultyServer) dials() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.dialed
}

func (s *faultyServer) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.accepted)
}

func (s *faultyServer) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, conn := range s.accepted {
		conn.Close()
	}
	s.running.Wait()
}

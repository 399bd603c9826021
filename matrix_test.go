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
	"github.com/leeloo-go/leeloo/internal/operation"
)

// fault is something that can go wrong with a request, and what the client must do then.
type fault struct {
	name string
	wire wireFault

	status       int               // of the error
	kind         error             // the sentinel
	retried      []operation.Class // the classes that are retried
	maybeApplied bool              // by operations that are not safe
}

// wireFault is what the server does: it reads the request or not, writes a response or not, and closes the connection or
// leaves it open.
type wireFault struct {
	refuses    bool // there is no server
	readsNone  bool // it closes the connection before it has read the request
	response   string
	leavesOpen bool // it does not close the connection
}

var (
	allClasses        = []operation.Class{operation.Safe, operation.Idempotent, operation.NonIdempotent}
	safeAndIdempotent = []operation.Class{operation.Safe, operation.Idempotent}
	safeOnly          = []operation.Class{operation.Safe}
)

const (
	// Every failure of the server quotes personal data.
	quotingMessage = `"message":"` + canaryPhone + ` or ` + canaryEmail + ` is taken, see ` + canaryID + ` (` + canaryToken + `)"`
	quotingPage    = `<html><title>Bad Gateway</title>GET /people/` + canaryID + `?phone=` + canaryPhone + ` ` + canaryToken + `</html>`

	refusal     = `{"status":0,"error":{"code":"FORMAT_ERROR",` + quotingMessage + `,"fields":{"phone":"TOO_SHORT"}}}`
	serverError = `{"status":0,"error":{"code":"SERVER_ERROR",` + quotingMessage + `}}`
	authError   = `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"authToken":"REQUIRED"}}}`
	limitText   = `Too many requests, please try again later.`
)

// faults returns the oracle of the matrix. It is written from the rules, not from the code.
func faults() []fault {
	faults := []fault{
		{name: "closed before the request was read", wire: wireFault{readsNone: true}, retried: safeAndIdempotent, maybeApplied: true},
		{name: "closed after the request was read", wire: wireFault{}, retried: safeAndIdempotent, maybeApplied: true},
		{name: "truncated header", wire: wireFault{response: "HTTP/1.1 200 OK\r\nContent-Ty"}, retried: safeAndIdempotent, maybeApplied: true},
		{name: "truncated body", wire: wireFault{response: truncatedResponse(200, `{"status":1,"data":`)}, status: 200, retried: safeAndIdempotent, maybeApplied: true},
		{name: "timeout", wire: wireFault{leavesOpen: true}, retried: safeAndIdempotent, maybeApplied: true},
		{name: "timeout in the body", wire: wireFault{response: truncatedResponse(200, `{"status":1,"data":`), leavesOpen: true}, status: 200, retried: safeAndIdempotent, maybeApplied: true},
		{name: "connection refused", wire: wireFault{refuses: true}, retried: allClasses},
	}
	refusals := []fault{
		{name: "rejected", wire: wireFault{response: response(200, refusal)}, status: 200, kind: leeloo.ErrRejected},
		{name: "rejected by a string", wire: wireFault{response: response(200, `{"status":"0","error":{}}`)}, status: 200, kind: leeloo.ErrRejected},
		{name: "token refused under 200", wire: wireFault{response: response(200, authError)}, status: 200, kind: leeloo.ErrUnauthorized},
		{name: "token refused under 400", wire: wireFault{response: response(400, authError)}, status: 400, kind: leeloo.ErrUnauthorized},
	}
	faults = append(faults, refusals...)
	for name, body := range map[string]string{
		"empty body":              "",
		"null":                    "null",
		"array":                   "[]",
		"number":                  "1",
		"HTML":                    quotingPage,
		"trailing garbage":        `{"status":1,"data":{}} ` + canaryPhone,
		"two envelopes":           `{"status":1,"data":{}}{"status":1,"data":{}}`,
		"status missing":          `{"data":{}}`,
		"status 2":                `{"data":{},"status":2}`,
		"status true":             `{"data":{},"status":true}`,
		"status null":             `{"data":{},"status":null}`,
		"Status":                  `{"data":{},"Status":1}`,
		"status twice":            `{"data":{},"status":1,"status":1}`,
		"success and error":       `{"data":{},"status":1,"error":{"code":"FORMAT_ERROR",` + quotingMessage + `}}`,
		"success and error false": `{"data":{},"status":1,"error":false}`,
	} {
		faults = append(faults, fault{name: name, wire: wireFault{response: response(200, body)}, status: 200, kind: leeloo.ErrUnexpectedResponse, maybeApplied: true})
	}
	faults = append(faults, fault{name: "no content", wire: wireFault{response: response(204, "")}, status: 204, kind: leeloo.ErrUnexpectedResponse, maybeApplied: true})

	for _, status := range []int{301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 405, 408, 409, 413, 422, 429, 499, 500, 501, 502, 503, 504, 520, 599} {
		for name, body := range map[string]string{"HTML": quotingPage, "refusal": refusal, "success": `{"status":1,"data":` + canaryItem + `}`, "no body": ""} {
			f := byStatus(status)
			f.name, f.wire.response = fmt.Sprintf("%d with %s", status, name), response(status, body)
			faults = append(faults, f)
		}
	}
	for _, status := range []int{200, 201, 302, 303, 400, 401, 404, 408, 500, 502, 503} {
		f := byStatus(500)
		f.status = status
		f.name, f.wire.response = fmt.Sprintf("SERVER_ERROR under %d", status), response(status, serverError)
		faults = append(faults, f)
	}
	for _, status := range []int{200, 201, 302, 303, 400, 401, 403, 404, 408, 500, 502, 503, 599} {
		f := byStatus(429)
		f.status = status
		f.name, f.wire.response = fmt.Sprintf("rate-limit text under %d", status), response(status, limitText)
		faults = append(faults, f)
	}
	return faults
}

// byStatus returns what the client must do after an HTTP status other than 2xx.
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
		f.retried = allClasses
	case 408, 502, 503, 504:
		f.retried = safeAndIdempotent
	case 500:
		f.retried = safeOnly
	}
	f.maybeApplied = status >= 500 || status == 408 || status == 303
	return f
}

// response returns a complete response, after which the connection is closed.
func response(status int, body string) string { return responseWithLength(status, body, len(body)) }

// truncatedResponse announces one byte more than it contains.
func truncatedResponse(status int, body string) string {
	return responseWithLength(status, body, len(body)+1)
}

func responseWithLength(status int, body string, length int) string {
	head := fmt.Sprintf("HTTP/1.1 %d X\r\nConnection: close\r\nLocation: https://evil.example.com/%s?%s\r\n", status, canaryID, canaryToken)
	if status == http.StatusNoContent || status == http.StatusNotModified {
		return head + "\r\n"
	}
	return head + fmt.Sprintf("Content-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n%s", length, body)
}

// TestMatrix combines every operation with every fault, over an http.Transport, in memory and in fake time. synctest fails
// a case that leaves a goroutine behind.
func TestMatrix(t *testing.T) {
	all := faults()
	require.Greater(t, len(all)*len(operation.All()), 1000)
	for _, of := range operation.All() {
		t.Run(of.Name, func(t *testing.T) {
			t.Parallel()
			for _, f := range all {
				t.Run(f.name, func(t *testing.T) {
					synctest.Test(t, func(t *testing.T) {
						server := &faultyServer{fault: f.wire, address: "127.0.0.1:80"}
						transport := &http.Transport{DialContext: server.dialPipe}
						defer server.close()
						defer transport.CloseIdleConnections()
						c := canaryClient(t, transport, leeloo.WithBaseURL("http://127.0.0.1/api"))
						var captured leeloo.Response
						err := canaryCalls[of.Name].do(t.Context(), c, leeloo.CaptureResponse(&captured))
						f.check(t, &of, 4, server, captured, err)
					})
				})
			}
		})
	}
}

// check compares the result of an operation with the oracle.
func (f fault) check(t *testing.T, of *operation.Operation, maxAttempts int, server *faultyServer, captured leeloo.Response, err error) {
	t.Helper()
	attempts := 1
	if slices.Contains(f.retried, of.Class) {
		attempts = maxAttempts
	}
	requests := attempts
	if f.wire.refuses {
		requests = 0
	}
	assert.Equal(t, requests, server.requests(), "requests that the server received")
	assert.Equal(t, attempts, server.dials(), "connections")

	e := requireKind(t, f.kind, err)
	if f.kind == nil {
		assert.ErrorContains(t, err, fmt.Sprintf(": %s; %d attempt", server.address, attempts))
	}
	assert.Equal(t, f.maybeApplied && of.Class != operation.Safe, e.MaybeApplied(), "MaybeApplied: %s", e)
	assert.Equal(t, f.status, e.StatusCode)
	assert.Equal(t, attempts, e.Attempts)
	assert.Equal(t, of.Name, e.Op)
	assert.Equal(t, of.Route(), e.Route)
	assert.Zero(t, e.RetryAfter)
	_, resumable := e.ResumeOffset()
	assert.False(t, resumable, "only an iteration has one")

	assert.Equal(t, f.status, captured.StatusCode)
	assert.Equal(t, attempts, captured.Attempts)
}

// faultyServer receives one request per connection and does the same with each.
type faultyServer struct {
	fault   wireFault
	address string

	mu       sync.Mutex
	dialed   int
	accepted []net.Conn
	running  sync.WaitGroup
}

func (s *faultyServer) dialPipe(context.Context, string, string) (net.Conn, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.dialed++
	if s.fault.refuses {
		return nil, &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	}
	client, server := net.Pipe()
	s.accepted = append(s.accepted, server)
	s.running.Go(func() { s.serve(server) })
	return client, nil
}

func (s *faultyServer) serve(conn net.Conn) {
	if !s.fault.readsNone {
		request, err := http.ReadRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, request.Body)
		_, _ = io.WriteString(conn, s.fault.response)
	}
	if !s.fault.leavesOpen {
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

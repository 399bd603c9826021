package leelootest

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

// Request is a request that the server received.
type Request struct {
	Op          string // the operation, "Orders.Create"; empty if no operation serves the request
	Method      string
	Path        string // below the base URL: "/orders"
	Query       url.Values
	ContentType string // without parameters: "application/json"

	// Body holds the fields of the body: of a form as strings, the first value of each; of JSON as decoded, with
	// numbers as json.Number. It is nil if there is no body or the body cannot be decoded.
	Body map[string]any
}

// The limits of what is kept of past requests.
const (
	maxRequests     = 1000
	maxRequestBytes = 8 << 20
)

// requestLog holds the last requests, oldest first.
type requestLog struct {
	requests []rawRequest
	bytes    int // of all bodies
}

// rawRequest is a request as it is kept. It is decoded for each caller of Requests anew, so that callers may change
// what they get.
type rawRequest struct {
	op, method, path, query, contentType string
	body                                 []byte
}

func (l *requestLog) add(r rawRequest) {
	l.requests = append(l.requests, r)
	l.bytes += len(r.body)
	for len(l.requests) > maxRequests || l.bytes > maxRequestBytes && len(l.requests) > 1 {
		l.bytes -= len(l.requests[0].body)
		l.requests[0] = rawRequest{} // append keeps the array: let go of the body
		l.requests = l.requests[1:]
	}
}

// Requests returns the last 1,000 requests in the order of their arrival, including those that were refused or met a
// fault; fewer if their bodies together exceed 8 MiB. Count counts all.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	requests := make([]Request, len(s.requests.requests))
	for i, r := range s.requests.requests {
		requests[i] = r.decode()
	}
	return requests
}

// Count returns how many requests for an operation, such as "Orders.Create", the server received since it was started
// or Reset, including those that were refused or met a fault. For "" it counts all requests, also those that no
// operation serves. It panics if there is no such operation.
func (s *Server) Count(op string) int {
	if op != "" {
		mustKnow(op)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.counts[op]
}

func (r rawRequest) decode() Request {
	query, _ := url.ParseQuery(r.query) // the valid part, like the operation
	var body map[string]any
	if len(r.body) > 0 {
		body, _ = fake.DecodeBody(r.contentType, r.body)
	}
	return Request{r.op, r.method, r.path, query, fake.MediaType(r.contentType), body}
}

// record records a request and returns the fault that it meets. If no operation serves it, it meets none.
func (s *Server) record(op string, r *http.Request, body []byte) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, fake.BasePath)
	s.requests.add(rawRequest{op, r.Method, path, r.URL.RawQuery, r.Header.Get("Content-Type"), body})
	s.counts[""]++
	if op == "" {
		return Fault{}
	}
	s.counts[op]++
	return s.nextFault(op)
}

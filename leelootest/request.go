package leelootest

import (
	"net/http"
	"net/url"
	"strings"
)

// Request is a request that arrived.
type Request struct {
	Op          string // the operation, "Orders.Create"; empty when no operation lives there
	Method      string
	Path        string // below the base URL: "/orders"
	Query       url.Values
	ContentType string // without parameters: "application/json"

	// Body holds the fields: of a form as strings, the first where one repeats; of JSON as decoded, numbers as json.Number. It is nil without a
	// body, and when the body can't be read.
	Body map[string]any
}

// arrival is a request as it is kept. It is decoded when a test asks, each time anew: what a test gets is its own.
type arrival struct {
	op, method, path, query, contentType string
	body                                 []byte
}

// Requests returns the requests that arrived so far, in order, with those that were refused or met a fault.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return views(s.arrivals, arrival.request)
}

func (a arrival) request() Request {
	query, _ := url.ParseQuery(a.query) // what can be read of it, as the operation does
	var body map[string]any
	if len(a.body) > 0 {
		body, _ = decodeBody(a.contentType, a.body)
	}
	return Request{a.op, a.method, a.path, query, mediaTypeOf(a.contentType), body}
}

// arrive records a request and returns the fault that it meets. What no operation serves meets none.
func (s *Server) arrive(op string, r *http.Request, body []byte) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	path := strings.TrimPrefix(r.URL.Path, basePath)
	s.arrivals = append(s.arrivals, arrival{op, r.Method, path, r.URL.RawQuery, r.Header.Get("Content-Type"), body})
	if op == "" {
		return Fault{}
	}
	return s.nextFault(op)
}

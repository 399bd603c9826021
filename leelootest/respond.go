package leelootest

import (
	"context"
	"io"
	"net/http"
	"strconv"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

const maxBodyBytes = 16 << 20

// reply is a response, and how much of it the client receives.
type reply struct {
	fake.Response
	fault  Fault
	closed bool // the connection is closed before the response is complete; fault says how
}

// ServeHTTP serves the API under /api/v2, for a server of one's own.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBodyBytes))
	if err != nil {
		panic(http.ErrAbortHandler) // the client disconnected, or its body is too large
	}
	out := s.respond(r, body)
	switch {
	case out.closed && out.fault.Drop:
		dropConnection(w)
	case out.closed:
		panic(http.ErrAbortHandler)
	default:
		s.write(r.Context(), w, out)
	}
}

// respond records a request, executes it, and applies the fault that it meets.
func (s *Server) respond(r *http.Request, body []byte) reply {
	op, ids, ok := fake.Match(r)
	f := s.record(op.Name, r, body)
	if !ok {
		return reply{Response: fake.NotAnOperation(r)}
	}
	var out fake.Response
	if f.Applied {
		out = s.execute(op, ids, r, body)
	}
	if f.Delay > 0 && !s.waits.wait(r.Context(), f.Delay) {
		return reply{fault: Fault{Disconnect: true}, closed: true}
	}
	switch {
	case f.Disconnect || f.Drop:
		return reply{fault: f, closed: true}
	case f.Status != 0 || f.Body != "":
		out = f.response()
	case !f.Applied:
		out = s.execute(op, ids, r, body)
	}
	return reply{Response: f.withHeader(out), fault: f}
}

// execute executes an operation after the function of BeforeEach, one request at a time.
func (s *Server) execute(op operation.Operation, ids map[string]string, r *http.Request, body []byte) fake.Response {
	s.executing.Lock()
	defer s.executing.Unlock()
	s.changeLists()
	response := s.api.Execute(op, ids, r, body)
	if s.webhook != nil && response.Event != nil {
		s.webhook.enqueue(response.Event)
	}
	return response
}

func (f Fault) response() fake.Response {
	status := f.Status
	if status == 0 {
		status = http.StatusOK
	}
	return fake.Response{Status: status, Body: []byte(f.Body)}
}

func (f Fault) withHeader(r fake.Response) fake.Response {
	header := http.Header{}
	for _, from := range []http.Header{r.Header, f.Header} {
		for name, values := range from {
			header[http.CanonicalHeaderKey(name)] = values
		}
	}
	r.Header = header
	return r
}

// write sends a response. Errors of Write are ignored: the client has disconnected.
func (s *Server) write(client context.Context, w http.ResponseWriter, out reply) {
	for name, values := range out.Header {
		w.Header()[name] = values
	}
	body := out.Body
	if out.fault.Truncate {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		body = body[:len(body)/2]
	}
	w.WriteHeader(out.Status)
	if out.fault.BodyDelay == 0 {
		_, _ = w.Write(body)
		return
	}
	flusher := http.NewResponseController(w)
	_ = flusher.Flush()
	for i := range body {
		if !s.waits.wait(client, out.fault.BodyDelay) {
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write(body[i : i+1])
		_ = flusher.Flush()
	}
}

// dropConnection closes the connection in the middle of the response's header.
func dropConnection(w http.ResponseWriter) {
	conn, out, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer conn.Close()
	_, _ = out.WriteString("HTTP/1.1 200 OK\r\n")
	_ = out.Flush()
}

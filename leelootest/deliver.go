package leelootest

import (
	"context"
	"net/http"
	"strconv"
	"time"
)

// deliver answers a request, as its fault has it.
func (s *Server) deliver(w http.ResponseWriter, r *http.Request, f Fault, carryOut func() response) {
	var out response
	if f.Applied {
		out = carryOut()
	}
	if f.Delay > 0 && !s.wait(r.Context(), f.Delay) {
		panic(http.ErrAbortHandler)
	}
	switch {
	case f.HangUp:
		panic(http.ErrAbortHandler)
	case f.Drop:
		dropConnection(w)
		return
	case f.Status != 0 || f.Body != "":
		out = f.canned()
	case !f.Applied:
		out = carryOut()
	}
	s.write(w, r, out, f)
}

func (f Fault) canned() response {
	status := f.Status
	if status == 0 {
		status = http.StatusOK
	}
	return response{status: status, body: []byte(f.Body)}
}

// write sends an answer, as its fault has it.
func (s *Server) write(w http.ResponseWriter, r *http.Request, out response, f Fault) {
	for _, header := range []http.Header{out.header, f.Header} {
		for name, values := range header {
			w.Header()[http.CanonicalHeaderKey(name)] = values
		}
	}
	body := out.body
	if f.Cut {
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		body = body[:len(body)/2]
	}
	w.WriteHeader(out.status)
	if f.Drip > 0 {
		s.drip(w, r.Context(), body, f.Drip)
		return
	}
	_, _ = w.Write(body) // it fails when the client is gone, and then nobody is there to be told
}

// drip sends the header, and then the body a byte at a time.
func (s *Server) drip(w http.ResponseWriter, client context.Context, body []byte, pause time.Duration) {
	out := http.NewResponseController(w)
	_ = out.Flush()
	for i := range body {
		if !s.wait(client, pause) {
			panic(http.ErrAbortHandler)
		}
		_, _ = w.Write(body[i : i+1])
		_ = out.Flush()
	}
}

// dropConnection ends the connection in the middle of the answer's header.
func dropConnection(w http.ResponseWriter) {
	conn, out, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer conn.Close()
	_, _ = out.WriteString("HTTP/1.1 200 OK\r\n")
	_ = out.Flush()
}

// wait reports whether the delay passed before the client went away or the server was closed.
func (s *Server) wait(client context.Context, delay time.Duration) bool {
	timer := time.NewTimer(delay)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-client.Done():
		return false
	case <-s.closing:
		return false
	}
}

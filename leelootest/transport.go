package leelootest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Transport returns a transport that serves requests in this process, without a socket and without goroutines of its
// own:
//
//	client := &http.Client{Transport: srv.Transport()}
//
// It works in a bubble of testing/synctest, where the delays of faults and the waits of the client take no time. It
// serves every scheme and host, the default base URL of package leeloo included, and never uses the network. Faults
// look as they do through net/http: a closed connection is an error of RoundTrip, a truncated body one of Body.Read
// (io.ErrUnexpectedEOF), and the request's context ends both.
func (s *Server) Transport() http.RoundTripper { return transport{s} }

type transport struct{ server *Server }

// RoundTrip implements http.RoundTripper.
func (t transport) RoundTrip(r *http.Request) (response *http.Response, err error) {
	body, err := readRequest(r)
	if err != nil {
		return nil, err
	}
	if t.server.waits.isClosed() {
		return nil, errors.New("leelootest: the server is closed")
	}
	defer func() { // a panic of a BeforeEach function closes the connection, as it does through net/http
		if reason := recover(); reason != nil {
			response, err = nil, fmt.Errorf("leelootest: the function of BeforeEach panicked: %v", reason)
		}
	}()
	out := t.server.respond(r, body)
	switch {
	case r.Context().Err() != nil:
		return nil, context.Cause(r.Context())
	case out.closed && out.fault.Drop:
		return nil, io.ErrUnexpectedEOF
	case out.closed:
		return nil, io.EOF
	}
	return t.server.response(r, out), nil
}

// readRequest reads the body of a request and closes it, as a transport must in any case.
func readRequest(r *http.Request) ([]byte, error) {
	if r.Body != nil {
		defer r.Body.Close()
	}
	if r.Context().Err() != nil {
		return nil, context.Cause(r.Context())
	}
	if r.Body == nil {
		return nil, nil
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBodyBytes+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > maxBodyBytes:
		return nil, errors.New("leelootest: the request body is larger than 16 MiB")
	}
	return body, nil
}

// response returns what net/http would make of a response.
func (s *Server) response(r *http.Request, out reply) *http.Response {
	bodyless := out.Status == http.StatusNoContent || out.Status == http.StatusNotModified
	length := int64(len(out.Body))
	body := &responseBody{server: s, ctx: r.Context(), unread: out.Body, pause: out.fault.BodyDelay, end: io.EOF}
	switch {
	case bodyless:
		length, body.unread = 0, nil
	case out.fault.Truncate && length > 0:
		body.unread, body.end = out.Body[:length/2], io.ErrUnexpectedEOF
	case out.fault.BodyDelay > 0:
		length = -1
	}
	if length >= 0 && !bodyless {
		out.Header.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	if out.Header.Get("Content-Type") == "" && length != 0 {
		out.Header.Set("Content-Type", http.DetectContentType(out.Body))
	}
	return &http.Response{
		Status:     fmt.Sprintf("%d %s", out.Status, http.StatusText(out.Status)),
		StatusCode: out.Status,
		Proto:      "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: out.Header, Body: body, ContentLength: length, Request: r,
	}
}

// responseBody is a body that arrives whole or a byte at a time.
type responseBody struct {
	server *Server
	ctx    context.Context
	unread []byte
	pause  time.Duration
	end    error // what Read returns after the last byte

	mu     sync.Mutex
	closed bool
	cancel func() // ends the running pause; nil: none
}

// Read implements io.Reader.
func (b *responseBody) Read(p []byte) (int, error) {
	ctx, stop, err := b.startRead()
	if err != nil {
		return 0, err
	}
	defer stop()
	if len(b.unread) == 0 {
		return 0, b.end
	}
	if len(p) == 0 {
		return 0, nil
	}
	if b.pause > 0 {
		if !b.server.waits.wait(ctx, b.pause) {
			return 0, b.interrupted()
		}
		p = p[:1]
	}
	n := copy(p, b.unread)
	b.unread = b.unread[n:]
	return n, nil
}

func (b *responseBody) startRead() (ctx context.Context, stop func(), err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.closed:
		return nil, nil, http.ErrBodyReadAfterClose
	case b.ctx.Err() != nil:
		return nil, nil, context.Cause(b.ctx)
	}
	ctx, b.cancel = context.WithCancel(b.ctx)
	return ctx, b.cancel, nil
}

// interrupted returns the error for a pause that did not pass.
func (b *responseBody) interrupted() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch {
	case b.ctx.Err() != nil:
		return context.Cause(b.ctx)
	case b.closed:
		return http.ErrBodyReadAfterClose
	}
	return io.ErrUnexpectedEOF // the server was closed
}

// Close implements io.Closer. It may be called during a Read, which it ends.
func (b *responseBody) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	if b.cancel != nil {
		b.cancel()
	}
	return nil
}

// Package transport sends one request once: with the token, to one origin, within a deadline, and reads the response up
// to a size limit.
package transport

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Transport sends requests to one origin. It is safe for concurrent use.
type Transport struct {
	RoundTripper http.RoundTripper
	BaseURL      *url.URL
	Token        func() string // a function, so that no format verb prints the token
	UserAgent    string
	Timeout      time.Duration // of one attempt, body included
	MaxBytes     int64         // of the body of a success, decompressed

	buffers   sync.Pool // of weak.Pointer[[]byte]: released bodies
	deadlines deadlines
}

// Request is a request, encoded once and sent unchanged by each attempt.
type Request struct {
	Method      string
	Path        string // below the base URL
	Query       string // encoded
	ContentType string // empty if there is no body
	Body        []byte
	Trace       bool // whether Error.NotSent is needed, which has a cost
}

// Response is a response whose body was read. The body of a status outside 2xx is truncated at 64 KiB. Body is valid
// until Release.
type Response struct {
	StatusCode int
	Header     http.Header
	Body       []byte

	buffer *[]byte // the pooled buffer that holds Body
}

var errNoResponse = errors.New("the RoundTripper returned neither a response nor an error")

// Do makes one attempt. Its error is an *Error. If the body cannot be read, Do returns the status and the header
// together with the error.
//
// Do uses the http.RoundTripper, not an http.Client: it follows no redirect and keeps no cookie.
func (t *Transport) Do(ctx context.Context, r *Request) (Response, error) {
	if ctx.Err() != nil {
		return Response{}, t.newError(ctx, ctx, ctx.Err(), true)
	}
	attemptCtx := ctx
	// If the caller's deadline comes first, it is enough.
	if deadline, ok := ctx.Deadline(); !ok || time.Until(deadline) > t.Timeout {
		a := t.deadlines.start(ctx, t.Timeout)
		defer t.deadlines.finish(a)
		attemptCtx = a
	}
	requestCtx, trace := attemptCtx, (*connTrace)(nil)
	if r.Trace {
		requestCtx, trace = traceConn(attemptCtx)
	}

	response, err := t.RoundTripper.RoundTrip(t.newRequest(requestCtx, r))
	if err == nil && response == nil {
		err = errNoResponse
	}
	if err != nil {
		return Response{}, t.newError(ctx, attemptCtx, err, trace.notSent() || isProxyChoiceError(err))
	}
	if response.Body == nil { // some RoundTrippers for tests leave it out
		response.Body = http.NoBody
	}
	defer response.Body.Close()
	got := Response{StatusCode: response.StatusCode, Header: response.Header}
	if err := t.readBody(&got, response); err != nil {
		return got, t.newError(ctx, attemptCtx, err, false)
	}
	return got, nil
}

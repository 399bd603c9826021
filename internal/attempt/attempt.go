// Package attempt sends one request once: with a deadline, to the one origin that may see the token, and reads the
// answer up to a limit.
package attempt

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// TokenHeader is the header that carries the credential, X-Leeloo-AuthToken, as http.Header spells its keys.
const TokenHeader = "X-Leeloo-Authtoken"

const maxErrorBytes = 64 << 10

// Sender sends requests to one origin.
type Sender struct {
	Transport http.RoundTripper
	Base      *url.URL
	Token     func() string // a function, since no format verb looks into one
	UserAgent string
	Timeout   time.Duration // of one attempt, the body included
	MaxBytes  int64         // of the body of a success, decompressed

	buffers sync.Pool // of *[]byte: the bodies that were released
}

// Request is one request, encoded once and sent unchanged by every attempt.
type Request struct {
	Method      string
	Path        string // below the base
	Query       string // encoded
	ContentType string // empty: no body
	Body        []byte
	Proof       bool // whether it matters what has left, so that a Failure is to prove NeverLeft
}

// Answer is what came back. The body of an HTTP failure is cut at 64 KiB. It is the caller's until it is released.
type Answer struct {
	StatusCode int
	Header     http.Header
	Body       []byte

	buffer *[]byte // what Body lies in
}

// ErrTooLarge is the error for a body over the limit.
var ErrTooLarge = errors.New("the body is over the limit")

// Send makes one attempt. Its error is a *Failure. An answer whose body could not be read comes with one as well.
//
// It uses the round tripper, not an http.Client: no redirect is followed and no cookie kept, whoever made it.
func (s *Sender) Send(ctx context.Context, r Request) (Answer, error) {
	if ctx.Err() != nil {
		return Answer{}, &Failure{Err: contextError(ctx), NeverLeft: true, Ended: true}
	}
	attemptCtx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	requestCtx, trail := attemptCtx, (*trail)(nil)
	if r.Proof {
		requestCtx, trail = withTrail(attemptCtx)
	}

	response, err := s.Transport.RoundTrip(s.request(requestCtx, r))
	if err == nil && response == nil {
		err = errors.New("the transport gave neither an answer nor an error")
	}
	if err != nil {
		return Answer{}, newFailure(ctx, attemptCtx, err, trail.neverLeft())
	}
	if response.Body == nil { // a caller's transport may be so lax
		response.Body = http.NoBody
	}
	defer response.Body.Close()
	answer := Answer{StatusCode: response.StatusCode, Header: response.Header}
	if err = s.read(&answer, response); err != nil {
		return answer, newFailure(ctx, attemptCtx, err, false)
	}
	return answer, nil
}

func (s *Sender) request(ctx context.Context, r Request) *http.Request {
	u := *s.Base
	u.Path += r.Path
	if u.RawPath != "" {
		u.RawPath += r.Path
	}
	u.RawQuery = r.Query
	values := []string{s.Token(), "application/json", s.UserAgent, r.ContentType} // one allocation for all
	header := http.Header{TokenHeader: values[0:1:1], "Accept": values[1:2:2], "User-Agent": values[2:3:3]}
	request := (&http.Request{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}).WithContext(ctx)
	request.Method, request.URL, request.Host, request.Header = r.Method, &u, u.Host, header
	if r.ContentType != "" {
		header["Content-Type"] = values[3:4:4]
		setBody(request, r.Body)
	}
	return request
}

func setBody(request *http.Request, body []byte) {
	if len(body) == 0 {
		request.Body = http.NoBody
		return
	}
	request.ContentLength = int64(len(body))
	// The transport may begin again, on another connection, when it has written nothing yet.
	request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(body)), nil }
	request.Body, _ = request.GetBody()
}

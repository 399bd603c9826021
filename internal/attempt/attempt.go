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
	"time"
)

// TokenHeader is the header that carries the credential.
const TokenHeader = "X-Leeloo-AuthToken"

const maxErrorBytes = 64 << 10

// Sender sends requests to one origin.
type Sender struct {
	Transport http.RoundTripper
	Base      *url.URL
	Token     func() string // a function, since no format verb looks into one
	UserAgent string
	Timeout   time.Duration // of one attempt, the body included
	MaxBytes  int64         // of the body of a success, decompressed
}

// Request is one request, encoded once and sent unchanged by every attempt.
type Request struct {
	Method      string
	Path        string // below the base
	Query       string // encoded
	ContentType string // empty: no body
	Body        []byte
}

// Answer is what came back. The body of an HTTP failure is cut at 64 KiB.
type Answer struct {
	StatusCode int
	Header     http.Header
	Body       []byte
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
	traced, trail := withTrail(attemptCtx)

	response, err := s.Transport.RoundTrip(s.request(traced, r))
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
	if answer.Body, err = s.read(response); err != nil {
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
	request := &http.Request{Method: r.Method, URL: &u, Host: u.Host, Header: make(http.Header, 4), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}
	request.Header.Set(TokenHeader, s.Token())
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", s.UserAgent)
	if r.ContentType != "" {
		request.Header.Set("Content-Type", r.ContentType)
		request.Body = http.NoBody
	}
	if len(r.Body) > 0 {
		request.ContentLength = int64(len(r.Body))
		// The transport may begin again, on another connection, when it has written nothing yet.
		request.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(r.Body)), nil }
		request.Body, _ = request.GetBody()
	}
	return request.WithContext(ctx)
}

func (s *Sender) read(response *http.Response) ([]byte, error) {
	if response.StatusCode < 200 {
		return nil, nil // after 101 the body is the connection itself, and has no deadline
	}
	if response.StatusCode > 299 {
		// The status says enough, if the body does not.
		body, _ := readAll(response.Body, 0, maxErrorBytes)
		return body, nil
	}
	body, err := readAll(response.Body, response.ContentLength, s.MaxBytes)
	if err != nil {
		return nil, err
	}
	if int64(len(body)) == s.MaxBytes && !atEnd(response.Body) {
		return nil, ErrTooLarge
	}
	return body, nil
}

// readAll reads at most limit bytes. expected is how many there are likely to be, or less than 1.
func readAll(r io.Reader, expected, limit int64) ([]byte, error) {
	const least, trusted = 512, 1 << 20 // a length that lies costs at most the latter
	body := make([]byte, 0, min(max(expected+1, least), trusted, limit))
	for int64(len(body)) < limit {
		if len(body) == cap(body) {
			// In large steps: what is left behind counts against what an answer may cost.
			grown := make([]byte, len(body), min(4*int64(cap(body)), limit))
			copy(grown, body)
			body = grown
		}
		n, err := r.Read(body[len(body):cap(body)])
		body = body[:len(body)+n]
		if err == io.EOF {
			return body, nil
		}
		if err != nil {
			return body, err
		}
	}
	return body, nil
}

func atEnd(r io.Reader) bool {
	n, err := io.ReadFull(r, make([]byte, 1))
	return n == 0 && err == io.EOF
}

package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"
)

// Reason is the reason for which an attempt got no complete response.
type Reason int

// The reasons.
const (
	TransportError Reason = iota // no connection, or a broken one, or a response that is not HTTP
	TimedOut                     // the attempt took longer than Transport.Timeout
	Canceled                     // the caller's context was canceled, or its deadline passed
	Untrusted                    // the server's certificate failed verification
	TooLarge                     // the body of a success exceeds Transport.MaxBytes
)

// Error is an attempt without a complete response.
//
// Its text names the host and port of the base URL and the reason in fixed phrases. It quotes nothing of Err, whose text
// may include the URL and so personal data.
type Error struct {
	Err     error // for errors.Is and errors.As only
	Reason  Reason
	NotSent bool // provably: no connection was obtained

	text string
}

func (e *Error) Error() string { return e.text }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// newError returns the error of an attempt. ctx is the caller's; attemptCtx may have a deadline of the Transport.
func (t *Transport) newError(ctx, attemptCtx context.Context, err error, notSent bool) *Error {
	e := &Error{Err: err, NotSent: notSent}
	host := hostPort(t.BaseURL)
	switch {
	case hasEnded(ctx):
		e.Reason, e.Err = Canceled, contextError(ctx)
		e.text = "context canceled: " + host
		if errors.Is(e.Err, context.DeadlineExceeded) {
			e.text = "context deadline exceeded: " + host
		}
	case hasEnded(attemptCtx):
		e.Reason, e.Err = TimedOut, context.DeadlineExceeded
		e.text = fmt.Sprintf("attempt timed out after %v: %s", t.Timeout, host)
	case errors.Is(err, errTooLarge):
		e.Reason = TooLarge
		e.text = fmt.Sprintf("response body exceeds %d bytes: %s", t.MaxBytes, host)
	default:
		if _, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
			e.Reason = Untrusted
		}
		_, std := t.RoundTripper.(*http.Transport)
		e.text = phrase(err, notSent, std) + ": " + host
	}
	return e
}

// hasEnded reports whether a context was canceled or its deadline has passed. The deadline is checked as well since the
// net package has a timer of its own for it, which may fire first.
func hasEnded(ctx context.Context) bool {
	deadline, ok := ctx.Deadline()
	return ctx.Err() != nil || ok && !time.Now().Before(deadline)
}

// contextError returns an error that matches the error of an ended context and its cause.
func contextError(ctx context.Context) error {
	err := ctx.Err()
	if err == nil {
		return context.DeadlineExceeded
	}
	if cause := context.Cause(ctx); cause != err { //nolint:errorlint // a cause that wraps err is not err
		return errors.Join(err, cause)
	}
	return err
}

func hostPort(u *url.URL) string {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return net.JoinHostPort(u.Hostname(), port)
}

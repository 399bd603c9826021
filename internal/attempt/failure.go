package attempt

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"syscall"
)

// Failure is an attempt without a whole answer.
type Failure struct {
	Err       error // may quote the request: for errors.Is and errors.As, not for texts
	NeverLeft bool  // the transport got no connection, so that nothing can have been sent
	Ended     bool  // the caller's context ended it
	TimedOut  bool  // it took longer than one attempt may
}

func newFailure(ctx, attemptCtx context.Context, err error, neverLeft bool) *Failure {
	f := &Failure{Err: err, NeverLeft: neverLeft}
	switch {
	case ctx.Err() != nil:
		f.Ended, f.Err = true, contextError(ctx)
	case attemptCtx.Err() != nil:
		f.TimedOut, f.Err = true, attemptCtx.Err()
	}
	return f
}

// contextError matches the error of an ended context, and its cause where there is one.
func contextError(ctx context.Context) error {
	if cause := context.Cause(ctx); cause != ctx.Err() {
		return errors.Join(ctx.Err(), cause)
	}
	return ctx.Err()
}

// Unwrap gives what ended the attempt.
func (f *Failure) Unwrap() error { return f.Err }

// Error says what happened in words of its own: the errors of a transport may quote the URL, and so a phone.
func (f *Failure) Error() string {
	switch {
	case f.Ended && errors.Is(f.Err, context.DeadlineExceeded):
		return "the context's deadline has passed"
	case f.Ended:
		return "the context was cancelled"
	case f.TimedOut:
		return "no whole answer within the time of one attempt"
	case errors.Is(f.Err, ErrTooLarge):
		return ErrTooLarge.Error()
	case errors.Is(f.Err, io.EOF), errors.Is(f.Err, io.ErrUnexpectedEOF), errors.Is(f.Err, syscall.ECONNRESET), errors.Is(f.Err, syscall.EPIPE):
		return "the connection was closed before the whole answer had come"
	}
	if _, ok := errors.AsType[*net.DNSError](f.Err); ok {
		return "the host's name could not be resolved"
	}
	if _, ok := errors.AsType[*tls.CertificateVerificationError](f.Err); ok {
		return "the server's certificate is not to be trusted"
	}
	if errno, ok := errors.AsType[syscall.Errno](f.Err); ok {
		return "no connection: " + errno.Error()
	}
	return fmt.Sprintf("the transport failed (%T)", f.Err)
}

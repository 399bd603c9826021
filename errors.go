package leeloo

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/response"
)

// The errors to compare with [errors.Is]. An error matches at most one of them, and ErrMaybeApplied in addition.
var (
	// ErrInvalidArgument indicates that an argument cannot be right. Nothing was sent.
	ErrInvalidArgument = errors.New("leeloo: invalid argument")
	// ErrUnauthorized indicates that the token is missing or was not accepted (HTTP 401 or 403, or the field authToken).
	ErrUnauthorized = errors.New("leeloo: unauthorized")
	// ErrNotFound indicates that nothing has this id or this name, or that the path does not exist (HTTP 404). The API may
	// refuse an unknown id with ErrRejected instead.
	ErrNotFound = errors.New("leeloo: not found")
	// ErrAmbiguous indicates that several items have the name that was asked for. See [Error.Candidates].
	ErrAmbiguous = errors.New("leeloo: ambiguous name")
	// ErrRateLimited indicates too many requests: HTTP 429, the API's text that says so, or a wait for the rate limit that
	// would pass the deadline of the context. The request was not applied.
	ErrRateLimited = errors.New("leeloo: rate limited")
	// ErrRejected indicates that the API refused the request (status 0, or any other HTTP 4xx). See [Error.Code] and
	// [Error.Fields].
	ErrRejected = errors.New("leeloo: rejected")
	// ErrServer indicates that the API failed (HTTP 5xx, or the code SERVER_ERROR).
	ErrServer = errors.New("leeloo: server error")
	// ErrRedirect indicates a redirect. The client does not follow it, since it would send the token along.
	ErrRedirect = errors.New("leeloo: redirect")
	// ErrResponseTooLarge indicates a response over the limit: 50,000 values, or the size set by [WithMaxResponseBytes].
	ErrResponseTooLarge = errors.New("leeloo: response too large")
	// ErrUnexpectedResponse indicates a response that the API does not document, and that does not prove success.
	ErrUnexpectedResponse = errors.New("leeloo: unexpected response")
	// ErrMaybeApplied indicates that the request may have been applied although it failed. See [Error.MaybeApplied].
	ErrMaybeApplied = errors.New("leeloo: may have been applied")
	// ErrPaginationStuck indicates that the pages of a list make no progress, for example because the server ignores the
	// offset.
	ErrPaginationStuck = errors.New("leeloo: pagination stuck")
)

// Error is the error of every operation, and of [NewClient], [NewAmount] and [ParseDate]. Get it from an error with
// errors.AsType[*leeloo.Error](err).
//
// Error, the format verbs, JSON and slog show the operation and the API's codes. They never show the token, an id, or
// what was sent or received. To see the body of a response, use [CaptureResponse].
type Error struct {
	// Op is the operation, for example "Orders.Update".
	Op string
	// Route is the method and the path template of the operation, for example "POST /orders/{order_id}".
	Route string
	// StatusCode is the HTTP status of the last response, or 0 without a response. The API usually refuses with 200.
	StatusCode int
	// Code is the API's error code, for example "FORMAT_ERROR".
	Code string
	// Message is the API's message, at most 1 KiB. It may quote what was sent, so no text of the error includes it.
	Message string
	// Fields maps the fields that the API refused to its codes, for example "REQUIRED". Nested names are flattened:
	// "a.b", "data.0.email".
	Fields map[string]string
	// Candidates are the names nearest to the one that was asked for. Only the ByName methods set it, with ErrNotFound
	// and ErrAmbiguous. No text of the error includes them.
	Candidates []string
	// RetryAfter is how long to wait before the next try, or 0 if it is not known.
	RetryAfter time.Duration
	// Attempts is the number of attempts.
	Attempts int

	kind         error  // a sentinel, or nil
	detail       string // in the words of the SDK
	hint         string // what to do
	cause        error
	maybeApplied bool
	resume       int
	canResume    bool
}

// MaybeApplied reports whether the request may have been applied although it failed, for example because its response
// was lost. Check before repeating it: an order may be booked twice, a message sent twice. errors.Is(err,
// ErrMaybeApplied) reports the same. It is false for operations that change nothing.
func (e *Error) MaybeApplied() bool { return e != nil && e.maybeApplied }

// ResumeOffset returns the offset from which to resume an iteration that ended with this error; set it as
// [ListParams].Offset. The first items may be repeats, and changes in between are not known. ok is false for errors of other calls.
func (e *Error) ResumeOffset() (offset int, ok bool) {
	if e == nil {
		return 0, false
	}
	return e.resume, e.canResume
}

// Unwrap returns the sentinels that the error matches, and its cause, for example context.Canceled.
func (e *Error) Unwrap() []error {
	if e == nil {
		return nil
	}
	var errs []error
	if e.kind != nil {
		errs = append(errs, e.kind)
	}
	if e.maybeApplied {
		errs = append(errs, ErrMaybeApplied)
	}
	if e.cause != nil {
		errs = append(errs, opaqueError{e.cause})
	}
	return errs
}

// opaqueError lets errors.Is and errors.As find an error whose text may quote the request.
type opaqueError struct{ err error }

func (o opaqueError) Error() string      { return "leeloo: cause not shown" }
func (o opaqueError) As(target any) bool { return errors.As(o.err, target) }

// Is does not report the sentinels. The cause of a context may be the error of another call, which errgroup for example
// sets; whether that call may have been applied says nothing about this one.
func (o opaqueError) Is(target error) bool { return errors.Is(o.err, target) && !isSentinel(target) }

func isSentinel(target error) bool {
	switch target {
	case ErrInvalidArgument, ErrUnauthorized, ErrNotFound, ErrAmbiguous, ErrRateLimited, ErrRejected, ErrServer, ErrRedirect,
		ErrResponseTooLarge, ErrUnexpectedResponse, ErrMaybeApplied, ErrPaginationStuck:
		return true
	default:
		return false
	}
}

// Format prints the text of Error for every verb. Some verbs would print the inner error.
func (o opaqueError) Format(state fmt.State, _ rune) { fmt.Fprint(state, o.Error()) }

// sentinelOf returns the error that matches a reason, or nil for a reason without a response.
func sentinelOf(reason response.Reason) error {
	switch reason {
	case response.RateLimited:
		return ErrRateLimited
	case response.InternalError, response.Unavailable, response.ServerError:
		return ErrServer
	case response.Unauthorized:
		return ErrUnauthorized
	case response.NotFound:
		return ErrNotFound
	case response.SeeOther, response.Redirect:
		return ErrRedirect
	case response.Rejected, response.RequestTimeout:
		return ErrRejected
	case response.Unexpected:
		return ErrUnexpectedResponse
	case response.TooLarge:
		return ErrResponseTooLarge
	default:
		return nil
	}
}

// newError is the error of a failed operation.
func newError(endpoint operation.Endpoint, attempts int, o *response.Outcome) *Error {
	e := &Error{
		Op: endpoint.Name, Route: endpoint.Route(), StatusCode: o.StatusCode, RetryAfter: o.RetryAfter, Attempts: attempts,
		kind: sentinelOf(o.Reason), detail: o.Detail, hint: o.Hint, cause: o.Cause, maybeApplied: o.MaybeApplied,
	}
	if o.API != nil {
		e.Code, e.Message, e.Fields = o.API.Code, o.API.Message, o.API.Fields
	}
	if e.hint == "" {
		e.hint = hint(endpoint, o)
	}
	return e
}

// hint says what to do about an outcome.
func hint(endpoint operation.Endpoint, o *response.Outcome) string {
	switch {
	case o.Reason == response.Unauthorized && (o.Detail == "" || o.StatusCode == http.StatusUnauthorized):
		return "check the token (" + whereTokenIs + ")"
	case o.Reason == response.Unauthorized:
		return "a firewall or a proxy may have refused the request"
	case o.Reason == response.NotFound && endpoint.ResourceID() == "":
		return "check WithBaseURL"
	default:
		return ""
	}
}

// invalidArgument is the error for arguments that cannot be right. Nothing was sent.
func invalidArgument(op *operation.Operation, err error) *Error {
	const maxDetail = maxErrorText / 2
	detail := err.Error()
	if len(detail) > maxDetail { // a list of a thousand people can have a thousand mistakes
		detail = strings.ToValidUTF8(detail[:maxDetail], "") + "…"
	}
	return &Error{Op: op.Name, Route: op.Route(), kind: ErrInvalidArgument, detail: detail}
}

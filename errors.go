package leeloo

import (
	"errors"
	"fmt"
	"time"
)

// What can go wrong, for errors.Is. At most one of them matches an error, and ErrMaybeApplied besides.
var (
	// ErrInvalidArgument: the call's arguments can't be right. Nothing was sent.
	ErrInvalidArgument = errors.New("leeloo: invalid argument")
	// ErrUnauthorized: the token is missing or was not accepted (HTTP 401 or 403, or the field authToken).
	ErrUnauthorized = errors.New("leeloo: unauthorized")
	// ErrNotFound: there is nothing with this id, or nothing at this address (HTTP 404).
	ErrNotFound = errors.New("leeloo: not found")
	// ErrRateLimited: too many requests (HTTP 429, or the API's text that says so), or a wait for the client's own limit
	// or for a pause that the API has asked for, which would outlast the context's deadline. It was not carried out.
	ErrRateLimited = errors.New("leeloo: rate limited")
	// ErrRejected: the API refused the call (status 0, or any other HTTP 4xx). Error.Code and Error.Fields say why.
	ErrRejected = errors.New("leeloo: rejected")
	// ErrServer: the API failed (HTTP 5xx, or the code SERVER_ERROR).
	ErrServer = errors.New("leeloo: server error")
	// ErrRedirect: the API answered with a redirect. It is not followed, since the token would go along.
	ErrRedirect = errors.New("leeloo: redirect")
	// ErrResponseTooLarge: the answer is over the limit (WithMaxResponseBytes, or 50 000 values).
	ErrResponseTooLarge = errors.New("leeloo: response too large")
	// ErrUnexpectedResponse: the answer is not one that the API documents, so that it proves no success.
	ErrUnexpectedResponse = errors.New("leeloo: unexpected response")
	// ErrMaybeApplied: the call may have been carried out all the same. See [Error.MaybeApplied].
	ErrMaybeApplied = errors.New("leeloo: may have been applied")
	// ErrPaginationStuck: the server's pages do not lead on, for instance because it ignores the offset.
	ErrPaginationStuck = errors.New("leeloo: pagination stuck")
)

// Error is the error of every call, and of [NewClient], [NewAmount] and [ParseDate]. Take it from an error with
// errors.AsType[*leeloo.Error](err).
//
// Its text, and everything else that formats, logs or marshals it, names the operation and the API's codes, never
// the token, an id, or what was sent or received. For the body of an answer there is [CaptureResponse].
type Error struct {
	// Op is the operation: "Orders.Update".
	Op string
	// Route is its method and path template: "POST /orders/{order_id}".
	Route string
	// StatusCode is the HTTP status of the answer, 0 if there was none. The API refuses with status 200 as a rule.
	StatusCode int
	// Code is the API's error code, such as "FORMAT_ERROR".
	Code string
	// Message is the API's message. It may quote what was sent, so that no text of the error shows it. At most 1 KiB.
	Message string
	// Fields maps the fields that the API refused to its reasons, such as "REQUIRED". Nested ones are flattened:
	// "a.b", "c.0".
	Fields map[string]string
	// RetryAfter is how long to wait, as the API asked or as the client's own limit has it, 0 if neither is known.
	RetryAfter time.Duration
	// Attempts is how many times the call was sent, or begun to be sent.
	Attempts int

	kind    error  // one of the sentinels, or nil
	detail  string // in words of the SDK's own
	hint    string // what to do
	cause   error
	applied bool // may have been
	next    int
	hasNext bool
}

// MaybeApplied reports whether the call, though it failed, may have been carried out: the answer was lost on the way,
// or proves nothing. Look whether it was, for instance with a list, before you send it again: an order may be booked
// and a message sent a second time. errors.Is(err, ErrMaybeApplied) tells the same.
//
// It is false for operations that only read.
func (e *Error) MaybeApplied() bool { return e != nil && e.applied }

// NextOffset returns the offset at which a walk over a list that ended with this error can be taken up
// ([ListParams].Offset). Rows may come again; what changed meanwhile is not known. It is not ok for errors of other calls.
func (e *Error) NextOffset() (offset int, ok bool) {
	if e == nil {
		return 0, false
	}
	return e.next, e.hasNext
}

// Unwrap gives the sentinels that describe the error, and its cause, such as context.Canceled.
func (e *Error) Unwrap() []error {
	var errs []error
	if e == nil {
		return nil
	}
	if e.kind != nil {
		errs = append(errs, e.kind)
	}
	if e.applied {
		errs = append(errs, ErrMaybeApplied)
	}
	if e.cause != nil {
		errs = append(errs, hidden{e.cause})
	}
	return errs
}

// hidden lets errors.Is and errors.As find an error whose text may quote the request.
type hidden struct{ err error }

func (h hidden) Error() string        { return "leeloo: cause not shown" }
func (h hidden) Is(target error) bool { return errors.Is(h.err, target) }
func (h hidden) As(target any) bool   { return errors.As(h.err, target) }

// Format writes the text of Error for every verb: some would print the error inside.
func (h hidden) Format(state fmt.State, _ rune) { fmt.Fprint(state, h.Error()) }

package response

import (
	"time"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// Outcome is what came of one attempt.
type Outcome struct {
	Reason     Reason
	StatusCode int    // HTTP, 0 without a response
	Detail     string // what happened, without personal data
	Hint       string // what to do about it
	API        *APIError
	Cause      error // its text may quote the request
	RetryAfter time.Duration

	NotSent      bool // the request was provably never sent
	MaybeApplied bool // the request, or one of an earlier attempt, may have been applied
}

// Failed reports whether the attempt failed.
func (o *Outcome) Failed() bool { return o.Reason != Success }

// Retryable reports whether a request of a class may be sent again.
func (o *Outcome) Retryable(class operation.Class) bool { return policies[o.Reason].retries(class) }

// LeavesOpen reports whether a request of a class may have been applied although the attempt failed.
func (o *Outcome) LeavesOpen(class operation.Class) bool {
	return class != operation.Safe && !o.NotSent && policies[o.Reason].maybeApplied
}

// Reason says why an attempt failed.
type Reason uint8

// The reasons.
const (
	Success Reason = iota

	RateLimited    // HTTP 429, or the API's text under any status
	InternalError  // HTTP 500, or the code SERVER_ERROR under any status
	Unavailable    // HTTP 502, 503 or 504
	ServerError    // any other HTTP 5xx
	RequestTimeout // HTTP 408
	Unauthorized   // HTTP 401 or 403, or the field authToken
	NotFound       // HTTP 404
	SeeOther       // HTTP 303
	Redirect       // any other HTTP 3xx
	Rejected       // status 0, or any other HTTP 4xx
	Unexpected     // not a response that the API documents
	TooLarge       // a body over a limit

	NotSent              // no connection was established
	TransportError       // no complete response, timeouts included
	Canceled             // the caller's context ended
	UntrustedCertificate // the certificate of the server failed verification
	NotAdmitted          // the limiter or the context ended the wait before the attempt
)

// String returns the name of the reason, for logs.
func (r Reason) String() string { return policies[r].name }

// policy is what follows from a reason.
type policy struct {
	name         string
	maybeApplied bool // by operations that are not safe, unless nothing was sent
	retry        retryable
}

// retryable are the classes that may be retried: all up to one.
type retryable uint8

const (
	never               retryable = iota
	safe                          // operations that change nothing
	idempotent                    // and those that have the same effect twice
	everyKnownOperation           // and all others of the table: the request was not applied
)

func (p policy) retries(class operation.Class) bool {
	switch class {
	case operation.Safe:
		return p.retry >= safe
	case operation.Idempotent:
		return p.retry >= idempotent
	case operation.NonIdempotent:
		return p.retry >= everyKnownOperation
	default:
		return false
	}
}

// policies is the whole retry policy.
var policies = [...]policy{
	Success:              {"success", false, never},
	RateLimited:          {"rate limited", false, everyKnownOperation},
	NotSent:              {"not sent", false, everyKnownOperation},
	TransportError:       {"transport error", true, idempotent},
	RequestTimeout:       {"request timeout", true, idempotent},
	Unavailable:          {"unavailable", true, idempotent},
	InternalError:        {"internal server error", true, safe},
	ServerError:          {"server error", true, never},
	SeeOther:             {"redirect", true, never},
	Unexpected:           {"unexpected response", true, never},
	TooLarge:             {"response too large", true, never},
	Canceled:             {"canceled", true, never},
	UntrustedCertificate: {"untrusted certificate", true, never},
	Unauthorized:         {"unauthorized", false, never},
	NotFound:             {"not found", false, never},
	Redirect:             {"redirect", false, never},
	Rejected:             {"rejected", false, never},
	NotAdmitted:          {"not admitted", false, never},
}

package leeloo

import (
	"errors"
	"net/http"
)

// Outcome says what the result of a write means for the caller.
type Outcome int

// The outcomes of a write.
const (
	// Unknown means that the request may have been applied. Check before repeating it.
	Unknown Outcome = iota
	// Applied means that the request was applied.
	Applied
	// NotApplied means that the request was not applied, through no fault of its own: try it again later, after
	// [Error.RetryAfter] if that is set. If the token was not accepted, replace it first.
	NotApplied
	// Refused means that the request was not applied and never will be as it is: its arguments are wrong, or the API
	// refuses them.
	Refused
)

// String returns the name of the outcome.
func (o Outcome) String() string {
	switch o {
	case Applied:
		return "applied"
	case NotApplied:
		return "not applied"
	case Refused:
		return "refused"
	default:
		return "unknown"
	}
}

// OutcomeOf returns what the error of a write means. A nil error is Applied. An error that is not from this package is
// Unknown, and so is one that joins the errors of several writes if one of them is Unknown.
func OutcomeOf(err error) Outcome {
	if err == nil {
		return Applied
	}
	e, ok := errors.AsType[*Error](err)
	if !ok || e == nil || errors.Is(err, ErrMaybeApplied) { // also that of another call, joined to this one
		return Unknown
	}
	switch e.kind {
	case ErrInvalidArgument, ErrNotFound, ErrAmbiguous:
		return Refused
	case ErrRejected:
		if e.StatusCode != http.StatusRequestTimeout {
			return Refused
		}
	}
	return NotApplied
}

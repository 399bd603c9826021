package leeloo

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo/internal/attempt"
	"github.com/leeloo-go/leeloo/internal/limit"
	"github.com/leeloo-go/leeloo/internal/retryafter"
	"github.com/leeloo-go/leeloo/internal/route"
)

// invalid is the error for arguments that can't be right. Nothing was sent.
func invalid(of route.Route, err error) *Error {
	detail := err.Error()
	if len(detail) > maxErrorText/2 { // a list of a thousand people has room for a thousand mistakes
		detail = strings.ToValidUTF8(detail[:maxErrorText/2], "") + "…"
	}
	return &Error{Op: of.Name, Route: of.String(), kind: ErrInvalidArgument, detail: detail}
}

// fail is the error for an answer.
func (r *reply) fail(kind error, detail string) *Error {
	e := r.newError(kind, detail)
	e.StatusCode = r.answer.StatusCode
	e.RetryAfter = retryafter.Parse(r.answer.Header, time.Now())
	if f := r.env.Failure.Without(r.core.sender.Token()); f != nil {
		e.Code, e.Message, e.Fields = f.Code, f.Message, f.Fields
	}
	e.hint = r.hint(e)
	e.applied = r.route.Class != route.Read && r.open(kind)
	return e
}

func (r *reply) newError(kind error, detail string) *Error {
	return &Error{Op: r.route.Name, Route: r.route.String(), Attempts: r.attempts, kind: kind, detail: detail}
}

// unexpected is the error for an answer that is not as the API documents it.
func (r *reply) unexpected(detail string) *Error {
	return r.fail(ErrUnexpectedResponse,
		fmt.Sprintf("%s (HTTP %d, %s, %d bytes)", detail, r.answer.StatusCode, r.mediaType(), len(r.answer.Body)))
}

func (r *reply) mediaType() string {
	mediaType, _, err := mime.ParseMediaType(r.answer.Header.Get("Content-Type"))
	if err != nil {
		return "no content type"
	}
	if strings.Trim(mediaType, "abcdefghijklmnopqrstuvwxyz/+-.") != "" || len(mediaType) > 64 {
		return "a strange content type"
	}
	return mediaType
}

// broken is the error for an attempt without a whole answer.
func (r *reply) broken(err error) *Error {
	if errors.Is(err, attempt.ErrTooLarge) {
		return r.fail(ErrResponseTooLarge, err.Error())
	}
	e := r.newError(nil, err.Error())
	e.StatusCode = r.answer.StatusCode
	failure, ok := errors.AsType[*attempt.Failure](err)
	e.applied = r.route.Class != route.Read && !(ok && failure.NeverLeft)
	if ok {
		e.cause = failure.Err
	}
	return e
}

// unsent is the error for a message that had to wait for longer than its caller does.
func (r *reply) unsent(ctx context.Context, err error) *Error {
	e := r.newError(nil, "the limiter did not let it through")
	e.cause = err
	switch {
	case ctx.Err() != nil:
		e.detail = "the context ended while the call waited for its turn"
		e.cause = errors.Join(err, ctx.Err(), context.Cause(ctx))
	default:
		if late, ok := errors.AsType[limit.PastDeadline](err); ok {
			e.kind, e.RetryAfter = ErrRateLimited, time.Duration(late)
			e.hint = "the context's deadline comes before the call's turn: nothing was sent"
			e.cause = errors.Join(err, context.DeadlineExceeded)
		}
	}
	return e
}

func (r *reply) hint(e *Error) string {
	switch {
	case e.kind == ErrUnauthorized:
		return `the token is in Leeloo's web interface under "Leeloo.ai API"`
	case e.kind == ErrNotFound && r.subject == "":
		return "check WithBaseURL"
	}
	for _, field := range r.form {
		if r.core.form != FormJSON && e.isRequired(field.Name) {
			return "the API did not read the form, which holds " + shown(field.Name) + ": try WithFormEncoding(FormJSON)"
		}
	}
	return ""
}

// isRequired reports whether the API misses a field. It may say so in a text, an array or an object.
func (e *Error) isRequired(field string) bool {
	for name, code := range e.Fields {
		if code == "REQUIRED" && (name == field || strings.HasPrefix(name, field+".")) {
			return true
		}
	}
	return false
}

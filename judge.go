package leeloo

import (
	"bytes"
	"fmt"
	"net/http"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/envelope"
)

// maxValues bounds what an answer may cost: a byte of JSON can make a hundred bytes of Go.
const maxValues = 50_000

// judge says whether an attempt has brought an answer that proves a success, and takes its envelope apart.
func (r *reply) judge() *Error {
	if r.lost != nil {
		return r.broken(r.lost)
	}
	if codec.MoreValuesThan(maxValues, r.answer.Body) {
		return r.fail(ErrResponseTooLarge, fmt.Sprintf("more than %d values", maxValues))
	}
	var out any // for data, where one reading may do
	if r.result != nil && r.route.Key == "" && isSuccess(r.answer.StatusCode) && len(r.answer.Body) < codec.Dear {
		out = r.result.fresh()
	}
	parseErr := r.env.Parse(validUTF8(r.answer.Body), out)
	if parseErr != nil && isSuccess(r.answer.StatusCode) {
		r.env = envelope.Envelope{} // a part of an answer proves neither a success nor a refusal
	}
	switch kind := r.kind(); {
	case kind != nil:
		return r.fail(kind, "")
	case !isSuccess(r.answer.StatusCode):
		return r.unexpected("the API has no such HTTP status")
	case parseErr != nil:
		return r.unexpected(codec.Problem(parseErr))
	case r.env.Failure != nil:
		return r.unexpected("it holds an error, and is no refusal")
	case !r.env.Success():
		return r.unexpected("status is not 1")
	default:
		return nil
	}
}

// kind is the sentinel for an answer that says itself what it is, nil for a success and for what can't be told.
func (r *reply) kind() error {
	status, failure := r.answer.StatusCode, r.env.Failure
	switch {
	case status == http.StatusTooManyRequests || isRateLimitText(r.answer.Body):
		return ErrRateLimited
	case status >= 500 && status <= 599 || failure.Server():
		return ErrServer
	case status == http.StatusUnauthorized || status == http.StatusForbidden || failure.Unauthorized():
		return ErrUnauthorized
	case status == http.StatusNotFound:
		return ErrNotFound
	case status >= 300 && status <= 399:
		return ErrRedirect
	case status >= 400 && status <= 499 || isSuccess(status) && r.env.Refusal():
		return ErrRejected
	default:
		return nil
	}
}

func isSuccess(status int) bool { return status >= 200 && status <= 299 }

// isRateLimitText tells the text that the API answers instead of JSON, whatever the status.
func isRateLimitText(body []byte) bool {
	const text = "Too many requests, please try again later"
	return len(body) < 256 && bytes.HasPrefix(bytes.TrimSpace(body), []byte(text))
}

// open reports whether the answer leaves open that the call was carried out.
func (r *reply) open(kind error) bool {
	switch status := r.answer.StatusCode; {
	case kind == ErrServer, status == http.StatusRequestTimeout, status == http.StatusSeeOther:
		return true
	case kind == ErrRateLimited || status >= 300 && status <= 499:
		return false
	default:
		return !r.env.Refusal()
	}
}

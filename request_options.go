package leeloo

import (
	"context"
	"errors"
	"net/http"

	"github.com/leeloo-go/leeloo/internal/engine"
)

// RequestOption configures one call of a method.
type RequestOption func(*requestOptions)

type requestOptions struct {
	capture *Response
	retry   engine.RetryMode
}

// Response is the last response of a call as it was received.
type Response struct {
	StatusCode int // 0 without a response
	Header     http.Header
	Body       []byte // at most 64 KiB of it if the HTTP status is not 2xx
	Attempts   int
}

// CaptureResponse stores the response of the call in response, also if the call fails. While All yields an item, it is
// the response with the item's page. If nothing was sent, it is empty. The body is personal data: keep it out of logs.
func CaptureResponse(response *Response) RequestOption {
	return func(o *requestOptions) { o.capture = response }
}

// NoRetry makes a single attempt, whatever happens.
func NoRetry() RequestOption {
	return func(o *requestOptions) { o.retry = engine.RetryNever }
}

// RetryUnsafe retries the call like one that changes nothing, even if it may have been applied. It may then be applied
// twice. NoRetry takes precedence.
func RetryUnsafe() RequestOption {
	return func(o *requestOptions) { o.retry = max(o.retry, engine.RetryUnsafe) }
}

// validateCall checks what every method receives, and returns its options.
func (s *service) validateCall(ctx context.Context, opts []RequestOption) (requestOptions, error) {
	switch {
	case s == nil || s.core == nil:
		return requestOptions{}, errors.New("the Client is the zero value: create it with NewClient")
	case ctx == nil:
		return requestOptions{}, errors.New("ctx is nil: use context.Background()")
	case len(opts) == 0:
		return requestOptions{}, nil // without the allocation of applyOptions
	default:
		return applyOptions(opts)
	}
}

func applyOptions(opts []RequestOption) (options requestOptions, err error) {
	for _, opt := range opts {
		if opt == nil {
			return options, errors.New("a RequestOption is nil")
		}
		opt(&options)
	}
	if options.capture != nil {
		*options.capture = Response{} // it may hold the response of another call
	}
	return options, nil
}

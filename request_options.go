package leeloo

import "net/http"

// RequestOption sets up one call.
type RequestOption func(*callOptions)

type callOptions struct {
	capture     *Response
	noRetry     bool
	retryUnsafe bool
}

// Response is the raw answer of a call.
type Response struct {
	StatusCode int         // 0 if there was no answer
	Header     http.Header // of the last attempt
	Body       []byte      // of the last attempt; at most 64 KiB of it after an HTTP failure
	Attempts   int
}

// CaptureResponse fills response with the raw answer of the call, also when the call fails. Under All it holds the
// page that the yielded row came with. It is empty when nothing was sent. The body is a client's data: keep it out of logs.
func CaptureResponse(response *Response) RequestOption {
	return func(o *callOptions) { o.capture = response }
}

// NoRetry sends the call once, whatever happens.
func NoRetry() RequestOption {
	return func(o *callOptions) { o.noRetry = true }
}

// RetryUnsafe retries the call as if it only read: also when it may have been carried out already, and so may be
// carried out twice. NoRetry overrules it.
func RetryUnsafe() RequestOption {
	return func(o *callOptions) { o.retryUnsafe = true }
}

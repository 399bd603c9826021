package leeloo

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"reflect"
	"time"

	"github.com/leeloo-go/leeloo/internal/ratelimit"
	"github.com/leeloo-go/leeloo/internal/validate"
)

const (
	defaultBaseURL          = "https://api.leeloo.ai/api/v2"
	defaultTimeout          = 30 * time.Second
	defaultMaxAttempts      = 4
	defaultMaxResponseBytes = 16 << 20

	// The rate limit that the vendor documents.
	requestsPerWindow = 300
	windowLength      = time.Minute
)

// Option configures a [Client]. The order of options does not matter.
type Option func(*config)

type config struct {
	baseURL          string
	insecureHTTP     bool
	client           *http.Client
	clientGiven      bool
	userAgent        string
	timeout          time.Duration
	maxAttempts      int
	limiter          Limiter
	limiterGiven     bool
	logger           *slog.Logger
	formEncoding     FormEncoding
	maxResponseBytes int64
}

func defaults() config {
	return config{
		baseURL:          defaultBaseURL,
		timeout:          defaultTimeout,
		maxAttempts:      defaultMaxAttempts,
		maxResponseBytes: defaultMaxResponseBytes,
	}
}

// WithBaseURL sets the URL to which the paths of the operations are appended, for example of a proxy or of leelootest.
// The default is https://api.leeloo.ai/api/v2. The client sends the token only to this scheme, host and port.
func WithBaseURL(base string) Option { return func(c *config) { c.baseURL = base } }

// WithInsecureHTTP allows a base URL with plain http to a host other than the local one. The token and all data are then
// sent unencrypted.
func WithInsecureHTTP() Option { return func(c *config) { c.insecureHTTP = true } }

// WithHTTPClient sends requests through the Transport of client, which is read once, by NewClient, and not changed. The
// Timeout of client limits each attempt. Its CookieJar and CheckRedirect are ignored: the client sends no cookies and
// follows no redirects. If its Transport is nil, the client uses the pool of connections that all clients share.
//
// The shared pool closes connections that are idle for 4 seconds, and pings HTTP/2 connections to replace dead ones. A
// Transport of yours has its own settings. If it does not support net/http/httptrace, the client cannot tell that a
// request was never sent, and retries non-idempotent operations only after HTTP 429.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) { c.client, c.clientGiven = client, true }
}

// WithUserAgent appends a suffix to the User-Agent header, "leeloo-go/VERSION": the name and the version of your program.
func WithUserAgent(suffix string) Option { return func(c *config) { c.userAgent = suffix } }

// WithTimeout sets the timeout of one attempt, including the body of the response. The default is 30 seconds. To limit
// the whole call, use its context.
func WithTimeout(timeout time.Duration) Option { return func(c *config) { c.timeout = timeout } }

// WithMaxResponseBytes sets the maximum size of a response body after decompression. The default is 16 MiB.
func WithMaxResponseBytes(limit int64) Option {
	return func(c *config) { c.maxResponseBytes = limit }
}

// WithMaxAttempts sets the maximum number of attempts per operation, including the first. The default is 4; 1 disables
// retries. The package documentation lists what is retried.
func WithMaxAttempts(n int) Option { return func(c *config) { c.maxAttempts = n } }

// Limiter limits the rate of requests. The client calls Wait before each attempt. A *rate.Limiter of golang.org/x/time
// is a Limiter.
//
// Wait returns nil when the next request may be sent. If it returns an error, the operation fails with it and nothing is
// sent; if the context has a deadline that has not passed, that is [ErrRateLimited], since Wait then refuses a wait that
// would pass it. A limiter that several processes share should therefore retry a short failure of its store until the
// context ends, instead of returning the error.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithLimiter replaces the client's rate limiter, which allows at most 300 requests in any minute, for example by one that
// several processes with the same token share. nil disables it. In either case all calls of the client wait out the
// pause that an HTTP 429 asks for.
func WithLimiter(limiter Limiter) Option {
	return func(c *config) { c.limiter, c.limiterGiven = limiter, true }
}

// WithLogger logs each attempt at the debug level, or at warn if it failed and must not be retried; each retry, and each
// one that the deadline or the retry quota prevents, at warn; and each wait for the rate limit of more than a second at
// info. The records contain the operation, the route template, the number of the attempt, the HTTP status, the outcome,
// the API's error code, durations and a number of bytes. They contain no personal data. nil disables logging.
func WithLogger(logger *slog.Logger) Option { return func(c *config) { c.logger = logger } }

// FormEncoding is how the client sends the four operations for which the vendor documents "form-data": Orders.Update,
// People.AddCall, Tags.Add and Tunnels.Subscribe. The same page says that all requests are JSON.
type FormEncoding int

// The encodings of a form.
const (
	// FormAuto sends application/x-www-form-urlencoded. If the API refuses a form because fields that it contains are
	// REQUIRED, the API did not read the form and applied nothing: the client sends the request once more as JSON, and
	// uses JSON for this operation from then on. That request comes on top of [WithMaxAttempts]; with [NoRetry] only later
	// calls use JSON.
	FormAuto       FormEncoding = iota
	FormURLEncoded              // application/x-www-form-urlencoded
	FormMultipart               // multipart/form-data
	FormJSON                    // application/json
)

// WithFormEncoding sets how forms are sent. The default is [FormAuto].
func WithFormEncoding(encoding FormEncoding) Option {
	return func(c *config) { c.formEncoding = encoding }
}

func (c *config) validate() error {
	return validate.All(
		c.validateHTTPClient(),
		validateUserAgent(c.userAgent),
		validate.Positive("WithTimeout", c.timeout),
		validate.Positive("WithMaxAttempts", c.maxAttempts),
		validate.Positive("WithMaxResponseBytes", c.maxResponseBytes),
		validateFormEncoding(c.formEncoding),
		validateLimiter(c.limiter),
		validateLogger(c.logger),
	)
}

func (c *config) validateHTTPClient() error {
	switch {
	case c.clientGiven && c.client == nil:
		return errors.New("WithHTTPClient is nil: leave it out to use the default client")
	case c.client != nil && isTypedNil(c.client.Transport):
		return errors.New("WithHTTPClient has a Transport that is a nil pointer: leave the field nil, or set it")
	default:
		return nil
	}
}

func validateLimiter(limiter Limiter) error {
	if isTypedNil(limiter) {
		return errors.New("WithLimiter is a nil pointer: use WithLimiter(nil) for no limit")
	}
	return nil
}

func validateLogger(logger *slog.Logger) error {
	if logger != nil && (logger.Handler() == nil || isTypedNil(logger.Handler())) {
		return errors.New("WithLogger has a Handler that is nil: create the logger with slog.New, or use WithLogger(nil) for no log")
	}
	return nil
}

// isTypedNil reports whether an interface value contains a nil pointer or function, whose methods would panic.
func isTypedNil(value any) bool {
	v := reflect.ValueOf(value)
	return (v.Kind() == reflect.Pointer || v.Kind() == reflect.Func) && v.IsNil()
}

func validateFormEncoding(encoding FormEncoding) error {
	if encoding < FormAuto || encoding > FormJSON {
		return errors.New("WithFormEncoding must be FormAuto, FormURLEncoded, FormMultipart or FormJSON")
	}
	return nil
}

func validateUserAgent(suffix string) error {
	for _, r := range suffix {
		if r < ' ' || r > '~' {
			return errors.New("WithUserAgent must be printable ASCII")
		}
	}
	return nil
}

func (c *config) effectiveLimiter() Limiter {
	if c.limiterGiven {
		return c.limiter
	}
	return ratelimit.NewWindow(requestsPerWindow, windowLength)
}

// attemptTimeout returns the shorter of WithTimeout and the Timeout of the caller's http.Client.
func (c *config) attemptTimeout() time.Duration {
	if c.client != nil && c.client.Timeout > 0 {
		return min(c.timeout, c.client.Timeout)
	}
	return c.timeout
}

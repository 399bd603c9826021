package leeloo

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/limit"
)

const (
	defaultBaseURL          = "https://api.leeloo.ai/api/v2"
	defaultTimeout          = 30 * time.Second
	defaultMaxAttempts      = 4
	defaultMaxResponseBytes = 16 << 20

	// What the API's page allows.
	requestsPerWindow = 300
	windowLength      = time.Minute
)

// Option sets up a client. The order of options does not matter.
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
	form             FormEncoding
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

// WithBaseURL sets the URL that the paths of the operations are appended to, for a proxy of yours or for
// leelootest. The default is https://api.leeloo.ai/api/v2. The token is sent to this scheme, host and port alone.
func WithBaseURL(base string) Option { return func(c *config) { c.baseURL = base } }

// WithInsecureHTTP allows a base URL with plain http to another machine. The token and everything else travel in the
// open then.
func WithInsecureHTTP() Option { return func(c *config) { c.insecureHTTP = true } }

// WithHTTPClient makes requests through the transport of an http.Client of yours, which is not changed. Its Timeout
// caps an attempt. Its cookie jar and its redirect policy do not apply: cookies are not sent, redirects not followed.
// A transport that does not report its connections by net/http/httptrace proves nothing about what has left this
// machine: through it, what acts is sent again after HTTP 429 alone.
func WithHTTPClient(client *http.Client) Option {
	return func(c *config) { c.client, c.clientGiven = client, true }
}

// WithUserAgent adds a suffix to the User-Agent header, "leeloo-go/VERSION": the name and version of your program.
func WithUserAgent(suffix string) Option { return func(c *config) { c.userAgent = suffix } }

// WithTimeout limits one attempt, the body of its answer included. The default is 30 seconds. For the whole call
// there is its context.
func WithTimeout(timeout time.Duration) Option { return func(c *config) { c.timeout = timeout } }

// WithMaxResponseBytes limits the body of an answer, after decompression. The default is 16 MiB.
func WithMaxResponseBytes(limit int64) Option {
	return func(c *config) { c.maxResponseBytes = limit }
}

// WithMaxAttempts sets how often a call is sent at most, the first time included. The default is 4; 1 means never
// again. What is sent again at all, and when, stands in the package documentation.
func WithMaxAttempts(n int) Option { return func(c *config) { c.maxAttempts = n } }

// Limiter is waited for before each attempt. A *rate.Limiter of golang.org/x/time fits.
type Limiter interface {
	Wait(ctx context.Context) error
}

// WithLimiter replaces the client's own rate limiter, which lets no more than 300 requests through in any minute: for
// instance by one that several processes with the same token share. nil means none. The client waits out the pause
// that an HTTP 429 asks for in either case.
func WithLimiter(limiter Limiter) Option {
	return func(c *config) { c.limiter, c.limiterGiven = limiter, true }
}

// WithLogger logs each attempt at the debug level, waits over a second at info, and retries at warn. The records have
// the operation, the route template, the number of the attempt, the HTTP status, durations and a count of bytes, and
// nothing of what was sent or received. nil means no log.
func WithLogger(logger *slog.Logger) Option { return func(c *config) { c.logger = logger } }

// FormEncoding is how the operations send that the API's page heads with "form-data": Orders.Update, People.AddCall,
// Tags.Add and Tunnels.Subscribe. The page contradicts itself about them, see the README.
type FormEncoding int

// The encodings of a form.
const (
	FormURLEncoded FormEncoding = iota // application/x-www-form-urlencoded, which callers are known to use
	FormMultipart                      // multipart/form-data
	FormJSON                           // application/json
)

// WithFormEncoding sets how forms are sent.
func WithFormEncoding(encoding FormEncoding) Option { return func(c *config) { c.form = encoding } }

func (c *config) validate() error {
	return check.All(
		c.validateClient(),
		validateUserAgent(c.userAgent),
		check.Positive("WithTimeout", c.timeout),
		check.Positive("WithMaxAttempts", c.maxAttempts),
		check.Positive("WithMaxResponseBytes", c.maxResponseBytes),
		validateForm(c.form),
	)
}

func (c *config) validateClient() error {
	if c.clientGiven && c.client == nil {
		return errors.New("WithHTTPClient is nil: leave it out for the SDK's own client")
	}
	return nil
}

func validateForm(encoding FormEncoding) error {
	if encoding < FormURLEncoded || encoding > FormJSON {
		return errors.New("WithFormEncoding must be FormURLEncoded, FormMultipart or FormJSON")
	}
	return nil
}

func validateUserAgent(suffix string) error {
	for _, r := range suffix {
		if r < ' ' || r > '~' {
			return errors.New("WithUserAgent takes printable ASCII alone")
		}
	}
	return nil
}

func (c *config) chosenLimiter() Limiter {
	if c.limiterGiven {
		return c.limiter
	}
	return limit.NewWindow(requestsPerWindow, windowLength)
}

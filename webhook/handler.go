package webhook

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"errors"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
)

const (
	defaultMaxBytes = 1 << 20
	bodyTimeout     = 10 * time.Second
)

// Handler receives webhooks. It is an [http.Handler] and safe for concurrent use; do not change its fields after
// the first request. The package documentation lists its responses.
//
// It accepts a POST with the content type application/json. Since the vendor does not document the header, it
// accepts a request without a content type too. It never decompresses a body.
type Handler struct {
	// Secret is the last segment of the URL's path: for https://example.com/leeloo/SECRET, mount the handler at
	// "/leeloo/" and enter the URL without a trailing slash. Use at least 20 random letters and digits. Required; without
	// it, or with a slash or blank in it, every request fails with status 500.
	Secret string

	// OnEvent processes an event. The response is 200 only after OnEvent has returned nil. Required.
	//
	// ctx is the context of the request: it is canceled when the sender closes the connection. For work that must not
	// be interrupted, use [context.WithoutCancel], or store the event and return. The handler logs neither the text of an
	// error nor the value of a panic, which may contain personal data.
	OnEvent func(ctx context.Context, e Event) error

	// Client, if set, reads the order of an ORDER or SALE back before OnEvent is called. An event that does not agree with
	// its order is refused. Reading takes up to 20 seconds, including retries.
	Client *leeloo.Client

	// MaxBytes limits the body. The default is 1 MiB.
	MaxBytes int64

	// Logger receives one record for each request: at the level info if the event was processed, error if the handler or
	// OnEvent failed, and warn otherwise. A record contains no personal data and no ids. Nil disables logging.
	Logger *slog.Logger
}

// refusal is a response other than 200.
type refusal struct {
	status int
	reason string      // a fixed phrase
	detail []slog.Attr // only for the log
}

// ServeHTTP implements [http.Handler].
func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	event, refused := h.receive(w, r)
	if refused == nil {
		refused = h.process(r.Context(), event)
	}
	h.log(r.Context(), event.Type, refused, time.Since(start))
	respond(w, r, refused)
}

// receive reads and checks a request. It checks the secret first: without it, every response is 404.
func (h Handler) receive(w http.ResponseWriter, r *http.Request) (Event, *refusal) {
	// Set before the checks, since net/http reads the body of a refused request before it responds. It ends with the
	// body. A ResponseWriter that does not support deadlines leaves them to the server's ReadTimeout.
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(bodyTimeout))

	if refused := h.checkSetup(); refused != nil {
		return Event{}, refused
	}
	if refused := h.checkRequest(r); refused != nil {
		return Event{}, refused
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, h.maxBytes()))
	if err != nil {
		return Event{}, unreadBody(err)
	}
	event, err := Parse(body)
	if err != nil {
		return Event{}, &refusal{status: http.StatusBadRequest, reason: err.Error()}
	}
	return event, nil
}

func (h Handler) checkSetup() *refusal {
	switch {
	case h.Secret == "":
		return &refusal{status: http.StatusInternalServerError, reason: "webhook: Handler.Secret is empty"}
	case strings.ContainsAny(h.Secret, "/ \t\r\n"): // it would match no path
		return &refusal{status: http.StatusInternalServerError, reason: "webhook: Handler.Secret contains a slash, blank or line break"}
	case h.OnEvent == nil:
		return &refusal{status: http.StatusInternalServerError, reason: "webhook: Handler.OnEvent is nil"}
	default:
		return nil
	}
}

func (h Handler) checkRequest(r *http.Request) *refusal {
	switch {
	case !h.isSecret(r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]):
		return &refusal{status: http.StatusNotFound, reason: "webhook: the path does not end in the secret"}
	case r.Method != http.MethodPost:
		return &refusal{status: http.StatusMethodNotAllowed, reason: "webhook: the method is not POST"}
	case !isIdentity(r.Header):
		return &refusal{status: http.StatusUnsupportedMediaType, reason: "webhook: the body is compressed"}
	case !isJSON(r.Header.Get("Content-Type")):
		return &refusal{status: http.StatusUnsupportedMediaType, reason: "webhook: the content type is not application/json"}
	default:
		return nil
	}
}

// isSecret compares in a time that depends neither on the content nor on the length of the secret.
func (h Handler) isSecret(segment string) bool {
	got, want := sha256.Sum256([]byte(segment)), sha256.Sum256([]byte(h.Secret))
	return subtle.ConstantTimeCompare(got[:], want[:]) == 1
}

func isIdentity(header http.Header) bool {
	encoding := strings.Join(header.Values("Content-Encoding"), ",")
	return encoding == "" || strings.EqualFold(encoding, "identity")
}

func isJSON(contentType string) bool {
	if contentType == "" {
		return true
	}
	mediaType, _, err := mime.ParseMediaType(contentType)
	return err == nil && mediaType == "application/json"
}

func (h Handler) maxBytes() int64 {
	if h.MaxBytes <= 0 {
		return defaultMaxBytes
	}
	return h.MaxBytes
}

func unreadBody(err error) *refusal {
	_, isTooLarge := errors.AsType[*http.MaxBytesError](err)
	switch {
	case isTooLarge:
		return &refusal{status: http.StatusRequestEntityTooLarge, reason: "webhook: the body is too large"}
	case errors.Is(err, os.ErrDeadlineExceeded):
		return &refusal{status: http.StatusRequestTimeout, reason: "webhook: the body took too long"}
	default:
		return &refusal{status: http.StatusBadRequest, reason: "webhook: the body is incomplete"}
	}
}

package response

import (
	"bytes"
	"fmt"
	"mime"
	"strings"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// maxValues bounds the memory that a response may take: one byte of JSON can become a hundred bytes of Go.
const maxValues = 50_000

// Received is a response as it was received.
type Received struct {
	StatusCode  int
	ContentType string
	Body        []byte
}

// Checker checks the responses of one client. It is safe for concurrent use; the zero value is ready.
type Checker struct{ pool codec.Pool }

// Check says what a response means. Only a complete envelope with status 1 and no error is a success: the HTTP status
// of most refusals is 200. Check reads the envelope into env, and its data with into unless that is nil.
func (c *Checker) Check(r Received, env *Envelope, into codec.Readable) Outcome {
	o := Outcome{StatusCode: r.StatusCode}
	if codec.MoreValuesThan(maxValues, r.Body) {
		o.Reason, o.Detail = TooLarge, fmt.Sprintf("more than %d values", maxValues)
		return o
	}
	if !r.isSuccess() {
		into = nil
	}
	err := env.parse(&c.pool, r.Body, into)
	if err != nil && r.isSuccess() {
		*env = Envelope{} // a part of a response proves neither a success nor a refusal
	}
	o.API = env.Error
	switch o.Reason = reason(r, env); {
	case o.Reason != Success:
		if err != nil && o.Reason != RateLimited {
			o.Detail = fmt.Sprintf("the response is not the API's (%s, %d bytes)", r.mediaType(), len(r.Body))
		}
		return o
	case !r.isSuccess():
		return r.unexpected(o, "the API does not use this HTTP status")
	case err != nil:
		return r.unexpected(o, codec.Problem(err))
	case env.Error != nil:
		return r.unexpected(o, "it contains an error but is not a refusal")
	case !env.isSuccess():
		return r.unexpected(o, "status is not 1")
	case env.dataErr != nil:
		return r.unexpected(o, Misread("", env.dataErr))
	}
	return o
}

// reason classifies a response that says itself what it is. It is Success for a success and for anything else.
func reason(r Received, env *Envelope) Reason {
	switch status := r.StatusCode; {
	case status == 429 || isRateLimitText(r.Body):
		return RateLimited
	case status == 500 || env.Error.isServerError():
		return InternalError
	case status == 502 || status == 503 || status == 504:
		return Unavailable
	case status >= 500 && status <= 599:
		return ServerError
	case status == 408:
		return RequestTimeout
	case status == 303:
		return SeeOther
	case status == 401 || status == 403 || env.Error.isUnauthorized() && (env.isRefusal() || !r.isSuccess()):
		return Unauthorized
	case status == 404:
		return NotFound
	case status >= 300 && status <= 399:
		return Redirect
	case status >= 400 && status <= 499, r.isSuccess() && env.isRefusal():
		return Rejected
	default:
		return Success
	}
}

func (r Received) isSuccess() bool { return r.StatusCode >= 200 && r.StatusCode <= 299 }

// isRateLimitText recognizes the text that the API sends instead of JSON, under whatever status.
func isRateLimitText(body []byte) bool {
	const text = "Too many requests, please try again later"
	return len(body) < 256 && bytes.HasPrefix(bytes.TrimSpace(body), []byte(text))
}

// Unexpected is the outcome of a response that is not as the API documents it.
func (r Received) Unexpected(detail string) Outcome {
	return r.unexpected(Outcome{StatusCode: r.StatusCode}, detail)
}

func (r Received) unexpected(o Outcome, detail string) Outcome {
	o.Reason = Unexpected
	o.Detail = fmt.Sprintf("%s (HTTP %d, %s, %d bytes)", detail, r.StatusCode, r.mediaType(), len(r.Body))
	return o
}

func (r Received) mediaType() string {
	mediaType, _, err := mime.ParseMediaType(r.ContentType)
	switch {
	case err != nil:
		return "no content type"
	case strings.Trim(mediaType, "abcdefghijklmnopqrstuvwxyz/+-.") != "" || len(mediaType) > 64:
		return "unusual content type"
	default:
		return mediaType
	}
}

// Misread says where a value of a response differs from its documentation, and how. name is the member that was read, or ""
// for all of the response.
func Misread(name string, err error) string {
	if path := codec.Path(err); path != "" {
		name = strings.TrimPrefix(name+"."+SafeWord(path), ".")
	}
	return strings.TrimPrefix(name+": "+codec.Problem(err), ": ")
}

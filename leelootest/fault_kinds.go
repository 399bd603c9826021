package leelootest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

// RateLimited returns a fault that refuses a request for being one too many: HTTP 429 with Retry-After in whole
// seconds, rounded up, and a text that is not JSON.
//
//	srv.Fail(leelootest.RateLimited(time.Second))
//
// The client really waits that long: a second of the test's time, unless the test runs in a bubble of
// testing/synctest, where it takes none. Retry-After has no smaller unit, and after RateLimited(0) the client backs off
// by itself.
func RateLimited(retryAfter time.Duration) Fault {
	seconds := int64((retryAfter + time.Second - 1) / time.Second)
	return Fault{
		Status: http.StatusTooManyRequests,
		Header: http.Header{"Retry-After": {strconv.FormatInt(seconds, 10)}, "Content-Type": {"text/html; charset=utf-8"}},
		Body:   "Too many requests, please try again later.",
	}
}

// HTMLPage returns a fault with the page of a proxy in front of Leeloo.
//
//	srv.Fail(leelootest.HTMLPage(502).On("Orders.Create"))
func HTMLPage(status int) Fault {
	text := http.StatusText(status)
	return Fault{
		Status: status,
		Header: http.Header{"Content-Type": {"text/html"}},
		Body:   fmt.Sprintf("<html><head><title>%d %s</title></head><body><h1>%[2]s</h1></body></html>", status, text),
	}
}

// ServerError returns a fault with an exception of Leeloo's server: code SERVER_ERROR under HTTP 200. It may come after
// the request was applied:
//
//	srv.Fail(leelootest.ServerError().AfterApplying())
func ServerError() Fault {
	return failed(fake.Failure{Code: "SERVER_ERROR", Message: "Please, contact your system administrator!"})
}

// Rejected returns a fault with a refusal by Leeloo's validators: `status` 0 under HTTP 200, with a code and the codes
// of fields. Leeloo separates nested fields by slashes, "data/0/email".
//
//	srv.Fail(leelootest.Rejected("FORMAT_ERROR", map[string]string{"phone": "TOO_SHORT"}).On("People.Create"))
func Rejected(code string, fields map[string]string) Fault {
	return failed(fake.Failure{Code: code, Fields: fields})
}

func failed(f fake.Failure) Fault {
	response := f.Response()
	return Fault{Status: response.Status, Header: response.Header, Body: string(response.Body)}
}

// Redirect returns a fault that redirects the client, to another host for example, where its token must not go.
//
//	srv.Fail(leelootest.Redirect(307, other.URL+"/people"))
func Redirect(status int, location string) Fault {
	return Fault{Status: status, Header: http.Header{"Location": {location}}}
}

// Dropped returns a fault that closes the connection before the request is applied and before the response is
// complete. To lose only the response:
//
//	srv.Fail(leelootest.Dropped().AfterApplying())
func Dropped() Fault { return Fault{Drop: true} }

// Disconnected returns a fault that closes the connection before any byte of the response, as if the server had
// crashed. net/http may hide it (see Fault.Disconnect); it never hides Dropped.
//
//	srv.Fail(leelootest.Disconnected().On("Orders.Create"))
func Disconnected() Fault { return Fault{Disconnect: true} }

// Truncated returns a fault that applies the request and closes the connection in the middle of the response's body.
//
//	srv.Fail(leelootest.Truncated().On("People.List"))
func Truncated() Fault { return Fault{Truncate: true} }

// Slow returns a fault that delays the response. If the client disconnects before, the request is not applied; with
// AfterApplying it is.
//
//	srv.Fail(leelootest.Slow(time.Minute).AfterApplying())
func Slow(delay time.Duration) Fault { return Fault{Delay: delay} }

// SlowBody returns a fault that applies the request and sends the response's body a byte at a time, with a pause before
// each. The header is sent at once, so a client needs a deadline that covers the body.
//
//	srv.Fail(leelootest.SlowBody(time.Second).On("People.List"))
func SlowBody(pause time.Duration) Fault { return Fault{BodyDelay: pause} }

// On returns the fault for one operation, "Orders.Create".
func (f Fault) On(op string) Fault {
	f.Op = op
	return f
}

// AfterApplying returns the fault for requests that are executed first: see Fault.Applied.
func (f Fault) AfterApplying() Fault {
	f.Applied = true
	return f
}

// Repeat returns the fault for a number of requests.
//
//	srv.Fail(leelootest.HTMLPage(503).Repeat(3))
func (f Fault) Repeat(times int) Fault {
	f.Times = times
	return f
}

package leelootest

import (
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// RateLimited is the answer to one request too many: HTTP 429 with Retry-After in whole seconds, and a text that is
// no JSON.
//
//	srv.Fail(leelootest.RateLimited(time.Second))
func RateLimited(retryAfter time.Duration) Fault {
	seconds := int64((retryAfter + time.Second - 1) / time.Second)
	return Fault{
		Status: http.StatusTooManyRequests,
		Header: http.Header{"Retry-After": {strconv.FormatInt(seconds, 10)}, "Content-Type": {"text/html; charset=utf-8"}},
		Body:   "Too many requests, please try again later.",
	}
}

// HTMLPage is the page of a proxy in front of Leeloo.
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

// ServerError is an exception of Leeloo's server: code SERVER_ERROR inside HTTP 200. It may come after the work is
// done:
//
//	srv.Fail(leelootest.ServerError().AfterApplying())
func ServerError() Fault {
	return fail(failure{Code: "SERVER_ERROR", Message: "Please, contact your system administrator!"})
}

// Refused is a refusal by Leeloo's validators: `status` 0 inside HTTP 200, with a code and the codes of fields.
//
//	srv.Fail(leelootest.Refused("FORMAT_ERROR", map[string]string{"phone": "TOO_SHORT"}).On("People.Create"))
func Refused(code string, fields map[string]string) Fault {
	return fail(failure{Code: code, Fields: fields})
}

func fail(f failure) Fault {
	out := f.response()
	return Fault{Status: out.status, Header: out.header, Body: string(out.body)}
}

// Redirect sends the client elsewhere, where its token must not go.
//
//	srv.Fail(leelootest.Redirect(307, other.URL+"/people"))
func Redirect(status int, location string) Fault {
	return Fault{Status: status, Header: http.Header{"Location": {location}}}
}

// Dropped is a connection that ends without an answer, before anything is done. To lose the answer alone:
//
//	srv.Fail(leelootest.Dropped().AfterApplying())
func Dropped() Fault { return Fault{Drop: true} }

// HungUp is a connection that ends without a single byte, as when a server dies before it reads the request. What
// net/http makes of that (see Fault.HangUp) may hide it from a test; Dropped is never hidden.
//
//	srv.Fail(leelootest.HungUp().On("Orders.Create"))
func HungUp() Fault { return Fault{HangUp: true} }

// CutBody carries the request out and breaks off in the middle of its answer.
//
//	srv.Fail(leelootest.CutBody().On("People.List"))
func CutBody() Fault { return Fault{Cut: true} }

// Slow answers late. A client that doesn't wait so long leaves before anything is done; with AfterApplying it is done
// all the same.
//
//	srv.Fail(leelootest.Slow(time.Minute).AfterApplying())
func Slow(delay time.Duration) Fault { return Fault{Delay: delay} }

// Dripping carries the request out and answers a byte at a time, after a pause each. The header is there at once, so
// that a client must have a deadline for the body as well.
//
//	srv.Fail(leelootest.Dripping(time.Second).On("People.List"))
func Dripping(pause time.Duration) Fault { return Fault{Drip: pause} }

// On returns the fault for one operation, "Orders.Create".
func (f Fault) On(op string) Fault {
	f.Op = op
	return f
}

// AfterApplying returns the fault for requests that are carried out first: see Fault.Applied.
func (f Fault) AfterApplying() Fault {
	f.Applied = true
	return f
}

// Repeat returns the fault for so many requests.
//
//	srv.Fail(leelootest.HTMLPage(503).Repeat(3))
func (f Fault) Repeat(times int) Fault {
	f.Times = times
	return f
}

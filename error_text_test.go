package leeloo_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo"
)

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	const (
		open      = "; the request may have been applied; check before retrying"
		tokenHint = `; check the token (in Leeloo: Settings, Integrations, Leeloo API, Tokens)`
		html      = "text/html; charset=utf-8"
	)
	tests := []struct {
		op   string
		f    responder
		text string
	}{
		// A refusal: the API's code, the fields and their codes, and the status if it is not 200.
		{"Orders.Update", respond(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"price":"WRONG_FORMAT"}}}`),
			"leeloo: Orders.Update: rejected: FORMAT_ERROR (price: WRONG_FORMAT)"},
		{"Orders.Update", respond(422, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"price":"WRONG_FORMAT","email":"","a":{"b":["X","Y"]}}}}`),
			"leeloo: Orders.Update: rejected (HTTP 422): FORMAT_ERROR (a.b.0: X, a.b.1: Y, email, price: WRONG_FORMAT)"},
		{"People.ConnectEmail", respond(200, string(sample(t, "error_validation_nested.json"))),
			"leeloo: People.ConnectEmail: rejected: FORMAT_ERROR (data.0.email: WRONG_EMAIL)"},
		{"People.Create", respond(200, string(sample(t, "error_phone.json"))),
			"leeloo: People.Create: rejected: FORMAT_ERROR (phone: NOT_VALID_PHONE_NUMBER)"},
		{"Users.List", respond(200, `{"status":0}`), "leeloo: Users.List: rejected"},
		{"Users.List", respond(400, "nonsense"), "leeloo: Users.List: rejected (HTTP 400): the response is not the API's (application/json, 8 bytes)"},
		{"People.Create", respond(408, ""), "leeloo: People.Create: rejected (HTTP 408): the response is not the API's (application/json, 0 bytes)" + open},

		// The token, the id, the rate limit.
		{"Users.List", respond(401, authError), "leeloo: Users.List: unauthorized (HTTP 401): FORMAT_ERROR (authToken: REQUIRED)" + tokenHint},
		{"Orders.Create", respond(200, authError), "leeloo: Orders.Create: unauthorized: FORMAT_ERROR (authToken: REQUIRED)" + tokenHint},
		{"People.Get", respond(404, `{"status":0}`), "leeloo: People.Get: not found (HTTP 404)"},
		{"Tags.List", respond(404, `{"status":0}`), "leeloo: Tags.List: not found (HTTP 404); check WithBaseURL"},
		{"Messages.Send", respond(429, limitText), "leeloo: Messages.Send: rate limited (HTTP 429)"},
		{"Messages.Send", respond(429, limitText, "Retry-After", "30"), "leeloo: Messages.Send: rate limited (HTTP 429); wait 30s"},
		{"Messages.Send", respond(200, limitText), "leeloo: Messages.Send: rate limited"},

		// A firewall, a proxy or a wrong base URL.
		{"Users.List", respond(403, quotingPage, "Content-Type", html), "leeloo: Users.List: unauthorized (HTTP 403): the response is not the API's (text/html, " + lengthOf(quotingPage) + " bytes); a firewall or a proxy may have refused the request"},
		{"Users.List", respond(401, ""), "leeloo: Users.List: unauthorized (HTTP 401): the response is not the API's (application/json, 0 bytes)" + tokenHint},
		{"Tags.List", respond(404, "gone", "Content-Type", "text/plain"), "leeloo: Tags.List: not found (HTTP 404): the response is not the API's (text/plain, 4 bytes); check WithBaseURL"},

		// Failures of the API and redirects. A write may have been applied.
		{"Tags.List", respond(502, quotingPage), "leeloo: Tags.List: server error (HTTP 502): the response is not the API's (application/json, " + lengthOf(quotingPage) + " bytes)"},
		{"Orders.Create", respond(502, quotingPage), "leeloo: Orders.Create: server error (HTTP 502): the response is not the API's (application/json, " + lengthOf(quotingPage) + " bytes)" + open},
		{"Orders.Create", respond(200, serverError), "leeloo: Orders.Create: server error: SERVER_ERROR" + open},
		{"Orders.Create", respond(302, "", "Content-Type", ""), "leeloo: Orders.Create: redirect not followed (HTTP 302): the response is not the API's (no content type, 0 bytes)"},
		{"Orders.Create", respond(303, "", "Content-Type", ""), "leeloo: Orders.Create: redirect not followed (HTTP 303): the response is not the API's (no content type, 0 bytes)" + open},

		// Responses that the API does not document: what is wrong, with status, type and length.
		{"Tags.List", respond(200, "<html>", "Content-Type", html), "leeloo: Tags.List: unexpected response: not JSON at byte 0 (HTTP 200, text/html, 6 bytes)"},
		{"Orders.Create", respond(200, "<html>", "Content-Type", html), "leeloo: Orders.Create: unexpected response: not JSON at byte 0 (HTTP 200, text/html, 6 bytes)" + open},
		{"Tags.List", respond(200, ""), "leeloo: Tags.List: unexpected response: the JSON ends too early (HTTP 200, application/json, 0 bytes)"},
		{"Tags.List", respond(204, "", "Content-Type", ""), "leeloo: Tags.List: unexpected response: the JSON ends too early (HTTP 204, no content type, 0 bytes)"},
		{"Tags.List", respond(200, "null"), "leeloo: Tags.List: unexpected response: want an object, not null (HTTP 200, application/json, 4 bytes)"},
		{"Tags.List", respond(200, `{"status":1,"data":[]} x`), "leeloo: Tags.List: unexpected response: something follows the JSON value (HTTP 200, application/json, 24 bytes)"},
		{"Tags.List", respond(200, `{"status":1,"status":1}`), "leeloo: Tags.List: unexpected response: a name occurs twice in one JSON object (HTTP 200, application/json, 23 bytes)"},
		{"Tags.List", respond(200, `{"data":[]}`), "leeloo: Tags.List: unexpected response: status is not 1 (HTTP 200, application/json, 11 bytes)"},
		{"Tags.List", respond(200, `{"status":1,"error":{}}`), "leeloo: Tags.List: unexpected response: it contains an error but is not a refusal (HTTP 200, application/json, 23 bytes)"},
		{"Tags.List", respond(200, `{"status":1}`), "leeloo: Tags.List: unexpected response: data is missing (HTTP 200, application/json, 12 bytes)"},
		{"Templates.Categories", respond(200, `{"status":1,"data":{}}`), "leeloo: Templates.Categories: unexpected response: data: categories is missing (HTTP 200, application/json, 22 bytes)"},
		{"Tags.List", respond(200, `{"status":1,"data":[{"id":"a"},{"id":7}]}`), "leeloo: Tags.List: unexpected response: data.1.id: want an id in a string, not a number (HTTP 200, application/json, 41 bytes)"},
		{"Tags.List", respond(200, `{"status":1,"data":[{"id":null}]}`), "leeloo: Tags.List: unexpected response: data.0: the id is missing (HTTP 200, application/json, 33 bytes)"},
		{"Users.Get", respond(200, `{"status":1,"data":{"id":"a"}}`), "leeloo: Users.Get: unexpected response: data.id is not the id that was asked for (HTTP 200, application/json, 30 bytes)"},
		{"Orders.Create", respond(200, `{"status":1,"data":{}}`), "leeloo: Orders.Create: unexpected response: data.id is missing (HTTP 200, application/json, 22 bytes)" + open},
		{"Tags.List", respond(200, " ", "Content-Type", "text/"+canaryPhone), "leeloo: Tags.List: unexpected response: the JSON ends too early (HTTP 200, unusual content type, 1 bytes)"},
		{"Tags.List", respond(299, "x"), "leeloo: Tags.List: unexpected response: not JSON at byte 0 (HTTP 299, application/json, 1 bytes)"},
		{"Tags.List", respond(700, "x"), "leeloo: Tags.List: unexpected response: the API does not use this HTTP status (HTTP 700, application/json, 1 bytes)"},
		{"Tags.List", respond(200, strings.Repeat(" ", 9999)), "leeloo: Tags.List: response too large: response body exceeds 9000 bytes: api.leeloo.ai:443"},
		{"Orders.Create", respond(200, `{"status":1,"data":[`+strings.Repeat("{},", 1000)+`{}]}`), "leeloo: Orders.Create: unexpected response: data: want an object, not an array (HTTP 200, application/json, 3024 bytes)" + open},

		// No response.
		{"Tags.List", failWith(io.ErrUnexpectedEOF), "leeloo: Tags.List: connection closed before the response was complete: api.leeloo.ai:443; 1 attempt"},
		{"Orders.Create", failWith(io.EOF), "leeloo: Orders.Create: connection closed before the response was complete: api.leeloo.ai:443; 1 attempt" + open},
		{"Tags.List", failWith(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), "leeloo: Tags.List: connection closed before the response was complete: api.leeloo.ai:443; 1 attempt"},
		{"Tags.List", failWith(&net.OpError{Op: "dial", Err: &net.DNSError{Name: canaryToken}}), "leeloo: Tags.List: host name not resolved: api.leeloo.ai:443; 1 attempt"},
		{"Tags.List", failWith(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), "leeloo: Tags.List: connection refused: api.leeloo.ai:443; 1 attempt"},
		{"Tags.List", failWith(&net.OpError{Op: "proxyconnect", Err: errors.New("Proxy Authentication Required")}),
			"leeloo: Tags.List: proxy connection failed: proxy authentication required (the proxy URL needs a user and a password): api.leeloo.ai:443; 1 attempt"},
		{"Tags.List", failWith(tls.RecordHeaderError{}), "leeloo: Tags.List: the server does not speak TLS on this port (check the scheme and the port of the base URL): api.leeloo.ai:443; 1 attempt"},
		{"Tags.List", failWith(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), "leeloo: Tags.List: certificate not trusted (signed by an unknown authority): api.leeloo.ai:443; 1 attempt"},
		{"Tags.List", neverRespond, "leeloo: Tags.List: attempt timed out after 30s: api.leeloo.ai:443; 1 attempt"},
		{"Orders.Create", neverRespond, "leeloo: Orders.Create: attempt timed out after 30s: api.leeloo.ai:443; 1 attempt" + open},
		{"Tags.List", failWith(errors.New(canaryToken)), "leeloo: Tags.List: the http.Client's transport failed: api.leeloo.ai:443; 1 attempt"},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprint(i, " ", tt.op), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				err := canaryCalls[tt.op].do(t.Context(), scripted(tt.f).client(t, leeloo.WithMaxAttempts(1), leeloo.WithMaxResponseBytes(9000)))
				requireError(t, err)
				assert.Equal(t, tt.text, err.Error())
			})
		})
	}
}

func lengthOf(text string) string { return strconv.Itoa(len(text)) }

// If the API did not read a form, the error says what to try.
func TestFormHint(t *testing.T) {
	t.Parallel()
	tests := []struct {
		op       string
		field    string
		encoding leeloo.FormEncoding
		want     bool
	}{
		{"Tags.Add", "tag_id", leeloo.FormURLEncoded, true},
		{"Tags.Add", "tag_id", leeloo.FormMultipart, true},
		{"Tags.Add", "tag_id", leeloo.FormJSON, false},
		{"Tags.Add", "phone", leeloo.FormURLEncoded, false},
		{"Orders.Update", "status", leeloo.FormURLEncoded, true},
		{"People.AddCall", "record_link", leeloo.FormMultipart, true},
		{"Tunnels.Subscribe", "tunnel_block_id", leeloo.FormURLEncoded, true},
		{"Tags.Remove", "tag_id", leeloo.FormURLEncoded, false}, // always JSON
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt), func(t *testing.T) {
			t.Parallel()
			hint := "; the API did not read the form, which contains " + tt.field + "; use WithFormEncoding(FormJSON)"
			for _, required := range []string{`"REQUIRED"`, `["REQUIRED"]`, `{"code":"REQUIRED"}`} {
				refusal := respond(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"`+tt.field+`":`+required+`}}}`)
				err := canaryCalls[tt.op].do(t.Context(), scripted(refusal).client(t, leeloo.WithFormEncoding(tt.encoding)))
				requireKind(t, leeloo.ErrRejected, err)
				assert.Equal(t, tt.want, strings.HasSuffix(err.Error(), hint), "%s", err)
			}
		})
	}
}

// The text of an error is at most 1 KiB, whatever the response contains and however many arguments are invalid.
func TestErrorTextsAreShort(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5000)
	var fields []string
	for i := range 2000 {
		fields = append(fields, fmt.Sprintf(`"field_%d_%s":"%s"`, i%100+100*i, strings.Repeat("y", 40), strings.Repeat("Z", 60)))
	}
	for name, f := range map[string]responder{
		"code":    respond(200, `{"status":0,"error":{"code":"`+long+`"}}`),
		"message": respond(200, `{"status":0,"error":{"message":"`+long+`"}}`),
		"fields":  respond(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{`+strings.Join(fields, ",")+`}}}`),
		"some":    respond(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{`+strings.Join(fields[:99], ",")+`}}}`),
		"field":   respond(200, `{"status":0,"error":{"fields":{"`+long+`":"`+long+`"}}}`),
		"type":    respond(200, "", "Content-Type", long+"/"+long),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := requireError(t, canaryCalls["Orders.Update"].do(t.Context(), scripted(f).client(t)))
			assert.LessOrEqual(t, len(e.Message), 1<<10)
		})
	}
	t.Run("arguments", func(t *testing.T) {
		t.Parallel()
		_, err := scripted(respondEmptyList).client(t).People.ConnectSMS(t.Context(), leeloo.ConnectSMSParams{People: make([]leeloo.SMSPerson, 500)})
		requireKind(t, leeloo.ErrInvalidArgument, err)
		assert.ErrorContains(t, err, "People[0].Phone")
	})
}

// A transport error has the number of its attempts, and any other error if it is more than one.
func TestErrorTextHasTheAttempts(t *testing.T) {
	t.Parallel()
	for attempts, want := range map[int]string{
		1: "leeloo: Tags.List: connection refused: api.leeloo.ai:443; 1 attempt",
		2: "leeloo: Tags.List: connection refused: api.leeloo.ai:443; 2 attempts",
		4: "leeloo: Tags.List: connection refused: api.leeloo.ai:443; 4 attempts",
	} {
		synctest.Test(t, func(t *testing.T) {
			c := scripted(failWith(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED})).client(t, leeloo.WithMaxAttempts(attempts))
			assert.EqualError(t, get(t.Context(), c), want)
		})
	}
}

// Connection errors name the host and port of the base URL, and nothing else of it.
func TestErrorTextHasHostAndPort(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{
		"https://proxy.example.com":          "proxy.example.com:443",
		"https://proxy.example.com:8443/api": "proxy.example.com:8443",
		"http://127.0.0.1/api":               "127.0.0.1:80",
		"http://[::1]:8080":                  "[::1]:8080",
	} {
		c := scripted(failWith(io.EOF)).client(t, leeloo.WithBaseURL(base), leeloo.WithMaxAttempts(1))
		assert.EqualError(t, get(t.Context(), c), "leeloo: Tags.List: connection closed before the response was complete: "+want+"; 1 attempt")
	}
}

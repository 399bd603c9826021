package leeloo_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// What the errors say, word by word.
func TestErrorTexts(t *testing.T) {
	t.Parallel()
	const (
		lookFirst = "; it may have been carried out all the same: look before you send it again"
		tokenHint = `; the token is in Leeloo's web interface under "Leeloo.ai API"`
		html      = "text/html; charset=utf-8"
	)
	tests := []struct {
		op   string
		f    reaction
		text string
	}{
		// A refusal: the API's code, the fields and their codes, and the status where it is not 200.
		{"Orders.Update", says(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"price":"WRONG_FORMAT"}}}`),
			"leeloo: Orders.Update: the API refused the request: FORMAT_ERROR (price: WRONG_FORMAT)"},
		{"Orders.Update", says(422, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"price":"WRONG_FORMAT","email":"","a":{"b":["X","Y"]}}}}`),
			"leeloo: Orders.Update: the API refused the request (HTTP 422): FORMAT_ERROR (a.b.0: X, a.b.1: Y, email, price: WRONG_FORMAT)"},
		{"Users.List", says(200, `{"status":0}`), "leeloo: Users.List: the API refused the request"},
		{"Users.List", says(400, "nonsense"), "leeloo: Users.List: the API refused the request (HTTP 400)"},
		{"People.Create", says(408, ""), "leeloo: People.Create: the API refused the request (HTTP 408)" + lookFirst},

		// The token, the id, the rate limit.
		{"Users.List", says(401, ""), "leeloo: Users.List: the API did not accept the token" + tokenHint},
		{"Orders.Create", says(200, authError), "leeloo: Orders.Create: the API did not accept the token: FORMAT_ERROR (authToken: REQUIRED)" + tokenHint},
		{"People.Get", says(404, ""), "leeloo: People.Get: the API has nothing there (HTTP 404)"},
		{"Tags.List", says(404, ""), "leeloo: Tags.List: the API has nothing there (HTTP 404); check WithBaseURL"},
		{"Messages.Send", says(429, limitText), "leeloo: Messages.Send: the rate limit is reached (HTTP 429)"},
		{"Messages.Send", says(429, limitText, "Retry-After", "30"), "leeloo: Messages.Send: the rate limit is reached (HTTP 429); wait 30s"},
		{"Messages.Send", says(200, limitText), "leeloo: Messages.Send: the rate limit is reached"},

		// The API's failures and redirects, and that they leave open what was done.
		{"Tags.List", says(502, quotingPage), "leeloo: Tags.List: the API failed (HTTP 502)"},
		{"Orders.Create", says(502, quotingPage), "leeloo: Orders.Create: the API failed (HTTP 502)" + lookFirst},
		{"Orders.Create", says(200, serverError), "leeloo: Orders.Create: the API failed: SERVER_ERROR" + lookFirst},
		{"Orders.Create", says(302, ""), "leeloo: Orders.Create: the API answered with a redirect, which is not followed (HTTP 302)"},
		{"Orders.Create", says(303, ""), "leeloo: Orders.Create: the API answered with a redirect, which is not followed (HTTP 303)" + lookFirst},

		// Answers that are not the API's: what is wrong, with status, type and length.
		{"Tags.List", says(200, "<html>", "Content-Type", html), "leeloo: Tags.List: the answer is not the API's: not JSON at byte 0 (HTTP 200, text/html, 6 bytes)"},
		{"Orders.Create", says(200, "<html>", "Content-Type", html), "leeloo: Orders.Create: the answer is not the API's: not JSON at byte 0 (HTTP 200, text/html, 6 bytes)" + lookFirst},
		{"Tags.List", says(200, ""), "leeloo: Tags.List: the answer is not the API's: the JSON ends too early (HTTP 200, application/json, 0 bytes)"},
		{"Tags.List", says(204, "", "Content-Type", ""), "leeloo: Tags.List: the answer is not the API's: the JSON ends too early (HTTP 204, no content type, 0 bytes)"},
		{"Tags.List", says(200, "null"), "leeloo: Tags.List: the answer is not the API's: want a JSON object, not null (HTTP 200, application/json, 4 bytes)"},
		{"Tags.List", says(200, `{"status":1,"data":[]} x`), "leeloo: Tags.List: the answer is not the API's: something follows the JSON object (HTTP 200, application/json, 24 bytes)"},
		{"Tags.List", says(200, `{"status":1,"status":1}`), "leeloo: Tags.List: the answer is not the API's: a name stands twice in one JSON object (HTTP 200, application/json, 23 bytes)"},
		{"Tags.List", says(200, `{"data":[]}`), "leeloo: Tags.List: the answer is not the API's: status is not 1 (HTTP 200, application/json, 11 bytes)"},
		{"Tags.List", says(200, `{"status":1,"error":{}}`), "leeloo: Tags.List: the answer is not the API's: it holds an error, and is no refusal (HTTP 200, application/json, 23 bytes)"},
		{"Tags.List", says(200, `{"status":1}`), "leeloo: Tags.List: the answer is not the API's: data is missing (HTTP 200, application/json, 12 bytes)"},
		{"Templates.Categories", says(200, `{"status":1,"data":{}}`), "leeloo: Templates.Categories: the answer is not the API's: data.categories is missing (HTTP 200, application/json, 22 bytes)"},
		{"Tags.List", says(200, `{"status":1,"data":[{"id":"a"},{"id":7}]}`), "leeloo: Tags.List: the answer is not the API's: data.1.id: want an id in a string, not a number (HTTP 200, application/json, 41 bytes)"},
		{"Tags.List", says(200, `{"status":1,"data":[{"id":null}]}`), "leeloo: Tags.List: the answer is not the API's: data has a row without an id (HTTP 200, application/json, 33 bytes)"},
		{"Users.Get", says(200, `{"status":1,"data":{"id":"a"}}`), "leeloo: Users.Get: the answer is not the API's: data.id is not the id that was asked for (HTTP 200, application/json, 30 bytes)"},
		{"Orders.Create", says(200, `{"status":1,"data":{}}`), "leeloo: Orders.Create: the answer is not the API's: data.id is missing (HTTP 200, application/json, 22 bytes)" + lookFirst},
		{"Tags.List", says(200, " ", "Content-Type", "text/"+canaryPhone), "leeloo: Tags.List: the answer is not the API's: the JSON ends too early (HTTP 200, a strange content type, 1 bytes)"},
		{"Tags.List", says(299, "x"), "leeloo: Tags.List: the answer is not the API's: not JSON at byte 0 (HTTP 299, application/json, 1 bytes)"},
		{"Tags.List", says(700, "x"), "leeloo: Tags.List: the answer is not the API's: the API has no such HTTP status (HTTP 700, application/json, 1 bytes)"},
		{"Tags.List", says(200, strings.Repeat(" ", 9999)), "leeloo: Tags.List: the answer is too large: the body is over the limit"},
		{"Orders.Create", says(200, `{"status":1,"data":[`+strings.Repeat("{},", 1000)+`{}]}`), "leeloo: Orders.Create: the answer is not the API's: data: want another JSON type (HTTP 200, application/json, 3024 bytes)" + lookFirst},

		// No answer at all.
		{"Tags.List", fails(io.ErrUnexpectedEOF), "leeloo: Tags.List: the connection was closed before the whole answer had come"},
		{"Orders.Create", fails(io.EOF), "leeloo: Orders.Create: the connection was closed before the whole answer had come" + lookFirst},
		{"Tags.List", fails(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), "leeloo: Tags.List: the connection was closed before the whole answer had come"},
		{"Tags.List", fails(&net.OpError{Op: "dial", Err: &net.DNSError{Name: canaryToken}}), "leeloo: Tags.List: the host's name could not be resolved"},
		{"Tags.List", fails(&tls.CertificateVerificationError{Err: x509.UnknownAuthorityError{}}), "leeloo: Tags.List: the server's certificate is not to be trusted"},
		{"Tags.List", hangs, "leeloo: Tags.List: no whole answer within the time of one attempt"},
		{"Orders.Create", hangs, "leeloo: Orders.Create: no whole answer within the time of one attempt" + lookFirst},
		{"Tags.List", fails(errors.New(canaryToken)), "leeloo: Tags.List: the transport failed (*errors.errorString)"},
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

// A form that the API did not read: the error says what to try.
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
		{"Tags.Remove", "tag_id", leeloo.FormURLEncoded, false}, // JSON already
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt), func(t *testing.T) {
			t.Parallel()
			hint := "; the API did not read the form, which holds " + tt.field + ": try WithFormEncoding(FormJSON)"
			for _, required := range []string{`"REQUIRED"`, `["REQUIRED"]`, `{"code":"REQUIRED"}`} {
				refusal := says(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"`+tt.field+`":`+required+`}}}`)
				err := canaryCalls[tt.op].do(t.Context(), scripted(refusal).client(t, leeloo.WithFormEncoding(tt.encoding)))
				requireKind(t, leeloo.ErrRejected, err)
				assert.Equal(t, tt.want, strings.HasSuffix(err.Error(), hint), "%s", err)
			}
		})
	}
}

// The text of an error stays short, whatever comes back and however much is wrong.
func TestErrorTextsAreShort(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 5000)
	var fields []string
	for i := range 2000 {
		fields = append(fields, fmt.Sprintf(`"field_%d_%s":"%s"`, i%100+100*i, strings.Repeat("y", 40), strings.Repeat("Z", 60)))
	}
	for name, f := range map[string]reaction{
		"code":    says(200, `{"status":0,"error":{"code":"`+long+`"}}`),
		"message": says(200, `{"status":0,"error":{"message":"`+long+`"}}`),
		"fields":  says(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{`+strings.Join(fields, ",")+`}}}`),
		"some":    says(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{`+strings.Join(fields[:99], ",")+`}}}`),
		"field":   says(200, `{"status":0,"error":{"fields":{"`+long+`":"`+long+`"}}}`),
		"type":    says(200, "", "Content-Type", long+"/"+long),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := requireError(t, canaryCalls["Orders.Update"].do(t.Context(), scripted(f).client(t)))
			assert.LessOrEqual(t, len(e.Message), 1<<10)
		})
	}
	t.Run("arguments", func(t *testing.T) {
		t.Parallel()
		_, err := scripted(succeedsWithNothing).client(t).People.ConnectSMS(t.Context(), leeloo.ConnectSMSParams{People: make([]leeloo.SMSPerson, 500)})
		requireKind(t, leeloo.ErrInvalidArgument, err)
		assert.ErrorContains(t, err, "People[0].Phone")
	})
}

func TestErrorFields(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		error   string
		code    string
		message string
		fields  map[string]string
	}{
		{"flat", `{"code":"FORMAT_ERROR","message":"no","fields":{"phone":"TOO_SHORT"}}`, "FORMAT_ERROR", "no", map[string]string{"phone": "TOO_SHORT"}},
		{"nested", `{"fields":{"a":{"b":{"c":"X"}},"d":["Y",{"e":"Z"}]}}`, "", "", map[string]string{"a.b.c": "X", "d.0": "Y", "d.1.e": "Z"}},
		{"scalars", `{"code":7,"message":true,"fields":{"a":1.5,"b":false,"c":null,"d":{},"e":[]}}`, "7", "true", map[string]string{"a": "1.5", "b": "false", "c": "", "d": "", "e": ""}},
		{"a list", `{"fields":["X"]}`, "", "", map[string]string{"0": "X"}},
		{"no object", `{"fields":"X"}`, "", "", nil},
		{"a text", `"just no"`, "", "just no", nil},
		{"a number", `404`, "", "404", nil},
		{"a list for all", `["no"]`, "", "", nil},
		{"broken UTF-8", "{\"message\":\"a\xffb\"}", "", "a\uFFFDb", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := requireKind(t, leeloo.ErrRejected, get(t.Context(), scripted(says(200, `{"status":0,"error":`+tt.error+`}`)).client(t)))
			assert.Equal(t, tt.code, e.Code)
			assert.Equal(t, tt.message, e.Message)
			if len(tt.fields) > 0 || len(e.Fields) > 0 {
				assert.Equal(t, tt.fields, e.Fields)
			}
		})
	}
}

// A message may quote a client: it is a field, and no text shows it.
func TestMessageIsAField(t *testing.T) {
	t.Parallel()
	e := requireKind(t, leeloo.ErrRejected, get(t.Context(), scripted(says(200, refusal)).client(t)))
	assert.Contains(t, e.Message, canaryPhone)
	assert.NotContains(t, e.Error(), "taken")
	assert.Equal(t, e.Error(), fmt.Sprintf("%v", e))
	assert.Equal(t, e.Error(), fmt.Sprintf("%+v", *e))
	assert.Equal(t, e.Error(), fmt.Sprintf("%#v", e))
	assert.Equal(t, fmt.Sprintf("%q", e.Error()), fmt.Sprintf("%q", e))
	text, err := json.Marshal(e)
	require.NoError(t, err)
	var unquoted string
	require.NoError(t, json.Unmarshal(text, &unquoted))
	assert.Equal(t, e.Error(), unquoted)
}

// errors.Is sees one sentinel, ErrMaybeApplied where it holds, and the causes.
func TestCausesAreVisible(t *testing.T) {
	t.Parallel()
	own := errors.New("own")
	for name, cause := range map[string]error{
		"EOF": io.ErrUnexpectedEOF, "reset": syscall.ECONNRESET, "own": own, "wrapped": fmt.Errorf("x: %w", own), "joined": errors.Join(io.EOF, own),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := canaryCalls["Orders.Create"].do(t.Context(), scripted(fails(cause)).client(t))
			requireKind(t, nil, err)
			assert.ErrorIs(t, err, cause)
			assert.NotErrorIs(t, err, context.Canceled)
		})
	}
	t.Run("by type", func(t *testing.T) {
		t.Parallel()
		err := get(t.Context(), scripted(fails(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "x", IsNotFound: true}})).client(t, leeloo.WithMaxAttempts(1)))
		dns, ok := errors.AsType[*net.DNSError](err)
		require.True(t, ok)
		assert.True(t, dns.IsNotFound)
	})
}

func TestMethodsOfNoError(t *testing.T) {
	t.Parallel()
	var none *leeloo.Error
	assert.False(t, none.MaybeApplied())
	offset, ok := none.NextOffset()
	assert.Zero(t, offset)
	assert.False(t, ok)
	assert.NotEmpty(t, none.Error())
	assert.Empty(t, none.Unwrap())
	assert.NotPanics(t, func() { everyVerb(none) })
	assert.NotPanics(t, func() { everyLog(none) })
	assert.NotEmpty(t, new(leeloo.Error).Error())
}

func TestRetryAfterOfErrors(t *testing.T) {
	t.Parallel()
	for hint, want := range map[string]time.Duration{"": 0, "5": 5 * time.Second, "soon": 0, "100": 100 * time.Second} {
		for _, status := range []int{400, 429, 503} {
			e := requireError(t, get(t.Context(), scripted(says(status, "", "Retry-After", hint)).client(t), leeloo.NoRetry()))
			assert.Equal(t, want, e.RetryAfter)
		}
	}
}

// CaptureResponse holds the last answer, whatever became of the call.
func TestCaptureResponse(t *testing.T) {
	t.Parallel()
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}, "X-Id": {"1"}}
	success := `{"status":1,"data":[]}`
	tests := []struct {
		name   string
		script []reaction
		want   leeloo.Response
	}{
		{"success", []reaction{says(200, success, "X-Id", "1")}, leeloo.Response{StatusCode: 200, Header: header, Body: []byte(success), Attempts: 1}},
		{"success at last", []reaction{says(503, "x"), says(200, success, "X-Id", "1")}, leeloo.Response{StatusCode: 200, Header: header, Body: []byte(success), Attempts: 2}},
		{"refusal", []reaction{says(200, refusal, "X-Id", "1")}, leeloo.Response{StatusCode: 200, Header: header, Body: []byte(refusal), Attempts: 1}},
		{"failure", []reaction{says(503, "page", "X-Id", "1")}, leeloo.Response{StatusCode: 503, Header: header, Body: []byte("page"), Attempts: 4}},
		{"redirect", []reaction{says(302, "page", "X-Id", "1")}, leeloo.Response{StatusCode: 302, Header: header, Body: []byte("page"), Attempts: 1}},
		{"page", []reaction{says(200, quotingPage, "X-Id", "1")}, leeloo.Response{StatusCode: 200, Header: header, Body: []byte(quotingPage), Attempts: 1}},
		{"a row that can't be", []reaction{says(200, `{"status":1,"data":[7]}`, "X-Id", "1")}, leeloo.Response{StatusCode: 200, Header: header, Body: []byte(`{"status":1,"data":[7]}`), Attempts: 1}},
		{"a long page", []reaction{says(404, strings.Repeat("x", 70_000), "X-Id", "1")}, leeloo.Response{StatusCode: 404, Header: header, Body: []byte(strings.Repeat("x", 64<<10)), Attempts: 1}},
		{"no answer", []reaction{fails(io.EOF)}, leeloo.Response{Attempts: 4}},
		{"a failure, then no answer", []reaction{says(503, "x"), fails(io.EOF)}, leeloo.Response{Attempts: 4}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				got := leeloo.Response{StatusCode: -1, Attempts: -1, Body: []byte("old")}
				_ = get(t.Context(), scripted(tt.script...).client(t), leeloo.CaptureResponse(&got))
				assert.Equal(t, tt.want, got)
			})
		})
	}
	t.Run("nothing sent", func(t *testing.T) {
		t.Parallel()
		c := scripted(succeedsWithNothing).client(t)
		for _, call := range []func(leeloo.RequestOption) error{
			func(o leeloo.RequestOption) error { _, err := c.Orders.Get(t.Context(), "", o); return err },
			func(o leeloo.RequestOption) error { return c.Messages.Send(t.Context(), leeloo.SendMessageParams{}, o) },
			func(o leeloo.RequestOption) error { return c.Call(t.Context(), leeloo.CallRequest{}, nil, o) },
		} {
			got := leeloo.Response{StatusCode: -1, Attempts: -1, Body: []byte("another client's")}
			requireKind(t, leeloo.ErrInvalidArgument, call(leeloo.CaptureResponse(&got)))
			assert.Zero(t, got)
		}
	})
}

// How often it was sent: not at all, if the context had ended before.
func TestAttemptsOfACallThatWasNotSent(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	server := scripted(succeedsWithNothing)
	assert.Zero(t, requireError(t, get(ctx, server.client(t))).Attempts, "without a limiter")
	assert.Zero(t, requireError(t, get(ctx, server.limitedClient(t))).Attempts, "with the limiter")
	assert.Zero(t, server.requests())
}

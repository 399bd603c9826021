package leeloo_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/internal/operation"
)

// hostileError is an error of a transport that quotes the request and the token. It is a struct and not a pointer, so that
// %#v and %d print its fields.
type hostileError struct{ Phone, token string }

func (hostileError) Error() string {
	return `Get "https://api.leeloo.ai/people/` + canaryID + `?phone=` + url.QueryEscape(canaryPhone) + `": ` + canaryToken
}

func newHostileError() error { return hostileError{canaryPhone, canaryToken} }

// everyVerb formats a value with the verbs of fmt, and with some that fmt does not have. It leaves out %p, and %w, which
// is for Errorf: for both, fmt calls no method of the value and prints the fields of a struct.
func everyVerb(value any) (text string) {
	for _, flags := range []string{"", "+", "#", "40.40"} {
		for _, verb := range "vTtbcdoOqxXUeEfFgGsyz" {
			text += fmt.Sprintf("%"+flags+string(verb), value) + "\n"
		}
	}
	return text + fmt.Sprint(value) + fmt.Sprintln(value)
}

// everyLog logs a value as an attribute of slog, directly and inside other values.
func everyLog(value any) string {
	var lines bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&lines, nil), slog.NewJSONHandler(&lines, nil)} {
		slog.New(handler).Error("failed", "value", value, slog.Group("group", "value", value), "list", []any{value})
	}
	return lines.String()
}

// requireHidden requires that no way to print or encode a value shows a canary.
func requireHidden(t *testing.T, value any) {
	t.Helper()
	requireNoCanary(t, everyVerb(value))
	requireNoCanary(t, everyVerb(struct{ Value any }{value}))
	requireNoCanary(t, fmt.Sprintf("%v %+v %#v", []any{value}, map[string]any{"value": value}, &struct{ Values []any }{[]any{value}}))
	requireNoCanary(t, everyLog(value))
	if text, err := json.Marshal(map[string]any{"value": value}); err == nil {
		requireNoCanary(t, string(text))
	}
}

// The search for canaries finds them: a value that hides nothing fails it.
func TestCanariesAreFound(t *testing.T) {
	t.Parallel()
	type open struct{ Token, phone string }
	for _, text := range []string{
		everyVerb(open{Token: canaryToken}), everyVerb(open{phone: canaryPhone}), everyLog(&open{Token: canaryEmail}), everyVerb(newHostileError()),
		fmt.Sprintf("%x", canaryToken), fmt.Sprintf("%X", canaryToken), url.QueryEscape(canaryPhone),
	} {
		found := slices.ContainsFunc(canaryEncodings, func(encoded string) bool { return strings.Contains(text, encoded) })
		assert.True(t, found, "%.200s", text)
	}
}

func TestClientsHideTheToken(t *testing.T) {
	t.Parallel()
	c := scripted(respondEmptyList).client(t, leeloo.WithLogger(slog.New(slog.DiscardHandler)))
	require.NoError(t, get(t.Context(), c))
	requireHidden(t, c)
	requireHidden(t, *c)
	requireHidden(t, struct{ c *leeloo.Client }{c})
	for _, value := range []any{c, *c} {
		requireNoCanary(t, fmt.Sprintf("%p", value))
	}
	services := reflect.ValueOf(*c)
	for i := range services.NumField() {
		if services.Type().Field(i).IsExported() {
			requireHidden(t, services.Field(i).Interface())
			requireHidden(t, services.Field(i).Elem().Interface())
		}
	}
	assert.Equal(t, 10, services.NumField(), "the fields are nine services and their core")
}

func TestOptionsHideTheirValues(t *testing.T) {
	t.Parallel()
	var captured leeloo.Response
	requireHidden(t, leeloo.WithBaseURL("https://example.com/"+canaryToken))
	requireHidden(t, leeloo.WithUserAgent(canaryEmail))
	requireHidden(t, leeloo.CaptureResponse(&captured))
	requireHidden(t, []leeloo.RequestOption{leeloo.NoRetry(), leeloo.RetryUnsafe()})
}

// An invalid argument may be personal data, or the token in the wrong place.
func TestInvalidArgumentsAreNotQuoted(t *testing.T) {
	t.Parallel()
	c := scripted(respondEmptyList).client(t)
	ctx := t.Context()
	const secrets = canaryToken + " " + canaryPhone + "\xff"
	newClient := func(token string, opts ...leeloo.Option) error {
		_, err := leeloo.NewClient(token, opts...)
		return err
	}
	second := func(_ any, err error) error { return err }
	for name, err := range map[string]error{
		"token":       newClient(canaryToken + "\n" + canaryToken),
		"base URL":    newClient("t", leeloo.WithBaseURL("https://user:"+canaryToken+"@example.com")),
		"not a URL":   newClient("t", leeloo.WithBaseURL("https://example.com/%zz"+canaryToken)),
		"scheme":      newClient("t", leeloo.WithBaseURL(canaryToken+"://example.com")),
		"plain http":  newClient("t", leeloo.WithBaseURL("http://"+canaryPhone[1:]+".example.com")),
		"query":       newClient("t", leeloo.WithBaseURL("https://example.com?"+canaryToken)),
		"user agent":  newClient("t", leeloo.WithUserAgent(canaryEmail+"\n")),
		"id":          second(c.Orders.Get(ctx, canaryPhone)),
		"id in body":  c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: canaryEmail, Text: "x"}),
		"text":        c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: canaryID, Text: secrets}),
		"status":      c.Orders.Update(ctx, canaryID, leeloo.OrderUpdateParams{Status: secrets}),
		"tags":        second(c.People.List(ctx, leeloo.PeopleListParams{Tags: []string{secrets}})),
		"phone":       second(c.People.Create(ctx, leeloo.PersonCreateParams{Name: "n", Phone: canaryPhone + canaryEmail})),
		"no phone":    second(c.People.ByPhone(ctx, "canary")),
		"name":        second(c.Tags.ByName(ctx, secrets)),
		"variable":    c.Templates.Send(ctx, leeloo.SendTemplateParams{AccountID: canaryID, TemplateID: canaryID, Variables: map[string]string{secrets: secrets}}),
		"path":        c.Do(ctx, leeloo.Request{Method: "GET", Path: "/people/" + canaryPhone}, nil),
		"not a path":  c.Do(ctx, leeloo.Request{Method: "GET", Path: canaryToken}, nil),
		"method":      c.Do(ctx, leeloo.Request{Method: canaryToken, Path: "/x"}, nil),
		"query field": c.Do(ctx, leeloo.Request{Method: "GET", Path: "/x", Query: url.Values{secrets: {secrets}}}, nil),
		"form":        c.Do(ctx, leeloo.Request{Method: "POST", Path: "/x", Body: url.Values{secrets: {secrets}}}, nil),
		"JSON":        c.Do(ctx, leeloo.Request{Method: "POST", Path: "/x", Body: map[string]string{canaryPhone: secrets}}, nil),
		"not JSON":    c.Do(ctx, leeloo.Request{Method: "POST", Path: "/x", Body: map[string]any{canaryPhone: make(chan int)}}, nil),
		"marshaler":   c.Do(ctx, leeloo.Request{Method: "POST", Path: "/x", Body: hostileMarshaler{}}, nil),
		"out":         c.Do(ctx, leeloo.Request{Method: "GET", Path: "/x"}, secrets),
		"amount":      second(leeloo.NewAmount(secrets)),
		"date":        second(leeloo.ParseDate(secrets)),
	} {
		t.Run(name, func(t *testing.T) {
			requireKind(t, leeloo.ErrInvalidArgument, err)
			for _, node := range errorTree(err) {
				requireHidden(t, node)
			}
		})
	}
}

type hostileMarshaler struct{}

func (hostileMarshaler) MarshalJSON() ([]byte, error) { return nil, newHostileError() }

// hostileResponses quote the request and the token in each part of a response.
func hostileResponses() map[string]responder {
	everywhere := []string{"Location", "https://evil.example.com/" + canaryID + "?" + canaryToken, "Content-Type", "text/" + canaryPhone, "Retry-After", canaryPhone, "X-" + canaryID, canaryToken}
	responses := map[string]responder{
		"transport":         failWith(newHostileError()),
		"transport, *url":   failWith(&url.Error{Op: "Get", URL: "https://x/" + canaryID, Err: newHostileError()}),
		"transport, joined": failWith(errors.Join(newHostileError(), fmt.Errorf("retry: %w", newHostileError()))),
		"truncated":         respond(200, `{"status":1,"data":{"`+canaryPhone, everywhere...),
		"page":              respond(200, quotingPage, everywhere...),
		"e-mail as type":    respond(200, quotingPage, "Content-Type", canaryEmail),
		"phone for a body":  respond(200, canaryPhone, everywhere...),
		"duplicate name":    respond(200, `{"status":1,"data":{"`+canaryPhone+`":1,"`+canaryPhone+`":2}}`, everywhere...),
		"wrong types":       respond(200, `{"status":1,"meta":{"limit":"`+canaryPhone+`"},"included":{"`+canaryPhone+`":1,"users":"`+canaryPhone+`"},"data":"`+canaryPhone+`"}`, everywhere...),
		"items are phones":  respond(200, `{"status":1,"data":["`+canaryPhone+`"]}`, everywhere...),
		"phones as names":   respond(200, `{"status":1,"data":{"id":"`+canaryID+`","utmMarks":{"`+canaryPhone+`":{}},"price":{"`+canaryPhone+`":"`+canaryEmail+`"}}}`, everywhere...),
		"marks by phone":    respond(200, `{"status":1,"data":[{"id":"`+canaryID+`","utmMarks":{"`+canaryPhone+`":{}}}]}`, everywhere...),
		"data by phone":     respond(200, `{"status":1,"`+canaryPhone+`":{}}`, everywhere...),
		"error in a text":   respond(200, `{"status":0,"error":"`+canaryPhone+canaryToken+`"}`, everywhere...),
		"error in a list":   respond(200, `{"status":0,"error":["`+canaryPhone+`"]}`, everywhere...),
	}
	for name, secret := range map[string]string{"token": canaryToken, "phone": canaryPhone, "bare phone": canaryPhone[1:], "e-mail": canaryEmail} {
		for _, status := range []int{200, 401, 500} {
			responses[fmt.Sprintf("%s as code under %d", name, status)] = respond(status, `{"status":0,"error":{"code":"`+secret+`","message":"`+secret+`"}}`, everywhere...)
			responses[fmt.Sprintf("%s as field under %d", name, status)] = respond(status, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"`+secret+`":"TAKEN","a":{"`+secret+`":"TAKEN"}}}}`, everywhere...)
			responses[fmt.Sprintf("%s as field code under %d", name, status)] = respond(status, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"phone":"`+secret+`","a":["`+secret+`"],"b":{"c":"`+secret+`"}}}}`, everywhere...)
		}
	}
	return responses
}

// No text of an error, or of an error that it wraps, quotes the request, the response or the token.
func TestErrorsQuoteNothing(t *testing.T) {
	t.Parallel()
	for name, response := range hostileResponses() {
		t.Run(name, func(t *testing.T) {
			for _, op := range []string{"Channels.List", "Orders.Update"} {
				synctest.Test(t, func(t *testing.T) {
					err := canaryCalls[op].do(t.Context(), scripted(response).client(t, leeloo.WithMaxAttempts(2)))
					if err == nil {
						return // this operation does not read the hostile part
					}
					e := requireError(t, err)
					requireHidden(t, *e)
					for _, wrapped := range []error{fmt.Errorf("wrapped: %w", err), errors.Join(err, err)} {
						requireNoCanary(t, fmt.Sprintf("%v %+v %#v %s %q %x", wrapped, wrapped, wrapped, wrapped, wrapped, wrapped)+everyLog(wrapped))
					}
					for _, node := range errorTree(err) {
						requireHidden(t, node)
					}
				})
			}
		})
	}
}

// The same for every operation, with a transport whose error quotes everything.
func TestErrorsOfEveryOperationQuoteNothing(t *testing.T) {
	t.Parallel()
	for _, of := range operation.All() {
		synctest.Test(t, func(t *testing.T) {
			err := canaryCalls[of.Name].do(t.Context(), scripted(failWith(newHostileError())).client(t))
			requireError(t, err)
			for _, node := range errorTree(err) {
				requireHidden(t, node)
			}
			_, ok := errors.AsType[hostileError](err)
			assert.True(t, ok, "errors.As finds the cause")
		})
	}
}

// A token may look like a code of the API. If the server quotes it, no text of the error does.
func TestTokenThatLooksLikeACodeIsHidden(t *testing.T) {
	t.Parallel()
	const token = "canaryTokenAbcDef_xyz"
	for name, body := range map[string]string{
		"code":       `{"status":0,"error":{"code":"` + token + `"}}`,
		"field":      `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"` + token + `":"REQUIRED"}}}`,
		"field code": `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"phone":"` + token + `"}}}`,
		"part":       `{"status":0,"error":{"code":"INVALID_` + token + `","fields":{"authToken":"` + token + `.x"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			c, err := leeloo.NewClient(token, leeloo.WithHTTPClient(&http.Client{Transport: scripted(respond(200, body))}))
			require.NoError(t, err)
			err = get(t.Context(), c)
			require.Error(t, err)
			assert.False(t, strings.Contains(everyVerb(err)+everyLog(err), token), "%.300s", err)
		})
	}
}

// The field names of a form that is sent with Do are the caller's, and may be phones.
func TestFormHintQuotesNoNameOfTheCaller(t *testing.T) {
	t.Parallel()
	server := scripted(respond(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"`+canaryPhone+`":"REQUIRED"}}}`))
	err := server.client(t).Do(t.Context(), leeloo.Request{Method: "POST", Path: "/x", Body: url.Values{canaryPhone: {"1"}}}, nil)
	requireKind(t, leeloo.ErrRejected, err)
	assert.ErrorContains(t, err, "which contains ?; use WithFormEncoding(FormJSON)")
}

// A panic with a client or an error as its value prints neither the token nor personal data.
func TestPanicsQuoteNothing(t *testing.T) {
	t.Parallel()
	c := scripted(respond(500, quotingPage)).client(t, leeloo.WithMaxAttempts(1))
	for _, value := range []any{c, *c, get(t.Context(), c)} {
		func() {
			defer func() { requireNoCanary(t, fmt.Sprintf("panic: %v %[1]s", recover())) }()
			panic(value)
		}()
	}
	panicking := canaryClient(t, scripted(func(*http.Request) (*http.Response, error) { panic("panic of the transport") }))
	defer func() { requireNoCanary(t, fmt.Sprint(recover())) }()
	_ = get(t.Context(), panicking)
}

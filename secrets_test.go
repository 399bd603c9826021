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
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/internal/route"
)

// hostileError is a transport's error that quotes all that it knows. It is a struct and no pointer, which %#v and %d
// look into.
type hostileError struct{ Phone, token string }

func (hostileError) Error() string {
	return `Get "https://api.leeloo.ai/people/` + canaryID + `?phone=` + url.QueryEscape(canaryPhone) + `": ` + canaryToken
}

func newHostileError() error { return hostileError{canaryPhone, canaryToken} }

// everyVerb writes a value with the verbs that fmt has, and some that it has not. Two are left out: for %p, and for a
// %w outside of Errorf, fmt asks no method of the value, and writes the fields of any struct.
func everyVerb(value any) (text string) {
	for _, flags := range []string{"", "+", "#", "40.40"} {
		for _, verb := range "vTtbcdoOqxXUeEfFgGsyz" {
			text += fmt.Sprintf("%"+flags+string(verb), value) + "\n"
		}
	}
	return text + fmt.Sprint(value) + fmt.Sprintln(value)
}

// everyLog writes a value as an attribute of slog, by itself and inside others.
func everyLog(value any) string {
	var lines bytes.Buffer
	for _, handler := range []slog.Handler{slog.NewTextHandler(&lines, nil), slog.NewJSONHandler(&lines, nil)} {
		slog.New(handler).Error("failed", "value", value, slog.Group("group", "value", value), "list", []any{value})
	}
	return lines.String()
}

func requireSilent(t *testing.T, value any) {
	t.Helper()
	requireNoCanary(t, everyVerb(value))
	requireNoCanary(t, everyVerb(struct{ Value any }{value}))
	requireNoCanary(t, fmt.Sprintf("%v %+v %#v", []any{value}, map[string]any{"value": value}, &struct{ Values []any }{[]any{value}}))
	requireNoCanary(t, everyLog(value))
	if text, err := json.Marshal(map[string]any{"value": value}); err == nil {
		requireNoCanary(t, string(text))
	}
}

// The canaries can be heard: what hides nothing is found out.
func TestCanariesSing(t *testing.T) {
	t.Parallel()
	type open struct{ Token, phone string }
	for _, text := range []string{
		everyVerb(open{Token: canaryToken}), everyVerb(open{phone: canaryPhone}), everyLog(&open{Token: canaryEmail}), everyVerb(newHostileError()),
		fmt.Sprintf("%x", canaryToken), fmt.Sprintf("%X", canaryToken), url.QueryEscape(canaryPhone),
	} {
		sings := false
		for _, song := range canarySongs {
			sings = sings || bytes.Contains([]byte(text), []byte(song))
		}
		assert.True(t, sings, "%.200s", text)
	}
}

func TestClientsAreSilent(t *testing.T) {
	t.Parallel()
	c := scripted(succeedsWithNothing).client(t, leeloo.WithLogger(slog.New(slog.DiscardHandler)))
	require.NoError(t, get(t.Context(), c))
	requireSilent(t, c)
	requireSilent(t, *c)
	requireSilent(t, struct{ c *leeloo.Client }{c})
	for _, value := range []any{c, *c} {
		requireNoCanary(t, fmt.Sprintf("%p", value))
	}
	services := reflect.ValueOf(*c)
	for i := range services.NumField() {
		if services.Type().Field(i).IsExported() {
			requireSilent(t, services.Field(i).Interface())
			requireSilent(t, services.Field(i).Elem().Interface())
		}
	}
	assert.Equal(t, 10, services.NumField(), "nine services and what they share")
}

func TestOptionsAreSilent(t *testing.T) {
	t.Parallel()
	var captured leeloo.Response
	requireSilent(t, leeloo.WithBaseURL("https://example.com/"+canaryToken))
	requireSilent(t, leeloo.WithUserAgent(canaryEmail))
	requireSilent(t, leeloo.CaptureResponse(&captured))
	requireSilent(t, []leeloo.RequestOption{leeloo.NoRetry(), leeloo.RetryUnsafe()})
}

// Arguments that can't be right may be a client's data, or the token in the wrong place.
func TestInvalidArgumentsAreNotQuoted(t *testing.T) {
	t.Parallel()
	c := scripted(succeedsWithNothing).client(t)
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
		"no URL":      newClient("t", leeloo.WithBaseURL("https://example.com/%zz"+canaryToken)),
		"scheme":      newClient("t", leeloo.WithBaseURL(canaryToken+"://example.com")),
		"plain http":  newClient("t", leeloo.WithBaseURL("http://"+canaryPhone[1:]+".example.com")),
		"query":       newClient("t", leeloo.WithBaseURL("https://example.com?"+canaryToken)),
		"user agent":  newClient("t", leeloo.WithUserAgent(canaryEmail+"\n")),
		"id":          second(c.Orders.Get(ctx, canaryPhone)),
		"id in body":  c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: canaryEmail, Text: "x"}),
		"text":        c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: canaryID, Text: secrets}),
		"status":      c.Orders.Update(ctx, canaryID, leeloo.OrderUpdateParams{Status: secrets}),
		"tags":        second(c.People.List(ctx, leeloo.PeopleListParams{Tags: []string{secrets}})),
		"variable":    c.Templates.Send(ctx, leeloo.SendTemplateParams{AccountID: canaryID, TemplateID: canaryID, Variables: map[string]string{secrets: secrets}}),
		"path":        c.Call(ctx, leeloo.CallRequest{Method: "GET", Path: "/people/" + canaryPhone}, nil),
		"no path":     c.Call(ctx, leeloo.CallRequest{Method: "GET", Path: canaryToken}, nil),
		"method":      c.Call(ctx, leeloo.CallRequest{Method: canaryToken, Path: "/x"}, nil),
		"query field": c.Call(ctx, leeloo.CallRequest{Method: "GET", Path: "/x", Query: url.Values{secrets: {secrets}}}, nil),
		"form":        c.Call(ctx, leeloo.CallRequest{Method: "POST", Path: "/x", Body: url.Values{secrets: {secrets}}}, nil),
		"JSON":        c.Call(ctx, leeloo.CallRequest{Method: "POST", Path: "/x", Body: map[string]string{canaryPhone: secrets}}, nil),
		"no JSON":     c.Call(ctx, leeloo.CallRequest{Method: "POST", Path: "/x", Body: map[string]any{canaryPhone: make(chan int)}}, nil),
		"marshaler":   c.Call(ctx, leeloo.CallRequest{Method: "POST", Path: "/x", Body: hostileMarshaler{}}, nil),
		"out":         c.Call(ctx, leeloo.CallRequest{Method: "GET", Path: "/x"}, secrets),
		"amount":      second(leeloo.NewAmount(secrets)),
		"date":        second(leeloo.ParseDate(secrets)),
	} {
		t.Run(name, func(t *testing.T) {
			requireKind(t, leeloo.ErrInvalidArgument, err)
			for _, node := range errorTree(err) {
				requireSilent(t, node)
			}
		})
	}
}

type hostileMarshaler struct{}

func (hostileMarshaler) MarshalJSON() ([]byte, error) { return nil, newHostileError() }

// hostileAnswers quote what was sent, everywhere that an answer has room.
func hostileAnswers() map[string]reaction {
	everywhere := []string{"Location", "https://evil.example.com/" + canaryID + "?" + canaryToken, "Content-Type", "text/" + canaryPhone, "Retry-After", canaryPhone, "X-" + canaryID, canaryToken}
	answers := map[string]reaction{
		"transport":         fails(newHostileError()),
		"transport, *url":   fails(&url.Error{Op: "Get", URL: "https://x/" + canaryID, Err: newHostileError()}),
		"transport, joined": fails(errors.Join(newHostileError(), fmt.Errorf("again: %w", newHostileError()))),
		"cut":               says(200, `{"status":1,"data":{"`+canaryPhone, everywhere...),
		"page":              says(200, quotingPage, everywhere...),
		"e-mail as type":    says(200, quotingPage, "Content-Type", canaryEmail),
		"phone for a body":  says(200, canaryPhone, everywhere...),
		"duplicate name":    says(200, `{"status":1,"data":{"`+canaryPhone+`":1,"`+canaryPhone+`":2}}`, everywhere...),
		"wrong types":       says(200, `{"status":1,"meta":{"limit":"`+canaryPhone+`"},"included":{"`+canaryPhone+`":1,"users":"`+canaryPhone+`"},"data":"`+canaryPhone+`"}`, everywhere...),
		"rows of phones":    says(200, `{"status":1,"data":["`+canaryPhone+`"]}`, everywhere...),
		"a named phone":     says(200, `{"status":1,"data":{"id":"`+canaryID+`","utmMarks":{"`+canaryPhone+`":{}},"price":{"`+canaryPhone+`":"`+canaryEmail+`"}}}`, everywhere...),
		"marks by phone":    says(200, `{"status":1,"data":[{"id":"`+canaryID+`","utmMarks":{"`+canaryPhone+`":{}}}]}`, everywhere...),
		"data by phone":     says(200, `{"status":1,"`+canaryPhone+`":{}}`, everywhere...),
		"error in a text":   says(200, `{"status":0,"error":"`+canaryPhone+canaryToken+`"}`, everywhere...),
		"error in a list":   says(200, `{"status":0,"error":["`+canaryPhone+`"]}`, everywhere...),
	}
	for name, secret := range map[string]string{"token": canaryToken, "phone": canaryPhone, "bare phone": canaryPhone[1:], "e-mail": canaryEmail} {
		for _, status := range []int{200, 401, 500} {
			answers[fmt.Sprintf("%s as code under %d", name, status)] = says(status, `{"status":0,"error":{"code":"`+secret+`","message":"`+secret+`"}}`, everywhere...)
			answers[fmt.Sprintf("%s as field under %d", name, status)] = says(status, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"`+secret+`":"TAKEN","a":{"`+secret+`":"TAKEN"}}}}`, everywhere...)
			answers[fmt.Sprintf("%s as field code under %d", name, status)] = says(status, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"phone":"`+secret+`","a":["`+secret+`"],"b":{"c":"`+secret+`"}}}}`, everywhere...)
		}
	}
	return answers
}

// Whatever comes back, no text shows it: not the error's, not those of what it wraps, under no verb, in no log.
func TestErrorsAreSilent(t *testing.T) {
	t.Parallel()
	for name, answer := range hostileAnswers() {
		t.Run(name, func(t *testing.T) {
			for _, op := range []string{"Channels.List", "Orders.Update"} {
				synctest.Test(t, func(t *testing.T) {
					err := canaryCalls[op].do(t.Context(), scripted(answer).client(t, leeloo.WithMaxAttempts(2)))
					if err == nil {
						return // this operation does not read what is hostile there
					}
					e := requireError(t, err)
					requireSilent(t, *e)
					for _, wrapped := range []error{fmt.Errorf("wrapped: %w", err), errors.Join(err, err)} {
						requireNoCanary(t, fmt.Sprintf("%v %+v %#v %s %q %x", wrapped, wrapped, wrapped, wrapped, wrapped, wrapped)+everyLog(wrapped))
					}
					for _, node := range errorTree(err) {
						requireSilent(t, node)
					}
				})
			}
		})
	}
}

// All operations, with the worst of transports.
func TestEveryOperationIsSilent(t *testing.T) {
	t.Parallel()
	for _, of := range route.All() {
		synctest.Test(t, func(t *testing.T) {
			err := canaryCalls[of.Name].do(t.Context(), scripted(fails(newHostileError())).client(t))
			requireError(t, err)
			for _, node := range errorTree(err) {
				requireSilent(t, node)
			}
			_, ok := errors.AsType[hostileError](err)
			assert.True(t, ok, "the cause can be got at by those who ask for it")
		})
	}
}

// A token that has the shape of a code is as secret as any. A server that quotes it is not to be quoted.
func TestTokenInTheShapeOfACode(t *testing.T) {
	t.Parallel()
	const token = "canaryTokenAbcDef_xyz"
	for name, body := range map[string]string{
		"code":       `{"status":0,"error":{"code":"` + token + `"}}`,
		"field":      `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"` + token + `":"REQUIRED"}}}`,
		"field code": `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"phone":"` + token + `"}}}`,
		"part":       `{"status":0,"error":{"code":"INVALID_` + token + `","fields":{"authToken":"` + token + `.x"}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			c, err := leeloo.NewClient(token, leeloo.WithHTTPClient(&http.Client{Transport: scripted(says(200, body))}))
			require.NoError(t, err)
			err = get(t.Context(), c)
			require.Error(t, err)
			assert.False(t, strings.Contains(everyVerb(err)+everyLog(err), token), "%.300s", err)
		})
	}
}

// The name of a form's field is the caller's, and may be a phone.
func TestHintIsSilent(t *testing.T) {
	t.Parallel()
	server := scripted(says(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"`+canaryPhone+`":"REQUIRED"}}}`))
	err := server.client(t).Call(t.Context(), leeloo.CallRequest{Method: "POST", Path: "/x", Body: url.Values{canaryPhone: {"1"}}}, nil)
	requireKind(t, leeloo.ErrRejected, err)
}

// A panic prints the error that it was given, or the client.
func TestPanicsAreSilent(t *testing.T) {
	t.Parallel()
	c := scripted(says(500, quotingPage)).client(t, leeloo.WithMaxAttempts(1))
	for _, value := range []any{c, *c, get(t.Context(), c)} {
		func() {
			defer func() { requireNoCanary(t, fmt.Sprintf("panic: %v %[1]s", recover())) }()
			panic(value)
		}()
	}
	panicking := canaryClient(t, scripted(func(*http.Request) (*http.Response, error) { panic("of the transport's own") }))
	defer func() { requireNoCanary(t, fmt.Sprint(recover())) }()
	_ = get(t.Context(), panicking)
}

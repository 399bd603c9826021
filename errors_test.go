package leeloo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

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
		{"slash paths", `{"fields":{"data/0/email":"WRONG_EMAIL","/data/1/phone":"X"}}`, "", "", map[string]string{"data.0.email": "WRONG_EMAIL", "data.1.phone": "X"}},
		{"nested", `{"fields":{"a":{"b":{"c":"X"}},"d":["Y",{"e":"Z"}]}}`, "", "", map[string]string{"a.b.c": "X", "d.0": "Y", "d.1.e": "Z"}},
		{"scalars", `{"code":7,"message":true,"fields":{"a":1.5,"b":false,"c":null,"d":{},"e":[]}}`, "7", "true", map[string]string{"a": "1.5", "b": "false", "c": "", "d": "", "e": ""}},
		{"a list", `{"fields":["X"]}`, "", "", map[string]string{"0": "X"}},
		{"not an object", `{"fields":"X"}`, "", "", nil},
		{"a text", `"just no"`, "", "just no", nil},
		{"a number", `404`, "", "404", nil},
		{"a list instead of an object", `["no"]`, "", "", nil},
		{"broken UTF-8", "{\"message\":\"a\xffb\"}", "", "a\uFFFDb", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			e := requireKind(t, leeloo.ErrRejected, get(t.Context(), scripted(respond(200, `{"status":0,"error":`+tt.error+`}`)).client(t)))
			assert.Equal(t, tt.code, e.Code)
			assert.Equal(t, tt.message, e.Message)
			if len(tt.fields) > 0 || len(e.Fields) > 0 {
				assert.Equal(t, tt.fields, e.Fields)
			}
		})
	}
}

// The API's message, field names and field codes may quote what was sent, and candidates are names of people. They are
// fields of the error, and in no text of it.
func TestTextsOfErrorsShowNoPersonalData(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{
		"the message of a refusal": get(t.Context(), scripted(respond(200, refusal)).client(t)),
		"candidates of an unknown name": canarySearches["Tags.ByName"](t.Context(), scripted(respondData(
			`[{"id":"1","name":"`+canaryEmail+`2"},{"id":"2","name":"`+canaryEmail+`3"}]`)).client(t)),
		"candidates of an ambiguous name": canarySearches["Tags.ByName"](t.Context(), scripted(respondData(
			`[{"id":"1","name":"`+canaryEmail+`"},{"id":"2","name":"`+canaryEmail+`"}]`)).client(t)),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := requireError(t, err)
			require.True(t, strings.Contains(e.Message, canaryPhone) || slices.ContainsFunc(e.Candidates, func(name string) bool {
				return strings.HasPrefix(name, canaryEmail)
			}), "the fields have the data")
			requireHidden(t, e)
			requireHidden(t, *e)

			text := e.Error()
			assert.Equal(t, text, fmt.Sprintf("%v", e))
			assert.Equal(t, text, fmt.Sprintf("%+v", *e))
			assert.Equal(t, text, fmt.Sprintf("%#v", e))
			assert.Equal(t, fmt.Sprintf("%q", text), fmt.Sprintf("%q", e))
			marshaled, err := e.MarshalText()
			require.NoError(t, err)
			assert.Equal(t, text, string(marshaled))
			inJSON, err := json.Marshal(e)
			require.NoError(t, err)
			var unquoted string
			require.NoError(t, json.Unmarshal(inJSON, &unquoted))
			assert.Equal(t, text, unquoted)
			var log bytes.Buffer
			slog.New(slog.NewJSONHandler(&log, nil)).Error("failed", "err", e)
			assert.Contains(t, log.String(), string(inJSON))
		})
	}
}

// An ambiguous name and an unknown one have candidates, and say what to do.
func TestErrorsOfByName(t *testing.T) {
	t.Parallel()
	c := scripted(respondData(`[{"id":"1","name":"vip"},{"id":"2","name":"VIP"},{"id":"3","name":"Vip"},{"id":"4","name":"Hot"}]`)).client(t)
	tests := []struct {
		name       string
		kind       error
		candidates []string
		text       string
	}{
		{"vIp", leeloo.ErrAmbiguous, []string{"VIP", "Vip", "vip"}, "leeloo: Tags.ByName: ambiguous name: several items have this name; use the id"},
		{"hut", leeloo.ErrNotFound, []string{"Hot"}, "leeloo: Tags.ByName: not found: nothing has this name; see Error.Candidates for the nearest names"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			tag, err := c.Tags.ByName(t.Context(), tt.name)
			assert.Nil(t, tag)
			e := requireError(t, err)
			for _, sentinel := range append([]error{leeloo.ErrAmbiguous, leeloo.ErrMaybeApplied}, sentinels...) {
				assert.Equal(t, sentinel == tt.kind, errors.Is(err, sentinel), "%v", sentinel)
			}
			assert.Equal(t, tt.candidates, e.Candidates)
			assert.Equal(t, tt.text, e.Error())
			assert.Equal(t, "GET /tags", e.Route)
		})
	}
}

// errors.Is and errors.As find the cause of a transport error.
func TestCausesAreReachable(t *testing.T) {
	t.Parallel()
	own := errors.New("own")
	for name, cause := range map[string]error{
		"EOF": io.ErrUnexpectedEOF, "reset": syscall.ECONNRESET, "own": own, "wrapped": fmt.Errorf("x: %w", own), "joined": errors.Join(io.EOF, own),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := canaryCalls["Orders.Create"].do(t.Context(), scripted(failWith(cause)).client(t))
			requireKind(t, nil, err)
			assert.ErrorIs(t, err, cause)
			assert.NotErrorIs(t, err, context.Canceled)
		})
	}
	t.Run("by type", func(t *testing.T) {
		t.Parallel()
		err := get(t.Context(), scripted(failWith(&net.OpError{Op: "dial", Err: &net.DNSError{Name: "x", IsNotFound: true}})).client(t, leeloo.WithMaxAttempts(1)))
		dns, ok := errors.AsType[*net.DNSError](err)
		require.True(t, ok)
		assert.True(t, dns.IsNotFound)
	})
}

func TestMethodsOfANilError(t *testing.T) {
	t.Parallel()
	var nilError *leeloo.Error
	assert.False(t, nilError.MaybeApplied())
	offset, ok := nilError.ResumeOffset()
	assert.Zero(t, offset)
	assert.False(t, ok)
	assert.NotEmpty(t, nilError.Error())
	assert.Empty(t, nilError.Unwrap())
	assert.NotPanics(t, func() { everyVerb(nilError) })
	assert.NotPanics(t, func() { everyLog(nilError) })
	assert.NotEmpty(t, new(leeloo.Error).Error())
}

func TestRetryAfterOfErrors(t *testing.T) {
	t.Parallel()
	for hint, want := range map[string]time.Duration{"": 0, "5": 5 * time.Second, "soon": 0, "100": 100 * time.Second} {
		for _, status := range []int{400, 429, 503} {
			e := requireError(t, get(t.Context(), scripted(respond(status, "", "Retry-After", hint)).client(t), leeloo.NoRetry()))
			assert.Equal(t, want, e.RetryAfter)
		}
	}
}

// After the context has ended, nothing is sent.
func TestEndedContextHasNoAttempts(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	server := scripted(respondEmptyList)
	assert.Zero(t, requireError(t, get(ctx, server.client(t))).Attempts, "without a limiter")
	assert.Zero(t, requireError(t, get(ctx, server.limitedClient(t))).Attempts, "with the limiter")
	assert.Zero(t, server.requests())
}

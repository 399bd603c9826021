package leeloo_test

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo"
)

// CaptureResponse stores the last response, whether the call succeeds or fails.
func TestCaptureResponse(t *testing.T) {
	t.Parallel()
	header := http.Header{"Content-Type": {"application/json; charset=utf-8"}, "X-Id": {"1"}}
	success := `{"status":1,"data":[]}`
	tests := []struct {
		name   string
		script []responder
		want   leeloo.Response
	}{
		{"success", []responder{respond(200, success, "X-Id", "1")}, leeloo.Response{StatusCode: 200, Header: header, Body: []byte(success), Attempts: 1}},
		{"a success after a retry", []responder{respond(503, "x"), respond(200, success, "X-Id", "1")}, leeloo.Response{StatusCode: 200, Header: header, Body: []byte(success), Attempts: 2}},
		{"refusal", []responder{respond(200, refusal, "X-Id", "1")}, leeloo.Response{StatusCode: 200, Header: header, Body: []byte(refusal), Attempts: 1}},
		{"failure", []responder{respond(503, "page", "X-Id", "1")}, leeloo.Response{StatusCode: 503, Header: header, Body: []byte("page"), Attempts: 4}},
		{"redirect", []responder{respond(302, "page", "X-Id", "1")}, leeloo.Response{StatusCode: 302, Header: header, Body: []byte("page"), Attempts: 1}},
		{"page", []responder{respond(200, quotingPage, "X-Id", "1")}, leeloo.Response{StatusCode: 200, Header: header, Body: []byte(quotingPage), Attempts: 1}},
		{"an item that cannot be read", []responder{respond(200, `{"status":1,"data":[7]}`, "X-Id", "1")}, leeloo.Response{StatusCode: 200, Header: header, Body: []byte(`{"status":1,"data":[7]}`), Attempts: 1}},
		{"a long page", []responder{respond(404, strings.Repeat("x", 70_000), "X-Id", "1")}, leeloo.Response{StatusCode: 404, Header: header, Body: []byte(strings.Repeat("x", 64<<10)), Attempts: 1}},
		{"no response", []responder{failWith(io.EOF)}, leeloo.Response{Attempts: 4}},
		{"a failure, then no response", []responder{respond(503, "x"), failWith(io.EOF)}, leeloo.Response{Attempts: 4}},
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
		c := scripted(respondEmptyList).client(t)
		for _, call := range []func(leeloo.RequestOption) error{
			func(o leeloo.RequestOption) error { _, err := c.Orders.Get(t.Context(), "", o); return err },
			func(o leeloo.RequestOption) error { return c.Messages.Send(t.Context(), leeloo.SendMessageParams{}, o) },
			func(o leeloo.RequestOption) error { return c.Do(t.Context(), leeloo.Request{}, nil, o) },
		} {
			got := leeloo.Response{StatusCode: -1, Attempts: -1, Body: []byte("of another call")}
			requireKind(t, leeloo.ErrInvalidArgument, call(leeloo.CaptureResponse(&got)))
			assert.Zero(t, got)
		}
	})
}

package leeloo_test

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestCallPaths(t *testing.T) {
	t.Parallel()
	tests := []struct {
		path string
		ok   bool
	}{
		{"/people", true},
		{"/people/" + canaryID + "/x-y_Z", true},
		{"/" + strings.Repeat("x", 128), true},

		{"", false},
		{"people", false},
		{"/", false},
		{"//people", false},
		{"/people/", false},
		{"/people//x", false},
		{"/.", false},
		{"/..", false},
		{"/people/../orders", false},
		{"/people/./x", false},
		{"/people/%2e%2e/x", false},
		{"/people/x%2Fy", false},
		{"/people?x=1", false},
		{"/people#x", false},
		{"/people;x", false},
		{"/people/a b", false},
		{"/people/a\nb", false},
		{"/people\\x", false},
		{"/люди", false},
		{"/a.b", false},
		{"/" + strings.Repeat("x", 129), false},
		{"//evil.test/people", false},
		{"@evil.test/people", false},
		{"https://evil.test/people", false},
		{":8080/people", false},
		{".evil.test/people", false},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			t.Parallel()
			server := scripted(succeedsWithNothing)
			for _, method := range []string{"GET", "POST"} {
				err := server.client(t).Call(t.Context(), leeloo.CallRequest{Method: method, Path: tt.path}, nil)
				if tt.ok {
					require.NoError(t, err)
					continue
				}
				e := requireKind(t, leeloo.ErrInvalidArgument, err)
				assert.ErrorContains(t, err, "Path")
				assert.Equal(t, "Call", e.Op)
				assert.Equal(t, method, e.Route)
			}
			if !tt.ok {
				assert.Zero(t, server.requests(), "nothing is sent")
				return
			}
			assert.Equal(t, "https://api.leeloo.ai/api/v2"+tt.path, new(server.sightings()[0].url).String())
		})
	}
}

func TestCallMethods(t *testing.T) {
	t.Parallel()
	server := scripted(succeedsWithNothing)
	c := server.client(t)
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		require.NoError(t, c.Call(t.Context(), leeloo.CallRequest{Method: method, Path: "/x"}, nil))
		assert.Equal(t, method, server.sightings()[server.requests()-1].method)
	}
	sent := server.requests()
	for _, method := range []string{"", "get", "HEAD", "CONNECT", "TRACE", "OPTIONS", "POST ", "G ET", "POST\r\nX: 1"} {
		requireInvalidNaming(t, "Method", c.Call(t.Context(), leeloo.CallRequest{Method: method, Path: "/x"}, nil))
	}
	assert.Equal(t, sent, server.requests())
}

func TestCallBodies(t *testing.T) {
	t.Parallel()
	form := url.Values{"phone": {canaryPhone}, "tags": {"a", "b&c"}, "none": {}}
	tests := []struct {
		name     string
		body     any
		encoding leeloo.FormEncoding
		typ      string // of the content
		want     any
	}{
		{"none", nil, 0, "", ""},
		{"a struct", struct {
			A int `json:"a"`
		}{1}, 0, "application/json", `{"a":1}`},
		{"a map, in order", map[string]any{"b": 2, "a": 1}, 0, "application/json", `{"a":1,"b":2}`},
		{"a text", "x", 0, "application/json", `"x"`},
		{"a list", []int{1, 2}, 0, "application/json", `[1,2]`},
		{"JSON by hand", json.RawMessage(`{"b":1,"a":1}`), 0, "application/json", `{"b":1,"a":1}`},
		{"a model", leeloo.OrderStatusOpened, 0, "application/json", `"OPENED"`},
		{"a form", form, leeloo.FormURLEncoded, "application/x-www-form-urlencoded", "phone=%2B380671234567&tags=a&tags=b%26c"},
		{"a form as JSON", form, leeloo.FormJSON, "application/json", `{"phone":"+380671234567","tags":["a","b&c"]}`},
		{"a form in parts", form, leeloo.FormMultipart, "multipart/form-data", map[string][]string{"phone": {canaryPhone}, "tags": {"a", "b&c"}}},
		{"an empty form", url.Values{}, leeloo.FormURLEncoded, "application/x-www-form-urlencoded", ""},
		{"a nil form as JSON", url.Values(nil), leeloo.FormJSON, "application/json", "{}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := scripted(succeedsWithNothing)
			req := leeloo.CallRequest{Method: "POST", Path: "/x", Body: tt.body}
			require.NoError(t, server.client(t, leeloo.WithFormEncoding(tt.encoding)).Call(t.Context(), req, nil))
			seen := server.sightings()[0]
			if tt.typ == "" {
				assert.NotContains(t, seen.header, "Content-Type")
				assert.Empty(t, seen.body)
				return
			}
			typ, params, err := mime.ParseMediaType(seen.header.Get("Content-Type"))
			require.NoError(t, err)
			assert.Equal(t, tt.typ, typ)
			if parts, ok := tt.want.(map[string][]string); ok {
				got, err := multipart.NewReader(strings.NewReader(seen.body), params["boundary"]).ReadForm(1 << 20)
				require.NoError(t, err)
				assert.Equal(t, parts, got.Value)
				return
			}
			assert.Equal(t, tt.want, seen.body)
		})
	}
}

func TestCallBodiesThatCantBeSent(t *testing.T) {
	t.Parallel()
	server := scripted(succeedsWithNothing)
	for name, body := range map[string]any{
		"a function":   func() {},
		"a channel":    map[string]any{"x": make(chan int)},
		"not UTF-8":    map[string]string{"x": "a\xff"},
		"form":         url.Values{"x": {"a\xff"}},
		"name of form": url.Values{"x\xff": {"a"}},
		"NaN":          nan(),
		"a loop":       loop(),
		"an error":     hostileMarshaler{},
	} {
		t.Run(name, func(t *testing.T) {
			e := requireKind(t, leeloo.ErrInvalidArgument, server.client(t).Call(t.Context(), leeloo.CallRequest{Method: "POST", Path: "/x", Body: body}, nil))
			assert.Equal(t, "Call", e.Op)
			assert.Zero(t, e.Attempts)
		})
	}
	assert.Zero(t, server.requests())
}

func nan() float64 {
	var zero float64
	return zero / zero
}

func loop() any {
	type node struct{ Next *node }
	n := &node{}
	n.Next = n
	return n
}

func TestCallQuery(t *testing.T) {
	t.Parallel()
	server := scripted(succeedsWithNothing)
	c := server.client(t)
	require.NoError(t, c.Call(t.Context(), leeloo.CallRequest{Method: "GET", Path: "/x", Query: url.Values{"filter[phone]": {canaryPhone}, "a": {"1", "2 3"}}}, nil))
	assert.Equal(t, "a=1&a=2+3&filter%5Bphone%5D=%2B380671234567", server.sightings()[0].url.RawQuery)
	requireInvalidNaming(t, "Query", c.Call(t.Context(), leeloo.CallRequest{Method: "GET", Path: "/x", Query: url.Values{"x": {"\xff"}}}, nil))
	assert.Equal(t, 1, server.requests())
}

// The data of the answer go where out points.
func TestCallOut(t *testing.T) {
	t.Parallel()
	t.Run("a struct", func(t *testing.T) {
		t.Parallel()
		var out struct {
			ID leeloo.OrderID `json:"id"`
			N  int            `json:"n"`
			At leeloo.Time    `json:"at"`
		}
		c := scripted(succeeds(`{"id":"` + canaryID + `","n":"20","at":"2015-04-02T14:20Z","more":1}`)).client(t)
		require.NoError(t, c.Call(t.Context(), leeloo.CallRequest{Method: "GET", Path: "/x"}, &out))
		assert.Equal(t, leeloo.OrderID(canaryID), out.ID)
		assert.Equal(t, 20, out.N)
		assert.Equal(t, "2015-04-02T14:20:00Z", out.At.Format("2006-01-02T15:04:05Z07:00"))
	})
	t.Run("anything", func(t *testing.T) {
		t.Parallel()
		var out any
		require.NoError(t, scripted(succeeds(`[1,{"a":null}]`)).client(t).Call(t.Context(), leeloo.CallRequest{Method: "GET", Path: "/x"}, &out))
		assert.Equal(t, []any{1.0, map[string]any{"a": nil}}, out)
	})
	t.Run("nowhere", func(t *testing.T) {
		t.Parallel()
		require.NoError(t, scripted(says(200, `{"status":1}`)).client(t).Call(t.Context(), leeloo.CallRequest{Method: "GET", Path: "/x"}, nil))
	})
	t.Run("no pointer", func(t *testing.T) {
		t.Parallel()
		server := scripted(succeeds(`{}`))
		for _, out := range []any{1, "", struct{}{}, map[string]any{}, []int{}, (*int)(nil), func() {}} {
			requireInvalidNaming(t, "out", server.client(t).Call(t.Context(), leeloo.CallRequest{Method: "POST", Path: "/x"}, out))
		}
		assert.Zero(t, server.requests(), "nothing is sent that could not be answered")
	})
	tests := []struct{ name, body, says string }{
		{"no data", `{"status":1}`, "data is missing"},
		{"another type", `{"status":1,"data":{"id":7}}`, "data.id"},
	}
	for _, tt := range tests {
		for _, method := range []string{"GET", "POST"} {
			t.Run(tt.name+" "+method, func(t *testing.T) {
				t.Parallel()
				var out struct {
					ID leeloo.OrderID `json:"id"`
				}
				err := scripted(says(200, tt.body)).client(t).Call(t.Context(), leeloo.CallRequest{Method: method, Path: "/x"}, &out)
				e := requireKind(t, leeloo.ErrUnexpectedResponse, err)
				assert.ErrorContains(t, err, tt.says)
				assert.Equal(t, method == "POST", e.MaybeApplied())
			})
		}
	}
}

// The escape hatch has no guard less than the operations that the SDK knows.
func TestCallErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		f     reaction
		kind  error
		maybe bool
	}{
		{"refusal", says(200, refusal), leeloo.ErrRejected, false},
		{"token", says(200, authError), leeloo.ErrUnauthorized, false},
		{"404", says(404, quotingPage), leeloo.ErrNotFound, false},
		{"302", says(302, "", "Location", "https://evil.test"), leeloo.ErrRedirect, false},
		{"303", says(303, "", "Location", "https://evil.test"), leeloo.ErrRedirect, true},
		{"429", says(429, ""), leeloo.ErrRateLimited, false},
		{"500", says(500, ""), leeloo.ErrServer, true},
		{"exception", says(200, serverError), leeloo.ErrServer, true},
		{"page", says(200, quotingPage), leeloo.ErrUnexpectedResponse, true},
		{"null", says(200, "null"), leeloo.ErrUnexpectedResponse, true},
		{"too large", says(200, strings.Repeat(" ", 1000)), leeloo.ErrResponseTooLarge, true},
		{"lost", fails(io.ErrUnexpectedEOF), nil, true},
	}
	for _, tt := range tests {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			t.Run(fmt.Sprint(tt.name, " ", method), func(t *testing.T) {
				t.Parallel()
				server := scripted(tt.f)
				err := server.client(t, leeloo.WithMaxResponseBytes(999)).Call(t.Context(), leeloo.CallRequest{Method: method, Path: "/people/" + canaryID, Query: url.Values{"phone": {canaryPhone}}}, nil)
				e := requireKind(t, tt.kind, err)
				assert.Equal(t, tt.maybe, e.MaybeApplied())
				assert.Equal(t, "Call", e.Op)
				assert.Equal(t, method, e.Route, "the path may hold an id")
				assert.Equal(t, 1, server.requests())
			})
		}
	}
}

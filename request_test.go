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
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestDoPaths(t *testing.T) {
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
			server := scripted(respondEmptyList)
			for _, method := range []string{"GET", "POST"} {
				err := server.client(t).Do(t.Context(), leeloo.Request{Method: method, Path: tt.path}, nil)
				if tt.ok {
					require.NoError(t, err)
					continue
				}
				e := requireKind(t, leeloo.ErrInvalidArgument, err)
				assert.ErrorContains(t, err, "Path")
				assert.Equal(t, "Do", e.Op)
				assert.Equal(t, method, e.Route)
			}
			if !tt.ok {
				assert.Zero(t, server.requests(), "nothing is sent")
				return
			}
			assert.Equal(t, "https://api.leeloo.ai/api/v2"+tt.path, new(server.recordedRequests()[0].url).String())
		})
	}
}

func TestDoMethods(t *testing.T) {
	t.Parallel()
	server := scripted(respondEmptyList)
	c := server.client(t)
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		require.NoError(t, c.Do(t.Context(), leeloo.Request{Method: method, Path: "/x"}, nil))
		assert.Equal(t, method, server.recordedRequests()[server.requests()-1].method)
	}
	sent := server.requests()
	for _, method := range []string{"", "get", "HEAD", "CONNECT", "TRACE", "OPTIONS", "POST ", "G ET", "POST\r\nX: 1"} {
		requireInvalidNaming(t, "Method", c.Do(t.Context(), leeloo.Request{Method: method, Path: "/x"}, nil))
	}
	assert.Equal(t, sent, server.requests())
}

func TestDoBodies(t *testing.T) {
	t.Parallel()
	form := url.Values{"phone": {canaryPhone}, "tags": {"a", "b&c"}, "none": {}}
	tests := []struct {
		name     string
		body     any
		encoding leeloo.FormEncoding
		typ      string // the media type
		want     any
	}{
		{"none", nil, 0, "", ""},
		{"a struct", struct {
			A int `json:"a"`
		}{1}, 0, "application/json", `{"a":1}`},
		{"a map, sorted", map[string]any{"b": 2, "a": 1}, 0, "application/json", `{"a":1,"b":2}`},
		{"a string", "x", 0, "application/json", `"x"`},
		{"a slice", []int{1, 2}, 0, "application/json", `[1,2]`},
		{"raw JSON", json.RawMessage(`{"b":1,"a":1}`), 0, "application/json", `{"b":1,"a":1}`},
		{"an enum", leeloo.OrderStatusOpened, 0, "application/json", `"OPENED"`},
		{"a form", form, leeloo.FormURLEncoded, "application/x-www-form-urlencoded", "phone=%2B380671234567&tags=a&tags=b%26c"},
		{"a form as JSON", form, leeloo.FormJSON, "application/json", `{"phone":"+380671234567","tags":["a","b&c"]}`},
		{"a multipart form", form, leeloo.FormMultipart, "multipart/form-data", map[string][]string{"phone": {canaryPhone}, "tags": {"a", "b&c"}}},
		{"an empty form", url.Values{}, leeloo.FormURLEncoded, "application/x-www-form-urlencoded", ""},
		{"a nil form as JSON", url.Values(nil), leeloo.FormJSON, "application/json", "{}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := scripted(respondEmptyList)
			req := leeloo.Request{Method: "POST", Path: "/x", Body: tt.body}
			require.NoError(t, server.client(t, leeloo.WithFormEncoding(tt.encoding)).Do(t.Context(), req, nil))
			seen := server.recordedRequests()[0]
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

func TestDoRefusesUnencodableBodies(t *testing.T) {
	t.Parallel()
	server := scripted(respondEmptyList)
	for name, body := range map[string]any{
		"a function":   func() {},
		"a channel":    map[string]any{"x": make(chan int)},
		"not UTF-8":    map[string]string{"x": "a\xff"},
		"a form value": url.Values{"x": {"a\xff"}},
		"a form name":  url.Values{"x\xff": {"a"}},
		"NaN":          nan(),
		"a cycle":      cycle(),
		"a Marshaler":  hostileMarshaler{},
	} {
		t.Run(name, func(t *testing.T) {
			e := requireKind(t, leeloo.ErrInvalidArgument, server.client(t).Do(t.Context(), leeloo.Request{Method: "POST", Path: "/x", Body: body}, nil))
			assert.Equal(t, "Do", e.Op)
			assert.Zero(t, e.Attempts)
		})
	}
	assert.Zero(t, server.requests())
}

func nan() float64 {
	var zero float64
	return zero / zero
}

func cycle() any {
	type node struct{ Next *node }
	n := &node{}
	n.Next = n
	return n
}

func TestDoQuery(t *testing.T) {
	t.Parallel()
	server := scripted(respondEmptyList)
	c := server.client(t)
	require.NoError(t, c.Do(t.Context(), leeloo.Request{Method: "GET", Path: "/x", Query: url.Values{"filter[phone]": {canaryPhone}, "a": {"1", "2 3"}}}, nil))
	assert.Equal(t, "a=1&a=2+3&filter%5Bphone%5D=%2B380671234567", server.recordedRequests()[0].url.RawQuery)
	requireInvalidNaming(t, "Query", c.Do(t.Context(), leeloo.Request{Method: "GET", Path: "/x", Query: url.Values{"x": {"\xff"}}}, nil))
	assert.Equal(t, 1, server.requests())
}

func TestDoOut(t *testing.T) {
	t.Parallel()
	t.Run("a struct", func(t *testing.T) {
		t.Parallel()
		var out struct {
			ID leeloo.OrderID `json:"id"`
			N  int            `json:"n"`
			At time.Time      `json:"at"`
		}
		c := scripted(respondData(`{"id":"` + canaryID + `","n":"20","at":"2015-04-02T14:20Z","more":1}`)).client(t)
		require.NoError(t, c.Do(t.Context(), leeloo.Request{Method: "GET", Path: "/x"}, &out))
		assert.Equal(t, leeloo.OrderID(canaryID), out.ID)
		assert.Equal(t, 20, out.N)
		assert.Equal(t, "2015-04-02T14:20:00Z", out.At.Format("2006-01-02T15:04:05Z07:00"))
	})
	t.Run("a model", func(t *testing.T) {
		t.Parallel()
		want := leeloo.Order{ID: canaryID, Price: amount("20.50"), CreatedAt: time.Date(2015, 4, 2, 14, 20, 0, 0, time.UTC)}
		const data = `{"id":"` + canaryID + `","title":"NOT_DEFINED","price":"20.50","created_at":"2015-04-02T14:20Z","more":1}`
		get := func(data string, out any) error {
			return scripted(respondData(data)).client(t).Do(t.Context(), leeloo.Request{Method: "GET", Path: "/x"}, out)
		}
		var one leeloo.Order
		require.NoError(t, get(data, &one))
		assert.Equal(t, want, one)
		var list []leeloo.Order
		require.NoError(t, get("["+data+"]", &list))
		assert.Equal(t, []leeloo.Order{want}, list)
		var inField struct {
			Last  *leeloo.Order           `json:"last"`
			First *leeloo.Order           `json:"first"`
			ByDay map[string]leeloo.Order `json:"byDay"`
		}
		require.NoError(t, get(`{"last":`+data+`,"first":null,"byDay":{"monday":`+data+`}}`, &inField))
		assert.Equal(t, &want, inField.Last)
		assert.Nil(t, inField.First)
		assert.Equal(t, map[string]leeloo.Order{"monday": want}, inField.ByDay)
		require.ErrorContains(t, get(`[{"id":"a"},{"id":7}]`, &list), "data.1.id: want an id in a string, not a number")
	})
	t.Run("an embedded model", func(t *testing.T) {
		t.Parallel()
		var out struct {
			leeloo.Order
			More string `json:"more"`
		}
		c := scripted(respondData(`{"id":"` + canaryID + `","more":"x"}`)).client(t)
		require.NoError(t, c.Do(t.Context(), leeloo.Request{Method: "GET", Path: "/x"}, &out))
		assert.Equal(t, leeloo.OrderID(canaryID), out.ID)
		assert.Equal(t, "x", out.More)
	})
	t.Run("any", func(t *testing.T) {
		t.Parallel()
		var out any
		require.NoError(t, scripted(respondData(`[1,{"a":null}]`)).client(t).Do(t.Context(), leeloo.Request{Method: "GET", Path: "/x"}, &out))
		assert.Equal(t, []any{1.0, map[string]any{"a": nil}}, out)
	})
	t.Run("nil", func(t *testing.T) {
		t.Parallel()
		require.NoError(t, scripted(respond(200, `{"status":1}`)).client(t).Do(t.Context(), leeloo.Request{Method: "GET", Path: "/x"}, nil))
	})
	t.Run("not a pointer", func(t *testing.T) {
		t.Parallel()
		server := scripted(respondData(`{}`))
		for _, out := range []any{1, "", struct{}{}, map[string]any{}, []int{}, (*int)(nil), func() {}} {
			requireInvalidNaming(t, "out", server.client(t).Do(t.Context(), leeloo.Request{Method: "POST", Path: "/x"}, out))
		}
		assert.Zero(t, server.requests(), "nothing is sent if the response could not be decoded")
	})
	tests := []struct{ name, body, text string }{
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
				err := scripted(respond(200, tt.body)).client(t).Do(t.Context(), leeloo.Request{Method: method, Path: "/x"}, &out)
				e := requireKind(t, leeloo.ErrUnexpectedResponse, err)
				assert.ErrorContains(t, err, tt.text)
				assert.Equal(t, method == "POST", e.MaybeApplied())
			})
		}
	}
}

// Do has the same safety checks as the operations of the table, and retries nothing but GET.
func TestDoErrors(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		respond      responder
		sentinel     error
		maybeApplied bool
	}{
		{"rejected", respond(200, refusal), leeloo.ErrRejected, false},
		{"token refused", respond(200, authError), leeloo.ErrUnauthorized, false},
		{"404", respond(404, quotingPage), leeloo.ErrNotFound, false},
		{"302", respond(302, "", "Location", "https://evil.test"), leeloo.ErrRedirect, false},
		{"303", respond(303, "", "Location", "https://evil.test"), leeloo.ErrRedirect, true},
		{"429", respond(429, ""), leeloo.ErrRateLimited, false},
		{"500", respond(500, ""), leeloo.ErrServer, true},
		{"SERVER_ERROR", respond(200, serverError), leeloo.ErrServer, true},
		{"HTML", respond(200, quotingPage), leeloo.ErrUnexpectedResponse, true},
		{"null", respond(200, "null"), leeloo.ErrUnexpectedResponse, true},
		{"too large", respond(200, strings.Repeat(" ", 1000)), leeloo.ErrResponseTooLarge, true},
		{"lost response", failWith(io.ErrUnexpectedEOF), nil, true},
	}
	for _, tt := range tests {
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			t.Run(fmt.Sprint(tt.name, " ", method), func(t *testing.T) {
				t.Parallel()
				server := scripted(tt.respond)
				err := server.client(t, leeloo.WithMaxResponseBytes(999)).Do(t.Context(), leeloo.Request{Method: method, Path: "/people/" + canaryID, Query: url.Values{"phone": {canaryPhone}}}, nil)
				e := requireKind(t, tt.sentinel, err)
				assert.Equal(t, tt.maybeApplied, e.MaybeApplied())
				assert.Equal(t, "Do", e.Op)
				assert.Equal(t, method, e.Route, "the path may include an id")
				assert.Equal(t, 1, server.requests())
			})
		}
	}
}

package leelootest

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// try sends a request and returns the HTTP status, or "failed" if no complete response was received.
func (w wire) try(method, path, body string) string {
	w.t.Helper()
	response, err := http.DefaultTransport.RoundTrip(w.request(method, path, "application/json", body))
	if err != nil {
		return "failed"
	}
	defer response.Body.Close()
	if _, err := io.ReadAll(response.Body); err != nil {
		return "failed"
	}
	return fmt.Sprint(response.StatusCode)
}

func (w wire) comment() string {
	w.t.Helper()
	return w.try("PUT", fmt.Sprintf("/people/%s/add-comment", w.People[0].ID), `{"comment":"x"}`)
}

func TestFaultReplacesResponse(t *testing.T) {
	for _, test := range []struct {
		what    string
		fault   Fault
		got     string
		applied int
	}{
		{"none", Fault{}, "200", 1},
		{"a status", Fault{Status: 503}, "503", 0},
		{"a status, applied", Fault{Status: 503, Applied: true}, "503", 1},
		{"only a body", Fault{Body: "what?"}, "200", 0},
		{"a redirect", Redirect(302, "/"), "302", 0},
		{"only a header", Fault{Header: http.Header{"X-Extra": {"1"}}}, "200", 1},
		{"rate limited", RateLimited(time.Second), "429", 0},
		{"a page", HTMLPage(502), "502", 0},
		{"a server error", ServerError(), "200", 0},
		{"a server error, applied", ServerError().AfterApplying(), "200", 1},
		{"rejected", Rejected("FORMAT_ERROR", map[string]string{"comment": "TOO_LONG"}), "200", 0},
		{"dropped", Dropped(), "failed", 0},
		{"dropped, applied", Dropped().AfterApplying(), "failed", 1},
		{"disconnected", Disconnected(), "failed", 0},
		{"disconnected, applied", Disconnected().AfterApplying(), "failed", 1},
		{"late and disconnected", Fault{Delay: time.Millisecond, Disconnect: true}, "failed", 0},
		{"truncated", Truncated(), "failed", 1},
		{"truncated, applied", Truncated().AfterApplying(), "failed", 1},
		{"a page, truncated", Fault{Status: 200, Body: "<html></html>", Truncate: true}, "failed", 0},
		{"late", Slow(time.Millisecond), "200", 1},
		{"slow body", SlowBody(time.Nanosecond), "200", 1},
		{"slow body, applied", SlowBody(time.Nanosecond).AfterApplying(), "200", 1},
		{"slow body, truncated", Fault{BodyDelay: time.Nanosecond, Truncate: true}, "failed", 1},
		{"another response, slow", Fault{Body: "what?", BodyDelay: time.Nanosecond}, "200", 0},
		{"slow, without a body", Fault{Status: 503, BodyDelay: time.Hour}, "503", 0},
		{"late, applied", Slow(time.Millisecond).AfterApplying(), "200", 1},
		{"late and dropped", Fault{Delay: time.Millisecond, Drop: true}, "failed", 0},
	} {
		t.Run(test.what, func(t *testing.T) {
			w := newWire(t, 1)
			w.Fail(test.fault)
			assert.Equal(t, test.got, w.comment())
			assert.Len(t, w.Comments(w.People[0].ID), test.applied)

			assert.Equal(t, "200", w.comment(), "the fault is removed")
			assert.Len(t, w.Comments(w.People[0].ID), test.applied+1)
			assert.Len(t, w.Requests(), 2)
		})
	}
}

func TestFaultResponses(t *testing.T) {
	w := newWire(t, 0)
	for _, test := range []struct {
		fault                Fault
		status               int
		header, value, match string
	}{
		{RateLimited(1500 * time.Millisecond), 429, "Retry-After", "2", `^Too many requests, please try again later\.$`},
		{RateLimited(0), 429, "Retry-After", "0", "^Too many"},
		{HTMLPage(504), 504, "Content-Type", "text/html", "<h1>Gateway Timeout</h1>"},
		{ServerError(), 200, "Content-Type", "application/json; charset=utf-8", `"code":"SERVER_ERROR"`},
		{Rejected("X", map[string]string{"y": "Z"}), 200, "Content-Type", "application/json; charset=utf-8",
			`^{"status":0,"error":{"code":"X","fields":{"y":"Z"}}}$`},
		{Redirect(307, "https://elsewhere.test/"), 307, "Location", "https://elsewhere.test/", "^$"},
		{Fault{Status: 302, Header: http.Header{"location": {"/"}}}, 302, "Location", "/", "^$"},
		{Fault{Header: http.Header{"X-Extra": {"1"}}, BodyDelay: time.Nanosecond}, 200, "X-Extra", "1", `"name":"vip"`},
		{Fault{Header: http.Header{"X-Extra": {"1"}}}, 200, "X-Extra", "1", `"name":"vip"`},
		{Fault{Header: http.Header{"Content-Type": {"text/plain"}}}, 200, "Content-Type", "text/plain", `"name":"vip"`},
	} {
		w.Fail(test.fault)
		status, header, body := w.do(w.request("GET", "/tags", "", ""))
		assert.Equal(t, test.status, status)
		assert.Equal(t, test.value, header.Get(test.header))
		assert.Regexp(t, test.match, string(body))
	}
}

func TestFaultHitsMatchingRequests(t *testing.T) {
	for _, test := range []struct {
		what   string
		faults []Fault
		got    string // tags, tags, users, tags, users, users
	}{
		{"the next one", []Fault{{Status: 500}}, "500 200 200 200 200 200"},
		{"the next of its operation", []Fault{Fault{Status: 500}.On("Users.List")}, "200 200 500 200 200 200"},
		{"several", []Fault{Fault{Status: 500}.Repeat(4)}, "500 500 500 500 200 200"},
		{"after some", []Fault{{Status: 500, Skip: 2, Times: 2}}, "200 200 500 500 200 200"},
		{"after some of its operation", []Fault{{Op: "Users.List", Status: 500, Skip: 1}}, "200 200 200 200 500 200"},
		{"in order", []Fault{{Status: 500}, {Status: 502}}, "500 502 200 200 200 200"},
		{"the first that matches", []Fault{{Op: "Users.List", Status: 500}, {Status: 502, Times: 3}}, "502 502 500 502 200 200"},
		{"one that skips lets others hit", []Fault{{Status: 500, Skip: 1}, {Status: 502}}, "502 500 200 200 200 200"},
		{"none", []Fault{{Op: "People.List", Status: 500}}, "200 200 200 200 200 200"},
	} {
		w := newWire(t, 0)
		w.Fail(test.faults...)
		var got string
		for _, path := range []string{"/tags", "/tags", "/users", "/tags", "/users", "/users"} {
			got += " " + w.try("GET", path, "")
		}
		assert.Equal(t, " "+test.got, got, test.what)
	}
}

func TestUnknownRouteMeetsNoFault(t *testing.T) {
	w := newWire(t, 0)
	w.Fail(Fault{Status: 500})
	assert.Equal(t, "404", w.try("GET", "/unheard-of", ""))
	assert.Equal(t, "500", w.try("GET", "/tags", ""))
}

// net/http repeats a GET by itself if a reused connection ends without a byte. A test that scripts one fault must see
// one request.
func TestDroppedIsNotHiddenOnReusedConnection(t *testing.T) {
	w := newWire(t, 0)
	for range 3 {
		assert.Equal(t, "200", w.try("GET", "/tags", ""))
		w.Fail(Dropped())
		assert.Equal(t, "failed", w.try("GET", "/tags", ""))
	}
	assert.Len(t, w.Requests(), 6)
}

// Disconnected sends no byte, Dropped sends a part of a header.
func TestBytesBeforeConnectionIsClosed(t *testing.T) {
	w := newWire(t, 0)
	for _, test := range []struct {
		fault Fault
		got   string
	}{{Disconnected(), ""}, {Dropped(), "HTTP/1.1 200 OK\r\n"}} {
		w.Fail(test.fault)
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.listener.URL, "http://"))
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, w.request("GET", "/tags", "", "").Write(conn))
		got, err := io.ReadAll(conn)
		require.NoError(t, err)
		assert.Equal(t, test.got, string(got))
	}
}

// This is why Drop sends a line.
func TestDisconnectedOnReusedConnectionIsRepeatedByNetHTTP(t *testing.T) {
	w := newWire(t, 1)
	assert.Equal(t, "200", w.try("GET", "/tags", ""))
	w.Fail(Disconnected())
	assert.Equal(t, "200", w.try("GET", "/tags", ""))
	assert.Len(t, w.Requests(), 3)

	w.Fail(Disconnected())
	assert.Equal(t, "failed", w.comment(), "only a GET is repeated")
	assert.Len(t, w.Requests(), 4)
}

// The header is sent at once, the body takes hours.
func TestSlowBodyEndsWithClientOrServer(t *testing.T) {
	for what, end := range map[string]func(*http.Response, *Server){
		"the client disconnects": func(r *http.Response, _ *Server) { r.Body.Close() },
		"the server is closed":   func(_ *http.Response, s *Server) { s.Close() },
	} {
		t.Run(what, func(t *testing.T) {
			w := newWire(t, 0)
			w.Fail(SlowBody(time.Hour))
			response, err := http.DefaultTransport.RoundTrip(w.request("GET", "/tags", "", ""))
			require.NoError(t, err)
			defer response.Body.Close()
			assert.Equal(t, 200, response.StatusCode)
			end(response, w.Server)
			_, err = io.ReadAll(response.Body)
			assert.Error(t, err)
			w.Close() // waits for the requests that are being served
		})
	}
}

func TestDelayEndsWhenClientDisconnects(t *testing.T) {
	for _, test := range []struct {
		fault   Fault
		applied int
	}{{Slow(time.Hour), 0}, {Slow(time.Hour).AfterApplying(), 1}} {
		w := newWire(t, 1)
		w.Fail(test.fault)
		ctx, cancel := context.WithCancel(t.Context())
		path := fmt.Sprintf("/people/%s/add-comment", w.People[0].ID)
		request := w.request("PUT", path, "application/json", `{"comment":"x"}`).WithContext(ctx)
		done := make(chan error)
		go func() {
			_, err := http.DefaultTransport.RoundTrip(request)
			done <- err
		}()
		require.Eventually(t, func() bool {
			return len(w.Requests()) == 1 && len(w.Comments(w.People[0].ID)) == test.applied
		}, 10*time.Second, time.Millisecond)
		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
		w.Close() // waits for the requests that are being served
		assert.Len(t, w.Comments(w.People[0].ID), test.applied)
	}
}

func TestDelayWithCanceledContext(t *testing.T) {
	s := New(t)
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	assert.False(t, s.waits.wait(canceled, time.Hour))
	assert.True(t, s.waits.wait(t.Context(), time.Nanosecond))
}

func TestCloseEndsDelay(t *testing.T) {
	w := newWire(t, 0)
	w.Fail(Slow(time.Hour))
	got := make(chan string)
	go func() { got <- w.try("GET", "/tags", "") }()
	require.Eventually(t, func() bool { return len(w.Requests()) == 1 }, 10*time.Second, time.Millisecond)
	w.Close()
	assert.Equal(t, "failed", <-got)
	w.Close()
}

func TestInvalidFaults(t *testing.T) {
	w := newWire(t, 0)
	for want, fault := range map[string]Fault{
		`no operation is called "Orders.Make"`: {Op: "Orders.Make"},
		"must not be negative":                 {Times: -1},
		"Skip, Times, Delay":                   {Skip: -1},
		"of a fault must not be":               {Delay: -1},
		"and BodyDelay of a fault":             {BodyDelay: -1},
		"the status 101 is outside":            {Status: 101},
		"the status 600 is outside":            {Status: 600},
	} {
		func() {
			defer func() { assert.Contains(t, fmt.Sprint(recover()), want) }()
			w.Fail(Fault{Status: 500}, fault)
		}()
	}
	assert.Equal(t, "200", w.try("GET", "/tags", ""), "Fail scripts none of them")
}

func TestFailCopiesFaults(t *testing.T) {
	w := newWire(t, 0)
	faults := []Fault{{Status: 503, Header: http.Header{"X-Extra": {"1"}}}}
	w.Fail(faults...)
	assert.Zero(t, faults[0].Times)
	faults[0].Header.Set("X-Extra", "2")
	_, header, _ := w.do(w.request("GET", "/tags", "", ""))
	assert.Equal(t, "1", header.Get("X-Extra"))
}

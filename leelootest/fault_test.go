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

// try sends a message and returns what came: an HTTP status, or "broken" when no whole answer came.
func (w wire) try(method, path, body string) string {
	w.t.Helper()
	response, err := http.DefaultTransport.RoundTrip(w.request(method, path, "application/json", body))
	if err != nil {
		return "broken"
	}
	defer response.Body.Close()
	if _, err := io.ReadAll(response.Body); err != nil {
		return "broken"
	}
	return fmt.Sprint(response.StatusCode)
}

func (w wire) comment() string {
	w.t.Helper()
	return w.try("PUT", fmt.Sprintf("/people/%s/add-comment", w.People[0]), `{"comment":"x"}`)
}

func TestAFaultAnswersInstead(t *testing.T) {
	for _, test := range []struct {
		what    string
		fault   Fault
		came    string
		applied int
	}{
		{"none", Fault{}, "200", 1},
		{"a status", Fault{Status: 503}, "503", 0},
		{"a status, applied", Fault{Status: 503, Applied: true}, "503", 1},
		{"a body alone", Fault{Body: "what?"}, "200", 0},
		{"a redirect", Redirect(302, "/"), "302", 0},
		{"a header alone", Fault{Header: http.Header{"X-Extra": {"1"}}}, "200", 1},
		{"rate limited", RateLimited(time.Second), "429", 0},
		{"a page", HTMLPage(502), "502", 0},
		{"a server error", ServerError(), "200", 0},
		{"a server error, applied", ServerError().AfterApplying(), "200", 1},
		{"a refusal", Refused("FORMAT_ERROR", map[string]string{"comment": "TOO_LONG"}), "200", 0},
		{"dropped", Dropped(), "broken", 0},
		{"dropped, applied", Dropped().AfterApplying(), "broken", 1},
		{"hung up", HungUp(), "broken", 0},
		{"hung up, applied", HungUp().AfterApplying(), "broken", 1},
		{"late and hung up", Fault{Delay: time.Millisecond, HangUp: true}, "broken", 0},
		{"cut", CutBody(), "broken", 1},
		{"cut, applied", CutBody().AfterApplying(), "broken", 1},
		{"a page, cut", Fault{Status: 200, Body: "<html></html>", Cut: true}, "broken", 0},
		{"late", Slow(time.Millisecond), "200", 1},
		{"dripping", Dripping(time.Nanosecond), "200", 1},
		{"dripping, applied", Dripping(time.Nanosecond).AfterApplying(), "200", 1},
		{"dripping and cut", Fault{Drip: time.Nanosecond, Cut: true}, "broken", 1},
		{"another answer, dripping", Fault{Body: "what?", Drip: time.Nanosecond}, "200", 0},
		{"no body to drip", Fault{Status: 503, Drip: time.Hour}, "503", 0},
		{"late, applied", Slow(time.Millisecond).AfterApplying(), "200", 1},
		{"late and dropped", Fault{Delay: time.Millisecond, Drop: true}, "broken", 0},
	} {
		t.Run(test.what, func(t *testing.T) {
			w := newWire(t, 1)
			w.Fail(test.fault)
			assert.Equal(t, test.came, w.comment())
			assert.Len(t, w.Comments(w.People[0]), test.applied)

			assert.Equal(t, "200", w.comment(), "the fault is used up")
			assert.Len(t, w.Comments(w.People[0]), test.applied+1)
			assert.Len(t, w.Requests(), 2)
		})
	}
}

func TestWhatAFaultSays(t *testing.T) {
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
		{Refused("X", map[string]string{"y": "Z"}), 200, "Content-Type", "application/json; charset=utf-8",
			`^{"status":0,"error":{"code":"X","fields":{"y":"Z"}}}$`},
		{Redirect(307, "https://elsewhere.test/"), 307, "Location", "https://elsewhere.test/", "^$"},
		{Fault{Status: 302, Header: http.Header{"location": {"/"}}}, 302, "Location", "/", "^$"},
		{Fault{Header: http.Header{"X-Extra": {"1"}}, Drip: time.Nanosecond}, 200, "X-Extra", "1", `"name":"vip"`},
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

func TestWhichRequestsAFaultHits(t *testing.T) {
	for _, test := range []struct {
		what   string
		faults []Fault
		came   string // tags, tags, users, tags, users, users
	}{
		{"the next one", []Fault{{Status: 500}}, "500 200 200 200 200 200"},
		{"the next of its operation", []Fault{Fault{Status: 500}.On("Users.List")}, "200 200 500 200 200 200"},
		{"several", []Fault{Fault{Status: 500}.Repeat(4)}, "500 500 500 500 200 200"},
		{"after some", []Fault{{Status: 500, Skip: 2, Times: 2}}, "200 200 500 500 200 200"},
		{"after some of its operation", []Fault{{Op: "Users.List", Status: 500, Skip: 1}}, "200 200 200 200 500 200"},
		{"in order", []Fault{{Status: 500}, {Status: 502}}, "500 502 200 200 200 200"},
		{"the first that matches", []Fault{{Op: "Users.List", Status: 500}, {Status: 502, Times: 3}}, "502 502 500 502 200 200"},
		{"one that waits lets others hit", []Fault{{Status: 500, Skip: 1}, {Status: 502}}, "502 500 200 200 200 200"},
		{"none", []Fault{{Op: "People.List", Status: 500}}, "200 200 200 200 200 200"},
	} {
		w := newWire(t, 0)
		w.Fail(test.faults...)
		var came string
		for _, path := range []string{"/tags", "/tags", "/users", "/tags", "/users", "/users"} {
			came += " " + w.try("GET", path, "")
		}
		assert.Equal(t, " "+test.came, came, test.what)
	}
}

func TestAnUnknownRouteMeetsNoFault(t *testing.T) {
	w := newWire(t, 0)
	w.Fail(Fault{Status: 500})
	assert.Equal(t, "404", w.try("GET", "/unheard-of", ""))
	assert.Equal(t, "500", w.try("GET", "/tags", ""))
}

// net/http repeats a GET by itself when a kept connection ends without a byte. A test that scripts one fault must see
// one request.
func TestADropOnAKeptConnectionIsSeen(t *testing.T) {
	w := newWire(t, 0)
	for range 3 {
		assert.Equal(t, "200", w.try("GET", "/tags", ""))
		w.Fail(Dropped())
		assert.Equal(t, "broken", w.try("GET", "/tags", ""))
	}
	assert.Len(t, w.Requests(), 6)
}

// A hang-up leaves not a byte, and a drop leaves a piece of a header.
func TestHowAConnectionEnds(t *testing.T) {
	w := newWire(t, 0)
	for _, test := range []struct {
		fault Fault
		came  string
	}{{HungUp(), ""}, {Dropped(), "HTTP/1.1 200 OK\r\n"}} {
		w.Fail(test.fault)
		conn, err := net.Dial("tcp", strings.TrimPrefix(w.http.URL, "http://"))
		require.NoError(t, err)
		defer conn.Close()
		require.NoError(t, w.request("GET", "/tags", "", "").Write(conn))
		came, err := io.ReadAll(conn)
		require.NoError(t, err)
		assert.Equal(t, test.came, string(came))
	}
}

// That is why Drop sends its line.
func TestAHangUpOnAKeptConnectionIsRepeatedByNetHTTP(t *testing.T) {
	w := newWire(t, 1)
	assert.Equal(t, "200", w.try("GET", "/tags", ""))
	w.Fail(HungUp())
	assert.Equal(t, "200", w.try("GET", "/tags", ""))
	assert.Len(t, w.Requests(), 3)

	w.Fail(HungUp())
	assert.Equal(t, "broken", w.comment(), "but not what is no GET")
	assert.Len(t, w.Requests(), 4)
}

// The header comes at once; then there is nothing to wait for.
func TestADripEndsWithTheClientOrTheServer(t *testing.T) {
	for what, end := range map[string]func(*http.Response, *Server){
		"the client leaves":    func(r *http.Response, _ *Server) { r.Body.Close() },
		"the server is closed": func(_ *http.Response, s *Server) { s.Close() },
	} {
		t.Run(what, func(t *testing.T) {
			w := newWire(t, 0)
			w.Fail(Dripping(time.Hour))
			response, err := http.DefaultTransport.RoundTrip(w.request("GET", "/tags", "", ""))
			require.NoError(t, err)
			defer response.Body.Close()
			assert.Equal(t, 200, response.StatusCode)
			end(response, w.Server)
			_, err = io.ReadAll(response.Body)
			assert.Error(t, err)
			w.Close() // it waits for the requests under way
		})
	}
}

func TestADelayEndsWhenTheClientLeaves(t *testing.T) {
	for _, test := range []struct {
		fault   Fault
		applied int
	}{{Slow(time.Hour), 0}, {Slow(time.Hour).AfterApplying(), 1}} {
		w := newWire(t, 1)
		w.Fail(test.fault)
		ctx, leave := context.WithCancel(t.Context())
		path := fmt.Sprintf("/people/%s/add-comment", w.People[0])
		request := w.request("PUT", path, "application/json", `{"comment":"x"}`).WithContext(ctx)
		left := make(chan error)
		go func() {
			_, err := http.DefaultTransport.RoundTrip(request)
			left <- err
		}()
		require.Eventually(t, func() bool {
			return len(w.Requests()) == 1 && len(w.Comments(w.People[0])) == test.applied
		}, 10*time.Second, time.Millisecond)
		leave()
		require.ErrorIs(t, <-left, context.Canceled)
		w.Close() // it waits for the requests under way
		assert.Len(t, w.Comments(w.People[0]), test.applied)
	}
}

func TestADelayWaitsForNobody(t *testing.T) {
	s := New(t)
	gone, leave := context.WithCancel(t.Context())
	leave()
	assert.False(t, s.wait(gone, time.Hour))
	assert.True(t, s.wait(t.Context(), time.Nanosecond))
}

func TestCloseEndsADelay(t *testing.T) {
	w := newWire(t, 0)
	w.Fail(Slow(time.Hour))
	came := make(chan string)
	go func() { came <- w.try("GET", "/tags", "") }()
	require.Eventually(t, func() bool { return len(w.Requests()) == 1 }, 10*time.Second, time.Millisecond)
	w.Close()
	assert.Equal(t, "broken", <-came)
	w.Close()
}

func TestFaultsThatCannotBe(t *testing.T) {
	w := newWire(t, 0)
	for want, fault := range map[string]Fault{
		`no operation is called "Orders.Make"`: {Op: "Orders.Make"},
		"can't be negative":                    {Times: -1},
		"Skip, Times, Delay":                   {Skip: -1},
		"of a fault can't be":                  {Delay: -1},
		"and Drip of a fault":                  {Drip: -1},
		"the status 101 is not":                {Status: 101},
		"the status 600 is not":                {Status: 600},
	} {
		func() {
			defer func() { assert.Contains(t, fmt.Sprint(recover()), want) }()
			w.Fail(Fault{Status: 500}, fault)
		}()
	}
	assert.Equal(t, "200", w.try("GET", "/tags", ""), "none of them was scripted")
}

func TestAScriptedFaultIsTheServersOwn(t *testing.T) {
	w := newWire(t, 0)
	faults := []Fault{{Status: 503, Header: http.Header{"X-Extra": {"1"}}}}
	w.Fail(faults...)
	assert.Zero(t, faults[0].Times)
	faults[0].Header.Set("X-Extra", "2")
	_, header, _ := w.do(w.request("GET", "/tags", "", ""))
	assert.Equal(t, "1", header.Get("X-Extra"))
}

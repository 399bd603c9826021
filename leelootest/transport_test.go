package leelootest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// In a bubble, a test with every wait of the client takes no real time and leaves no goroutine: synctest.Test fails if
// one is left.
func TestClientInBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		company, client := s.Seed(3), s.Client()
		start := time.Now()
		elapsed := func() time.Duration { return time.Since(start) }

		s.Fail(RateLimited(30*time.Second), Slow(10*time.Second))
		tags, err := client.Tags.List(t.Context())
		require.NoError(t, err)
		assert.Len(t, tags, 6)
		assert.GreaterOrEqual(t, elapsed(), 40*time.Second)
		assert.Less(t, elapsed(), 90*time.Second)

		start = time.Now()
		s.Fail(SlowBody(time.Second).On("Messages.Send"))
		send := leeloo.SendMessageParams{AccountID: company.Accounts[0].ID, Text: "Hello"}
		require.NoError(t, client.Messages.Send(t.Context(), send))
		assert.Equal(t, time.Duration(len(`{"status":1,"data":{}}`))*time.Second, elapsed())

		s.Fail(Slow(time.Hour).AfterApplying().On("Messages.Send"))
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		assert.ErrorIs(t, client.Messages.Send(ctx, send), leeloo.ErrMaybeApplied)
		assert.Equal(t, 2, s.Count("Messages.Send"))
	})
}

func TestServerFromOutsideWorksInBubble(t *testing.T) {
	s := New(t)
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		s.Fail(Slow(20*time.Second), SlowBody(time.Millisecond))
		client := s.Client()
		for range 2 {
			_, err := client.Tags.List(t.Context())
			require.NoError(t, err)
		}
		assert.Greater(t, time.Since(start), 20*time.Second)
	})
	_, err := s.Client().Tags.List(t.Context())
	require.NoError(t, err)
	assert.Equal(t, 3, s.Count("Tags.List"))
}

func TestServerInBubbleHasNoSocket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := New(t)
		assert.Nil(t, s.listener)
		_, err := leeloo.NewClient(s.Token, leeloo.WithBaseURL(s.URL))
		require.NoError(t, err)
	})
	assert.NotNil(t, New(t).listener)
}

// overTransport sends the requests of a wire through Transport.
func overTransport(w wire, r *http.Request) (got string, err error) {
	response, err := w.Transport().RoundTrip(r)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	return fmt.Sprintf("%d %s", response.StatusCode, body), err
}

func TestTransportFaults(t *testing.T) {
	const tags = `{"status":1,"data":[`
	for _, test := range []struct {
		name  string
		fault Fault
		got   string
		err   error
	}{
		{"none", Fault{}, "200 " + tags, nil},
		{"a status", Fault{Status: 503}, "503 ", nil},
		{"no content", Fault{Status: 204, Body: "x"}, "204 ", nil},
		{"a body", Fault{Body: "what?"}, "200 what?", nil},
		{"dropped", Dropped(), "", io.ErrUnexpectedEOF},
		{"disconnected", Disconnected(), "", io.EOF},
		{"truncated", Truncated(), "200 " + tags, io.ErrUnexpectedEOF},
		{"truncated, without a body", Fault{Status: 503, Truncate: true}, "503 ", nil},
		{"slow", Slow(time.Minute), "200 " + tags, nil},
		{"slow body", SlowBody(time.Minute), "200 " + tags, nil},
		{"slow body, truncated", Fault{BodyDelay: time.Minute, Truncate: true}, "200 " + tags, io.ErrUnexpectedEOF},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWire(t, 0)
				w.Fail(test.fault)
				got, err := overTransport(w, w.request("GET", "/tags", "", ""))
				assert.Equal(t, test.err, err)
				assert.True(t, strings.HasPrefix(got, test.got), got)
			})
		})
	}
}

// Transport and a socket give the same response, header included.
func TestTransportMatchesSocket(t *testing.T) {
	for _, fault := range []Fault{
		{}, RateLimited(0), HTMLPage(502), ServerError(), Redirect(307, "https://elsewhere.test/"), {Status: 503},
		{Status: 204}, {Body: "what?"}, {Header: http.Header{"x-extra": {"1"}}}, Truncated(), SlowBody(1),
	} {
		w := newWire(t, 0)
		w.Fail(fault.Repeat(2))
		var got [2]*http.Response
		for i, transport := range []http.RoundTripper{http.DefaultTransport, w.Transport()} {
			response, err := transport.RoundTrip(w.request("GET", "/tags", "", ""))
			require.NoError(t, err)
			_, err = io.ReadAll(response.Body)
			assert.Equal(t, fault.Truncate, err != nil)
			require.NoError(t, response.Body.Close())
			response.Header.Del("Date")
			got[i] = response
		}
		assert.Equal(t, got[0].Header, got[1].Header, fault)
		assert.Equal(t, got[0].Status, got[1].Status)
		assert.Equal(t, got[0].ContentLength, got[1].ContentLength, fault)
	}
}

func TestTransportHonorsContext(t *testing.T) {
	reason := errors.New("the reason")
	for name, fault := range map[string]Fault{"before the response": Slow(time.Hour), "in the body": SlowBody(time.Hour)} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWire(t, 0)
				w.Fail(fault)
				ctx, cancel := context.WithCancelCause(t.Context())
				time.AfterFunc(time.Minute, func() { cancel(reason) })
				start := time.Now()
				_, err := overTransport(w, w.request("GET", "/tags", "", "").WithContext(ctx))
				assert.Equal(t, reason, err)
				assert.Equal(t, time.Minute, time.Since(start))

				_, err = overTransport(w, w.request("GET", "/tags", "", "").WithContext(ctx))
				assert.Equal(t, reason, err)
				assert.Equal(t, 1, w.Count(""), "a canceled request is not sent")
			})
		})
	}
}

func TestTransportBodyEnds(t *testing.T) {
	for name, test := range map[string]struct {
		end func(*http.Response, *Server)
		err error
	}{
		"with its Close":          {func(r *http.Response, _ *Server) { r.Body.Close() }, http.ErrBodyReadAfterClose},
		"with that of the server": {func(_ *http.Response, s *Server) { s.Close() }, io.ErrUnexpectedEOF},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWire(t, 0)
				w.Fail(SlowBody(time.Hour))
				response, err := w.Transport().RoundTrip(w.request("GET", "/tags", "", ""))
				require.NoError(t, err)
				start := time.Now()
				time.AfterFunc(time.Minute, func() { test.end(response, w.Server) })
				for range 2 {
					_, err = io.ReadAll(response.Body)
					assert.Equal(t, test.err, err)
					assert.Equal(t, time.Minute, time.Since(start))
				}
			})
		})
	}
}

// closeCounter counts how often a request body is closed.
type closeCounter struct {
	io.Reader
	closed int
}

func (c *closeCounter) Close() error {
	c.closed++
	return nil
}

func TestTransportClosesRequestBody(t *testing.T) {
	w := newWire(t, 0)
	broken := errors.New("the body breaks")
	for name, test := range map[string]struct {
		body io.Reader
		err  bool
	}{
		"valid":     {strings.NewReader(`{"name":"Olena"}`), false},
		"broken":    {io.MultiReader(strings.NewReader(`{`), failingReader{broken}), true},
		"too large": {strings.NewReader(strings.Repeat(" ", maxBodyBytes+1)), true},
	} {
		request := w.request("POST", "/people", "application/json", "")
		body := &closeCounter{Reader: test.body}
		request.Body = body
		_, err := overTransport(w, request)
		assert.Equal(t, test.err, err != nil, name)
		assert.Equal(t, 1, body.closed, name)
	}
	assert.Equal(t, 1, w.Count(""))
}

type failingReader struct{ err error }

func (r failingReader) Read([]byte) (int, error) { return 0, r.err }

func TestTransportServesEveryHost(t *testing.T) {
	s := New(t)
	client, err := leeloo.NewClient(s.Token, leeloo.WithHTTPClient(&http.Client{Transport: s.Transport()}))
	require.NoError(t, err)
	_, err = client.Tags.List(t.Context())
	require.NoError(t, err)
	s.Close()
	_, err = client.Tags.List(t.Context(), leeloo.NoRetry())
	assert.Error(t, err)
	assert.Equal(t, 1, s.Count("Tags.List"))
}

func TestTransportReportsPanicOfBeforeEachFunction(t *testing.T) {
	test := &failing{TB: t}
	w := wire{t, New(test), Dataset{}}
	w.BeforeEach(func(lists *Lists) { lists.People().Delete(7) })
	_, err := overTransport(w, w.request("GET", "/tags", "", ""))
	assert.ErrorContains(t, err, "cannot delete from People at position 7")
	assert.Len(t, test.errors, 1)
	w.BeforeEach(nil)
	_, err = overTransport(w, w.request("GET", "/tags", "", ""))
	assert.NoError(t, err, "nothing is locked")
}

// A handler of one's own may serve the API.
func TestServeHTTP(t *testing.T) {
	w := newWire(t, 0)
	mux := http.NewServeMux()
	mux.Handle("/api/v2/", w.Server)
	recorder := httptest.NewRecorder()
	mux.ServeHTTP(recorder, w.request("GET", "/tags", "", ""))
	assert.Equal(t, json.Number("1"), parse(t, recorder.Body.Bytes())["status"])
}

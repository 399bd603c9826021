package transport_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/transport"
)

func TestDoSendsTheRequestUnchanged(t *testing.T) {
	server := serveHTTP(t, (*httptest.Server).Start, func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Equal(t, http.MethodPost, r.Method)
		assert.Equal(t, "/api/v2/people/"+canary, r.URL.Path)
		assert.Equal(t, post.Query, r.URL.RawQuery)
		assert.Equal(t, string(post.Body), string(body))
		assert.EqualValues(t, len(post.Body), r.ContentLength)
		r.Header.Del("Accept-Encoding")
		r.Header.Del("Content-Length")
		assert.Equal(t, http.Header{
			"X-Leeloo-Authtoken": {token}, "Accept": {"application/json"}, "User-Agent": {"leeloo-go/test"}, "Content-Type": {"application/json"},
		}, r.Header, "no other header, and never an Idempotency-Key")
		w.Header().Set("X-Test", "yes")
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, `{"status":1}`)
	})
	tr := newTransport(t, server.URL+"/api/v2")
	base := *tr.BaseURL
	for range 3 {
		got, err := tr.Do(t.Context(), &post)
		require.NoError(t, err)
		assert.Equal(t, http.StatusCreated, got.StatusCode)
		assert.Equal(t, "yes", got.Header.Get("X-Test"))
		assert.Equal(t, `{"status":1}`, string(got.Body))
	}
	assert.Equal(t, base, *tr.BaseURL, "the base URL must not change")
}

// A RoundTripper of the caller may change a header that it is given. The next attempt must not see it.
func TestRequestsShareNothing(t *testing.T) {
	var seen []string
	tr := newTransport(t, "http://leeloo.test/api")
	tr.RoundTripper = roundTripper(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		seen = append(seen, r.URL.String()+r.Header.Get("Accept")+r.Header.Get(transport.TokenHeader)+string(body))
		before := r.Header.Clone()
		for name := range r.Header {
			r.Header[name] = append(r.Header[name], "more")
		}
		for name := range r.Header {
			assert.Equal(t, append(before[name], "more"), r.Header[name], "the values must not overlap")
			r.Header[name][0] = "changed"
		}
		r.URL.Path, r.URL.Host = "/changed", "changed.test"
		return &http.Response{StatusCode: 200}, nil
	})
	for range 2 {
		_, err := tr.Do(t.Context(), &post)
		require.NoError(t, err)
	}
	assert.Equal(t, seen[0], seen[1])
}

// net/http calls GetBody if it starts over on another connection.
func TestGetBodyReturnsTheWholeBodyEachTime(t *testing.T) {
	tr := newTransport(t, "http://leeloo.test")
	tr.RoundTripper = roundTripper(func(r *http.Request) (*http.Response, error) {
		read := func(body io.ReadCloser) string {
			text, err := io.ReadAll(body)
			assert.NoError(t, err)
			assert.NoError(t, body.Close())
			return string(text)
		}
		assert.Equal(t, string(post.Body), read(r.Body))
		for range 2 {
			body, err := r.GetBody()
			assert.NoError(t, err)
			assert.Equal(t, string(post.Body), read(body))
		}
		return &http.Response{StatusCode: 200}, nil
	})
	_, err := tr.Do(t.Context(), &post)
	require.NoError(t, err)
}

func TestDoWithoutBody(t *testing.T) {
	server := serveHTTP(t, (*httptest.Server).Start, func(_ http.ResponseWriter, r *http.Request) {
		assert.Zero(t, r.ContentLength)
		assert.NotContains(t, r.Header, "Content-Type")
		assert.Equal(t, "/tags", r.RequestURI)
	})
	_, err := newTransport(t, server.URL).Do(t.Context(), &get)
	require.NoError(t, err)
}

func TestDoWithEmptyForm(t *testing.T) {
	const form = "application/x-www-form-urlencoded"
	server := serveHTTP(t, (*httptest.Server).Start, func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Empty(t, body)
		assert.Equal(t, form, r.Header.Get("Content-Type"))
	})
	_, err := newTransport(t, server.URL).Do(t.Context(), &transport.Request{Method: http.MethodPost, Path: "/tags", ContentType: form})
	require.NoError(t, err)
}

func TestDoAppendsThePathToTheBaseURL(t *testing.T) {
	for base, want := range map[string]string{"": "/tags", "/api/v2": "/api/v2/tags", "/a%2Fb": "/a%2Fb/tags", "/a%20b": "/a%20b/tags"} {
		server := serveHTTP(t, (*httptest.Server).Start, func(_ http.ResponseWriter, r *http.Request) {
			assert.Equal(t, want, r.RequestURI)
		})
		_, err := newTransport(t, server.URL+base).Do(t.Context(), &get)
		require.NoError(t, err)
	}
}

// The token is for one host, so a redirect is a response like any other.
func TestDoFollowsNoRedirect(t *testing.T) {
	second := serveHTTP(t, (*httptest.Server).Start, func(_ http.ResponseWriter, r *http.Request) {
		assert.Fail(t, "the other host got a request", "%v", r.Header)
	})
	for _, status := range []int{301, 302, 303, 307, 308} {
		var requests atomic.Int64
		first := serveHTTP(t, (*httptest.Server).Start, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
			assert.Empty(t, r.Cookies(), "cookies are not kept")
			http.Redirect(w, r, second.URL+"/", status)
		})
		tr := newTransport(t, first.URL)
		for range 2 {
			got, err := tr.Do(t.Context(), &post)
			require.NoError(t, err)
			assert.Equal(t, status, got.StatusCode)
			assert.Equal(t, second.URL+"/", got.Header.Get("Location"))
		}
		assert.EqualValues(t, 2, requests.Load())
	}
}

type contextKey struct{}

func TestRoundTripperSeesTheContextValues(t *testing.T) {
	for _, traced := range []bool{false, true} {
		tr, r := newTransport(t, "http://leeloo.test"), get
		r.Trace = traced
		tr.RoundTripper = roundTripper(func(r *http.Request) (*http.Response, error) {
			assert.Equal(t, "Orders.Get", r.Context().Value(contextKey{}))
			return &http.Response{StatusCode: 200, Body: io.NopCloser(strings.NewReader("{}"))}, nil
		})
		_, err := tr.Do(context.WithValue(t.Context(), contextKey{}, "Orders.Get"), &r)
		require.NoError(t, err)
	}
}

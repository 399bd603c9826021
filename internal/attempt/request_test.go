package attempt_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/attempt"
)

func TestSendSendsTheRequestAsItIs(t *testing.T) {
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
		}, r.Header, "nothing else, and never an Idempotency-Key")
		w.Header().Set("X-Answer", "yes")
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, `{"status":1}`)
	})
	s := newSender(t, server.URL+"/api/v2")
	base := *s.Base
	for range 3 { // byte for byte the same each time
		got, err := s.Send(t.Context(), post)
		require.NoError(t, err)
		assert.Equal(t, http.StatusCreated, got.StatusCode)
		assert.Equal(t, "yes", got.Header.Get("X-Answer"))
		assert.Equal(t, `{"status":1}`, string(got.Body))
	}
	assert.Equal(t, base, *s.Base, "the base must not change")
}

func TestSendWithoutABody(t *testing.T) {
	server := serveHTTP(t, (*httptest.Server).Start, func(_ http.ResponseWriter, r *http.Request) {
		assert.Zero(t, r.ContentLength)
		assert.NotContains(t, r.Header, "Content-Type")
		assert.Equal(t, "/tags", r.RequestURI)
	})
	_, err := newSender(t, server.URL).Send(t.Context(), attempt.Request{Method: http.MethodGet, Path: "/tags"})
	require.NoError(t, err)
}

func TestSendWithAnEmptyForm(t *testing.T) {
	server := serveHTTP(t, (*httptest.Server).Start, func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		assert.Empty(t, body)
		assert.Equal(t, "application/x-www-form-urlencoded", r.Header.Get("Content-Type"))
	})
	_, err := newSender(t, server.URL).Send(t.Context(), attempt.Request{Method: http.MethodPost, Path: "/tags", ContentType: "application/x-www-form-urlencoded"})
	require.NoError(t, err)
}

func TestSendAppendsToTheBase(t *testing.T) {
	for base, want := range map[string]string{"": "/tags", "/api/v2": "/api/v2/tags", "/a%2Fb": "/a%2Fb/tags", "/a%20b": "/a%20b/tags"} {
		server := serveHTTP(t, (*httptest.Server).Start, func(_ http.ResponseWriter, r *http.Request) {
			assert.Equal(t, want, r.RequestURI)
		})
		_, err := newSender(t, server.URL+base).Send(t.Context(), attempt.Request{Method: http.MethodGet, Path: "/tags"})
		require.NoError(t, err)
	}
}

// Rule R3: the token is for one host, and a redirect is an answer like any other.
func TestSendFollowsNoRedirect(t *testing.T) {
	second := serveHTTP(t, (*httptest.Server).Start, func(_ http.ResponseWriter, r *http.Request) {
		assert.Fail(t, "the other host was asked", "%v", r.Header)
	})
	for _, status := range []int{301, 302, 303, 307, 308} {
		var requests atomic.Int64
		first := serveHTTP(t, (*httptest.Server).Start, func(w http.ResponseWriter, r *http.Request) {
			requests.Add(1)
			http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
			assert.Empty(t, r.Cookies(), "no cookie is kept")
			http.Redirect(w, r, second.URL+"/", status)
		})
		s := newSender(t, first.URL)
		for range 2 {
			got, err := s.Send(t.Context(), post)
			require.NoError(t, err)
			assert.Equal(t, status, got.StatusCode)
			assert.Equal(t, second.URL+"/", got.Header.Get("Location"))
		}
		assert.EqualValues(t, 2, requests.Load())
	}
}

package leeloo_test

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// The canaries: no text that the SDK makes may show one of them.
const (
	canaryToken = "canary~token~5f3a9c"
	canaryPhone = "+380671234567"
	canaryEmail = "canary.bird@example.com"
	canaryID    = "c0ffee00c0ffee00c0ffee00"
)

// canarySongs are the forms that a canary may take in a text.
var canarySongs = func() (songs []string) {
	for _, canary := range []string{canaryToken, canaryPhone, strings.TrimPrefix(canaryPhone, "+"), canaryEmail, canaryID} {
		songs = append(songs, canary, url.QueryEscape(canary),
			hex.EncodeToString([]byte(canary)), strings.ToUpper(hex.EncodeToString([]byte(canary))),
			base64.StdEncoding.EncodeToString([]byte(canary)))
	}
	return songs
}()

func requireNoCanary(tb testing.TB, text string) {
	tb.Helper()
	for _, song := range canarySongs {
		if strings.Contains(text, song) {
			require.Failf(tb, "a canary sings", "%q in %.2000q", song, text)
		}
	}
}

// errorTree returns err and all that it wraps.
func errorTree(err error) []error {
	if err == nil {
		return nil
	}
	tree := []error{err}
	switch wrapper := err.(type) {
	case interface{ Unwrap() error }:
		tree = append(tree, errorTree(wrapper.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, inner := range wrapper.Unwrap() {
			tree = append(tree, errorTree(inner)...)
		}
	}
	return tree
}

// requireError takes the *leeloo.Error out of err, and searches all its texts for canaries.
func requireError(tb testing.TB, err error) *leeloo.Error {
	tb.Helper()
	require.Error(tb, err)
	e, ok := errors.AsType[*leeloo.Error](err)
	require.True(tb, ok, "%T is no *leeloo.Error", err)
	for _, node := range errorTree(err) {
		requireNoCanary(tb, node.Error())
	}
	requireNoCanary(tb, fmt.Sprintf("%+v %#v", err, err))
	assert.LessOrEqual(tb, len(err.Error()), 1<<10, "the text of an error is at most 1 KiB")
	return e
}

// sentinels are what at most one of matches an error, besides ErrMaybeApplied.
var sentinels = []error{
	leeloo.ErrInvalidArgument, leeloo.ErrUnauthorized, leeloo.ErrNotFound, leeloo.ErrRateLimited, leeloo.ErrRejected,
	leeloo.ErrServer, leeloo.ErrRedirect, leeloo.ErrResponseTooLarge, leeloo.ErrUnexpectedResponse, leeloo.ErrPaginationStuck,
}

// requireKind checks that err is of one kind alone; nil means none.
func requireKind(tb testing.TB, want, err error) *leeloo.Error {
	tb.Helper()
	e := requireError(tb, err)
	for _, sentinel := range sentinels {
		require.Equal(tb, sentinel == want, errors.Is(err, sentinel), "errors.Is(%q, %q)", err, sentinel)
	}
	require.Equal(tb, e.MaybeApplied(), errors.Is(err, leeloo.ErrMaybeApplied))
	return e
}

// reaction is what a server in memory does with a request, whose body has been read.
type reaction func(*http.Request) (*http.Response, error)

// says answers; header holds names and values by turns.
func says(status int, body string, header ...string) reaction {
	return func(r *http.Request) (*http.Response, error) {
		return cannedResponse(r, status, strings.NewReader(body), header...), nil
	}
}

func cannedResponse(r *http.Request, status int, body io.Reader, header ...string) *http.Response {
	h := http.Header{"Content-Type": {"application/json; charset=utf-8"}}
	for i := 0; i < len(header); i += 2 {
		h.Set(header[i], header[i+1])
	}
	return &http.Response{StatusCode: status, Header: h, Body: io.NopCloser(body), ContentLength: -1, Request: r, ProtoMajor: 1, ProtoMinor: 1}
}

// fails is a transport whose error is this.
func fails(err error) reaction {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// hangs never answers.
func hangs(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// succeeds answers a success with these data.
func succeeds(data string) reaction { return says(http.StatusOK, `{"status":1,"data":`+data+`}`) }

var succeedsWithNothing = succeeds("[]")

// sighting is a request as the server saw it.
type sighting struct {
	at     time.Time
	method string
	url    url.URL
	header http.Header
	body   string
}

// scriptedServer lives in memory: it reacts to one request after the other as its script says, the last line of which
// holds for all that follow, and remembers what it saw.
type scriptedServer struct {
	script []reaction

	mu   sync.Mutex
	seen []sighting
}

func scripted(script ...reaction) *scriptedServer { return &scriptedServer{script: script} }

func (s *scriptedServer) RoundTrip(r *http.Request) (*http.Response, error) {
	return s.record(r)(r)
}

func (s *scriptedServer) record(r *http.Request) reaction {
	var body bytes.Buffer
	if r.Body != nil {
		_, _ = body.ReadFrom(r.Body)
		r.Body.Close()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.seen)
	s.seen = append(s.seen, sighting{time.Now(), r.Method, *r.URL, r.Header.Clone(), body.String()})
	return s.script[min(n, len(s.script)-1)]
}

// sightings returns what the server has seen.
func (s *scriptedServer) sightings() []sighting {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]sighting(nil), s.seen...)
}

func (s *scriptedServer) requests() int { return len(s.sightings()) }

// gaps returns the times between the requests.
func (s *scriptedServer) gaps() (gaps []time.Duration) {
	seen := s.sightings()
	for i := range len(seen) - 1 {
		gaps = append(gaps, seen[i+1].at.Sub(seen[i].at))
	}
	return gaps
}

// client returns a client of the server, with the canary token and without a limiter.
func (s *scriptedServer) client(tb testing.TB, opts ...leeloo.Option) *leeloo.Client {
	tb.Helper()
	return canaryClient(tb, s, opts...)
}

func canaryClient(tb testing.TB, transport http.RoundTripper, opts ...leeloo.Option) *leeloo.Client {
	tb.Helper()
	c, err := leeloo.NewClient(canaryToken, append([]leeloo.Option{
		leeloo.WithHTTPClient(&http.Client{Transport: transport}),
		leeloo.WithLimiter(nil),
	}, opts...)...)
	require.NoError(tb, err)
	return c
}

func discardLog() *log.Logger { return log.New(io.Discard, "", 0) }

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
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// The canaries are personal data, ids and a token that no text of the SDK may include.
const (
	canaryToken = "canary~token~5f3a9c"
	canaryPhone = "+380671234567"
	canaryEmail = "canary.bird@example.com"
	canaryID    = "c0ffee00c0ffee00c0ffee00"
)

// canaryEncodings are the canaries in every encoding in which a text may include them.
var canaryEncodings = func() (encodings []string) {
	for _, canary := range []string{canaryToken, canaryPhone, strings.TrimPrefix(canaryPhone, "+"), canaryEmail, canaryID} {
		encodings = append(encodings, canary, url.QueryEscape(canary),
			hex.EncodeToString([]byte(canary)), strings.ToUpper(hex.EncodeToString([]byte(canary))),
			base64.StdEncoding.EncodeToString([]byte(canary)))
	}
	return encodings
}()

func requireNoCanary(tb testing.TB, text string) {
	tb.Helper()
	for _, encoding := range canaryEncodings {
		if strings.Contains(text, encoding) {
			require.Failf(tb, "a text includes a canary", "%q in %.2000q", encoding, text)
		}
	}
}

// errorTree returns err and all errors that it wraps.
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

// requireError returns the *leeloo.Error in err. Its texts must be short, without canaries and without names of Go types.
func requireError(tb testing.TB, err error) *leeloo.Error {
	tb.Helper()
	require.Error(tb, err)
	e, ok := errors.AsType[*leeloo.Error](err)
	require.True(tb, ok, "%T is not a *leeloo.Error", err)
	for _, node := range errorTree(err) {
		requireNoCanary(tb, node.Error())
	}
	requireNoCanary(tb, fmt.Sprintf("%+v %#v", err, err))
	assert.LessOrEqual(tb, len(err.Error()), 1<<10, "the text of an error is at most 1 KiB")
	assert.NotRegexp(tb, goType, err.Error())
	return e
}

// goType matches the name of a Go type, for example *errors.errorString or url.Error.
var goType = regexp.MustCompile(`\*\w+\.\w|\b(errors|fmt|net|http|url|tls|x509|syscall|json|jsontext|leeloo|transport)\.[*A-Za-z]*Error`)

// sentinels are the errors of which an error matches at most one, and ErrMaybeApplied in addition.
var sentinels = []error{
	leeloo.ErrInvalidArgument, leeloo.ErrUnauthorized, leeloo.ErrNotFound, leeloo.ErrAmbiguous, leeloo.ErrRateLimited, leeloo.ErrRejected,
	leeloo.ErrServer, leeloo.ErrRedirect, leeloo.ErrResponseTooLarge, leeloo.ErrUnexpectedResponse, leeloo.ErrPaginationStuck,
}

// requireKind requires that err matches no sentinel other than want, which may be nil.
func requireKind(tb testing.TB, want, err error) *leeloo.Error {
	tb.Helper()
	e := requireError(tb, err)
	for _, sentinel := range sentinels {
		require.Equal(tb, sentinel == want, errors.Is(err, sentinel), "errors.Is(%q, %q)", err, sentinel)
	}
	require.Equal(tb, e.MaybeApplied(), errors.Is(err, leeloo.ErrMaybeApplied))
	return e
}

// responder responds to a request whose body has been read.
type responder func(*http.Request) (*http.Response, error)

// respond responds with a status and a body. header alternates names and values.
func respond(status int, body string, header ...string) responder {
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

// failWith returns an error instead of a response.
func failWith(err error) responder {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// neverRespond does not respond until the context of the request ends.
func neverRespond(r *http.Request) (*http.Response, error) {
	<-r.Context().Done()
	return nil, r.Context().Err()
}

// respondData responds with a success and its data.
func respondData(data string) responder {
	return respond(http.StatusOK, `{"status":1,"data":`+data+`}`)
}

var respondEmptyList = respondData("[]")

// recordedRequest is a request as the server received it.
type recordedRequest struct {
	at     time.Time
	method string
	url    url.URL
	header http.Header
	body   string
}

// scriptedServer is an http.RoundTripper that responds to the requests as its script says, and records them. The last line
// of the script applies to all further requests.
type scriptedServer struct {
	script []responder

	mu   sync.Mutex
	seen []recordedRequest
}

func scripted(script ...responder) *scriptedServer { return &scriptedServer{script: script} }

func (s *scriptedServer) RoundTrip(r *http.Request) (*http.Response, error) {
	return s.record(r)(r)
}

func (s *scriptedServer) record(r *http.Request) responder {
	var body bytes.Buffer
	if r.Body != nil {
		_, _ = body.ReadFrom(r.Body)
		r.Body.Close()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.seen)
	s.seen = append(s.seen, recordedRequest{time.Now(), r.Method, *r.URL, r.Header.Clone(), body.String()})
	return s.script[min(n, len(s.script)-1)]
}

// recordedRequests returns the recorded requests.
func (s *scriptedServer) recordedRequests() []recordedRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]recordedRequest(nil), s.seen...)
}

func (s *scriptedServer) requests() int { return len(s.recordedRequests()) }

// gaps returns the times between consecutive requests.
func (s *scriptedServer) gaps() (gaps []time.Duration) {
	seen := s.recordedRequests()
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

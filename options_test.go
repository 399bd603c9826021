package leeloo_test

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestNewClientRefusesInvalidOptions(t *testing.T) {
	t.Parallel()
	var noLimiter *windowLimiter
	var noTransport *http.Transport
	tests := []struct {
		name string
		opt  leeloo.Option
		text string
	}{
		{"a nil Option", nil, "an Option is nil"},
		{"a nil http.Client", leeloo.WithHTTPClient(nil), "WithHTTPClient"},
		{"a Transport that is a nil pointer", leeloo.WithHTTPClient(&http.Client{Transport: noTransport}), "WithHTTPClient has a Transport that is a nil pointer"},
		{"a Transport that is a nil function", leeloo.WithHTTPClient(&http.Client{Transport: roundTripperFunc(nil)}), "WithHTTPClient has a Transport"},
		{"a limiter that is a nil pointer", leeloo.WithLimiter(noLimiter), "WithLimiter is a nil pointer: use WithLimiter(nil) for no limit"},
		{"a limiter that is a nil function", leeloo.WithLimiter(limiterFunc(nil)), "WithLimiter"},
		{"a timeout of 0", leeloo.WithTimeout(0), "WithTimeout must be positive"},
		{"a negative timeout", leeloo.WithTimeout(-time.Second), "WithTimeout must be positive"},
		{"0 attempts", leeloo.WithMaxAttempts(0), "WithMaxAttempts must be positive"},
		{"-1 attempts", leeloo.WithMaxAttempts(-1), "WithMaxAttempts must be positive"},
		{"a size limit of 0", leeloo.WithMaxResponseBytes(0), "WithMaxResponseBytes must be positive"},
		{"a negative size limit", leeloo.WithMaxResponseBytes(math.MinInt64), "WithMaxResponseBytes must be positive"},
		{"a form encoding below the first", leeloo.WithFormEncoding(-1), "WithFormEncoding must be FormAuto"},
		{"a form encoding above the last", leeloo.WithFormEncoding(leeloo.FormJSON + 1), "WithFormEncoding must be FormAuto"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c, err := leeloo.NewClient("token", tt.opt)
			assert.Nil(t, c)
			requireInvalid(t, err, "NewClient", tt.text)
		})
	}
	t.Run("the error names all of them", func(t *testing.T) {
		t.Parallel()
		_, err := leeloo.NewClient("", leeloo.WithBaseURL("x"), leeloo.WithTimeout(0), leeloo.WithMaxAttempts(0))
		for _, name := range []string{"token", "WithBaseURL", "WithTimeout", "WithMaxAttempts"} {
			requireInvalid(t, err, "NewClient", name)
		}
	})
}

// windowLimiter is a Limiter whose method fails on a nil pointer, like that of golang.org/x/time/rate.
type windowLimiter struct{ waits int }

func (l *windowLimiter) Wait(context.Context) error {
	l.waits++
	return nil
}

type roundTripperFunc func(*http.Request) (*http.Response, error)

func (f roundTripperFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// nil is valid where it has a meaning: no limiter, no logger, the shared transport, no response to capture.
func TestNilIsValidWhereItHasAMeaning(t *testing.T) {
	t.Parallel()
	var noLogger *slog.Logger
	c := scripted(respondEmptyList).client(t, leeloo.WithLimiter(nil), leeloo.WithLogger(noLogger))
	require.NoError(t, get(t.Context(), c, leeloo.CaptureResponse(nil)))

	_, err := leeloo.NewClient("token", leeloo.WithHTTPClient(&http.Client{}))
	require.NoError(t, err)
}

// The largest limits do not overflow.
func TestLargestLimits(t *testing.T) {
	t.Parallel()
	c := scripted(respondEmptyList).client(t, leeloo.WithMaxResponseBytes(math.MaxInt64), leeloo.WithTimeout(math.MaxInt64), leeloo.WithMaxAttempts(math.MaxInt))
	require.NoError(t, get(t.Context(), c))
}

func TestOptionsApplyInAnyOrder(t *testing.T) {
	t.Parallel()
	server := scripted(respondData("{}"))
	opts := []leeloo.Option{
		leeloo.WithBaseURL("http://proxy.test/api"),
		leeloo.WithInsecureHTTP(),
		leeloo.WithHTTPClient(&http.Client{Transport: server, Timeout: time.Hour}),
		leeloo.WithUserAgent("shop/1"),
		leeloo.WithTimeout(time.Second),
		leeloo.WithFormEncoding(leeloo.FormJSON),
		leeloo.WithLimiter(nil),
	}
	for i := range opts {
		c, err := leeloo.NewClient(canaryToken, append(slices.Clone(opts[i:]), opts[:i]...)...)
		require.NoError(t, err)
		require.NoError(t, canaryCalls["Tags.Add"].do(t.Context(), c))
	}
	for _, seen := range server.recordedRequests() {
		seen.at = server.recordedRequests()[0].at
		assert.Equal(t, server.recordedRequests()[0], seen)
	}
	assert.Equal(t, "http://proxy.test/api/people/"+canaryID+"/add-tag", new(server.recordedRequests()[0].url).String())
	assert.Equal(t, `{"tag_id":"`+canaryID+`"}`, server.recordedRequests()[0].body)
}

// The client reads the http.Client once, and does not change it.
func TestHTTPClientIsCopied(t *testing.T) {
	t.Parallel()
	first, second := scripted(respondEmptyList), scripted(respondEmptyList)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	policy := func(*http.Request, []*http.Request) error { return nil }
	own := &http.Client{Transport: first, Jar: jar, CheckRedirect: policy, Timeout: time.Minute}
	c, err := leeloo.NewClient("token", leeloo.WithHTTPClient(own))
	require.NoError(t, err)
	assert.Same(t, first, own.Transport)
	assert.Same(t, jar, own.Jar)
	assert.NotNil(t, own.CheckRedirect)
	assert.Equal(t, time.Minute, own.Timeout)

	own.Transport, own.Timeout = second, 1
	require.NoError(t, get(t.Context(), c))
	assert.Equal(t, 1, first.requests())
	assert.Zero(t, second.requests())
}

// An attempt times out after WithTimeout or the Timeout of the http.Client, whichever is shorter.
func TestAttemptTimeoutIsTheShorterOfTheTwo(t *testing.T) {
	t.Parallel()
	tests := []struct{ own, option, want time.Duration }{
		{0, 0, 30 * time.Second},
		{5 * time.Second, 0, 5 * time.Second},
		{time.Hour, 0, 30 * time.Second},
		{5 * time.Second, 2 * time.Second, 2 * time.Second},
		{2 * time.Second, 5 * time.Second, 2 * time.Second},
		{0, time.Hour, time.Hour},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.own, tt.option), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				opts := []leeloo.Option{leeloo.WithHTTPClient(&http.Client{Transport: scripted(neverRespond), Timeout: tt.own}), leeloo.WithMaxAttempts(1)}
				if tt.option > 0 {
					opts = append(opts, leeloo.WithTimeout(tt.option))
				}
				c, err := leeloo.NewClient("token", opts...)
				require.NoError(t, err)
				start := time.Now()
				requireKind(t, nil, get(t.Context(), c))
				assert.Equal(t, tt.want, time.Since(start))
			})
		})
	}
}

func TestUserAgent(t *testing.T) {
	t.Parallel()
	tests := []struct {
		suffix string
		sent   string // pattern; refused if empty
	}{
		{"", `^leeloo-go/\d+\.\d+\.\d+$`},
		{"  ", `^leeloo-go/\d+\.\d+\.\d+$`},
		{"shop/1.2 (+https://shop.test)", `^leeloo-go/\d+\.\d+\.\d+ shop/1\.2 \(\+https://shop\.test\)$`},
		{"shop\nX-Evil: 1", ""},
		{"shop\r", ""},
		{"shop\t1", ""},
		{"магазин", ""},
		{"shop\x7f", ""},
		{"shop\xff", ""},
	}
	for _, tt := range tests {
		t.Run(tt.suffix, func(t *testing.T) {
			t.Parallel()
			server := scripted(respondEmptyList)
			c, err := leeloo.NewClient("token", leeloo.WithUserAgent(tt.suffix), leeloo.WithHTTPClient(&http.Client{Transport: server}))
			if tt.sent == "" {
				requireInvalidNaming(t, "WithUserAgent", err)
				return
			}
			require.NoError(t, err)
			require.NoError(t, get(t.Context(), c))
			assert.Regexp(t, tt.sent, server.recordedRequests()[0].header.Get("User-Agent"))
		})
	}
}

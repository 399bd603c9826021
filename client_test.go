package leeloo_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, token string
		sent        string // empty: refused
	}{
		{"plain", "abc", "abc"},
		{"a single byte", "!", "!"},
		{"all that may be", "!~\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}", "!~\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}"},
		{"the longest", strings.Repeat("x", 4096), strings.Repeat("x", 4096)},
		{"from a file", " \t abc\r\n", "abc"},
		{"the longest, from a file", strings.Repeat("x", 4096) + "\n", strings.Repeat("x", 4096)},

		{"empty", "", ""},
		{"blank", " \n\t ", ""},
		{"a blank inside", "a b", ""},
		{"a line break inside", "a\nX-Evil: b", ""},
		{"a carriage return inside", "a\rb", ""},
		{"a tab inside", "a\tb", ""},
		{"a NUL", "a\x00b", ""},
		{"a DEL", "a\x7f", ""},
		{"not ASCII", "tökén", ""},
		{"not UTF-8", "a\xff", ""},
		{"over-long", strings.Repeat("x", 4097), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := scripted(succeedsWithNothing)
			c, err := leeloo.NewClient(tt.token, leeloo.WithHTTPClient(&http.Client{Transport: server}))
			if tt.sent == "" {
				assert.Nil(t, c)
				requireInvalidNaming(t, "token", err)
				return
			}
			require.NoError(t, err)
			require.NoError(t, get(t.Context(), c))
			assert.Equal(t, []string{tt.sent}, server.sightings()[0].header["X-Leeloo-Authtoken"])
		})
	}
}

// requireInvalid checks that an error names the argument that can't be right.
func requireInvalidNaming(t *testing.T, names string, err error) {
	t.Helper()
	requireKind(t, leeloo.ErrInvalidArgument, err)
	assert.ErrorContains(t, err, names)
}

func TestBaseURLs(t *testing.T) {
	t.Parallel()
	tests := []struct {
		base string
		opts []leeloo.Option
		sent string // empty: refused
	}{
		{base: "https://api.leeloo.ai/api/v2", sent: "https://api.leeloo.ai/api/v2/tags"},
		{base: "https://api.leeloo.ai/api/v2/", sent: "https://api.leeloo.ai/api/v2/tags"},
		{base: "https://api.leeloo.ai/api/v2///", sent: "https://api.leeloo.ai/api/v2/tags"},
		{base: "https://proxy.test", sent: "https://proxy.test/tags"},
		{base: "https://proxy.test:8443/", sent: "https://proxy.test:8443/tags"},
		{base: "https://proxy.test:65535", sent: "https://proxy.test:65535/tags"},
		{base: "HTTPS://proxy.test", sent: "https://proxy.test/tags"},
		{base: "https://proxy.test/a%2Fb/c", sent: "https://proxy.test/a%2Fb/c/tags"},
		{base: "https://[2001:db8::1]:8443/x", sent: "https://[2001:db8::1]:8443/x/tags"},
		{base: "http://localhost:8080", sent: "http://localhost:8080/tags"},
		{base: "http://127.0.0.1", sent: "http://127.0.0.1/tags"},
		{base: "http://127.9.9.9:1", sent: "http://127.9.9.9:1/tags"},
		{base: "http://[::1]:8080", sent: "http://[::1]:8080/tags"},
		{base: "http://proxy.test", opts: []leeloo.Option{leeloo.WithInsecureHTTP()}, sent: "http://proxy.test/tags"},

		{base: ""},
		{base: "/api/v2"},
		{base: "api.leeloo.ai/api/v2"},
		{base: "//api.leeloo.ai/api/v2"},
		{base: "ftp://api.leeloo.ai"},
		{base: "https:api.leeloo.ai"},
		{base: "https://"},
		{base: "https:///api"},
		{base: "https://:443"},
		{base: "https://proxy.test:"},
		{base: "https://proxy.test:0"},
		{base: "https://proxy.test:65536"},
		{base: "https://proxy.test:http"},
		{base: "https://proxy.test:-1"},
		{base: "https://user@proxy.test"},
		{base: "https://user:password@proxy.test"},
		{base: "https://@proxy.test"},
		{base: "https://proxy.test?x=1"},
		{base: "https://proxy.test?"},
		{base: "https://proxy.test#x"},
		{base: "https://proxy.test#"},
		{base: "https://proxy.test/%zz"},
		{base: "https://pro xy.test"},
		{base: "https://proxy.test\n"},
		{base: " https://proxy.test"},

		{base: "http://proxy.test"},
		{base: "http://127.0.0.1.evil.test"},
		{base: "http://127.0.0.1@evil.test"},
		{base: "http://localhost.evil.test"},
		{base: "http://evil.localhost.test"},
		{base: "http://127.0.0.1\\@evil.test"},
		{base: "http://128.0.0.1"},
		{base: "http://0.0.0.0"},
		{base: "http://127.1"},
		{base: "http://0x7f000001"},
		{base: "http://2130706433"},
		{base: "http://[::]"},
		{base: "http://[2001:db8::1]"},
		{base: "http://10.0.0.1"},
	}
	for _, tt := range tests {
		t.Run(tt.base, func(t *testing.T) {
			t.Parallel()
			server := scripted(succeedsWithNothing)
			c, err := leeloo.NewClient("token", append(tt.opts, leeloo.WithBaseURL(tt.base), leeloo.WithHTTPClient(&http.Client{Transport: server}))...)
			if tt.sent == "" {
				assert.Nil(t, c)
				requireInvalidNaming(t, "WithBaseURL", err)
				return
			}
			require.NoError(t, err)
			require.NoError(t, get(t.Context(), c))
			assert.Equal(t, tt.sent, server.sightings()[0].url.String())
		})
	}
}

func TestUserAgents(t *testing.T) {
	t.Parallel()
	tests := []struct {
		suffix string
		sent   string // pattern; empty: refused
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
			server := scripted(succeedsWithNothing)
			c, err := leeloo.NewClient("token", leeloo.WithUserAgent(tt.suffix), leeloo.WithHTTPClient(&http.Client{Transport: server}))
			if tt.sent == "" {
				requireInvalidNaming(t, "WithUserAgent", err)
				return
			}
			require.NoError(t, err)
			require.NoError(t, get(t.Context(), c))
			assert.Regexp(t, tt.sent, server.sightings()[0].header.Get("User-Agent"))
		})
	}
}

func TestOptionsThatCantBeRight(t *testing.T) {
	t.Parallel()
	tests := []struct {
		names string
		opt   leeloo.Option
	}{
		{"Option is nil", nil},
		{"WithHTTPClient", leeloo.WithHTTPClient(nil)},
		{"WithTimeout", leeloo.WithTimeout(0)},
		{"WithTimeout", leeloo.WithTimeout(-time.Second)},
		{"WithMaxAttempts", leeloo.WithMaxAttempts(0)},
		{"WithMaxAttempts", leeloo.WithMaxAttempts(-1)},
		{"WithMaxResponseBytes", leeloo.WithMaxResponseBytes(0)},
		{"WithMaxResponseBytes", leeloo.WithMaxResponseBytes(math.MinInt64)},
		{"WithFormEncoding", leeloo.WithFormEncoding(-1)},
		{"WithFormEncoding", leeloo.WithFormEncoding(leeloo.FormJSON + 1)},
	}
	for i, tt := range tests {
		t.Run(fmt.Sprintf("%s %d", tt.names, i), func(t *testing.T) {
			t.Parallel()
			c, err := leeloo.NewClient("token", tt.opt)
			assert.Nil(t, c)
			requireInvalidNaming(t, tt.names, err)
		})
	}
	t.Run("all of them are named", func(t *testing.T) {
		t.Parallel()
		_, err := leeloo.NewClient("", leeloo.WithBaseURL("x"), leeloo.WithTimeout(0), leeloo.WithMaxAttempts(0))
		for _, name := range []string{"token", "WithBaseURL", "WithTimeout", "WithMaxAttempts"} {
			requireInvalidNaming(t, name, err)
		}
	})
}

// A limit as large as they come is none.
func TestLargestLimits(t *testing.T) {
	t.Parallel()
	c := scripted(succeedsWithNothing).client(t, leeloo.WithMaxResponseBytes(math.MaxInt64), leeloo.WithTimeout(math.MaxInt64), leeloo.WithMaxAttempts(math.MaxInt))
	require.NoError(t, get(t.Context(), c))
}

func TestOptionsInAnyOrder(t *testing.T) {
	t.Parallel()
	server := scripted(succeeds("{}"))
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
	for _, seen := range server.sightings() {
		seen.at = server.sightings()[0].at
		assert.Equal(t, server.sightings()[0], seen)
	}
	assert.Equal(t, "http://proxy.test/api/people/"+canaryID+"/add-tag", new(server.sightings()[0].url).String())
	assert.Equal(t, `{"tag_id":"`+canaryID+`"}`, server.sightings()[0].body)
}

// A client keeps nothing of the options that its caller can change later.
func TestHTTPClientIsCopied(t *testing.T) {
	t.Parallel()
	first, second := scripted(succeedsWithNothing), scripted(succeedsWithNothing)
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

// No redirect is followed, to another host or the same, and no cookie is kept, whatever the caller's http.Client does.
func TestRedirectsAndCookies(t *testing.T) {
	t.Parallel()
	var strayed atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		strayed.Add(1)
		assert.Empty(t, r.Header.Get("X-Leeloo-AuthToken"), "the token has left home")
	}))
	t.Cleanup(other.Close)
	var seen atomic.Int64
	var home *httptest.Server
	home = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen.Add(1)
		assert.Equal(t, canaryToken, r.Header.Get("X-Leeloo-AuthToken"))
		assert.Empty(t, r.Header["Cookie"])
		assert.Empty(t, r.Header["Referer"])
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1", Path: "/"})
		to := other.URL
		if r.Header.Get("X-Leeloo-AuthToken") != "" && seen.Load()%2 == 0 {
			to = home.URL
		}
		status := []int{301, 302, 303, 307, 308}[seen.Load()%5]
		http.Redirect(w, r, to+"/elsewhere", status)
	}))
	t.Cleanup(home.Close)
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	homeURL, err := url.Parse(home.URL)
	require.NoError(t, err)
	jar.SetCookies(homeURL, []*http.Cookie{{Name: "old", Value: "1"}})
	for _, own := range []*http.Client{
		{Transport: ownTransport(t), Jar: jar},
		{Transport: ownTransport(t), Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return nil }},
	} {
		c, err := leeloo.NewClient(canaryToken, leeloo.WithBaseURL(home.URL), leeloo.WithHTTPClient(own))
		require.NoError(t, err)
		for range 5 {
			for _, op := range []string{"Tags.List", "Orders.Create", "Tags.Add"} {
				requireKind(t, leeloo.ErrRedirect, canaryCalls[op].do(t.Context(), c))
			}
		}
	}
	assert.EqualValues(t, 2*5*3, seen.Load(), "each call is one request")
	assert.Zero(t, strayed.Load())
	assert.Len(t, jar.Cookies(homeURL), 1, "the caller's jar is as it was")
}

// The shorter time limit holds: the caller's http.Client's, or the SDK's.
func TestTimeoutOfTheHTTPClient(t *testing.T) {
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
				opts := []leeloo.Option{leeloo.WithHTTPClient(&http.Client{Transport: scripted(hangs), Timeout: tt.own}), leeloo.WithMaxAttempts(1)}
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

// What can't be right is an error for every operation, every walk and the escape hatch, and never a panic.
func TestNothingPanics(t *testing.T) {
	t.Parallel()
	server := scripted(succeeds(canaryRow))
	good := server.client(t)
	notMade := &leeloo.Client{
		Templates: new(leeloo.TemplatesService), Messages: new(leeloo.MessagesService), Channels: new(leeloo.ChannelsService),
		LGT: new(leeloo.LGTService), Orders: new(leeloo.OrdersService), People: new(leeloo.PeopleService),
		Tags: new(leeloo.TagsService), Tunnels: new(leeloo.TunnelsService), Users: new(leeloo.UsersService),
	}
	calls := map[string]func(context.Context, *leeloo.Client, ...leeloo.RequestOption) error{"Call": rawCall}
	for name, call := range canaryCalls {
		calls[name] = call.do
	}
	for name, walk := range canaryWalks {
		calls[name] = walk
	}
	require.Len(t, calls, 30+6+1)
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var none context.Context
			requireInvalidNaming(t, "ctx", call(none, good))
			requireInvalidNaming(t, "NewClient", call(t.Context(), new(leeloo.Client)))
			requireInvalidNaming(t, "NewClient", call(t.Context(), notMade))
			requireInvalidNaming(t, "RequestOption", call(t.Context(), good, nil))
			requireInvalidNaming(t, "RequestOption", call(t.Context(), good, leeloo.NoRetry(), nil))
		})
	}
	t.Cleanup(func() { assert.Zero(t, server.requests()) })
	var noClient *leeloo.Client
	requireInvalidNaming(t, "NewClient", rawCall(t.Context(), noClient))
	require.NoError(t, get(t.Context(), scripted(succeedsWithNothing).client(t), leeloo.CaptureResponse(nil)))
}

// The SDK's own transport talks HTTP/2 and TLS 1.2 or more, and does not change net/http's.
func TestOwnTransport(t *testing.T) {
	t.Parallel()
	before := *http.DefaultTransport.(*http.Transport).Clone()
	c, err := leeloo.NewClient("token", leeloo.WithBaseURL("http://"+refusingAddress), leeloo.WithMaxAttempts(1))
	require.NoError(t, err)
	require.Error(t, get(t.Context(), c))
	after := http.DefaultTransport.(*http.Transport)
	assert.Equal(t, before.MaxIdleConnsPerHost, after.MaxIdleConnsPerHost)
	assert.Equal(t, before.MaxResponseHeaderBytes, after.MaxResponseHeaderBytes)
}

// A transport that gives nothing at all is a failure like any other.
func TestTransportThatGivesNothing(t *testing.T) {
	t.Parallel()
	e := requireKind(t, nil, canaryCalls["Orders.Create"].do(t.Context(), scripted(func(*http.Request) (*http.Response, error) {
		return nil, nil
	}).client(t)))
	assert.True(t, e.MaybeApplied())
}

// A connection is used again where the answer was read to its end.
func TestConnectionsAreUsedAgain(t *testing.T) {
	t.Parallel()
	var conns atomic.Int64
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "refused") {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, refusal)
			return
		}
		_, _ = w.Write(bytes.Repeat([]byte(" "), 100_000))
		_, _ = io.WriteString(w, `{"status":1,"data":[]}`)
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			conns.Add(1)
		}
	}
	server.Start()
	t.Cleanup(server.Close)
	c := canaryClient(t, ownTransport(t), leeloo.WithBaseURL(server.URL))
	for range 20 {
		require.NoError(t, get(t.Context(), c))
		requireKind(t, leeloo.ErrRejected, c.Call(t.Context(), leeloo.CallRequest{Method: "POST", Path: "/refused", Body: 1}, nil))
	}
	assert.EqualValues(t, 1, conns.Load())
}

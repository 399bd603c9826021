package leeloo_test

import (
	"bytes"
	"context"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestNewClientToken(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, token string
		sent        string // refused if empty
	}{
		{"plain", "abc", "abc"},
		{"a single byte", "!", "!"},
		{"each character that is allowed", "!~\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}", "!~\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}"},
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
		{"too long", strings.Repeat("x", 4097), ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := scripted(respondEmptyList)
			c, err := leeloo.NewClient(tt.token, leeloo.WithHTTPClient(&http.Client{Transport: server}))
			if tt.sent == "" {
				assert.Nil(t, c)
				requireInvalidNaming(t, "token", err)
				return
			}
			require.NoError(t, err)
			require.NoError(t, get(t.Context(), c))
			assert.Equal(t, []string{tt.sent}, server.recordedRequests()[0].header["X-Leeloo-Authtoken"])
		})
	}
}

// requireInvalidNaming checks that an error names the invalid argument.
func requireInvalidNaming(t *testing.T, names string, err error) {
	t.Helper()
	requireKind(t, leeloo.ErrInvalidArgument, err)
	assert.ErrorContains(t, err, names)
}

func TestNewClientBaseURL(t *testing.T) {
	t.Parallel()
	tests := []struct {
		base string
		opts []leeloo.Option
		sent string // refused if empty
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
			server := scripted(respondEmptyList)
			c, err := leeloo.NewClient("token", append(tt.opts, leeloo.WithBaseURL(tt.base), leeloo.WithHTTPClient(&http.Client{Transport: server}))...)
			if tt.sent == "" {
				assert.Nil(t, c)
				requireInvalidNaming(t, "WithBaseURL", err)
				return
			}
			require.NoError(t, err)
			require.NoError(t, get(t.Context(), c))
			assert.Equal(t, tt.sent, server.recordedRequests()[0].url.String())
		})
	}
}

// The client follows no redirect, to the same host or another, and keeps no cookie, whatever the caller's http.Client says.
func TestRedirectsAreNotFollowedAndCookiesNotKept(t *testing.T) {
	t.Parallel()
	var redirected atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		redirected.Add(1)
		assert.Empty(t, r.Header.Get("X-Leeloo-AuthToken"), "the token went to another host")
	}))
	t.Cleanup(other.Close)
	var received atomic.Int64
	var home *httptest.Server
	home = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		received.Add(1)
		assert.Equal(t, canaryToken, r.Header.Get("X-Leeloo-AuthToken"))
		assert.Empty(t, r.Header["Cookie"])
		assert.Empty(t, r.Header["Referer"])
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1", Path: "/"})
		to := other.URL
		if r.Header.Get("X-Leeloo-AuthToken") != "" && received.Load()%2 == 0 {
			to = home.URL
		}
		status := []int{301, 302, 303, 307, 308}[received.Load()%5]
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
	assert.EqualValues(t, 2*5*3, received.Load(), "each call is one request")
	assert.Zero(t, redirected.Load())
	assert.Len(t, jar.Cookies(homeURL), 1, "the jar of the caller did not change")
}

// A zero client, a nil context and a nil option are errors of every operation, iteration and search, and of Do.
func TestMissingArgumentsAreErrorsAndNotPanics(t *testing.T) {
	t.Parallel()
	server := scripted(respondData(canaryItem))
	good := server.client(t)
	zeroServices := &leeloo.Client{
		Templates: new(leeloo.TemplatesService), Messages: new(leeloo.MessagesService), Channels: new(leeloo.ChannelsService),
		LGT: new(leeloo.LGTService), Orders: new(leeloo.OrdersService), People: new(leeloo.PeopleService),
		Tags: new(leeloo.TagsService), Tunnels: new(leeloo.TunnelsService), Users: new(leeloo.UsersService),
	}
	calls := map[string]func(context.Context, *leeloo.Client, ...leeloo.RequestOption) error{"Do": canaryDo}
	for name, call := range canaryCalls {
		calls[name] = call.do
	}
	maps.Copy(calls, canaryIterations)
	maps.Copy(calls, canarySearches)
	require.Len(t, calls, 31+6+5+1)
	for name, call := range calls {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var nilContext context.Context
			requireInvalidNaming(t, "ctx", call(nilContext, good))
			requireInvalidNaming(t, "NewClient", call(t.Context(), new(leeloo.Client)))
			requireInvalidNaming(t, "NewClient", call(t.Context(), zeroServices))
			requireInvalidNaming(t, "RequestOption", call(t.Context(), good, nil))
			requireInvalidNaming(t, "RequestOption", call(t.Context(), good, leeloo.NoRetry(), nil))
		})
	}
	t.Cleanup(func() { assert.Zero(t, server.requests()) })
	var nilClient *leeloo.Client
	requireInvalidNaming(t, "NewClient", canaryDo(t.Context(), nilClient))
}

// canarySearches has a call of each ByName, and of ByPhone.
var canarySearches = map[string]func(context.Context, *leeloo.Client, ...leeloo.RequestOption) error{
	"Templates.ByName": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Templates.ByName(ctx, canaryEmail, canaryEmail, o...)
		return err
	},
	"Tags.ByName": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Tags.ByName(ctx, canaryEmail, o...)
		return err
	},
	"Tunnels.ByName": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Tunnels.ByName(ctx, canaryEmail, o...)
		return err
	},
	"Users.ByName": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Users.ByName(ctx, canaryEmail, o...)
		return err
	},
	"People.ByPhone": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.ByPhone(ctx, canaryPhone, o...)
		return err
	},
}

// The client does not change the default transport of net/http.
func TestDefaultTransportIsNotChanged(t *testing.T) {
	t.Parallel()
	before := *http.DefaultTransport.(*http.Transport).Clone()
	c, err := leeloo.NewClient("token", leeloo.WithBaseURL("http://"+refusingAddress), leeloo.WithMaxAttempts(1))
	require.NoError(t, err)
	require.Error(t, get(t.Context(), c))
	after := http.DefaultTransport.(*http.Transport)
	assert.Equal(t, before.MaxIdleConnsPerHost, after.MaxIdleConnsPerHost)
	assert.Equal(t, before.MaxResponseHeaderBytes, after.MaxResponseHeaderBytes)
	assert.Equal(t, before.IdleConnTimeout, after.IdleConnTimeout)
}

// A transport that returns neither a response nor an error may have sent the request.
func TestTransportThatReturnsNothing(t *testing.T) {
	t.Parallel()
	e := requireKind(t, nil, canaryCalls["Orders.Create"].do(t.Context(), scripted(func(*http.Request) (*http.Response, error) {
		return nil, nil
	}).client(t)))
	assert.True(t, e.MaybeApplied())
}

// A connection is reused if the response was read to its end.
func TestConnectionsAreReused(t *testing.T) {
	t.Parallel()
	server := newConnectionCounter(t)
	c := canaryClient(t, ownTransport(t), leeloo.WithBaseURL(server.URL))
	for range 20 {
		require.NoError(t, get(t.Context(), c))
		requireKind(t, leeloo.ErrRejected, c.Do(t.Context(), leeloo.Request{Method: "POST", Path: "/refused", Body: 1}, nil))
	}
	assert.EqualValues(t, 1, server.connections.Load())
}

func TestCloseIdleConnections(t *testing.T) {
	t.Parallel()
	server := newConnectionCounter(t)
	c := canaryClient(t, ownTransport(t), leeloo.WithBaseURL(server.URL))
	require.NoError(t, get(t.Context(), c))
	c.CloseIdleConnections()
	require.NoError(t, get(t.Context(), c), "the client can still be used")
	assert.EqualValues(t, 2, server.connections.Load())
}

func TestCloseIdleConnectionsWithoutConnections(t *testing.T) {
	t.Parallel()
	var nilClient *leeloo.Client
	for name, c := range map[string]*leeloo.Client{
		"a nil client":                    nilClient,
		"a zero client":                   new(leeloo.Client),
		"a new client":                    canaryClient(t, ownTransport(t)),
		"a transport without connections": scripted(respondEmptyList).client(t),
	} {
		assert.NotPanics(t, c.CloseIdleConnections, name)
	}
}

// connectionCounter is a server that counts its connections.
type connectionCounter struct {
	*httptest.Server
	connections atomic.Int64
}

func newConnectionCounter(t *testing.T) *connectionCounter {
	s := &connectionCounter{}
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "refused") {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, refusal)
			return
		}
		_, _ = w.Write(bytes.Repeat([]byte(" "), 100_000))
		_, _ = io.WriteString(w, `{"status":1,"data":[]}`)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	s.Start()
	t.Cleanup(s.Close)
	return s
}

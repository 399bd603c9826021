package leelootest

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

// Server is a fake Leeloo with one company. It is safe for concurrent use.
type Server struct {
	URL   string // the base URL, for leeloo.WithBaseURL
	Token string // the token that the server accepts

	config   config
	api      *fake.API
	listener *httptest.Server // nil in a synctest bubble
	test     testing.TB       // nil if the server was started by Start
	webhook  *webhook         // nil without WithWebhook
	waits    waits

	executing sync.Mutex // held while a request is executed, including its BeforeEach function; locked before mu
	mu        sync.Mutex // guards the fields below
	change    func(*Lists)
	faults    []Fault
	requests  requestLog
	counts    map[string]int
}

// Start starts a server on the local host. Close stops it. Start panics if an option is invalid or the server cannot
// start. In a test, use New.
//
// In a bubble of testing/synctest there can be no socket: the server is reachable only by its Transport, which Client
// uses there.
func Start(opts ...Option) *Server {
	config, err := newConfig(opts)
	if err != nil {
		panic(err)
	}
	return start(config)
}

// New starts a server, as Start does, and closes it at the end of the test. An invalid option fails the test.
func New(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	config, err := newConfig(opts)
	if err != nil {
		tb.Fatal(err)
	}
	s := start(config)
	s.test = tb
	tb.Cleanup(s.Close)
	return s
}

func start(config config) *Server {
	s := &Server{
		URL:    "https://leelootest.invalid" + fake.BasePath, // reserved by RFC 2606: no network reaches it
		Token:  config.Token,
		config: config,
		api:    fake.New(config.Config),
		counts: map[string]int{},
	}
	if config.webhook != "" {
		s.webhook = newWebhook(config.webhook)
	}
	if !inBubble() {
		s.listener = httptest.NewServer(s)
		s.URL = s.listener.URL + fake.BasePath
	}
	return s
}

// Close stops the server. It sends the webhooks that are pending, without further delays and retries, and still serves
// their receivers. It then ends the delays of requests and waits for those that are being served. Close may be called more
// than once.
func (s *Server) Close() {
	if s.webhook != nil {
		s.webhook.close()
	}
	s.waits.close()
	if s.listener != nil {
		s.listener.Close()
	}
	if s.webhook != nil {
		s.webhook.close() // the events of the last requests
	}
}

// Client returns a client for this server: with its base URL and token, without a rate limit, then with opts. It panics
// if an option is invalid. In a bubble of testing/synctest, the client uses Transport; a client that was created outside
// of the bubble uses sockets, with which the test hangs.
func (s *Server) Client(opts ...leeloo.Option) *leeloo.Client {
	defaults := []leeloo.Option{leeloo.WithBaseURL(s.URL), leeloo.WithLimiter(nil)}
	if s.listener == nil || inBubble() {
		defaults = append(defaults, leeloo.WithHTTPClient(&http.Client{Transport: s.Transport()}))
	}
	client, err := leeloo.NewClient(s.Token, append(defaults, opts...)...)
	if err != nil {
		panic(err)
	}
	return client
}

// Reset puts the server into the state that it was started in: it forgets requests and counts, faults of requests and
// of webhooks, webhooks that are not yet sent, the function of BeforeEach, and all data, including what Seed and the
// Add methods have added. The options stay. A Seed after Reset returns the same ids as after Start.
func (s *Server) Reset() {
	if s.webhook != nil {
		s.webhook.reset()
	}
	s.api.Reset()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.change, s.faults, s.requests, s.counts = nil, nil, requestLog{}, map[string]int{}
}

package leelootest

import (
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/leeloo-go/leeloo"
)

const basePath = "/api/v2"

// Server is a Leeloo of its own, with one company, on a port of this machine. It is safe for concurrent use.
type Server struct {
	URL   string // the base URL, which leeloo.WithBaseURL takes
	Token string // the token that it accepts

	config    config
	http      *httptest.Server
	test      testing.TB    // nil if it was started outside of one
	closing   chan struct{} // ends the delays of faults
	closeOnce sync.Once

	turn     sync.Mutex // held while a request is carried out, with the change before it; locked before mu
	mu       sync.Mutex // guards all below
	company  *company
	change   func(*Lists)
	faults   []Fault
	arrivals []arrival
}

// Start starts a server, which Close ends. It panics when it can't start or an option is invalid. In a test, New is
// shorter.
func Start(opts ...Option) *Server {
	config, err := newConfig(opts)
	if err != nil {
		panic(err)
	}
	return start(config)
}

// New starts a server that closes itself at the end of the test. An invalid option fails the test.
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
		Token:   config.token,
		config:  config,
		closing: make(chan struct{}),
		company: newCompany(),
	}
	s.http = httptest.NewServer(s.handler())
	s.URL = s.http.URL + basePath
	return s
}

// Close stops the server, after the requests under way, whose delays end at once. It may be called more than once.
func (s *Server) Close() {
	s.closeOnce.Do(func() { close(s.closing) })
	s.http.Close()
}

// Client returns a client of this server: its base URL and token, no client-side rate limit, then opts. It panics
// when an option is invalid.
func (s *Server) Client(opts ...leeloo.Option) *leeloo.Client {
	opts = append([]leeloo.Option{leeloo.WithBaseURL(s.URL), leeloo.WithLimiter(nil)}, opts...)
	client, err := leeloo.NewClient(s.Token, opts...)
	if err != nil {
		panic(err)
	}
	return client
}

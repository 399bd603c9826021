package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/window"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Company is the Leeloo account that a command works on.
type Company struct {
	Client  *leeloo.Client
	Limiter *durable.Limiter    // the one of the client
	Demo    *leelootest.Dataset // the made-up company of --demo, or nil

	requests *counter
	close    func()
}

// Requests returns the number of requests that were sent, retries included.
func (c *Company) Requests() int { return int(c.requests.sent.Load()) }

// counter counts the requests that pass a limiter.
type counter struct {
	leeloo.Limiter
	sent atomic.Int64
}

func (c *counter) Wait(ctx context.Context) error {
	err := c.Limiter.Wait(ctx)
	if err == nil {
		c.sent.Add(1)
	}
	return err
}

// Close stops the fake Leeloo of --demo.
func (c *Company) Close() { c.close() }

// DemoPeople is the number of made-up people. They are the same each time, so that a demo can be resumed.
const DemoPeople = 150

// Open opens the company of LEELOO_TOKEN, or with --demo a made-up one. Waits for the rate limit are shown. more are options of
// the client.
func (a *App) Open(more ...leeloo.Option) (*Company, error) {
	if a.Settings.Demo {
		return a.openDemo(more)
	}
	token := strings.TrimSpace(a.Settings.Token)
	if token == "" {
		return nil, Usagef("LEELOO_TOKEN is not set: copy a token from Leeloo (Settings, Integrations, Leeloo API, Tokens), or try --demo")
	}
	// The name of the file distinguishes tokens, and cannot be turned back into one.
	sum := sha256.Sum256([]byte(a.Settings.BaseURL + "\n" + token))
	path, err := a.inStateDir("rate-limit-" + hex.EncodeToString(sum[:8]))
	if err != nil {
		return nil, err
	}
	requests, err := window.Open(path, a.waiting)
	if err != nil {
		return nil, Usagef("--state-dir: %w", err)
	}
	limiter := durable.NewLimiter(requests)
	counted := &counter{Limiter: limiter}
	opts := []leeloo.Option{
		leeloo.WithBaseURL(a.Settings.BaseURL),
		leeloo.WithTimeout(a.Settings.Timeout),
		leeloo.WithUserAgent("leeloo-command"),
		leeloo.WithLogger(a.Logger()),
		leeloo.WithLimiter(counted),
	}
	if a.Transport != nil {
		opts = append(opts, leeloo.WithHTTPClient(&http.Client{Transport: a.Transport}))
	}
	if a.Settings.InsecureHTTP {
		opts = append(opts, leeloo.WithInsecureHTTP())
	}
	client, err := leeloo.NewClient(token, append(opts, more...)...)
	if err != nil {
		return nil, UsageError{err}
	}
	return &Company{Client: client, Limiter: limiter, requests: counted, close: requests.Close}, nil
}

// noLimit is the rate limit of the fake: it has none.
type noLimit struct{}

func (noLimit) Wait(ctx context.Context) error { return ctx.Err() }

func (a *App) openDemo(more []leeloo.Option) (*Company, error) {
	fake := leelootest.Start()
	data := fake.Seed(DemoPeople)
	limiter := durable.NewLimiter(noLimit{})
	counted := &counter{Limiter: limiter}
	a.Printf("--demo: this is a fake Leeloo in this process, with made-up people.")
	return &Company{
		Client:   fake.Client(append([]leeloo.Option{leeloo.WithLimiter(counted), leeloo.WithLogger(a.Logger())}, more...)...),
		Limiter:  limiter,
		Demo:     &data,
		requests: counted,
		close:    fake.Close,
	}, nil
}

// Identity distinguishes companies by ids that only they have, not by the token: a token that is renewed is still the same
// company's. It can be stored as JSON.
type Identity []string

// Identity returns the identity of the company: the ids of its users, and of its connections. It sends two requests, so
// that a wrong token fails before anything is stored.
func (c *Company) Identity(ctx context.Context) (Identity, error) {
	var ids Identity
	users, err := c.Client.Users.List(ctx, leeloo.ListParams{Limit: 100})
	if err != nil {
		return nil, err
	}
	for _, u := range users.Items {
		ids = append(ids, string(u.ID))
	}
	connections, err := c.Client.Channels.Connections(ctx)
	if err != nil {
		return nil, err
	}
	for _, connection := range connections {
		ids = append(ids, string(connection.ID))
	}
	return ids, nil
}

// SameCompany reports whether two identities have an id in common. Users and connections come and go, but not all at once.
// A company without any is the same as every other one, since nothing distinguishes them.
func (i Identity) SameCompany(other Identity) bool {
	if len(i) == 0 || len(other) == 0 {
		return true
	}
	known := map[string]bool{}
	for _, id := range i {
		known[id] = true
	}
	for _, id := range other {
		if known[id] {
			return true
		}
	}
	return false
}

// StateFile returns the path of a file in the directory of --state-dir, which it creates. A demo has a directory of its own.
func (a *App) StateFile(elem ...string) (string, error) {
	if a.Settings.Demo {
		elem = append([]string{"demo"}, elem...)
	}
	path, err := a.inStateDir(elem...)
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", Usagef("--state-dir: %w", err)
	}
	return path, nil
}

func (a *App) inStateDir(elem ...string) (string, error) {
	if a.Settings.StateDir == "" {
		return "", Usagef("--state-dir: name a directory, since this user has no home directory")
	}
	return filepath.Join(append([]string{a.Settings.StateDir}, elem...)...), nil
}

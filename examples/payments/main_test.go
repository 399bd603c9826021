package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/leelootest"
)

func errorsAsUsage(err error) (command.UsageError, bool) {
	return errors.AsType[command.UsageError](err)
}

// screen is an output that can be waited for.
type screen struct {
	mu   sync.Mutex
	text bytes.Buffer
	seen chan struct{}
	want string
}

func waitingFor(want string) *screen { return &screen{want: want, seen: make(chan struct{})} }

func (s *screen) Write(text []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before := strings.Contains(s.text.String(), s.want)
	n, err := s.text.Write(text)
	if !before && strings.Contains(s.text.String(), s.want) {
		close(s.seen)
	}
	return n, err
}

func (s *screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// realAccount makes a fake the account of LEELOO_TOKEN, and returns the flags that it needs.
func realAccount(t *testing.T) (*leelootest.Server, leelootest.Dataset, []string) {
	srv := leelootest.New(t)
	company := srv.Seed(4)
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	t.Setenv("PAYMENTS_SECRET", testSecret)
	return srv, company, []string{
		"-addr", "127.0.0.1:0", "-journal", filepath.Join(t.TempDir(), "journal"),
		"-credits", string(company.PaymentCredits[0].ID), "-offer", string(company.Offers[1].ID),
	}
}

func TestRealAccount(t *testing.T) {
	srv, company, args := realAccount(t)
	d := &desk{srv: srv, company: company, path: args[3]}
	d.start(t, srv.Client(leeloo.WithMaxAttempts(1)))
	srv.Fail(leelootest.Dropped().AfterApplying().On("Orders.Create"), leelootest.Fault{Status: 503, Op: "People.Get", Skip: 1})
	d.say(t, http.StatusServiceUnavailable, paid) // left behind, for the start
	require.Equal(t, creating, d.record(t, "pay-1").Stage)
	require.NoError(t, d.ledger.close())

	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	var out strings.Builder
	log := waitingFor("msg=done payment=pay-1")
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, append(args, "-yes"), strings.NewReader(""), &out, log) }()
	select {
	case <-log.seen:
	case err := <-ended:
		require.FailNow(t, "it ended", "%v", err)
	}
	stop()
	require.NoError(t, <-ended)
	assert.Contains(t, out.String(), "1 creating")
	assert.Equal(t, []string{"RESOLVED 1490.50 UAH"}, d.orders(t))
}

func TestRealAccountIsAskedFor(t *testing.T) {
	_, _, args := realAccount(t)
	var out strings.Builder
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	require.ErrorIs(t, run(ctx, args, strings.NewReader("n\n"), &out, io.Discard), account.ErrNotAllowed)
	assert.Contains(t, out.String(), "is new")
	assert.NoFileExists(t, args[3])
}

func TestWrongTokenShowsAtTheStart(t *testing.T) {
	_, _, args := realAccount(t)
	t.Setenv("LEELOO_TOKEN", "another")
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	require.ErrorIs(t, run(ctx, append(args, "-yes"), strings.NewReader(""), io.Discard, io.Discard), leeloo.ErrUnauthorized)
	assert.NoFileExists(t, args[3])
}

func TestMain(m *testing.M) {
	// A token of the developer's own must not get into a test.
	os.Unsetenv("LEELOO_TOKEN")
	os.Exit(m.Run())
}

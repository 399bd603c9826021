package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/alicebob/miniredis/v2"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/leelootest"
)

// result is what a run left behind.
type result struct {
	stdout, stderr bytes.Buffer
	err            error
}

func runWith(ctx context.Context, args ...string) *result {
	var r result
	r.err = run(ctx, args, &r.stdout, &r.stderr)
	return &r
}

// spans are the names of the spans on stdout, and how often each is there.
func (r *result) spans(t *testing.T) map[string]int {
	t.Helper()
	names := map[string]int{}
	for decoder := json.NewDecoder(bytes.NewReader(r.stdout.Bytes())); ; {
		var object struct{ Name string }
		err := decoder.Decode(&object)
		if err == io.EOF {
			return names
		}
		require.NoError(t, err, "stdout is JSON alone")
		if object.Name != "" {
			names[object.Name]++
		}
	}
}

// realAccount is a Leeloo that the program takes for the real one.
func realAccount(t *testing.T, opts ...leelootest.Option) (*leelootest.Server, leelootest.Dataset) {
	srv := leelootest.New(t, opts...)
	company := srv.Seed(3)
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	return srv, company
}

// requireSilentOn fails for a text that has something of a company: ids, phones, e-mails, the token.
func requireSilentOn(t *testing.T, srv *leelootest.Server, company leelootest.Dataset, text string) {
	t.Helper()
	secrets := []string{srv.Token}
	for person, err := range srv.Client().People.All(t.Context(), leeloo.PeopleListParams{}) {
		require.NoError(t, err)
		secrets = append(secrets, string(person.ID), strings.TrimPrefix(person.Phone, "+"), person.Email, person.Name)
	}
	for _, order := range company.Orders {
		secrets = append(secrets, string(order.ID))
	}
	for _, secret := range secrets {
		if secret != "" {
			require.NotContains(t, text, secret)
		}
	}
}

func TestOnTheFake(t *testing.T) {
	srv, company := realAccount(t) // has the same people as the program's own
	t.Setenv("LEELOO_TOKEN", "")
	r := runWith(t.Context(), "-people", "2")
	require.NoError(t, r.err)
	assert.Equal(t, map[string]int{
		"work": 2, "read cards": 2, "People.List": 2, "People.Get": 4, "count orders": 2, "Orders.List": 2, "comment": 2, "People.AddComment": 2,
	}, r.spans(t))
	assert.Contains(t, r.stderr.String(), "Process 2 read 2 cards, counted 1 orders and wrote 1 comments")
	requireSilentOn(t, srv, company, r.stdout.String()+r.stderr.String())
}

func TestARealAccountIsOnlyRead(t *testing.T) {
	srv, company := realAccount(t, leelootest.WithToken(token))
	r := runWith(t.Context())
	require.NoError(t, r.err)
	requests := srv.Requests()
	assert.Len(t, requests, 2*(1+3+1))
	for _, request := range requests {
		assert.Equal(t, http.MethodGet, request.Method)
	}
	assert.Contains(t, r.stderr.String(), "wrote 0 comments")
	requireSilentOn(t, srv, company, r.stdout.String()+r.stderr.String())
}

func TestAnEmptyAccount(t *testing.T) {
	srv := leelootest.New(t)
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	r := runWith(t.Context())
	require.NoError(t, r.err)
	assert.Contains(t, r.stderr.String(), "Process 1 read 0 cards, counted 0 orders")
}

func TestTheProcessesShareOneLimit(t *testing.T) {
	realAccount(t)
	own := miniredis.RunT(t)
	require.NoError(t, runWith(t.Context(), "-redis", own.Addr()).err)
	assert.Len(t, own.Keys(), 1)
}

func TestARefusalIsInTheTrace(t *testing.T) {
	srv, _ := realAccount(t)
	srv.Fail(leelootest.Rejected("NO_ACCESS", nil).On("Orders.List"))
	r := runWith(t.Context())
	require.ErrorIs(t, r.err, leeloo.ErrRejected)
	assert.Equal(t, 2, r.spans(t)["Orders.List"], "the other process goes on")
	assert.Contains(t, r.stdout.String(), "NO_ACCESS")
}

// What happened before Ctrl-C is what one wants to look at after it.
func TestCtrlCLosesNoTelemetry(t *testing.T) {
	srv, _ := realAccount(t)
	ctx, cancel := context.WithCancel(t.Context())
	var once sync.Once
	srv.BeforeEach(func(*leelootest.Lists) {
		if len(srv.Requests()) > 3 {
			once.Do(cancel)
		}
	})
	r := runWith(ctx)
	require.ErrorIs(t, r.err, context.Canceled)
	assert.Equal(t, 2, r.spans(t)["work"])
	assert.Contains(t, r.stdout.String(), "leeloo.task.duration")
}

func TestWithoutRedisNothingIsSent(t *testing.T) {
	srv, _ := realAccount(t)
	r := runWith(t.Context(), "-redis", deadAddress(t))
	require.ErrorIs(t, r.err, ErrLimiter)
	assert.Empty(t, srv.Requests())
}

// Nothing is said of work that has not begun.
func TestATokenThatIsNone(t *testing.T) {
	realAccount(t)
	t.Setenv("LEELOO_TOKEN", "two words")
	r := runWith(t.Context())
	require.ErrorIs(t, r.err, leeloo.ErrInvalidArgument)
	assert.Empty(t, r.stderr.String())
}

func TestExitCodes(t *testing.T) {
	for _, tt := range []struct {
		err  error
		code int
		says string
	}{
		{nil, 0, ""},
		{flag.ErrHelp, 0, ""},
		{command.Usagef("-people is wrong"), 2, "-people is wrong; -h explains the flags\n"},
		{errors.New("failed"), 1, "failed\n"},
		{errors.Join(leeloo.ErrRejected, fmt.Errorf("waited: %w", context.Canceled)), 1, "Stopped.\n"},
		{ErrLimiter, 1, "Check -redis.\n" + ErrLimiter.Error() + "\n"},
	} {
		var stderr strings.Builder
		assert.Equal(t, tt.code, report(tt.err, &stderr))
		assert.True(t, strings.HasSuffix(stderr.String(), tt.says), stderr.String())
		assert.Equal(t, tt.says == "", stderr.Len() == 0)
	}
}

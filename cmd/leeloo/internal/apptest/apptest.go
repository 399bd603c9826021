// Package apptest runs the program in tests, as from a shell.
package apptest

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Shell is where a program runs.
type Shell struct {
	Env      map[string]string
	In       string
	Terminal bool // a human is at In

	// Transport is that of the fake in a bubble of testing/synctest: fake.Transport().
	Transport http.RoundTripper
}

// New returns a Shell with the settings of a fake Leeloo, and an empty directory for its state.
func New(t testing.TB, fake *leelootest.Server) *Shell {
	t.Helper()
	return &Shell{Env: map[string]string{
		"LEELOO_TOKEN":     fake.Token,
		"LEELOO_BASE_URL":  fake.URL,
		"LEELOO_STATE_DIR": t.TempDir(),
	}}
}

// Result is what a run has written, and its exit code.
type Result struct {
	Code     int
	Out, Err string
}

// Run runs "leeloo args…" to its end.
func (s *Shell) Run(ctx context.Context, args ...string) Result {
	return s.run(ctx, strings.NewReader(s.In), s.Terminal, args)
}

// RunWith runs "leeloo args…" to its end, with a human at in.
func (s *Shell) RunWith(ctx context.Context, in io.Reader, args ...string) Result {
	return s.run(ctx, in, true, args)
}

func (s *Shell) run(ctx context.Context, in io.Reader, terminal bool, args []string) Result {
	var out, err bytes.Buffer
	a := &app.App{
		In: in, Out: &out, Err: &err, CanAsk: terminal, Transport: s.Transport,
		Getenv: func(name string) string { return s.Env[name] },
	}
	code := root.Run(ctx, a, args)
	return Result{code, out.String(), err.String()}
}

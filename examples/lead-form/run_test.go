package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/leelootest"
)

// args are the flags of a program on this world.
func (w *world) args(journal string, more ...string) []string {
	w.t.Setenv("LEELOO_TOKEN", w.srv.Token)
	w.t.Setenv("LEELOO_BASE_URL", w.srv.URL)
	return append([]string{"-addr", "localhost:0", "-journal", journal, "-tag", string(w.goal.Tag),
		"-tunnel", string(w.goal.Start.TunnelID), "-block", string(w.goal.Start.TunnelBlockID), "-yes"}, more...)
}

var address = regexp.MustCompile(`http://[\w.:\[\]]+`)

// start runs the program, and returns the address of its form and what ends it with Ctrl-C.
func start(t *testing.T, logs io.Writer, args ...string) (form string, stop func() error) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := run(ctx, args, strings.NewReader(""), write, logs, hasty)
		write.CloseWithError(errors.Join(io.EOF, err))
		ended <- err
	}()
	out := bufio.NewScanner(read)
	for out.Scan() {
		if form = address.FindString(out.Text()); form != "" {
			break
		}
	}
	require.NotEmpty(t, form, "the program has not started")
	go func() { _, _ = io.Copy(io.Discard, read) }()
	return form, func() error {
		cancel()
		return <-ended
	}
}

func TestRun(t *testing.T) {
	w := newWorld(t)
	path := w.path()
	form, stop := start(t, w.logs, w.args(path)...)
	page := open(t, form)
	assert.Equal(t, http.StatusOK, post(t, form, page, olena))
	assert.Equal(t, http.StatusOK, post(t, form, page, olena))
	require.Eventually(t, func() bool { return strings.Contains(w.logs.String(), "lead done") }, wait, tick)
	require.NoError(t, stop())
	assert.Equal(t, once, w.outcome())

	var out strings.Builder
	require.NoError(t, run(t.Context(), []string{"-status", "-journal", path}, nil, &out, w.logs, hasty))
	assert.Equal(t, "1 done, 0 on the way, 0 need a human\n", out.String())
}

func TestRunWithoutAToken(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	logs := &logs{}
	form, stop := start(t, logs, "-addr", "localhost:0")
	assert.Equal(t, http.StatusOK, post(t, form, open(t, form), olena))
	require.Eventually(t, func() bool { return strings.Contains(logs.String(), "lead done") }, wait, tick)
	require.NoError(t, stop())
}

func TestRetryFlag(t *testing.T) {
	w := newWorld(t)
	path := w.path()
	args := w.args(path, "-block", "0123456789abcdef01234567")
	form, stop := start(t, w.logs, args...)
	post(t, form, open(t, form), olena)
	require.Eventually(t, func() bool { return strings.Contains(w.logs.String(), "needs a human") }, wait, tick)
	require.NoError(t, stop())

	_, stop = start(t, w.logs, w.args(path)...)
	require.NoError(t, stop())
	var out strings.Builder
	require.NoError(t, run(t.Context(), []string{"-status", "-journal", path}, nil, &out, w.logs, hasty))
	assert.Contains(t, out.String(), "1 need a human", "not without -retry")
	_, stop = start(t, w.logs, w.args(path, "-retry")...)
	require.Eventually(t, func() bool { return strings.Contains(w.logs.String(), "lead done") }, wait, tick)
	require.NoError(t, stop())
	assert.Equal(t, once, w.outcome())
}

func TestStartFails(t *testing.T) {
	w := newWorld(t)
	t.Run("the token is not accepted", func(t *testing.T) {
		args := w.args(w.path())
		t.Setenv("LEELOO_TOKEN", "wrong")
		err := run(soon(t), args, nil, io.Discard, w.logs, hasty)
		require.ErrorIs(t, err, leeloo.ErrUnauthorized)
		assert.Equal(t, 1, exitCode(io.Discard, err))
	})
	t.Run("the token can't be one", func(t *testing.T) {
		t.Setenv("LEELOO_TOKEN", "two words")
		require.ErrorContains(t, run(soon(t), nil, nil, io.Discard, w.logs, hasty), "LEELOO_TOKEN")
	})
	t.Run("the user says no", func(t *testing.T) {
		var args []string
		for _, arg := range w.args(w.path()) {
			if arg != "-yes" {
				args = append(args, arg)
			}
		}
		require.ErrorIs(t, run(soon(t), args, strings.NewReader("n\n"), io.Discard, w.logs, hasty), account.ErrNotAllowed)
	})
	t.Run("the address is taken", func(t *testing.T) {
		form, stop := start(t, w.logs, w.args(w.path())...)
		err := run(soon(t), w.args(w.path(), "-addr", strings.TrimPrefix(form, "http://")), nil, io.Discard, w.logs, hasty)
		require.ErrorContains(t, err, "-addr")
		require.NoError(t, stop())
	})
	t.Run("there is no journal to look into", func(t *testing.T) {
		require.Error(t, run(soon(t), []string{"-status", "-journal", w.path()}, nil, io.Discard, w.logs, hasty))
	})
}

// That Leeloo is down is no reason to turn visitors away.
func TestTheFormOpensWhileLeelooIsDown(t *testing.T) {
	w := newWorld(t)
	w.srv.Fail(leelootest.Redirect(307, "https://example.com/").Repeat(3))
	form, stop := start(t, w.logs, w.args(w.path())...)
	post(t, form, open(t, form), olena)
	require.Eventually(t, func() bool { return strings.Contains(w.logs.String(), "lead done") }, wait, tick)
	require.NoError(t, stop())
	assert.Equal(t, once, w.outcome())
	assert.Contains(t, w.logs.String(), "could not be checked")
}

func TestJournalInUse(t *testing.T) {
	w := newWorld(t)
	path := w.path()
	w.journal(path)
	err := run(t.Context(), w.args(path), nil, io.Discard, w.logs, hasty)
	require.ErrorContains(t, err, "in use by another process")
	assert.Equal(t, 1, exitCode(io.Discard, err))
}

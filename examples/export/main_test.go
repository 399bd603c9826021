package main

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestRunWithoutAToken(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	var out, said strings.Builder
	require.NoError(t, run(t.Context(), nil, &out, &said))
	assert.Contains(t, said.String(), "fake Leeloo")
	assert.True(t, strings.HasPrefix(out.String(), strings.Join(names(personColumns), ",")+"\n"))
	assert.Equal(t, fakePeople+1, strings.Count(out.String(), "\n"))
}

func TestRunWithAToken(t *testing.T) {
	srv := leelootest.New(t)
	srv.Seed(3)
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	path := filepath.Join(t.TempDir(), "file")
	var said strings.Builder
	require.NoError(t, run(t.Context(), []string{"-o", path}, io.Discard, &said))
	assert.NotContains(t, said.String(), "fake")
	assert.Contains(t, said.String(), path+" is complete: 3 rows")
	assert.False(t, manifestOf(t, path).Fake)
}

// The rows of the fake never get into a file that was begun on the real account.
func TestRunDoesNotMixTheFakeIn(t *testing.T) {
	srv := leelootest.New(t)
	srv.Fail(leelootest.Rejected("FORMAT_ERROR", nil))
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	path := filepath.Join(t.TempDir(), "file")
	require.ErrorIs(t, run(t.Context(), []string{"-o", path}, io.Discard, io.Discard), leeloo.ErrRejected)
	t.Setenv("LEELOO_TOKEN", "")
	err := run(t.Context(), []string{"-o", path, "-resume"}, io.Discard, io.Discard)
	require.ErrorContains(t, err, "is of another export")
}

// Nor do those of another company.
func TestRunDoesNotMixAccounts(t *testing.T) {
	srv := leelootest.New(t)
	srv.Fail(leelootest.Rejected("FORMAT_ERROR", nil))
	t.Setenv("LEELOO_TOKEN", srv.Token)
	t.Setenv("LEELOO_BASE_URL", srv.URL)
	path := filepath.Join(t.TempDir(), "file")
	require.ErrorIs(t, run(t.Context(), []string{"-o", path}, io.Discard, io.Discard), leeloo.ErrRejected)
	t.Setenv("LEELOO_TOKEN", "token-of-another-company")
	err := run(t.Context(), []string{"-o", path, "-resume"}, io.Discard, io.Discard)
	require.ErrorContains(t, err, "was begun with another LEELOO_TOKEN")
	assert.NotContains(t, explain(err), "goes on with it")
	t.Setenv("LEELOO_TOKEN", srv.Token)
	require.NoError(t, run(t.Context(), []string{"-o", path, "-resume"}, io.Discard, io.Discard))
}

func TestRunOfAMistake(t *testing.T) {
	tests := map[string]string{
		"-what tags":                       `-what "tags"`,
		"-format xlsx":                     `-format "xlsx"`,
		"-from yesterday":                  "flag -from: that is no day: write it like 2026-01-31",
		"-to 2026-02-30":                   "flag -to: that is no day",
		"-from 2026-02-01 -to 2026-01-31":  "swap them",
		"-o=":                              "-o is empty",
		"-resume":                          "name it with -o",
		"-force -o -":                      "name it with -o",
		"people":                           `"people" is no flag`,
		"-no-such-flag":                    "-no-such-flag",
		"-from 2026-01-01 -to 2026-01-01x": "flag -to",
	}
	for args, want := range tests {
		err := run(t.Context(), strings.Fields(args), io.Discard, io.Discard)
		require.ErrorContains(t, err, want, args)
		assert.ErrorContains(t, err, "-h explains the flags")
		assert.Equal(t, 2, command.ExitCode(err), args)
	}
	assert.Equal(t, 1, command.ExitCode(errors.New("anything else")))
	assert.Equal(t, 0, command.ExitCode(nil))
}

func TestRunForHelp(t *testing.T) {
	var help strings.Builder
	require.NoError(t, run(t.Context(), []string{"-h"}, &help, io.Discard))
	for _, word := range []string{"-what", "-from", "-to", "-format", "-resume", "-force", "UTC", "FILE.part"} {
		assert.Contains(t, help.String(), word)
	}
}

func TestExplainSaysWhatToDo(t *testing.T) {
	srv := newShop(t, 3)
	srv.Fail(leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "REQUIRED"}))
	_, err := exportTo(t.Context(), srv)
	assert.Contains(t, explain(err), "Check LEELOO_TOKEN")
}

// Nothing that is said is of a person.
func TestNothingSaidIsOfAPerson(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file")
	srv.Fail(format{what: people}.after(2))
	said, err := exportTo(t.Context(), srv, "-o", path)
	require.Error(t, err)
	said += explain(err) + mustExport(t, srv, "-o", path, "-resume")
	text, err := os.ReadFile(path + ".manifest.json")
	require.NoError(t, err)
	said += string(text)
	for _, secret := range []string{"@example.com", "+380", srv.Token} {
		assert.NotContains(t, said, secret)
	}
	for _, name := range cellsOf(t, path, "name") {
		assert.NotContains(t, said, name)
	}
}

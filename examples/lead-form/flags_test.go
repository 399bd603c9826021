package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/examples/internal/command"
)

// soon ends a program that starts although it should not.
func soon(t *testing.T) context.Context {
	ctx, cancel := context.WithTimeout(t.Context(), wait)
	t.Cleanup(cancel)
	return ctx
}

func TestBadUsage(t *testing.T) {
	w := newWorld(t)
	good := w.args(w.path())
	const unknown = "0123456789abcdef01234567"
	tests := map[string]struct {
		args []string
		want string
	}{
		"an unknown flag":        {[]string{"-nope"}, "-nope"},
		"no flag":                {[]string{"leads.db"}, "leads.db"},
		"no journal":             {append(good, "-journal", ""), "-journal is missing"},
		"no tag":                 {append(good, "-tag", ""), "-tag is missing"},
		"no tunnel":              {append(good, "-tunnel", ""), "-tunnel is missing"},
		"no block":               {append(good, "-block", ""), "-block is missing"},
		"the name of a tag":      {append(good, "-tag", "vip"), "-tag: an id has 24"},
		"the address of a block": {append(good, "-block", "https://app.leeloo.ai/tunnels/1/tree/2"), "-block: an id has 24"},
		"somebody else's tag":    {append(good, "-tag", unknown), "-tag: the company has no tag"},
		"somebody else's tunnel": {append(good, "-tunnel", unknown), "-tunnel: the company has no tunnel"},
		"a country's name":       {append(good, "-region", "Ukraine"), "-region"},
		"status without journal": {[]string{"-status"}, "-journal is missing"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			err := run(soon(t), test.args, nil, &out, &out, hasty)
			require.ErrorContains(t, err, test.want)
			assert.Empty(t, out.String(), "the mistake alone, without the help")
			assert.Equal(t, 2, exitCode(io.Discard, err))
		})
	}
}

// A forgotten token must not send a real form's leads to a fake account.
func TestAForgottenToken(t *testing.T) {
	w := newWorld(t)
	for _, args := range [][]string{w.args(w.path()), {"-journal", w.path()}, {"-block", "0123456789abcdef01234567"}} {
		t.Setenv("LEELOO_TOKEN", "")
		err := run(soon(t), args, nil, io.Discard, w.logs, hasty)
		require.ErrorContains(t, err, "LEELOO_TOKEN is not set")
		assert.Equal(t, 2, exitCode(io.Discard, err))
	}
}

func TestHelp(t *testing.T) {
	var out strings.Builder
	err := run(t.Context(), []string{"-h"}, nil, &out, io.Discard, hasty)
	require.ErrorIs(t, err, flag.ErrHelp)
	assert.Zero(t, exitCode(io.Discard, err))
	for _, text := range []string{"LEELOO_TOKEN", "-journal", "-tag", "-tunnel", "-block", "-region", "-status"} {
		assert.Contains(t, out.String(), text)
	}
}

func TestExitCode(t *testing.T) {
	var out strings.Builder
	assert.Equal(t, 0, exitCode(&out, nil))
	assert.Empty(t, out.String())
	assert.Equal(t, 2, exitCode(&out, fmt.Errorf("wrapped: %w", command.Usagef("-tag is missing"))))
	assert.Equal(t, 1, exitCode(&out, errors.New("down")))
	assert.Contains(t, out.String(), "-tag is missing")
}

package app_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestExitCodes(t *testing.T) {
	cause := errors.New("cause")
	for name, tt := range map[string]struct {
		err  error
		want int
	}{
		"done":               {nil, 0},
		"failed":             {cause, 1},
		"not confirmed":      {app.ErrNotConfirmed, 1},
		"wrong usage":        {app.Usagef("--to: %w", cause), 2},
		"stopped":            {app.StoppedError{Err: cause}, 3},
		"stopped, wrapped":   {fmt.Errorf("export: %w", app.StoppedError{Err: cause}), 3},
		"left to a human":    {app.Humanf("two are left"), 4},
		"stopped and left":   {app.StoppedError{Err: app.Humanf("two are left")}, 3},
		"joined with others": {errors.Join(cause, app.Usagef("x")), 2},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tt.want, app.ExitCode(tt.err)) })
	}
}

func TestExplain(t *testing.T) {
	_, noURL := leeloo.NewClient("token", leeloo.WithBaseURL("example.com"), leeloo.WithTimeout(-1))
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"as it is": {errors.New("disk full"), "disk full"},
		"canceled": {fmt.Errorf("export: %w", context.Canceled), "stopped"},
		"how to resume": {app.StoppedError{Err: context.Canceled, Resume: "leeloo send --resume"},
			"stopped\nTo go on: leeloo send --resume"},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tt.want, app.Explain(tt.err)) })
	}
	text := app.Explain(noURL)
	assert.Contains(t, text, "--base-url")
	assert.Contains(t, text, "--timeout")
	assert.NotContains(t, text, "With")
}

func TestADiskThatIsFullIsNamed(t *testing.T) {
	fake := leelootest.New(t)
	dir := t.TempDir()
	a := &app.App{Settings: app.Settings{Token: fake.Token, BaseURL: fake.URL, StateDir: dir, Timeout: time.Minute}}
	c, err := a.Open()
	require.NoError(t, err)
	t.Cleanup(c.Close)
	files, err := filepath.Glob(filepath.Join(dir, "rate-limit-*[0-9a-f]"))
	require.NoError(t, err)
	require.Len(t, files, 1)
	require.NoError(t, os.Remove(files[0]))
	require.NoError(t, os.Mkdir(files[0], 0o700)) // a full disk also is an error of the file
	_, err = c.Client.Tags.List(t.Context())
	assert.Regexp(t, `nothing was sent: the rate limit cannot be stored: .*rate-limit-`, app.Explain(err))
	assert.Empty(t, fake.Requests())
}

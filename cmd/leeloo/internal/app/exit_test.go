package app_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
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

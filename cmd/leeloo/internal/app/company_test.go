package app_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/leelootest"
)

// company opens the company of a fake.
func company(t *testing.T, fake *leelootest.Server) *app.Company {
	t.Helper()
	a := &app.App{Settings: app.Settings{Token: fake.Token, BaseURL: fake.URL, StateDir: t.TempDir(), Timeout: time.Minute}}
	c, err := a.Open(nil)
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func TestIdentityTellsCompaniesApart(t *testing.T) {
	fake := leelootest.New(t)
	c := company(t, fake)
	before, err := c.Identity(t.Context())
	require.NoError(t, err)
	require.NotEmpty(t, before)
	fake.AddUser("Somebody New")
	after, err := c.Identity(t.Context())
	require.NoError(t, err)
	assert.NotEqual(t, before, after)

	for name, tt := range map[string]struct {
		a, b app.Identity
		want bool
	}{
		"the same":            {before, before, true},
		"one user more":       {before, after, true},
		"one user less":       {after, before, true},
		"another company":     {before, app.Identity{"6925e1aa0000000000000001"}, false},
		"nothing to compare":  {before, nil, true},
		"nothing on our side": {nil, before, true},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, tt.want, tt.a.SameCompany(tt.b)) })
	}
}

func TestConfirm(t *testing.T) {
	for name, tt := range map[string]struct {
		settings app.Settings
		canAsk   bool
		answer   string
		want     error
		usage    bool
	}{
		"yes":                          {canAsk: true, answer: "y\n"},
		"yes in full":                  {canAsk: true, answer: " YES \n"},
		"no":                           {canAsk: true, answer: "n\n", want: app.ErrNotConfirmed},
		"something else":               {canAsk: true, answer: "yellow\n", want: app.ErrNotConfirmed},
		"nothing":                      {canAsk: true, answer: "", want: app.ErrNotConfirmed},
		"--yes":                        {settings: app.Settings{Yes: true}},
		"--demo":                       {settings: app.Settings{Demo: true}},
		"without a terminal and --yes": {answer: "y\n", usage: true},
	} {
		t.Run(name, func(t *testing.T) {
			var out buffer
			a := &app.App{In: reader(tt.answer), Err: &out, CanAsk: tt.canAsk, Settings: tt.settings}
			err := a.Confirm(t.Context(), "This sends 3 messages.")
			if tt.usage {
				assert.Equal(t, app.ExitUsage, app.ExitCode(err))
				assert.ErrorContains(t, err, "--yes")
				return
			}
			assert.ErrorIs(t, err, tt.want)
			assert.Equal(t, tt.canAsk, out.Len() > 0)
		})
	}
}

func TestConfirmEndsWithTheContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	a := &app.App{In: blocked{t.Context()}, Err: new(buffer), CanAsk: true}
	assert.ErrorIs(t, a.Confirm(ctx, "This sends 3 messages."), context.Canceled)
}

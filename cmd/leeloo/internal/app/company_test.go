package app_test

import (
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
	c, err := a.Open()
	require.NoError(t, err)
	t.Cleanup(c.Close)
	return c
}

func TestIdentityDistinguishesCompanies(t *testing.T) {
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

package main

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/examples/internal/exampletest"
)

func TestMain(m *testing.M) { exampletest.Main(m, main) }

func TestDemoPrintsWhatTheReadmeShows(t *testing.T) {
	result := exampletest.Run(t, nil, "-demo")
	assert.Equal(t, exampletest.Output(t), result.Stdout)
	assert.Empty(t, result.Stderr)
	assert.Equal(t, 0, result.Code)
}

func TestUsage(t *testing.T) {
	tests := map[string]struct {
		env    []string
		args   []string
		code   int
		stderr string
	}{
		"no token":      {nil, nil, 2, "try -demo"},
		"empty token":   {[]string{"LEELOO_TOKEN_SHOP="}, nil, 2, "try -demo"},
		"another token": {[]string{"LEELOO_TOKEN=x"}, nil, 2, "LEELOO_TOKEN_SHOP"},
		"unknown flag":  {nil, []string{"-tenants", "x"}, 2, "-tenants"},
		"help":          {nil, []string{"-h"}, 0, "-demo"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			result := exampletest.Run(t, tt.env, tt.args...)
			assert.Equal(t, tt.code, result.Code)
			assert.Contains(t, result.Stderr, tt.stderr)
			assert.Empty(t, result.Stdout)
		})
	}
}

func TestFailureOfOneTenantDoesNotStopTheOthers(t *testing.T) {
	all := newCompanies(t, "canary-shop", "canary-gym")
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		company, ok := all[r.Header.Get("X-Leeloo-AuthToken")]
		if !ok {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		company.ServeHTTP(w, r)
	}))
	defer front.Close()
	result := exampletest.Run(t, []string{
		"LEELOO_BASE_URL=" + front.URL + "/api/v2",
		"LEELOO_TOKEN_GYM=canary-gym", "LEELOO_TOKEN_OLD=canary-revoked", "LEELOO_TOKEN_SHOP=canary-shop", "LEELOO_TOKEN_BAD=canary two",
	})
	assert.Equal(t, 1, result.Code)
	assert.Equal(t, "gym: 1 people, 0 orders\nshop: 1 people, 0 orders\n", result.Stdout)
	assert.Regexp(t, `(?s)^bad: .*invalid argument.*\nold: .*unauthorized.*\n$`, result.Stderr)
	assert.NotContains(t, result.Stderr, "canary")
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/examples/internal/exampletest"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestMain(m *testing.M) { exampletest.Main(m, main) }

// spanNames returns the names of the spans on stdout, which is only JSON.
func spanNames(t *testing.T, stdout string) (names []string) {
	t.Helper()
	for decoder := json.NewDecoder(strings.NewReader(stdout)); ; {
		var object struct{ Name string }
		err := decoder.Decode(&object)
		if errors.Is(err, io.EOF) {
			return names
		}
		require.NoError(t, err)
		if object.Name != "" {
			names = append(names, object.Name)
		}
	}
}

// requireSilentOn fails if a text contains the token, or an id, a phone, an e-mail address or a name of a company.
func requireSilentOn(t *testing.T, server *leelootest.Server, company leelootest.Dataset, text string) {
	t.Helper()
	secrets := []string{server.Token}
	for _, person := range company.People {
		secrets = append(secrets, string(person.ID), strings.TrimPrefix(person.Phone, "+"), person.Email, person.Name)
	}
	for _, account := range company.Accounts {
		secrets = append(secrets, string(account.ID))
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

// realAccount returns a Leeloo that the program takes for the real one, and the environment for it.
func realAccount(t *testing.T) (server *leelootest.Server, company leelootest.Dataset, env []string) {
	t.Helper()
	server = leelootest.New(t, leelootest.WithToken(token))
	company = server.Seed(5)
	return server, company, []string{"LEELOO_TOKEN=" + server.Token, "LEELOO_BASE_URL=" + server.URL}
}

func TestDemoPrintsWhatTheReadmeShows(t *testing.T) {
	result := exampletest.Run(t, nil, "-demo")
	assert.Equal(t, 0, result.Code, result.Stderr)
	assert.Equal(t, strings.Fields(exampletest.Output(t)), strings.Fields(strings.Join(spanNames(t, result.Stdout), "\n")))
	assert.Equal(t, "Cards read: 3\n", result.Stderr)
	for _, metric := range []string{"http.client.request.duration", "leeloo.task.duration"} {
		assert.Contains(t, result.Stdout, metric)
	}
	server := leelootest.New(t) // has the same people as the program's own
	requireSilentOn(t, server, server.Seed(3), result.Stdout+result.Stderr)
}

func TestRealAccountIsOnlyRead(t *testing.T) {
	server, company, env := realAccount(t)
	result := exampletest.Run(t, env)
	assert.Equal(t, 0, result.Code, result.Stderr)
	assert.Len(t, server.Requests(), 1+3)
	for _, request := range server.Requests() {
		assert.Equal(t, http.MethodGet, request.Method)
	}
	requireSilentOn(t, server, company, result.Stdout+result.Stderr)
}

func TestEmptyAccount(t *testing.T) {
	server := leelootest.New(t)
	result := exampletest.Run(t, []string{"LEELOO_TOKEN=" + server.Token, "LEELOO_BASE_URL=" + server.URL})
	assert.Equal(t, 0, result.Code)
	assert.Equal(t, "Cards read: 0\n", result.Stderr)
}

func TestUsage(t *testing.T) {
	tests := map[string]struct {
		env    []string
		args   []string
		code   int
		stderr string
	}{
		"no token":     {nil, nil, 2, "try -demo"},
		"bad token":    {[]string{"LEELOO_TOKEN=two words"}, nil, 2, "LEELOO_TOKEN"},
		"unknown flag": {nil, []string{"-token", "x"}, 2, "-token"},
		"help":         {nil, []string{"-h"}, 0, "-demo"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			result := exampletest.Run(t, tt.env, tt.args...)
			assert.Equal(t, tt.code, result.Code)
			assert.Contains(t, result.Stderr, tt.stderr)
			assert.NotContains(t, result.Stderr, "two words")
			assert.Empty(t, spanNames(t, result.Stdout))
		})
	}
}

func TestRefusalIsInTheTraceAndFails(t *testing.T) {
	server, _, env := realAccount(t)
	server.Fail(leelootest.Rejected("NO_ACCESS", nil).On("People.Get"))
	result := exampletest.Run(t, env)
	assert.Equal(t, 1, result.Code)
	assert.Contains(t, result.Stderr, "NO_ACCESS")
	assert.Contains(t, result.Stdout, "NO_ACCESS")
	assert.Equal(t, []string{"People.List", "People.Get", "read cards"}, spanNames(t, result.Stdout))
}

// What happened before Ctrl-C is what one looks at after it.
func TestCtrlCLosesNoTelemetry(t *testing.T) {
	server, _, _ := realAccount(t)
	t.Setenv("LEELOO_TOKEN", server.Token)
	t.Setenv("LEELOO_BASE_URL", server.URL)
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "")
	ctx, cancel := context.WithCancel(t.Context())
	var once sync.Once
	server.BeforeEach(func(*leelootest.Lists) {
		if server.Count("People.Get") > 1 {
			once.Do(cancel)
		}
	})
	var stdout, stderr bytes.Buffer
	assert.Equal(t, 1, run(ctx, false, &stdout, &stderr))
	assert.Contains(t, spanNames(t, stdout.String()), "read cards")
	assert.Contains(t, stdout.String(), "leeloo.task.duration")
	assert.Contains(t, stdout.String(), "context_canceled")
}

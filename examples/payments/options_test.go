package main

import (
	"flag"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestUsage(t *testing.T) {
	const id = "625946dd585052c1629f1b2b"
	journal := filepath.Join(t.TempDir(), "journal")
	for name, test := range map[string]struct {
		token, secret string
		args          []string
		want          string
	}{
		"no credits":          {"token", testSecret, []string{"-offer", id}, "-credits"},
		"no offer":            {"token", testSecret, []string{"-credits", id}, "-offer"},
		"no secret":           {"token", "", []string{"-credits", id, "-offer", id}, "PAYMENTS_SECRET"},
		"a short secret":      {"token", "secret", nil, "PAYMENTS_SECRET"},
		"no id":               {"token", testSecret, []string{"-offer", "Full course"}, "-h"},
		"an unknown flag":     {"", "", []string{"-resume"}, "-h"},
		"an argument":         {"", "", []string{"status"}, `"status"`},
		"two tasks":           {"", "", []string{"-status", "-close", "pay-1"}, "one at a time"},
		"a journal of a fake": {"", "", []string{"-journal", journal}, "LEELOO_TOKEN"},
		"no such journal":     {"", "", []string{"-status", "-journal", journal}, journal},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("LEELOO_TOKEN", test.token)
			t.Setenv("PAYMENTS_SECRET", test.secret)
			err := run(t.Context(), test.args, strings.NewReader(""), io.Discard, io.Discard)
			_, usage := errorsAsUsage(err)
			require.True(t, usage, "%v", err)
			assert.ErrorContains(t, err, test.want)
			assert.NotContains(t, err.Error(), "secret of")
		})
	}
	assert.NoFileExists(t, journal)
}

func TestHelp(t *testing.T) {
	var out strings.Builder
	require.ErrorIs(t, run(t.Context(), []string{"-h"}, strings.NewReader(""), &out, io.Discard), flag.ErrHelp)
	for _, word := range []string{"LEELOO_TOKEN", "PAYMENTS_SECRET", "-credits", "-offer", "-assign", "X-Signature", "payment_id"} {
		assert.Contains(t, out.String(), word)
	}
}

// The body of the help must be one that is taken.
func TestExampleOfTheHelp(t *testing.T) {
	_, rest, _ := strings.Cut(help, "  {")
	body, _, _ := strings.Cut(rest, "}")
	_, err := parseEvent([]byte("{"+body+"}"), noon)
	assert.NoError(t, err)
}

package main

import (
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

func TestUsers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users.txt")
	require.NoError(t, os.WriteFile(path, []byte(bom+"# sales\r\n101 = id1\r\n\r\n102=id2 # Olena\r\n"), 0o600))
	want := map[string]leeloo.UserID{"101": "id1", "102": "id2"}
	for _, args := range [][]string{
		{"-users", path}, {"-users", "101=id1,102=id2"}, {"-users", "101=id1", "-users", "102=id2"}, {"-users", "101=id1, 102 = id2"},
	} {
		o, err := parse(args, nil)
		require.NoError(t, err)
		assert.Equal(t, want, o.users)
	}
}

func TestWrongFlags(t *testing.T) {
	path := filepath.Join(t.TempDir(), "users.txt")
	require.NoError(t, os.WriteFile(path, []byte("101=id1\n102\n"), 0o600))
	for name, test := range map[string]struct {
		args []string
		want string
	}{
		"a user without an id":    {[]string{"-users", "101="}, "ext=USERID"},
		"an id without extension": {[]string{"-users", "=id"}, "ext=USERID"},
		"an extension twice":      {[]string{"-users", "101=a,101=b"}, "101 is there twice"},
		"a line without an id":    {[]string{"-users", path}, "line 2"},
		"a file that is not":      {[]string{"-users", filepath.Join(t.TempDir(), "none")}, "-users"},
		"a country":               {[]string{"-region", "Ukraine"}, "-region"},
		"a zone":                  {[]string{"-tz", "Kyiv"}, "Europe/Kyiv"},
		"an empty zone":           {[]string{"-tz", ""}, "Europe/Kyiv"},
		"a link without an id":    {[]string{"-record-url", "https://pbx.example.com/"}, "{uniqueid}"},
		"a link to nowhere":       {[]string{"-record-url", "{uniqueid}.wav"}, "{uniqueid}"},
		"two verdicts":            {[]string{"-again", "1.1", "-found", "1.1"}, "twice"},
		"a verdict in a dry run":  {[]string{"-dry-run", "-again", "1.1"}, "leave -dry-run out"},
		"the file as an argument": {[]string{"Master.csv"}, "stdin"},
		"no such flag":            {[]string{"-file"}, "-file"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := parse(test.args, nil)
			require.ErrorContains(t, err, test.want)
			assert.Equal(t, 2, command.ExitCode(err))
		})
	}
}

func TestHelp(t *testing.T) {
	var out strings.Builder
	_, err := parse([]string{"-h"}, &out)
	require.ErrorIs(t, err, flag.ErrHelp)
	assert.Contains(t, out.String(), "-dry-run < Master.csv")
	assert.Contains(t, out.String(), "-users")
	assert.NoError(t, run(t.Context(), []string{"-h"}, nil, new(strings.Builder), nil))
}

func TestExitCode(t *testing.T) {
	assert.Equal(t, 0, command.ExitCode(nil))
	assert.Equal(t, 2, command.ExitCode(errors.Join(command.Usagef("-tz is missing"), nil)))
	assert.Equal(t, 1, command.ExitCode(leeloo.ErrUnauthorized))
	assert.Contains(t, explain(leeloo.ErrUnauthorized), "Check LEELOO_TOKEN")
}

package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/leelootest"
)

// config writes a config file.
func config(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	require.NoError(t, os.WriteFile(path, []byte(text), 0o600))
	return path
}

func TestASettingComesFromTheFlagTheEnvironmentOrTheConfigFile(t *testing.T) {
	const wrong = "http://127.0.0.1:1/nowhere"
	for name, tt := range map[string]struct {
		flag, environment, file string // the base URL; "ok" is that of the fake
		code                    int
	}{
		"the flag":                              {"ok", "", "", app.ExitDone},
		"the environment":                       {"", "ok", "", app.ExitDone},
		"the file":                              {"", "", "ok", app.ExitDone},
		"the flag wins over the environment":    {"ok", wrong, wrong, app.ExitDone},
		"the environment wins over the file":    {"", "ok", wrong, app.ExitDone},
		"the wrong one of the environment wins": {"", wrong, "ok", app.ExitFailed},
	} {
		t.Run(name, func(t *testing.T) {
			fake := leelootest.New(t)
			replace := func(value string) string {
				if value == "ok" {
					return fake.URL
				}
				return value
			}
			shell := apptest.New(t, fake)
			shell.Env["LEELOO_BASE_URL"] = replace(tt.environment)
			args := []string{"ids", "tags"}
			if tt.flag != "" {
				args = append(args, "--base-url", replace(tt.flag))
			}
			if tt.file != "" {
				shell.Env["LEELOO_CONFIG"] = config(t, `base_url = "`+replace(tt.file)+`"`)
			}
			run := shell.Run(t.Context(), args...)
			assert.Equal(t, tt.code, run.Code, run.Err)
		})
	}
}

func TestTheTokenComesFromTheEnvironmentOrTheConfigFile(t *testing.T) {
	fake := leelootest.New(t)
	shell := apptest.New(t, fake)
	delete(shell.Env, "LEELOO_TOKEN")
	path := config(t, `token = "`+fake.Token+`"`)
	assert.Equal(t, app.ExitDone, shell.Run(t.Context(), "ids", "tags", "--config", path).Code)

	shell.Env["LEELOO_TOKEN"] = "wrong"
	run := shell.Run(t.Context(), "ids", "tags", "--config", path)
	assert.Equal(t, app.ExitFailed, run.Code)
	assert.Contains(t, run.Err, "LEELOO_TOKEN")
}

func TestWithoutATokenNothingIsSent(t *testing.T) {
	for _, token := range []string{"", "  \n"} {
		fake := leelootest.New(t)
		shell := apptest.New(t, fake)
		shell.Env["LEELOO_TOKEN"] = token
		run := shell.Run(t.Context(), "ids", "tags")
		assert.Equal(t, app.ExitUsage, run.Code)
		assert.Contains(t, run.Err, "LEELOO_TOKEN is not set")
		assert.Contains(t, run.Err, "--demo")
		assert.Empty(t, run.Out)
		assert.Empty(t, fake.Requests())
	}
}

func TestOnlyTheFlagMakesADemo(t *testing.T) {
	fake := leelootest.New(t)
	shell := apptest.New(t, fake)
	shell.Env["LEELOO_DEMO"] = "true"
	require.Equal(t, app.ExitDone, shell.Run(t.Context(), "ids", "tags").Code)
	assert.Len(t, fake.Requests(), 1, "the fake of the environment was asked, not a demo")

	run := shell.Run(t.Context(), "ids", "tags", "--demo")
	require.Equal(t, app.ExitDone, run.Code)
	assert.Len(t, fake.Requests(), 1, "the demo was asked, although there is a token")
	assert.Contains(t, run.Err, "made-up")
}

// A forgotten variable must not choose what a command does.
func TestOnlySettingsComeFromTheEnvironment(t *testing.T) {
	fake := leelootest.New(t)
	fake.Seed(3)
	shell := apptest.New(t, fake)
	for _, name := range []string{"LEELOO_TAG", "LEELOO_OUTPUT", "LEELOO_FORMAT", "LEELOO_FORCE", "LEELOO_DATE", "LEELOO_YES"} {
		shell.Env[name] = "no such value"
	}
	run := shell.Run(t.Context(), "export", "people")
	require.Equal(t, app.ExitDone, run.Code, run.Err)
	assert.Equal(t, 1+3, strings.Count(run.Out, "\n"))
}

func TestMistakesInSettingsAreUsageErrors(t *testing.T) {
	for name, tt := range map[string]struct {
		args []string
		env  map[string]string
		file string
		want string // in the text
	}{
		"a bad value of the environment": {env: map[string]string{"LEELOO_TIMEOUT": "soon"}, want: "LEELOO_TIMEOUT"},
		"a bad value of the file":        {file: `timeout = "soon"`, want: "timeout"},
		"a setting that does not exist":  {file: `base-url = "x"`, want: `"base-url"`},
		"a flag that is no setting":      {file: `demo = true`, want: `"demo"`},
		"a value that is a list":         {file: `base_url = ["x"]`, want: "base_url"},
		"a file that is not TOML":        {file: "token = secret-of-the-file\n", want: "line 1"},
		"a file that is missing":         {args: []string{"--config", "/no/such/file"}, want: "--config"},
		"plain http":                     {args: []string{"--base-url", "http://example.com"}, want: "--insecure-http"},
		"a URL that is none":             {args: []string{"--base-url", "example.com"}, want: "--base-url"},
		"a timeout of 0":                 {args: []string{"--timeout", "0s"}, want: "--timeout"},
		"a token with blanks":            {env: map[string]string{"LEELOO_TOKEN": "my secret"}, want: "LEELOO_TOKEN"},
		"a state directory that is a file": {args: []string{"--state-dir", "settings_test.go"},
			want: "--state-dir"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := leelootest.New(t)
			shell := apptest.New(t, fake)
			for name, value := range tt.env {
				shell.Env[name] = value
			}
			if tt.file != "" {
				shell.Env["LEELOO_CONFIG"] = config(t, tt.file)
			}
			run := shell.Run(t.Context(), append([]string{"ids", "tags"}, tt.args...)...)
			assert.Equal(t, app.ExitUsage, run.Code, run.Err)
			assert.Contains(t, run.Err, tt.want)
			assert.NotContains(t, run.Err, "secret")
			assert.NotRegexp(t, `With[A-Z]|NewClient`, run.Err, "operators have no Go options")
			assert.Empty(t, fake.Requests())
		})
	}
}

func TestAReadableTokenIsWarnedOf(t *testing.T) {
	fake := leelootest.New(t)
	shell := apptest.New(t, fake)
	path := config(t, `token = "`+fake.Token+`"`)
	assert.NotContains(t, shell.Run(t.Context(), "ids", "tags", "--config", path).Err, "Warning")
	require.NoError(t, os.Chmod(path, 0o644))
	assert.Contains(t, shell.Run(t.Context(), "ids", "tags", "--config", path).Err, "chmod 600 "+path)
}

// A service may have no home directory. A config file in the current directory, which may be anybody's, must not choose where
// the token is sent.
func TestWithoutAHomeDirectory(t *testing.T) {
	for _, name := range []string{"HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "AppData", "home"} {
		t.Setenv(name, "")
	}
	t.Chdir(t.TempDir())
	require.NoError(t, os.Mkdir("leeloo", 0o700))
	require.NoError(t, os.WriteFile(filepath.Join("leeloo", "config.toml"), []byte(`no_such_setting = "x"`), 0o600))
	shell := apptest.New(t, leelootest.New(t))
	run := shell.Run(t.Context(), "ids", "tags")
	assert.Equal(t, app.ExitDone, run.Code, run.Err)

	delete(shell.Env, "LEELOO_STATE_DIR")
	run = shell.Run(t.Context(), "ids", "tags")
	assert.Equal(t, app.ExitUsage, run.Code)
	assert.Contains(t, run.Err, "--state-dir: name a directory")
	assert.Equal(t, app.ExitDone, shell.Run(t.Context(), "ids", "tags", "--demo").Code)
	left, err := os.ReadDir(".")
	require.NoError(t, err)
	assert.Len(t, left, 1, "nothing is written to the current directory")
}

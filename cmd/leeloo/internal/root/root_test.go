package root_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/leelootest"
)

var commandLine = regexp.MustCompile(`(?m)^  ([a-z]+) +\S`)

// helps calls check with the help of each command.
func helps(t *testing.T, check func(t *testing.T, command []string, help string)) {
	shell := apptest.New(t, leelootest.New(t))
	var visit func(command []string)
	visit = func(command []string) {
		run := shell.Run(t.Context(), append(command, "--help")...)
		assert.Equal(t, app.ExitDone, run.Code, "%v", command)
		assert.Empty(t, run.Err, "%v: help is a result", command)
		check(t, command, run.Out)
		_, commands, found := strings.Cut(run.Out, "\nCommands:\n")
		if !found {
			return
		}
		commands, _, _ = strings.Cut(commands, "\n\n")
		for _, match := range commandLine.FindAllStringSubmatch(commands, -1) {
			if match[1] != "help" && match[1] != "completion" {
				visit(append(command[:len(command):len(command)], match[1]))
			}
		}
	}
	visit(nil)
}

func TestHelpIs80ColumnsWide(t *testing.T) {
	helps(t, func(t *testing.T, command []string, help string) {
		for line := range strings.SplitSeq(help, "\n") {
			assert.LessOrEqual(t, utf8.RuneCountInString(line), 80, "%v: %s", command, line)
		}
	})
}

func TestHelpHasNoWordOfTheGoAPI(t *testing.T) {
	goWord := regexp.MustCompile(`\b(With[A-Z]\w*|leeloo\.[A-Z]\w*|Err[A-Z]\w*|nil|struct)\b`)
	helps(t, func(t *testing.T, command []string, help string) {
		assert.NotRegexp(t, goWord, help, "%v", command)
	})
}

// One config file serves all commands.
func TestTheConfigFileMayHaveFlagsOfOtherCommands(t *testing.T) {
	for line, code := range map[string]int{`tz = "Europe/Kyiv"`: app.ExitDone, `zt = "Europe/Kyiv"`: app.ExitUsage} {
		shell := apptest.New(t, leelootest.New(t))
		shell.Env["LEELOO_CONFIG"] = filepath.Join(t.TempDir(), "config.toml")
		require.NoError(t, os.WriteFile(shell.Env["LEELOO_CONFIG"], []byte(line), 0o600))
		assert.Equal(t, code, shell.Run(t.Context(), "ids", "tags").Code, line)
	}
}

func TestMistakesInTheCommandLineAreUsageErrors(t *testing.T) {
	for name, args := range map[string][]string{
		"unknown command":           {"exprot"},
		"unknown command below one": {"journal", "stauts"},
		"unknown flag":              {"--no-such-flag"},
		"bad value":                 {"--timeout", "soon"},
		"missing argument":          {"export"},
	} {
		t.Run(name, func(t *testing.T) {
			fake := leelootest.New(t)
			run := apptest.New(t, fake).Run(t.Context(), args...)
			assert.Equal(t, app.ExitUsage, run.Code)
			assert.Contains(t, run.Err, "\nUsage: leeloo")
			assert.Empty(t, run.Out)
			assert.Empty(t, fake.Requests())
		})
	}
	run := apptest.New(t, leelootest.New(t)).Run(t.Context(), "export", "nobody")
	assert.Contains(t, run.Err, "export people|orders|channels|chats")
}

func TestACommandOfCommandsShowsItsHelp(t *testing.T) {
	run := apptest.New(t, leelootest.New(t)).Run(t.Context(), "journal")
	assert.Equal(t, app.ExitDone, run.Code)
	assert.Contains(t, run.Out, "\nCommands:\n")
}

package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var command = regexp.MustCompile(`(?m)^go run \./cmd/leeloo (.*)$`)

// build builds the program.
func build(t *testing.T) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "leeloo.exe") // Windows requires the ending
	output, err := exec.CommandContext(t.Context(), "go", "build", "-o", path, ".").CombinedOutput()
	require.NoError(t, err, "%s", output)
	return path
}

// The commands of the READMEs work as printed, without a token.
func TestReadmeCommands(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the commands are those of a Unix shell")
	}
	program := build(t)
	for _, name := range []string{"README.md", "README.uk.md"} {
		text, err := os.ReadFile("../../" + name)
		require.NoError(t, err)
		commands := command.FindAllStringSubmatch(string(text), -1)
		require.NotEmpty(t, commands, name)
		for _, arguments := range commands {
			t.Run(name+": "+arguments[1], func(t *testing.T) {
				t.Parallel()
				home := t.TempDir()
				cmd := exec.CommandContext(t.Context(), "sh", "-c", program+" "+arguments[1])
				cmd.Dir = home
				cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home}
				var errors strings.Builder
				cmd.Stderr = &errors
				output, err := cmd.Output()
				require.NoError(t, err, "%s", errors.String())
				assert.NotEmpty(t, string(output)+errors.String())
				if !strings.Contains(arguments[1], "--help") {
					assert.Contains(t, errors.String(), "made-up")
				}
			})
		}
	}
}

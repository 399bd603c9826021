// Package exampletest runs an example in a process of its own, as its README says, and reads the output that the README
// shows.
package exampletest

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
)

const runsMain = "EXAMPLETEST_RUNS_MAIN"

// Main is for TestMain. In a process of [Command] it calls the main function of the example instead of its tests.
func Main(m *testing.M, main func()) {
	if os.Getenv(runsMain) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// Command returns the command that runs the example with arguments. It has no variable of Leeloo or OpenTelemetry in its
// environment but those in env.
func Command(t testing.TB, env []string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program, args...)
	for _, variable := range os.Environ() {
		if !strings.HasPrefix(variable, "LEELOO_") && !strings.HasPrefix(variable, "OTEL_") {
			cmd.Env = append(cmd.Env, variable)
		}
	}
	cmd.Env = append(append(cmd.Env, runsMain+"=1"), env...)
	return cmd
}

// Result is what a process has left behind.
type Result struct {
	Stdout, Stderr string
	Code           int
}

// Run runs the example to its end.
func Run(t testing.TB, env []string, args ...string) Result {
	t.Helper()
	cmd := Command(t, env, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	return Result{stdout.String(), stderr.String(), cmd.ProcessState.ExitCode()}
}

// Output returns the output that README.md in the current directory shows: its block that begins with ```text.
func Output(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(text), "```text\n")
	output, _, closed := strings.Cut(rest, "```")
	if !found || !closed {
		t.Fatal("README.md has no block that begins with ```text")
	}
	return output
}

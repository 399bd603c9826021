package leeloo_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	shellBlock      = regexp.MustCompile("(?s)```sh\n(.*?)```")
	exampleCommand  = regexp.MustCompile(`go run \./((?:examples|cmd)/[\w-]+)`)
	makeCommand     = regexp.MustCompile("`make ([a-z-]+)")
	commandsOnline  = regexp.MustCompile(`^(git clone|cd|go get|go install) `)
	commandsNested  = regexp.MustCompile(`^go run \./cmd/leeloo `)
	commandsOffline = regexp.MustCompile(`^go (run|doc) `)
)

// The commands of the READMEs work as printed, without a token. Those that need the network are not run, and of make only
// the target is looked up.
func TestReadmeCommands(t *testing.T) {
	for _, name := range []string{"README.md", "README.uk.md"} {
		for _, block := range shellBlock.FindAllStringSubmatch(fileText(t, name), -1) {
			for line := range strings.Lines(block[1]) {
				line, _, _ = strings.Cut(line, "#")
				for command := range strings.SplitSeq(line, "&&") {
					command = strings.TrimSpace(command)
					t.Run(name+": "+command, func(t *testing.T) { testCommand(t, command) })
				}
			}
		}
	}
}

func testCommand(t *testing.T, command string) {
	target, isMake := strings.CutPrefix(command, "make ")
	switch {
	case isMake:
		assert.True(t, isTarget(t, target), "not a target of the Makefile")
	case commandsOnline.MatchString(command):
		t.Skip("needs the network")
	case commandsNested.MatchString(command):
		t.Skip("module cmd/leeloo runs it")
	case !commandsOffline.MatchString(command):
		t.Fatal("unknown command: add it to this test")
	case testing.Short():
		t.Skip("compiles a program")
	default:
		args := strings.Fields(command)
		cmd := exec.CommandContext(t.Context(), args[0], args[1:]...)
		cmd.Env = append(os.Environ(), "LEELOO_TOKEN=", "GOWORK=") // make sets GOWORK=off; a reader has not
		output, err := cmd.CombinedOutput()
		require.NoError(t, err, "%s", output)
		assert.NotEmpty(t, output)
	}
}

// The programs and the make targets that the text of the READMEs mentions exist.
func TestReadmeMentionsOnlyWhatExists(t *testing.T) {
	for _, name := range []string{"README.md", "README.uk.md", "CONTRIBUTING.md", "AGENTS.md"} {
		text := fileText(t, name)
		for _, example := range exampleCommand.FindAllStringSubmatch(text, -1) {
			assert.DirExists(t, example[1], "%s: %s", name, example[0])
		}
		for _, command := range makeCommand.FindAllStringSubmatch(text, -1) {
			assert.True(t, isTarget(t, command[1]), "%s: %s", name, command[0])
		}
	}
}

func isTarget(t *testing.T, name string) bool {
	t.Helper()
	return regexp.MustCompile("(?m)^" + regexp.QuoteMeta(name) + ":").MatchString(fileText(t, "Makefile"))
}

func fileText(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return string(text)
}

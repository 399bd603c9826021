// Package examples_test checks what all examples have in common.
package examples_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const maxLines = 299

// toBeReplaced are programs that are older than these rules.
var toBeReplaced = []string{"broadcast", "calls", "export", "payments"}

func TestExamplesKeepTheRules(t *testing.T) {
	names, err := filepath.Glob("*/main.go")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	for _, name := range names {
		name = filepath.Dir(name)
		t.Run(name, func(t *testing.T) {
			if slices.Contains(toBeReplaced, name) {
				t.Skip("is to be replaced")
			}
			assert.Empty(t, problems(t, name))
		})
	}
	for _, name := range toBeReplaced {
		assert.NotEmpty(t, problems(t, name), "%s keeps the rules, or is gone: remove it from toBeReplaced", name)
	}
}

// problems returns which rules an example breaks.
func problems(t *testing.T, name string) (list []string) {
	t.Helper()
	readme, err := os.ReadFile(filepath.Join(name, "README.md"))
	command := "go run ./examples/" + name
	switch text := string(readme); {
	case err != nil && isDir(name):
		list = append(list, "it has no README.md")
	case err != nil: // it is gone
	case !strings.HasPrefix(text, "# "+name+"\n"):
		list = append(list, "README.md does not begin with its name")
	case !strings.Contains(text, command):
		list = append(list, "README.md does not say "+command)
	case strings.Count(text, "\n") > 40:
		list = append(list, "README.md is longer than 40 lines")
	}
	lines, tests := 0, 0
	err = filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil || entry.IsDir() || filepath.Ext(path) != ".go":
			return err
		case strings.HasSuffix(path, "_test.go"):
			tests++
			return nil
		}
		source, err := os.ReadFile(path)
		lines += bytes.Count(source, []byte("\n"))
		return err
	})
	if err == nil && lines > maxLines {
		list = append(list, fmt.Sprintf("it has %d lines of Go without tests, more than %d", lines, maxLines))
	}
	if err == nil && tests == 0 {
		list = append(list, "it has no test")
	}
	return list
}

func isDir(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.IsDir()
}

func TestReadmeListsTheExamples(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	require.NoError(t, err)
	var listed []string
	for _, line := range regexp.MustCompile(`(?m)^\| \[([\w-]+)\]\(([\w-]+)\) \|.*$`).FindAllStringSubmatch(string(readme), -1) {
		assert.Equal(t, line[1], line[2])
		assert.Contains(t, line[0], "`go run ./examples/"+line[1])
		listed = append(listed, line[1])
	}
	var programs []string
	names, err := filepath.Glob("*/main.go")
	require.NoError(t, err)
	for _, name := range names {
		if name = filepath.Dir(name); slices.Contains(listed, name) || !slices.Contains(toBeReplaced, name) {
			programs = append(programs, name)
		}
	}
	assert.ElementsMatch(t, programs, listed)
}

// The examples are one module, and some need much. Who tries the quickstart with an empty module cache downloads only what
// the SDK itself needs.
func TestQuickstartDownloadsOnlyTheModulesOfTheSDK(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles the program")
	}
	for name, where := range map[string]struct{ directory, workspace, program string }{
		"in the repository": {"..", "", "./examples/quickstart"},
		"in the module":     {".", "off", "./quickstart"},
	} {
		t.Run(name, func(t *testing.T) {
			cache := t.TempDir()
			cmd := exec.CommandContext(t.Context(), "go", "run", where.program)
			cmd.Dir = where.directory
			cmd.Env = append(os.Environ(), "GOMODCACHE="+cache, "GOFLAGS=-modcacherw", "GOPROXY="+proxy(t), "GOSUMDB=off", "GOTOOLCHAIN=local",
				"GOWORK="+where.workspace, "LEELOO_TOKEN=")
			output, err := cmd.CombinedOutput()
			require.NoError(t, err, "%s", output)
			assert.Equal(t, []string{"github.com/go-json-experiment/json", "github.com/google/go-querystring"}, downloaded(t, cache))
		})
	}
}

// proxy returns a GOPROXY that serves what is in the module cache of the computer, and uses the network for the rest.
func proxy(t *testing.T) string {
	t.Helper()
	output, err := exec.CommandContext(t.Context(), "go", "env", "GOMODCACHE", "GOPROXY").Output()
	require.NoError(t, err)
	cache, network, _ := strings.Cut(strings.TrimSpace(string(output)), "\n")
	return "file:///" + strings.TrimPrefix(filepath.ToSlash(strings.TrimSpace(cache)), "/") + "/cache/download," + cmp.Or(network, "off")
}

// downloaded returns the modules in a module cache, without those of which it has only the go.mod.
func downloaded(t *testing.T, cache string) (modules []string) {
	t.Helper()
	root := filepath.Join(cache, "cache", "download")
	require.NoError(t, filepath.WalkDir(root, func(path string, _ fs.DirEntry, err error) error {
		if filepath.Ext(path) == ".zip" {
			module, err := filepath.Rel(root, filepath.Dir(filepath.Dir(path)))
			require.NoError(t, err)
			modules = append(modules, filepath.ToSlash(module))
		}
		return err
	}))
	slices.Sort(modules)
	return modules
}

package leeloo_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// The README lists the operations in the order of the table.
func TestReadmeListsTheOperations(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\|[^|]+\\| `(\\w+\\.\\w+)`[^|]*\\| `((?:GET|POST|PUT) [^`]+)` \\|$")
	var listed [][2]string
	for _, cells := range row.FindAllStringSubmatch(fileText(t, "README.md"), -1) {
		listed = append(listed, [2]string{cells[1], cells[2]})
	}
	var want [][2]string
	for _, op := range operation.All() {
		want = append(want, [2]string{op.Name, op.Route()})
	}
	assert.Equal(t, want, listed)
}

// The program in each README compiles without changes.
func TestReadmeProgramCompiles(t *testing.T) {
	for _, name := range []string{"README.md", "README.uk.md"} {
		t.Run(name, func(t *testing.T) {
			program := regexp.MustCompile("(?s)```go\n(package main\n.*?)```").FindStringSubmatch(fileText(t, name))
			require.NotNil(t, program)
			file := filepath.Join(t.TempDir(), "main.go")
			require.NoError(t, os.WriteFile(file, []byte(program[1]), 0o600))

			output, err := exec.CommandContext(t.Context(), "go", "vet", file).CombinedOutput()
			require.NoError(t, err, "%s", output)
		})
	}
}

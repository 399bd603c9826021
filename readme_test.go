package leeloo_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/route"
)

func readme(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("README.md")
	require.NoError(t, err)
	return string(text)
}

// The table of the README lists the operations as the route table does, in its order.
func TestReadmeListsTheOperations(t *testing.T) {
	row := regexp.MustCompile("(?m)^\\|[^|]+\\| `(\\w+\\.\\w+)`[^|]*\\| `((?:GET|POST|PUT) [^`]+)` \\|$")
	var listed [][2]string
	for _, cells := range row.FindAllStringSubmatch(readme(t), -1) {
		listed = append(listed, [2]string{cells[1], cells[2]})
	}
	var want [][2]string
	for _, r := range route.All() {
		want = append(want, [2]string{r.Name, r.String()})
	}
	assert.Equal(t, want, listed)
}

// The program of the README compiles as it stands.
func TestReadmeProgramCompiles(t *testing.T) {
	program := regexp.MustCompile("(?s)```go\n(package main\n.*?)```").FindStringSubmatch(readme(t))
	require.NotNil(t, program)
	file := filepath.Join(t.TempDir(), "main.go")
	require.NoError(t, os.WriteFile(file, []byte(program[1]), 0o600))

	output, err := exec.CommandContext(t.Context(), "go", "vet", file).CombinedOutput()
	require.NoError(t, err, "%s", output)
}

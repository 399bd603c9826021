package leelootest

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The test of the package documentation is in example_test.go, so that it is compiled and run.
func TestDocumentedTestIsRun(t *testing.T) {
	doc, err := os.ReadFile("doc.go")
	require.NoError(t, err)
	_, program, _ := strings.Cut(string(doc), "//\tfunc TestWelcome")
	program, _, _ = strings.Cut(program, "\n//\n// #")
	program = strings.NewReplacer("\n//\t", "\n", "\n//", "\n").Replace(program)
	examples, err := os.ReadFile("example_test.go")
	require.NoError(t, err)
	assert.Contains(t, string(examples), "func TestWelcome"+program+"\n")
}

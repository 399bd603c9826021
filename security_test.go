package leeloo_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each test that SECURITY.md names exists.
func TestThreatModelNamesExistingTests(t *testing.T) {
	text, err := os.ReadFile("SECURITY.md")
	require.NoError(t, err)
	named := regexp.MustCompile("`((?:Test|Fuzz)\\w+)`").FindAllSubmatch(text, -1)
	require.NotEmpty(t, named)

	defined := make(map[string]bool)
	for _, pattern := range []string{"*_test.go", "internal/*/*_test.go", "webhook/*_test.go", "leelootest/*_test.go"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		for _, file := range files {
			source, err := os.ReadFile(file)
			require.NoError(t, err)
			for _, name := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`).FindAllSubmatch(source, -1) {
				defined[string(name[1])] = true
			}
		}
	}
	for _, name := range named {
		assert.True(t, defined[string(name[1])], "%s does not exist", name[1])
	}
}

package durable_test

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

var (
	codeBlock = regexp.MustCompile("(?s)```go\n(.*?)```")
	blanks    = regexp.MustCompile(`\s+`)
)

// The program for cron and the loop of the page are those that the examples run.
func TestThePageQuotesTheExamples(t *testing.T) {
	page, err := os.ReadFile("../docs/durable.md")
	require.NoError(t, err)
	examples, err := os.ReadFile("example_test.go")
	require.NoError(t, err)
	quoted := 0
	for _, block := range codeBlock.FindAllStringSubmatch(string(page), -1) {
		if strings.Contains(block[1], "runLeads") {
			quoted++
			assert.Contains(t, blanks.ReplaceAllString(string(examples), " "), blanks.ReplaceAllString(strings.TrimSpace(block[1]), " "))
		}
	}
	assert.Equal(t, 2, quoted)
}

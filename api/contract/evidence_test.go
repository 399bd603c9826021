package contract

import (
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What the vendor does not document is marked with one of two words, which info.description explains.
func TestEvidenceIsObservedOrInferred(t *testing.T) {
	marks := regexp.MustCompile(`x-evidence: (.*)`).FindAllStringSubmatch(readDescription(t), -1)
	require.NotEmpty(t, marks)
	for _, mark := range marks {
		assert.Contains(t, []string{"observed", "inferred"}, mark[1])
	}
}

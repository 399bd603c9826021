//go:build !race

package codec_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

// The race detector adds allocations, so this test runs without it.
func TestAllocationsOfAList(t *testing.T) {
	body := peopleBody(100, unknownMembers)
	allocations := testing.AllocsPerRun(10, func() { _, _ = readPeople(body) })
	assert.LessOrEqual(t, allocations, 240.0, "two slices for each person, and a block of texts for four people")
}

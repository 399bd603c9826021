package leeloo_test

import (
	"context"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The vendor's documentation confuses the ids of a person and of an account. A program that does so does not compile.
func TestSwappedIDsDoNotCompile(t *testing.T) {
	out, err := goTool(t, "vet", "./testdata/compile/correct")
	require.NoError(t, err, out)
	out, err = goTool(t, "build", "-o", os.DevNull, "./testdata/compile/correct")
	require.NoError(t, err, out)

	// -e reports all errors, not only the first ten.
	out, err = goTool(t, "build", "-gcflags=-e", "-o", os.DevNull, "./testdata/compile/swapped")
	require.Error(t, err)
	var wrong []string
	for _, match := range regexp.MustCompile(`(?m)main\.go:(\d+):\d+: cannot use .* value in`).FindAllStringSubmatch(out, -1) {
		wrong = append(wrong, match[1])
	}
	require.Len(t, regexp.MustCompile(`(?m)main\.go:\d+:`).FindAllString(out, -1), len(wrong), "all errors are swaps:\n%s", out)
	require.Equal(t, swappedLines(t), wrong, out)
}

func goTool(t *testing.T, args ...string) (string, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, "go", args...).CombinedOutput()
	return string(out), err
}

// swappedLines returns the numbers of the lines with the comment "// swap".
func swappedLines(t *testing.T) (numbers []string) {
	t.Helper()
	source, err := os.ReadFile("testdata/compile/swapped/main.go")
	require.NoError(t, err)
	for i, line := range strings.Split(string(source), "\n") {
		if strings.HasSuffix(line, "// swap") {
			numbers = append(numbers, strconv.Itoa(i+1))
		}
	}
	require.NotEmpty(t, numbers)
	return numbers
}

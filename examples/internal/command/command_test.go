package command_test

import (
	"errors"
	"flag"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/examples/internal/command"
)

func TestParse(t *testing.T) {
	tests := map[string]struct {
		args       []string
		exit       int
		text, help string // what the error and the output contain
	}{
		"nothing":        {nil, 0, "", ""},
		"a flag":         {[]string{"-count", "7"}, 0, "", ""},
		"help":           {[]string{"-h"}, 0, "", "Counts.\n  -count"},
		"help, too":      {[]string{"-count", "7", "--help"}, 0, "", "Counts.\n  -count"},
		"unknown":        {[]string{"-other"}, 2, "-other", ""},
		"no number":      {[]string{"-count", "x"}, 2, "-count", ""},
		"no flag":        {[]string{"count"}, 2, `"count" is no flag`, ""},
		"one dash alone": {[]string{"-"}, 2, `"-" is no flag`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			flags := flag.NewFlagSet("test", flag.ContinueOnError)
			count := flags.Int("count", 1, "a number")
			var out strings.Builder
			err := command.Parse(flags, tt.args, "Counts.\n", &out)
			assert.Equal(t, tt.exit, command.ExitCode(err))
			if tt.exit == 2 {
				assert.ErrorContains(t, err, tt.text)
				assert.ErrorContains(t, err, "; -h explains the flags")
			}
			if tt.help == "" {
				assert.Empty(t, out.String(), "a mistake does not drown in the help")
			}
			assert.Contains(t, out.String(), tt.help)
			assert.Equal(t, len(tt.args) > 1 && tt.exit == 0, *count == 7)
		})
	}
}

func TestExitCode(t *testing.T) {
	cause := errors.New("cause")
	usage := command.Usagef("-tag: %w", cause)
	assert.ErrorIs(t, usage, cause)
	for err, want := range map[error]int{
		nil: 0, flag.ErrHelp: 0, cause: 1, usage: 2, fmt.Errorf("wrapped: %w", usage): 2,
	} {
		assert.Equal(t, want, command.ExitCode(err), "%v", err)
	}
}

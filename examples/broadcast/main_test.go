package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/leelootest"
)

func TestWithoutAToken(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	t.Setenv("TMPDIR", t.TempDir())
	var out strings.Builder
	require.NoError(t, run(t.Context(), t.Context(), nil, nil, &out))
	assert.Contains(t, out.String(), "fake Leeloo")
	assert.Contains(t, out.String(), "39 messages will be sent")
	assert.Contains(t, out.String(), "Of 39 messages: 39 sent.\n")
}

func TestOneMessageToEachPersonWithTheTag(t *testing.T) {
	c := newCompany(t, 40, leelootest.WithMaxLimit(5))
	invited := c.invited()
	require.Len(t, invited, 7)

	out, err := c.begin()
	require.NoError(t, err)
	assert.Equal(t, 0, exitCode(err))
	assert.Contains(t, out, `7 messages will be sent with the template "Greeting"`)
	assert.Contains(t, out, "7 of 7 (100 %): 7 sent\n")
	assert.Contains(t, out, "Of 7 messages: 7 sent.\n")

	received := c.received()
	assert.Len(t, received, len(invited))
	for _, person := range invited {
		assert.Equal(t, 1, received[person])
	}
	data, err := os.ReadFile(c.journal)
	require.NoError(t, err)
	c.assertPrivate(string(data))
}

func TestHelp(t *testing.T) {
	var out strings.Builder
	require.NoError(t, run(t.Context(), t.Context(), []string{"-h"}, nil, &out))
	for _, want := range []string{"-resume -journal", "-tag name", "-per-minute n", "Exit codes"} {
		assert.Contains(t, out.String(), want)
	}
}

func TestBadInput(t *testing.T) {
	c := newCompany(t, 3)
	tests := map[string]struct {
		args []string
		want string
	}{
		"no tag":                 {[]string{"-template", "1", "-journal", c.journal}, "-tag is missing"},
		"no template":            {[]string{"-tag", "vip", "-journal", c.journal}, "-template is missing"},
		"no journal":             {[]string{"-tag", "vip", "-template", "1"}, "-journal is missing"},
		"no journal to resume":   {[]string{"-resume"}, "-journal is missing"},
		"no journal to show":     {[]string{"-status"}, "-journal is missing"},
		"a journal that is not":  {[]string{"-resume", "-journal", c.journal}, "there is no file"},
		"the same, to show":      {[]string{"-status", "-journal", c.journal}, "there is no file"},
		"retry of nothing":       {c.args("-retry-failed"), "-retry-failed needs -resume"},
		"dry run of the rest":    {[]string{"-resume", "-dry-run", "-journal", c.journal}, "-dry-run"},
		"a negative limit":       {c.args("-per-minute", "-1"), "-per-minute"},
		"a variable of no name":  {c.args("-var", "=x"), "-var"},
		"a variable of no value": {c.args("-var", "x"), "-var"},
		"a variable twice":       {c.args("-var", "name=x"), "-var"},
		"a flag that is not":     {[]string{"-foo"}, "-foo"},
		"a word":                 {[]string{"vip"}, `"vip" is no flag`},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			err := run(t.Context(), t.Context(), test.args, nil, io.Discard)
			require.ErrorContains(t, err, test.want)
			assert.Equal(t, 2, exitCode(err))
			assert.NoFileExists(t, c.journal)
			assert.Zero(t, c.requests(sendOp))
		})
	}
}

func TestWrongTemplate(t *testing.T) {
	c := newCompany(t, 40)
	_, err := c.run(t.Context(), "-tag", "webinar", "-template", string(c.ids.Categories[0].ID), "-journal", c.journal, "-yes")
	require.ErrorContains(t, err, "-template")
	assert.Equal(t, 1, exitCode(err))

	_, err = c.begin() // nothing was begun, so that the journal is still a new one
	require.NoError(t, err)
}

func TestNobodyHasTheTag(t *testing.T) {
	c := newCompany(t, 3)
	_, err := c.run(t.Context(), "-tag", "Webinar", "-template", string(c.ids.Templates[0].ID), "-journal", c.journal, "-yes")
	require.ErrorContains(t, err, "nobody")
	assert.Equal(t, 1, exitCode(err))
}

func TestDryRunSendsNothing(t *testing.T) {
	c := newCompany(t, 40)
	before := len(c.Requests())
	out, err := c.begin("-dry-run")
	require.NoError(t, err)
	assert.Contains(t, out, "7 messages would be sent")
	assert.NoFileExists(t, c.journal)
	for _, request := range c.Requests()[before:] {
		assert.Equal(t, "GET", request.Method, request.Op)
	}
}

func TestTheAnswerToTheQuestion(t *testing.T) {
	for answer, want := range map[string]int{"y\n": 7, "n\n": 0, "": 0} {
		t.Run(fmt.Sprintf("%q", answer), func(t *testing.T) {
			c := newCompany(t, 40)
			var out strings.Builder
			args := c.args()
			err := run(t.Context(), t.Context(), args[:len(args)-1], strings.NewReader(answer), &out)
			assert.Contains(t, out.String(), "7 messages will be sent")
			assert.Contains(t, out.String(), "They can't be taken back. Go on?")
			assert.Len(t, c.received(), want)
			if want > 0 {
				require.NoError(t, err)
				return
			}
			assert.Equal(t, exitStopped, exitCode(err))
			_, err = c.resume()
			require.NoError(t, err)
			assert.Len(t, c.received(), 7)
		})
	}
}

func TestCtrlCAtTheQuestion(t *testing.T) {
	c := newCompany(t, 40)
	stop, stopNow := context.WithCancel(t.Context())
	defer stopNow()
	never, hold := io.Pipe()
	defer hold.Close()
	args := c.args()
	err := run(stop, t.Context(), args[:len(args)-1], never, &stopping{at: "Go on?", stop: stopNow})
	require.ErrorIs(t, err, errStopped)
	assert.Zero(t, c.requests(sendOp))
}

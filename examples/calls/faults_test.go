package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Nobody can ask Leeloo for a call: if the answer is lost, it is not sent again, whether it was logged or not.
func TestALostAnswer(t *testing.T) {
	for name, test := range map[string]struct {
		fault  leelootest.Fault
		onCard int
	}{
		"done, then the connection ends":    {leelootest.Dropped().AfterApplying(), 1},
		"not done, and the connection ends": {leelootest.Dropped(), 0},
		"done, then the server fails":       {leelootest.ServerError().AfterApplying(), 1},
		"done, half the answer":             {leelootest.Truncated(), 1},
		"a proxy's page":                    {leelootest.HTMLPage(502), 0},
		"an answer that proves nothing":     {leelootest.Fault{Body: "{}"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.Fail(test.fault.On("People.AddCall"))
			r := s.run(t.Context(), two)
			assert.Error(t, r.err)
			assert.Equal(t, map[string]reason{"1": unclear}, r.reasons)
			assert.Contains(t, r.stdout, "Calls: 1 logged now", "the rest goes on")
			assert.Equal(t, []int{test.onCard, 1}, []int{s.calls(0), s.calls(1)})

			r = s.run(t.Context(), two)
			assert.Error(t, r.err, "a human still has to look")
			assert.Equal(t, map[string]reason{"1": unclear}, r.reasons)
			assert.Len(t, s.sent(), 2, "nothing is sent again")
		})
	}
}

func TestAgain(t *testing.T) {
	s := newSite(t)
	s.Fail(leelootest.Dropped().On("People.AddCall"))
	require.Error(t, s.run(t.Context(), two).err)

	logged := s.run(t.Context(), two, "-again", "1772445600.8")
	require.ErrorContains(t, logged.err, "-again", "a call that is logged is not unclear")
	elsewhere := s.run(t.Context(), file(cdr{more: []string{"1772445600.9", ""}}), "-again", uniqueID)
	require.ErrorContains(t, elsewhere.err, "-again", "it is not in this file")
	assert.Len(t, s.sent(), 2)

	r := s.run(t.Context(), two, "-again", uniqueID)
	require.NoError(t, r.err)
	assert.Empty(t, r.reasons)
	assert.Equal(t, 1, s.calls(0))
	require.ErrorContains(t, s.run(t.Context(), two, "-again", uniqueID).err, "-again", "once is enough")
	assert.Equal(t, 1, s.calls(0))
}

// A human who has found the call on the card ends the matter: otherwise each run would fail.
func TestFound(t *testing.T) {
	s := newSite(t)
	s.Fail(leelootest.Dropped().AfterApplying().On("People.AddCall"))
	require.Error(t, s.run(t.Context(), two).err)
	wrong := s.run(t.Context(), two, "-found", uniqueID+",1772445600.8")
	require.ErrorContains(t, wrong.err, "-found", "a call that is logged is not unclear")

	require.NoError(t, s.run(t.Context(), two, "-found", uniqueID).err)
	r := s.run(t.Context(), two)
	require.NoError(t, r.err, "a human has looked")
	assert.Contains(t, r.stdout, "Calls: 0 logged now, 2 before.")
	assert.Equal(t, []int{1, 1}, []int{s.calls(0), s.calls(1)})
}

// What is on disk when a call leaves is all that there is after a crash. That call must not be sent again.
func TestACrash(t *testing.T) {
	s := newSite(t)
	crashed := s.journal() + ".crashed"
	s.BeforeEach(func(*leelootest.Lists) {
		if len(s.sent()) == 1 && s.calls(0) == 0 {
			snapshot, err := os.ReadFile(s.journal())
			assert.NoError(t, err)
			assert.NoError(t, os.WriteFile(crashed, snapshot, 0o600))
		}
	})
	require.NoError(t, s.run(t.Context(), two).err)
	s.BeforeEach(nil)
	require.FileExists(t, crashed)

	r := s.run(t.Context(), file(cdr{}), "-journal", crashed)
	assert.Error(t, r.err)
	assert.Equal(t, map[string]reason{"1": unclear}, r.reasons)
	assert.Equal(t, 1, s.calls(0))
}

// Ctrl-C stops the run, but does not leave the call under way unclear.
func TestCtrlC(t *testing.T) {
	s := newSite(t)
	both := file(cdr{}, cdr{more: []string{"1772445600.8", ""}}) // of one person, who is looked for once
	ctx, cancel := context.WithCancel(t.Context())
	s.BeforeEach(func(*leelootest.Lists) {
		if len(s.sent()) == 1 {
			cancel()
		}
	})
	r := s.run(ctx, both)
	require.ErrorIs(t, r.err, context.Canceled)
	assert.Contains(t, explain(r.err), "Stopped")
	assert.Contains(t, r.stdout, "Calls: 1 logged now")
	assert.Empty(t, r.reasons)
	s.BeforeEach(nil)

	r = s.run(t.Context(), both)
	require.NoError(t, r.err)
	assert.Contains(t, r.stdout, "Calls: 1 logged now, 1 before.")
	assert.Equal(t, 2, s.calls(0))
}

func TestCtrlCBetweenCalls(t *testing.T) {
	s := newSite(t)
	ctx, cancel := context.WithCancel(t.Context())
	s.BeforeEach(func(*leelootest.Lists) {
		if s.calls(0) == 1 {
			cancel() // while the second person is looked for
		}
	})
	require.ErrorIs(t, s.run(ctx, two).err, context.Canceled)
	s.BeforeEach(nil)
	r := s.run(t.Context(), two)
	require.NoError(t, r.err)
	assert.Equal(t, []int{1, 1}, []int{s.calls(0), s.calls(1)})
}

func TestCtrlCWhileStdinWaits(t *testing.T) {
	s := newSite(t)
	for name, token := range map[string]string{"the fake": "", "a company": s.Token} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("LEELOO_TOKEN", token)
			ctx, cancel := context.WithCancel(t.Context())
			stdin, silent := io.Pipe()
			defer silent.Close()
			cancel()
			require.ErrorIs(t, run(ctx, s.flags(), stdin, io.Discard, io.Discard), context.Canceled)
		})
	}
	assert.Empty(t, s.Requests())
}

func TestARefusedCallMayBeTriedAgain(t *testing.T) {
	for name, fault := range map[string]leelootest.Fault{
		"the call":           leelootest.Rejected("FORMAT_ERROR", map[string]string{"account_id": "NOT_ALLOWED_VALUE"}).On("People.AddCall"),
		"an id, by HTTP":     {Status: 404, Body: `{"status":0,"error":{"code":"NOT_FOUND"}}`, Op: "People.AddCall"},
		"the person's phone": leelootest.Rejected("FORMAT_ERROR", map[string]string{"filter.phone": "TOO_SHORT"}).On("People.List"),
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.Fail(fault)
			var stderr strings.Builder
			err := run(t.Context(), s.flags(), strings.NewReader(two), new(strings.Builder), &stderr)
			require.Error(t, err)
			assert.Equal(t, 1, command.ExitCode(err))
			assert.Regexp(t, `(?m)^1,`+uniqueID+`,refused,.*(FORMAT_ERROR|NOT_FOUND)`, stderr.String())
			assert.Equal(t, []int{0, 1}, []int{s.calls(0), s.calls(1)})

			require.NoError(t, s.run(t.Context(), two).err)
			assert.Equal(t, []int{1, 1}, []int{s.calls(0), s.calls(1)})
		})
	}
}

// What the next call would meet as well ends the run. The next one goes on.
func TestWhatStopsARun(t *testing.T) {
	noToken := leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "REQUIRED"})
	for name, test := range map[string]struct {
		fault leelootest.Fault
		want  error
	}{
		"no token for users":       {noToken.On("Users.List"), leeloo.ErrUnauthorized},
		"no token for people":      {noToken.On("People.List"), leeloo.ErrUnauthorized},
		"no token for calls":       {noToken.On("People.AddCall"), leeloo.ErrUnauthorized},
		"too many people":          {leelootest.RateLimited(100 * time.Second).On("People.List"), leeloo.ErrRateLimited},
		"too many calls":           {leelootest.RateLimited(100 * time.Second).On("People.AddCall"), leeloo.ErrRateLimited},
		"the list is an HTML page": {leelootest.HTMLPage(200).On("People.List").Repeat(100), leeloo.ErrUnexpectedResponse},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSite(t)
			s.Fail(test.fault)
			var stdout, stderr strings.Builder
			o, err := parse(s.flags(), nil)
			require.NoError(t, err)
			err = perform(t.Context(), s.Client(leeloo.WithMaxAttempts(1)), o, strings.NewReader(two), &stdout, &stderr)
			require.ErrorIs(t, err, test.want)
			assert.LessOrEqual(t, len(s.sent()), 1)
			assert.Equal(t, []int{0, 0}, []int{s.calls(0), s.calls(1)})

			other := newSite(t) // a client of its own: this one waits out the limit
			other.dir = s.dir
			r := other.run(t.Context(), two)
			require.NoError(t, r.err)
			assert.Equal(t, []int{1, 1}, []int{other.calls(0), other.calls(1)})
		})
	}
}

// Leeloo that answers people but loses each call would leave a whole file to a human.
func TestThreeLostAnswersInARow(t *testing.T) {
	s := newSite(t)
	five := ""
	for _, counter := range []string{"1", "2", "3", "4", "5"} {
		five += file(cdr{more: []string{"1772445600." + counter, ""}})
	}
	s.Fail(leelootest.ServerError().On("People.AddCall").Repeat(5))
	r := s.run(t.Context(), five)
	require.ErrorIs(t, r.err, leeloo.ErrServer)
	assert.Equal(t, map[string]reason{"1": unclear, "2": unclear, "3": unclear}, r.reasons)
	assert.Len(t, s.sent(), 3)
}

// A call that is logged while the disk is full must stop the run: what comes after it could not be remembered either.
func TestTheJournalFailsAfterACall(t *testing.T) {
	s := newSite(t)
	o, err := parse(s.flags(), nil)
	require.NoError(t, err)
	l, err := newLogger(s.Client(), o, io.Discard)
	require.NoError(t, err)
	s.BeforeEach(func(*leelootest.Lists) {
		if len(s.sent()) == 1 {
			assert.NoError(t, l.Close())
		}
	})
	records, _, err := read(strings.NewReader(two), o.zone)
	require.NoError(t, err)
	calls, _ := exchange{o.users, o.region}.calls(records)
	require.ErrorContains(t, l.logAll(t.Context(), calls), "line 1")
	assert.Len(t, s.sent(), 1)
	s.BeforeEach(nil)

	assert.Equal(t, map[string]reason{"1": unclear}, s.run(t.Context(), two).reasons)
	assert.Equal(t, []int{1, 1}, []int{s.calls(0), s.calls(1)})
}

func TestAJournalInUse(t *testing.T) {
	s := newSite(t)
	o, err := parse(s.flags(), nil)
	require.NoError(t, err)
	l, err := newLogger(s.Client(), o, nil)
	require.NoError(t, err)
	defer l.Close()
	require.ErrorContains(t, s.run(t.Context(), two).err, "another process")
	s.wroteNothing()
}

// Under a wrong name every call looks new. A mistyped -journal must not log the whole file a second time.
func TestAWrongJournal(t *testing.T) {
	s := newSite(t)
	require.NoError(t, s.run(t.Context(), two).err)
	empty := filepath.Join(s.dir, "empty")
	require.NoError(t, os.WriteFile(empty, nil, 0o600))
	for _, wrong := range [][]string{
		{"-journal", filepath.Join(s.dir, "jurnal")}, {"-journal", empty}, {"-new"},
	} {
		r := s.run(t.Context(), two, wrong...)
		require.ErrorContains(t, r.err, "-new")
		assert.Equal(t, 2, command.ExitCode(r.err))
	}
	assert.Equal(t, []int{1, 1}, []int{s.calls(0), s.calls(1)})
}

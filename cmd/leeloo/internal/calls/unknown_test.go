package calls_test

import (
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/calls"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// inBubble runs a test in a bubble of testing/synctest, where no pause takes time.
func inBubble(t *testing.T, test func(t *testing.T, s *site)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := newSite(t)
		s.shell.Transport = s.Transport()
		test(t, s)
	})
}

// Nobody can ask Leeloo for a call: if the response is lost, it is not sent again, whether it was logged or not.
func TestAnUnknownOutcomeIsLeftToAHuman(t *testing.T) {
	for name, test := range map[string]struct {
		fault  leelootest.Fault
		onCard int
	}{
		"applied, then the connection ends":     {leelootest.Dropped().AfterApplying(), 1},
		"not applied, and the connection ends":  {leelootest.Dropped(), 0},
		"applied, then the server fails":        {leelootest.ServerError().AfterApplying(), 1},
		"applied, half the response":            {leelootest.Truncated(), 1},
		"a proxy's HTML":                        {leelootest.HTMLPage(502), 0},
		"HTTP 503":                              {leelootest.Fault{Status: 503}, 0},
		"a response that proves nothing":        {leelootest.Fault{Body: "{}"}, 0},
		"applied, and the response is too late": {leelootest.Slow(time.Hour).AfterApplying(), 1},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *site) {
				s.Fail(test.fault.On("People.AddCall"))
				r := s.ran(human, two)
				assert.Equal(t, map[string]string{"1": "unknown"}, r.reasons)
				assert.Contains(t, r.Out, "1,"+calls.UniqueID+",2026-03-02T10:00:00Z,"+string(s.company.People[0].ID)+",unknown,")
				assert.Contains(t, r.Out, "leeloo journal settle "+s.journal()+" "+calls.UniqueID+" --verdict applied")
				assert.Contains(t, r.Err, "Calls: 1 logged now", "the rest goes on")
				assert.Equal(t, []int{test.onCard, 1}, s.onCards())

				r = s.ran(human, two)
				assert.Equal(t, map[string]string{"1": "unknown"}, r.reasons, "a human still has to look")
				r = s.ran(human, "")
				assert.Equal(t, map[string]string{"": "unknown"}, r.reasons, "also after the file was rotated")
				assert.Contains(t, r.Out, ","+calls.UniqueID+",2026-03-02T10:00:00Z,"+string(s.company.People[0].ID)+",unknown,")
				assert.Len(t, s.sent(), 2, "nothing is sent again")
			})
		})
	}
}

func TestVerdictsOfAHuman(t *testing.T) {
	for name, test := range map[string]struct {
		action durable.Action
		want   string // of the summary
		dry    string // of that of a dry run
		sent   int
	}{
		"applied":    {durable.Applied, "Calls: 0 logged now, 2 logged before.", "Calls: 0 would be logged, 2 logged before.", 0},
		"send again": {durable.SendAgain, "Calls: 1 logged now, 1 logged before.", "Calls: 1 would be logged, 1 logged before.", 1},
		"give up":    {durable.GiveUp, "Calls: 0 logged now, 1 logged before, 1 given up by a human.", "1 given up by a human", 0},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *site) {
				s.Fail(leelootest.Dropped().On("People.AddCall"))
				s.ran(human, two)
				before := len(s.sent())
				s.settle(calls.UniqueID, test.action)
				dry := s.ran(done, two, "--dry-run")
				r := s.ran(done, two)
				assert.Contains(t, r.Err, test.want)
				assert.Contains(t, dry.Err, test.dry)
				assert.Empty(t, r.reasons)
				assert.Equal(t, test.sent, len(s.sent())-before)
				s.ran(done, two)
				assert.Equal(t, test.sent, len(s.sent())-before, "once is enough")
			})
		})
	}
}

// The report says what to run, and it works as printed.
func TestTheCommandOfTheReport(t *testing.T) {
	inBubble(t, func(t *testing.T, s *site) {
		s.Fail(leelootest.Dropped().AfterApplying().On("People.AddCall"))
		r := s.ran(human, two)
		command := regexp.MustCompile(`run leeloo (journal settle \S+ \S+ --verdict applied),`).FindStringSubmatch(r.Out)
		require.Len(t, command, 2, r.Out)
		show := s.shell.Run(t.Context(), "journal", "show", s.journal())
		assert.Contains(t, show.Out, calls.UniqueID)
		assert.Contains(t, show.Out, string(s.company.People[0].ID))
		assert.Contains(t, show.Out, "2026-03-02 ")

		settled := s.shell.Run(t.Context(), append(strings.Fields(command[1]), "--yes")...)
		require.Equal(t, done, settled.Code, settled.Err)
		assert.Contains(t, settled.Err, "The next leeloo calls")
		s.ran(done, two)
		assert.Equal(t, []int{1, 1}, s.onCards())
	})
}

// A verdict may come when the call is no longer in the file: then it cannot be sent.
func TestACallThatIsInAnotherFile(t *testing.T) {
	inBubble(t, func(t *testing.T, s *site) {
		s.Fail(leelootest.Dropped().On("People.AddCall"))
		s.ran(human, two)
		s.settle(calls.UniqueID, durable.SendAgain)
		assert.Equal(t, map[string]string{"": "elsewhere"}, s.ran(done, "").reasons)
		assert.Empty(t, s.ran(done, two).reasons)
		assert.Equal(t, []int{1, 1}, s.onCards())
	})
}

// crashed runs the command, and returns the journal as a kill -9 would leave it while the first call is on its way.
func (s *site) crashed() string {
	s.t.Helper()
	path := filepath.Join(s.dir, "crashed.journal")
	s.BeforeEach(func(*leelootest.Lists) {
		if len(s.sent()) != 1 || s.calls(0) != 0 {
			return
		}
		for _, suffix := range []string{"", "-wal"} {
			content, err := os.ReadFile(s.journal() + suffix)
			assert.NoError(s.t, err)
			assert.NoError(s.t, os.WriteFile(path+suffix, content, 0o600))
		}
	})
	s.ran(done, two)
	s.BeforeEach(nil)
	require.FileExists(s.t, path)
	return path
}

// What is on disk when a call is sent is all that there is after a crash. That call must not be sent again.
func TestACrashIsNotSentAgain(t *testing.T) {
	sameCard := calls.File(calls.CDR{More: []string{"1772445600.9", ""}})
	for name, test := range map[string]struct {
		file string
		line string // of the unknown call
	}{
		"the same file":                {two, "1"},
		"a rotated file":               {"", ""},
		"another call of the person":   {two + sameCard, "1"},
		"another call, a rotated file": {sameCard, ""},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *site) {
				path := s.crashed()
				r := s.ran(human, test.file, "--journal", path, "--dry-run")
				assert.Equal(t, "unknown", r.reasons[test.line], "a dry run says so, too")
				before := s.calls(0)
				r = s.ran(human, test.file, "--journal", path)
				assert.Equal(t, map[string]string{test.line: "unknown"}, r.reasons)
				want := before
				if test.file != two && test.file != "" {
					want++
				}
				assert.Equal(t, want, s.calls(0), "only the other call was sent")
			})
		})
	}
}

// Ctrl-C stops the run, but does not leave the call that is being sent unknown.
func TestCtrlC(t *testing.T) {
	both := calls.File(calls.CDR{}, calls.CDR{More: []string{second, ""}}) // of one person, who is looked for once
	inBubble(t, func(t *testing.T, s *site) {
		ctx, cancel := context.WithCancel(t.Context())
		s.BeforeEach(func(*leelootest.Lists) {
			if len(s.sent()) == 1 {
				cancel()
			}
		})
		r := s.run(ctx, both)
		require.Equal(t, stopped, r.Code, r.Err)
		assert.Contains(t, r.Err, "Calls: 1 logged now, 0 logged before, 1 not tried yet.")
		assert.Contains(t, r.Err, "leeloo: stopped\nTo go on: leeloo calls --")
		assert.Contains(t, r.Err, " --journal "+s.journal()+" ")
		assert.Contains(t, r.Err, " --tz UTC --users "+filepath.Join(s.dir, "users.txt")+" --yes < Master.csv\n")
		assert.NotContains(t, r.Err, "--since")
		assert.Empty(t, r.reasons)
		s.BeforeEach(nil)

		assert.Contains(t, s.ran(done, both).Err, "Calls: 1 logged now, 1 logged before.")
		assert.Equal(t, 2, s.calls(0))
	})
}

// Ctrl-C while a response is lost: the call is in the report of the run that sent it.
func TestCtrlCAndAnUnknownOutcome(t *testing.T) {
	inBubble(t, func(t *testing.T, s *site) {
		ctx, cancel := context.WithCancel(t.Context())
		s.BeforeEach(func(*leelootest.Lists) {
			if len(s.sent()) == 1 {
				cancel()
			}
		})
		s.Fail(leelootest.Dropped().AfterApplying().On("People.AddCall"))
		r := s.run(ctx, two)
		require.Equal(t, stopped, r.Code, r.Err)
		assert.Equal(t, map[string]string{"1": "unknown"}, r.reasons)
		assert.Contains(t, r.Err, "1 not tried yet")
	})
}

func TestCtrlCBetweenCalls(t *testing.T) {
	inBubble(t, func(t *testing.T, s *site) {
		ctx, cancel := context.WithCancel(t.Context())
		s.BeforeEach(func(*leelootest.Lists) {
			if s.calls(0) == 1 {
				cancel() // while the second person is looked for
			}
		})
		require.Equal(t, stopped, s.run(ctx, two).Code)
		s.BeforeEach(nil)
		s.ran(done, two)
		assert.Equal(t, []int{1, 1}, s.onCards())
	})
}

// Before the first run has made the journal, the command that goes on still needs --since.
func TestCtrlCWhileStandardInputWaits(t *testing.T) {
	s := newSite(t)
	ctx, cancel := context.WithCancel(t.Context())
	stdin, silent := io.Pipe()
	defer silent.Close()
	var text strings.Builder
	s.BeforeEach(func(*leelootest.Lists) {
		if s.Count("Users.List") == 2 { // the last request before the records are read
			cancel()
		}
	})
	a := &app.App{In: stdin, Out: io.Discard, Err: &text, Getenv: func(name string) string { return s.shell.Env[name] }}
	require.Equal(t, stopped, root.Run(ctx, a, s.args()))
	assert.Contains(t, text.String(), "--since all")
	assert.NoFileExists(t, s.journal())
	s.wroteNothing()
}

// A call that is logged while the disk is full must stop the run: what comes after it could not be recorded either.
func TestAJournalThatFailsAfterACall(t *testing.T) {
	inBubble(t, func(t *testing.T, s *site) {
		s.BeforeEach(func(*leelootest.Lists) {
			if len(s.sent()) == 1 && s.calls(0) == 0 {
				s.exec("CREATE TRIGGER full BEFORE UPDATE ON leeloo_durable_tasks BEGIN SELECT RAISE(ABORT, 'disk full'); END")
			}
		})
		r := s.ran(stopped, two)
		assert.Contains(t, r.Err, "stopped at line 1")
		assert.Len(t, s.sent(), 1)
		s.BeforeEach(nil)
		s.exec("DROP TRIGGER full")

		assert.Equal(t, map[string]string{"1": "unknown"}, s.ran(human, two).reasons)
		assert.Equal(t, []int{1, 1}, s.onCards())
	})
}

func (s *site) exec(statement string) {
	db, err := sql.Open("sqlite", s.journal())
	assert.NoError(s.t, err)
	_, err = db.Exec(statement)
	assert.NoError(s.t, err)
	assert.NoError(s.t, db.Close())
}

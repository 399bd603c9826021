package send_test

import (
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestCtrlCFinishesTheMessageUnderWay(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		result := c.stopAt(sendOp, 3)
		assert.Equal(t, app.ExitStopped, result.Code)
		assert.Equal(t, "Of 7 messages: 3 sent, 4 waiting.\n", result.Out)
		assert.Contains(t, result.Err, "To go on: leeloo send --resume --journal '"+c.journal+"' --yes\n")

		result = c.resume()
		assert.Equal(t, app.ExitDone, result.Code)
		assert.Contains(t, result.Err, "3 sent, 4 waiting")
		assert.Equal(t, 7, c.Count(sendOp))
		assert.Len(t, c.received(), 7)
	})
}

func TestCtrlCAtTheQuestion(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		in, hold := io.Pipe()
		defer hold.Close()
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, cancel)
		args := c.args()
		result := c.shell.RunWith(ctx, in, args[:len(args)-1]...)
		assert.Equal(t, app.ExitStopped, result.Code)
		assert.Contains(t, result.Err, "Nothing was sent.")
		assert.NoFileExists(t, c.journal)
		assert.Zero(t, c.Count(sendOp))
	})
}

// Ctrl-C before the first message is an end that can be resumed, whenever it comes.
func TestCtrlCBeforeTheFirstMessage(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		for _, op := range []string{"Users.List", "Tags.List", "People.List"} {
			result := c.stopAt(op, 1)
			assert.Equal(t, app.ExitStopped, result.Code, op)
			assert.Contains(t, result.Err, "Nothing was sent.", op)
			assert.NoFileExists(t, c.journal)
		}
		require.Equal(t, app.ExitStopped, c.stopAt(sendOp, 2).Code)
		canceled, cancel := context.WithCancel(t.Context())
		cancel()
		for _, next := range []func() context.Context{
			func() context.Context { return canceled },
			func() context.Context { return c.canceledAt("Users.List") },
			func() context.Context { return c.canceledAt("Channels.Connections") },
		} {
			result := c.run(next(), "send", "--resume", "--yes", "--journal", c.journal)
			assert.Equal(t, app.ExitStopped, result.Code, result.Err)
			assert.Contains(t, result.Err, "To go on: leeloo send --resume --journal '"+c.journal+"'")
			assert.Equal(t, 2, c.Count(sendOp))
		}
		c.BeforeEach(nil)
		assert.Equal(t, app.ExitDone, c.resume().Code)
		assert.Len(t, c.received(), 7)
	})
}

// A pause ends at once as well.
func TestCtrlCEndsAPause(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.atRequest(sendOp, 2, func() { c.Fail(leelootest.HTMLPage(503).On(listOp).Repeat(1000)) })
		_, took := c.stopAfter(5*time.Minute, c.args()...)
		assert.Equal(t, 5*time.Minute, took)
		counts := c.counts()
		assert.Equal(t, 7, counts.Sent+counts.Waiting)
	})
}

func TestFlagsThatContradictTheJournalAreRefused(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		require.Equal(t, app.ExitStopped, c.stopAt(sendOp, 2).Code)
		for _, flags := range [][]string{
			{"--tag", "vip"}, {"--template", "Welcome/Follow-up"}, {"--template", string(c.ids.Templates[1].ID)},
			{"--var", "name=Olena"}, {"--var", "date=Friday"}, {"--channel", "TELEGRAM"},
		} {
			result := c.resume(flags...)
			assert.Contains(t, result.Err, flags[0]+" is not that of the journal")
			assert.Equal(t, app.ExitUsage, result.Code)
		}
		result := c.begin()
		assert.Contains(t, result.Err, "go on with --resume")
		assert.Equal(t, app.ExitUsage, result.Code)
		assert.Equal(t, 2, c.Count(sendOp))

		result = c.begin("--resume", "--tag", "Webinar", "--template", "greeting") // the same, by other names
		assert.Equal(t, app.ExitDone, result.Code, result.Err)
		assert.Len(t, c.received(), 7)
	})
}

func TestAJournalOfAnotherCompanyIsRefused(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		require.Equal(t, app.ExitStopped, c.stopAt(sendOp, 2).Code)
		c.Fail(
			leelootest.Fault{Op: "Users.List", Body: `{"status": 1, "data": [{"id": "000000000000000000000001", "name": "A"}], "meta": {}}`},
			leelootest.Fault{Op: "Channels.Connections", Body: `{"status": 1, "data": {"connections": []}}`},
		)
		result := c.resume()
		assert.Equal(t, app.ExitUsage, result.Code)
		assert.Contains(t, result.Err, "LEELOO_TOKEN is of another company")
		assert.Equal(t, 2, c.Count(sendOp))
	})
}

func TestResumeOfAFinishedBroadcastSendsNothing(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		require.Equal(t, app.ExitDone, c.begin().Code)
		result := c.resume("--retry-refused")
		assert.Equal(t, app.ExitDone, result.Code)
		assert.Equal(t, "Of 7 messages: 7 sent.\n", result.Out)
		assert.Equal(t, 7, c.Count(sendOp))
	})
}

func TestOneProcessWorksOnAJournal(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		require.Equal(t, app.ExitStopped, c.stopAt(sendOp, 2).Code)
		f, err := store.Open(t.Context(), c.journal, "send")
		require.NoError(t, err)
		require.NoError(t, f.Lock())
		result := c.resume()
		assert.Equal(t, app.ExitStopped, result.Code)
		assert.Contains(t, result.Err, "another leeloo send works on it")
		require.NoError(t, f.Close())
		assert.Equal(t, app.ExitDone, c.resume().Code)
	})
}

// One that has just begun the broadcast is the only one, too.
func TestOneProcessWorksOnANewJournal(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		second := make(chan apptest.Result, 1)
		c.atRequest(sendOp, 2, func() { go func() { second <- c.resume() }() })
		assert.Equal(t, app.ExitDone, c.begin().Code)
		result := <-second
		assert.Equal(t, app.ExitStopped, result.Code)
		assert.Contains(t, result.Err, "another leeloo send works on it")
	})
}

// A process that was killed before the plan was on disk has sent nothing.
func TestAJournalWithoutAPlan(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		f, err := store.Create(t.Context(), c.journal, "send")
		require.NoError(t, err)
		require.NoError(t, f.Close())
		result := c.resume()
		assert.Equal(t, app.ExitUsage, result.Code)
		assert.Contains(t, result.Err, "nothing was sent; delete the file, and begin the broadcast without --resume")
		assert.Equal(t, store.Counts{}, c.counts())
	})
}

func TestTheJournalOfAnotherCommandIsRefused(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		f, err := store.Create(t.Context(), c.journal, "calls")
		require.NoError(t, err)
		require.NoError(t, f.Close())
		result := c.resume()
		assert.Equal(t, app.ExitUsage, result.Code)
		assert.Contains(t, result.Err, "not a journal of leeloo send, but of leeloo calls")
	})
}

// inStateDir runs a new broadcast whose journal has the default name, with Ctrl-C at its n-th message.
func (c *company) inStateDir(n int, args ...string) apptest.Result {
	ctx, cancel := context.WithCancel(c.t.Context())
	defer cancel()
	c.atRequest(sendOp, n, cancel)
	defer c.BeforeEach(nil)
	return c.run(ctx, append([]string{"send", "--yes", "--tag", "webinar", "--template", "Welcome/Greeting", "--var", "name=Broadcast"}, args...)...)
}

func (c *company) journals() []string {
	files, err := filepath.Glob(filepath.Join(c.shell.Env["LEELOO_STATE_DIR"], "send", "*.journal"))
	require.NoError(c.t, err)
	return files
}

func TestResumeWithoutANameTakesTheUnfinishedOne(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		result := c.inStateDir(2)
		require.Equal(t, app.ExitStopped, result.Code)
		require.Len(t, c.journals(), 1)
		assert.Contains(t, result.Err, "Journal: "+c.journals()[0])
		assert.Equal(t, time.Now().Local().Format("2006-01-02-1504"), filepath.Base(c.journals()[0])[:15], "the name has the time")
		assert.Contains(t, result.Err, "To go on: leeloo send --resume --journal "+c.journals()[0]+" --yes\n")

		result = c.run(t.Context(), "send", "--resume", "--yes")
		assert.Equal(t, app.ExitDone, result.Code, result.Err)
		assert.Len(t, c.received(), 7)

		result = c.run(t.Context(), "send", "--resume", "--yes")
		assert.Equal(t, app.ExitUsage, result.Code)
		assert.Contains(t, result.Err, "no broadcast in "+c.shell.Env["LEELOO_STATE_DIR"]+" is unfinished")
	})
}

func TestResumeWithoutANameListsSeveral(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		require.Equal(t, app.ExitStopped, c.inStateDir(2).Code)
		require.Equal(t, app.ExitStopped, c.inStateDir(1, "--tag", "vip", "--per-minute", "20").Code)
		require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(c.journals()[0]), "no.journal"), []byte("no"), 0o600))
		result := c.run(t.Context(), "send", "--resume", "--yes")
		assert.Equal(t, app.ExitUsage, result.Code)
		journals := slices.DeleteFunc(c.journals(), func(path string) bool { return strings.HasSuffix(path, "no.journal") })
		require.Len(t, journals, 2)
		for _, path := range journals {
			assert.Contains(t, result.Err, "leeloo send --resume --journal "+path)
		}
		assert.Contains(t, result.Err, `tag "webinar", template "Welcome/Greeting": 2 sent, 5 waiting`)
		assert.Contains(t, result.Err, `tag "vip", template "Welcome/Greeting": 1 sent, `)
		assert.Equal(t, 3, c.Count(sendOp))
	})
}

// A script that begins the broadcast again instead of going on must not write to everybody twice.
func TestASecondBroadcastOfTheSameIsRefusedUntilTheFirstIsDone(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		require.Equal(t, app.ExitStopped, c.inStateDir(2).Code)
		result := c.inStateDir(0)
		assert.Equal(t, app.ExitUsage, result.Code)
		assert.Contains(t, result.Err, "is unfinished (2 sent, 5 waiting); go on with it:\n  leeloo send --resume --journal "+c.journals()[0])
		assert.Equal(t, 2, c.Count(sendOp))
		require.Equal(t, app.ExitDone, c.run(t.Context(), "send", "--resume", "--yes").Code)
		assert.Len(t, c.received(), 7)

		result = c.inStateDir(0)
		assert.Equal(t, app.ExitDone, result.Code, "a finished one is no obstacle")
		assert.Regexp(t, `Note: the broadcast of .* had the same tag and template: 7 sent\.`, result.Err)
		assert.Len(t, c.journals(), 2)
		assert.Equal(t, 14, c.Count(sendOp))
	})
}

// human calls do when the program reads the response to its question.
type human func() string

func (h human) Read(p []byte) (int, error) { return copy(p, h()), nil }

// Two cron jobs, or a human who did not wait: when each looked for another broadcast, there was none.
func TestTwoThatBeginTheSameBroadcastAtOnce(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		args := []string{"send", "--tag", "webinar", "--template", "Welcome/Greeting", "--var", "name=Broadcast"}
		result := c.shell.RunWith(t.Context(), human(func() string {
			assert.Equal(t, app.ExitDone, c.run(t.Context(), append(args, "--yes")...).Code)
			return "y\n"
		}), args...)
		assert.Equal(t, app.ExitUsage, result.Code, result.Err)
		assert.Contains(t, result.Err, "another leeloo send has begun the same broadcast meanwhile: 7 sent; its journal is "+c.journals()[0])
		assert.Len(t, c.journals(), 1)
		assert.Len(t, c.received(), 7)
	})
}

// A journal that cannot be read may be that of the same broadcast. What is no journal is none.
func TestAJournalThatCannotBeReadStopsASecondBroadcast(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		require.Equal(t, app.ExitStopped, c.inStateDir(2).Code)
		t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
		t.Setenv("TMP", os.Getenv("TMPDIR"))
		result := c.inStateDir(0)
		assert.Equal(t, app.ExitFailed, result.Code)
		assert.Contains(t, result.Err, "journal "+c.journals()[0]+": ")
		assert.Contains(t, result.Err, "nothing was sent: the journal may be of this broadcast")
		assert.Equal(t, 2, c.Count(sendOp))
	})
}

func TestOtherFilesDoNotStopABroadcast(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		dir := filepath.Join(c.shell.Env["LEELOO_STATE_DIR"], "send")
		require.NoError(t, os.MkdirAll(dir, 0o700))
		for name, command := range map[string]string{"calls": "calls", "without a plan": "send"} {
			f, err := store.Create(t.Context(), filepath.Join(dir, name+".journal"), command)
			require.NoError(t, err)
			require.NoError(t, f.Close())
		}
		require.NoError(t, os.WriteFile(filepath.Join(dir, "empty.journal"), nil, 0o600))
		require.NoError(t, os.WriteFile(filepath.Join(dir, "text.journal"), []byte("name,phone\n"), 0o600))
		assert.Equal(t, app.ExitDone, c.inStateDir(0).Code)
	})
}

// The plan is on disk before the first message, in one piece.
func TestThePlanIsCompleteBeforeTheFirstMessage(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.atRequest(sendOp, 1, func() {
			f, err := store.Snapshot(context.Background(), c.journal, "send")
			require.NoError(t, err)
			defer f.Close()
			var plan map[string]json.RawMessage
			found, err := f.Get(context.Background(), "plan", &plan)
			require.NoError(t, err)
			assert.True(t, found)
			var recipients []map[string]string
			require.NoError(t, json.Unmarshal(plan["recipients"], &recipients))
			assert.Len(t, recipients, 7)
			assert.JSONEq(t, `"Welcome/Greeting"`, string(plan["template_name"]))
			assert.JSONEq(t, `{"name": "Broadcast"}`, string(plan["variables"]))
			assert.NotEmpty(t, plan["company"])
		})
		assert.Equal(t, app.ExitDone, c.begin("--channel", "").Code)
	})
}

// canceledAt returns a context that ends at the next request of an operation. The test ends it at the latest.
func (c *company) canceledAt(op string) context.Context {
	ctx, cancel := context.WithCancel(c.t.Context())
	c.atRequest(op, 1, cancel)
	return ctx
}

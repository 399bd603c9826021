package journal_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// journal is a journal with a write in each state, of a broadcast to seven people.
type journal struct {
	*apptest.Shell
	t    *testing.T
	path string
	file *store.File // of the running command
}

// ids are those of the people, by the state of their messages.
var ids = map[store.State]string{
	store.Sent:      "000000000000000000000001",
	store.Refused:   "000000000000000000000002",
	store.Unknown:   "000000000000000000000003",
	store.LookedFor: "000000000000000000000004",
	store.Waiting:   "000000000000000000000005",
	store.GivenUp:   "000000000000000000000006",
}

func newJournal(t *testing.T) *journal {
	fake := leelootest.New(t)
	path := filepath.Join(t.TempDir(), "a b.journal")
	f, err := store.Create(t.Context(), path, "send")
	require.NoError(t, err)
	t.Cleanup(func() { assert.NoError(t, f.Close()) })
	require.NoError(t, f.PutTotal(t.Context(), 7))
	j := &journal{apptest.New(t, fake), t, path, f}
	j.Env["LEELOO_TOKEN"] = ""
	person := fake.AddPerson(leelootest.Person{Name: "Olena"})

	send := func(state store.State, faults ...leelootest.Fault) {
		fake.Fail(faults...)
		crm := fake.Client(leeloo.WithMaxAttempts(1))
		_ = j.run(state, func(ctx context.Context, task *durable.Task) error {
			params := leeloo.SendTemplateParams{AccountID: person.AccountID, TemplateID: fake.Seed(0).Templates[0].ID}
			matches := func(leeloo.Message) bool { return false }
			if state == store.Unknown {
				matches = nil
			}
			return durable.For(crm, task).Template(ctx, "message", params, matches)
		})
	}
	send(store.Sent)
	send(store.Refused, leelootest.Rejected("FORMAT_ERROR", map[string]string{"account_id": "NOT_ALLOWED_VALUE"}).On("Templates.Send"))
	send(store.Unknown, leelootest.Dropped().On("Templates.Send"))
	send(store.LookedFor, leelootest.Dropped().On("Templates.Send"))
	send(store.Waiting, leelootest.RateLimited(time.Hour).On("Messages.List"))
	send(store.GivenUp, leelootest.Rejected("FORMAT_ERROR", nil).On("Templates.Send"))
	require.NoError(t, durable.Settle(t.Context(), f.Store, ids[store.GivenUp], durable.Verdict{Action: durable.GiveUp}))
	return j
}

func (j *journal) run(state store.State, work func(context.Context, *durable.Task) error) error {
	return durable.Run(j.t.Context(), j.file.Store, durable.Job{ID: ids[state], Key: "a" + ids[state][1:]}, work)
}

func (j *journal) call(args ...string) apptest.Result {
	j.t.Helper()
	return j.Run(j.t.Context(), append([]string{"journal"}, args...)...)
}

func (j *journal) state(of store.State) store.State {
	j.t.Helper()
	task, err := durable.Show(j.t.Context(), j.file.Store, ids[of])
	require.NoError(j.t, err)
	return store.StateOf(task)
}

// The states of durable in the words of the reports. durable makes the tasks: if its texts change, this fails.
func TestStatus(t *testing.T) {
	j := newJournal(t)
	for state := range ids {
		assert.Equal(t, state, j.state(state))
	}
	result := j.call("status", j.path)
	assert.Equal(t, app.ExitDone, result.Code, result.Err)
	assert.Equal(t, "Journal of leeloo send. Of 7: 1 sent, 1 refused, 1 unknown, 1 looked for, 2 waiting, 1 given up.\n", result.Out)
	result = j.call("status", j.path, "--json")
	assert.JSONEq(t, fmt.Sprintf(`{"journal": %q, "command": "send", "total": 7, "sent": 1, "refused": 1, "unknown": 1, "looked_for": 1,
		"waiting": 2, "given_up": 1}`, j.path), result.Out)
}

func TestShowListsWhatWaitsForAHuman(t *testing.T) {
	j := newJournal(t)
	result := j.call("show", j.path)
	assert.Equal(t, app.ExitDone, result.Code, result.Err)
	assert.Regexp(t, `^Person 000000000000000000000002: refused
  account  a00000000000000000000002
  sent at  20\d\d-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}
  why      Templates\.Send: .*FORMAT_ERROR \(account_id: NOT_ALLOWED_VALUE\)
  chat     https://app\.leeloo\.ai/chats/all/a00000000000000000000002/000000000000000000000002
  to do    remove the cause, .*
Person 000000000000000000000003: unknown
  account  a00000000000000000000003
  sent at  20.*
  why      it may have been applied, and the API cannot be asked: look in Leeloo
  chat     https://app\.leeloo\.ai/chats/all/a00000000000000000000003/000000000000000000000003
  to do    look whether it is there: .*

If the address of a chat shows nothing, exchange its two ids: the vendor's
documentation contradicts itself about their order\.
To settle: leeloo journal settle '.*/a b\.journal' ID… --verdict applied\|send-again\|give-up
$`, result.Out)

	var entries []map[string]any
	require.NoError(t, json.Unmarshal([]byte(j.call("show", j.path, "--json").Out), &entries))
	require.Len(t, entries, 2)
	assert.Equal(t, "unknown", entries[1]["state"])
	assert.Equal(t, "a00000000000000000000003", entries[1]["account"])
}

func TestShowOne(t *testing.T) {
	j := newJournal(t)
	for state, id := range ids {
		result := j.call("show", j.path, id)
		assert.Contains(t, result.Out, "Person "+id+": "+string(state)+"\n")
	}
	result := j.call("show", j.path, "000000000000000000000099")
	assert.Equal(t, app.ExitUsage, result.Code)
	assert.Contains(t, result.Err, "000000000000000000000099")
}

func TestShowCalls(t *testing.T) {
	f, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "calls"), "calls")
	require.NoError(t, err)
	defer func() { assert.NoError(t, f.Close()) }()
	crm := leelootest.New(t)
	crm.Fail(leelootest.Rejected("FORMAT_ERROR", nil).On("People.AddCall"), leelootest.Dropped().On("People.AddCall"))
	shell := apptest.New(t, crm)
	for _, id := range []string{"1772445900.10", "1772445901.11"} {
		_ = durable.Run(t.Context(), f.Store, durable.Job{ID: id, Key: ids[store.Unknown]}, func(ctx context.Context, task *durable.Task) error {
			require.NoError(t, task.Note(map[string]any{"person": ids[store.Unknown], "time": time.Date(2026, 3, 2, 10, 5, 0, 0, time.UTC),
				"direction": "INBOUND", "status": "SUCCESS", "duration": "2m55s"}))
			_, err := durable.For(crm.Client(), task).Call(ctx, "call", leeloo.CallParams{
				UserID: "000000000000000000000007", From: "+380500000000", To: "101", Date: time.Now(), AccountID: "000000000000000000000008",
				Status: leeloo.CallStatusSuccess, Type: leeloo.CallTypeInbound,
			})
			return err
		})
	}
	shown := shell.Run(t.Context(), "journal", "show", f.Path)
	assert.Regexp(t, `^Call 1772445900\.10: refused
  person   000000000000000000000003
  call     2026-03-02 \d\d:05:00 [+-]\d{4}, INBOUND, SUCCESS, 2m55s
  sent at  20.*
  why      People\.AddCall: .*FORMAT_ERROR
  to do    remove the cause, then run leeloo calls again: .*
Call 1772445901\.11: unknown
  person   000000000000000000000003
  call     2026.*
  sent at  20.*
  why      it may have been applied, .*
  to do    look whether it is there: .*
To settle: leeloo journal settle `, shown.Out)
}

func TestShowNothing(t *testing.T) {
	j := newJournal(t)
	require.Equal(t, app.ExitDone, j.call("settle", j.path, "--all-held", "--verdict", "give-up", "--yes").Code)
	assert.Equal(t, "Nothing waits for a human.\n", j.call("show", j.path).Out)
	assert.Equal(t, "[]\n", j.call("show", j.path, "--json").Out)
}

func TestSettle(t *testing.T) {
	tests := map[string]struct {
		args []string
		want map[store.State]store.State
		out  string
	}{
		"applied":          {[]string{ids[store.Unknown], "--verdict", "applied"}, map[store.State]store.State{store.Unknown: store.Sent}, "Settled as applied: 1.\n"},
		"send again":       {[]string{ids[store.Unknown], "--verdict", "send-again"}, map[store.State]store.State{store.Unknown: store.Waiting}, "Settled as send-again: 1.\n"},
		"give up":          {[]string{ids[store.Unknown], "--verdict", "give-up"}, map[store.State]store.State{store.Unknown: store.GivenUp}, "Settled as give-up: 1.\n"},
		"twice the same":   {[]string{ids[store.Unknown], ids[store.Unknown], "--verdict", "applied"}, map[store.State]store.State{store.Unknown: store.Sent}, "Settled as applied: 1.\n"},
		"still looked for": {[]string{ids[store.LookedFor], "--verdict", "applied"}, map[store.State]store.State{store.LookedFor: store.Sent}, "Settled as applied: 1.\n"},
		"two": {[]string{ids[store.Unknown], ids[store.Refused], "--verdict", "send-again"},
			map[store.State]store.State{store.Unknown: store.Waiting, store.Refused: store.Waiting}, "Settled as send-again: 2.\n"},
		"all": {[]string{"--all-held", "--verdict", "give-up"},
			map[store.State]store.State{store.Unknown: store.GivenUp, store.Refused: store.GivenUp}, "Settled as give-up: 2.\n"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			j := newJournal(t)
			result := j.call(append([]string{"settle", j.path, "--yes"}, tt.args...)...)
			assert.Equal(t, app.ExitDone, result.Code, result.Err)
			assert.Equal(t, tt.out, result.Out)
			for state := range ids {
				want, changed := tt.want[state]
				if !changed {
					want = state
				}
				assert.Equal(t, want, j.state(state))
			}
		})
	}
}

func TestSettleRefuses(t *testing.T) {
	j := newJournal(t)
	before := j.call("status", j.path).Out
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"no verdict":       {[]string{ids[store.Unknown]}, "--verdict must be applied, send-again or give-up"},
		"another verdict":  {[]string{ids[store.Unknown], "--verdict", "sent"}, "--verdict must be applied, send-again or give-up"},
		"no id":            {[]string{"--verdict", "applied"}, "--all-held"},
		"ids and all":      {[]string{ids[store.Unknown], "--all-held", "--verdict", "applied"}, "--all-held"},
		"an unknown id":    {[]string{ids[store.Unknown], "7", "--verdict", "applied"}, "nothing with the id 7; nothing was settled"},
		"what is sent":     {[]string{ids[store.Unknown], ids[store.Sent], "--verdict", "applied"}, "is sent, and needs no verdict; nothing was settled"},
		"what waits":       {[]string{ids[store.Waiting], "--verdict", "applied"}, "is waiting, and needs no verdict"},
		"what is given up": {[]string{ids[store.GivenUp], "--verdict", "send-again"}, "is given up, and needs no verdict"},
	} {
		t.Run(name, func(t *testing.T) {
			result := j.call(append([]string{"settle", j.path, "--yes"}, tt.args...)...)
			assert.Equal(t, app.ExitUsage, result.Code)
			assert.Contains(t, result.Err, tt.want)
			assert.Equal(t, before, j.call("status", j.path).Out)
		})
	}
}

func TestSettleAsks(t *testing.T) {
	j := newJournal(t)
	j.Terminal, j.In = true, "n\n"
	result := j.call("settle", j.path, ids[store.Unknown], ids[store.Refused], "--verdict", "send-again")
	assert.Equal(t, app.ExitFailed, result.Code)
	assert.Contains(t, result.Err, "Settle 1 unknown, 1 refused as send-again. 1 may have been sent already, and would be sent twice. Go on?")
	assert.Equal(t, store.Unknown, j.state(store.Unknown))
}

// The commands work beside a running one. What it works on at this moment cannot be settled.
func TestBesideARunningCommand(t *testing.T) {
	j := newJournal(t)
	require.NoError(t, j.file.Lock())
	errStopped := errors.New("stopped")
	err := j.run(store.LookedFor, func(context.Context, *durable.Task) error {
		assert.Contains(t, j.call("status", j.path).Out, "1 looked for")
		assert.Equal(t, app.ExitDone, j.call("show", j.path).Code)

		result := j.call("settle", j.path, ids[store.LookedFor], "--verdict", "applied", "--yes")
		assert.Equal(t, app.ExitFailed, result.Code)
		assert.Contains(t, result.Err, "a running command works on it at this moment")

		result = j.call("settle", j.path, ids[store.Unknown], "--verdict", "applied", "--yes")
		assert.Equal(t, app.ExitDone, result.Code)
		assert.Contains(t, result.Err, "A running leeloo send goes on with it; otherwise: leeloo send --resume --journal '")
		return errStopped
	})
	require.ErrorIs(t, err, errStopped)
}

// A reader takes no lock that a writer waits for, not even if the reader is stopped.
func TestReadingDisturbsNobody(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	j := newJournal(t)
	info, err := os.Stat(j.path)
	require.NoError(t, err)
	require.NoError(t, os.Chmod(j.path, 0o400))
	assert.Equal(t, app.ExitDone, j.call("status", j.path).Code)
	require.NoError(t, os.Chmod(j.path, info.Mode()))
	after, err := os.Stat(j.path)
	require.NoError(t, err)
	assert.Equal(t, info.ModTime(), after.ModTime())
	copies, err := filepath.Glob(filepath.Join(os.TempDir(), "leeloo-journal-*"))
	require.NoError(t, err)
	assert.Empty(t, copies, "the copy is deleted")
}

func TestFilesThatAreNotJournals(t *testing.T) {
	j := newJournal(t)
	other := filepath.Join(t.TempDir(), "other")
	require.NoError(t, os.WriteFile(other, []byte("name,phone\n"), 0o600))
	for _, path := range []string{other, other + "-missing"} {
		for _, args := range [][]string{{"status", path}, {"show", path}, {"settle", path, "--all-held", "--verdict", "applied", "--yes"}} {
			result := j.call(args...)
			assert.Equal(t, app.ExitUsage, result.Code, "%s: %s", args[0], result.Err)
			assert.Contains(t, result.Err, path)
		}
	}
	data, err := os.ReadFile(other)
	require.NoError(t, err)
	assert.Equal(t, "name,phone\n", string(data))
}

package jobs_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/examples/internal/jobs"
)

func config(database string) jobs.Config[payload] {
	return jobs.Config[payload]{Name: "test", Database: database, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
}

// hold makes a task whose steps are held, as writes whose responses are lost.
func hold(t *testing.T, store durable.Store, id string, note any, steps ...string) {
	t.Helper()
	err := durable.Run(t.Context(), store, durable.Job{ID: id}, func(ctx context.Context, task *durable.Task) error {
		require.NoError(t, task.Note(note))
		var all []func() error
		for _, name := range steps {
			all = append(all, func() error {
				_, err := durable.Do(ctx, task, name, durable.Step[string, int]{
					Send: func(context.Context, int) (string, error) { return "", errors.New("the response is lost") },
				})
				return err
			})
		}
		return durable.All(all...)
	})
	_, held := errors.AsType[durable.Hold](err)
	require.True(t, held)
}

func TestHumanSettles(t *testing.T) {
	for _, tt := range []struct {
		step, verdict string
		want          string // the state of the step, or why the verdict is refused
		result        any
	}{
		{"comment", "a=applied", "applied", nil},
		{"comment", "a=send again", "", nil},
		{"comment", "a=give up", "given up", nil},
		{"comment", "a=applied:6259", "no step that is held has a result", nil},
		{"comment", "a=send again:6259", "only the verdict applied has a result", nil},
		{"comment", "a", "Applied, SendAgain or GiveUp", nil},
		{"comment", "a=done", "Applied, SendAgain or GiveUp", nil},
		{"comment", "b=applied", "no such task: b", nil},
		{"comment", "", "held", nil},
		{"order of Full course", "a=applied:6259", "applied", leeloo.OrderID("6259")},
		{"order of Full course", "a=applied", "give the id", nil},
		{"order", "a=send again", "", nil},
		{"person", "a=applied:6259", "applied", durable.PersonRef{PersonID: "6259"}},
		{"person", "a=applied:", "give the id", nil},
	} {
		t.Run(tt.step+" "+tt.verdict, func(t *testing.T) {
			t.Parallel()
			database := filepath.Join(t.TempDir(), "jobs.db")
			queue := open(t, database, nil)
			hold(t, queue.Store, "a", "note", tt.step) // a task inside a job: the queue does not have it
			err := jobs.Human(t.Context(), config(database), tt.verdict, io.Discard)
			record, showErr := durable.Show(t.Context(), queue.Store, "a")
			require.NoError(t, showErr)
			switch {
			case err != nil:
				assert.ErrorContains(t, err, tt.want)
				assert.Equal(t, durable.StateHeld, record.State)
			case record.State == durable.StateGivenUp:
				assert.Equal(t, "given up", tt.want)
			default:
				assert.EqualValues(t, tt.want, record.Steps[0].State)
			}
			if tt.result != nil {
				result, err := json.Marshal(tt.result)
				require.NoError(t, err)
				assert.JSONEq(t, string(result), string(record.Steps[0].Result))
			}
		})
	}
}

// A slip of the hand must not give one order to two payments.
func TestOrderOfAnotherTaskIsRefused(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "jobs.db")
	queue := open(t, database, nil)
	hold(t, queue.Store, "a", "note", "order of Full course")
	hold(t, queue.Store, "b", "note", "order of Full course")
	require.NoError(t, jobs.Human(t.Context(), config(database), "a=applied:6259", io.Discard))
	assert.ErrorContains(t, jobs.Human(t.Context(), config(database), "b=applied:6259", io.Discard), "that of a already")
	require.NoError(t, jobs.Human(t.Context(), config(database), "b=applied:6260", io.Discard))
}

func TestHumanPutsTheJobBack(t *testing.T) {
	onEachDatabase(t, func(t *testing.T, database string) {
		queue := open(t, database, func(ctx context.Context, _ string, t *durable.Task, _ payload) error {
			_, err := durable.Do(ctx, t, "call", durable.Step[int, int]{
				Send: func(context.Context, int) (int, error) { return 0, errors.New("the response is lost") },
			})
			return err
		})
		stop := run(t, queue)
		defer stop()
		add(t, queue, "a")
		eventually(t, queue, "a", durable.StateHeld)
		require.NoError(t, jobs.Human(t.Context(), config(database), "a=applied", io.Discard))
		eventually(t, queue, "a", durable.StateDone)
	})
}

func TestHumanSeesWhatIsHeld(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "jobs.db")
	queue := open(t, database, nil)
	var out strings.Builder
	require.NoError(t, jobs.Human(t.Context(), config(database), "", &out))
	assert.Equal(t, "Nothing needs a human.\n", out.String())

	hold(t, queue.Store, "a", "{\"name\": \"\x1b[2JOlena\u202e\"}\n\u009b", "comment")
	hold(t, queue.Store, "b", map[string]string{"name": "Ivan"}, "comment")
	out.Reset()
	require.NoError(t, jobs.Human(t.Context(), config(database), "", &out))
	assert.Regexp(t, `^a, held since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d
  comment: it may have been applied, .*
  {"name": "\[2JOlena"} 
b, held since .*
  comment: .*
  {"name":"Ivan"}
$`, out.String())
}

// A mistyped name is not a new database in which nothing is held.
func TestHumanDoesNotCreateADatabase(t *testing.T) {
	t.Parallel()
	database := filepath.Join(t.TempDir(), "mistyped.db")
	assert.Error(t, jobs.Human(t.Context(), config(database), "", io.Discard))
	assert.NoFileExists(t, database)
}

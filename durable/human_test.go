package durable_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/durable"
)

func TestSettle(t *testing.T) {
	tests := map[string]struct {
		verdict durable.Verdict
		result  string // of the step, in the next run
		sent    int    // by the next run
	}{
		"applied":                {durable.Verdict{Action: durable.Applied}, "", 0},
		"applied, with a result": {durable.Verdict{Action: durable.Applied, Step: "a", Result: "other"}, "other", 0},
		"send again":             {durable.Verdict{Action: durable.SendAgain}, "id", 1},
		"send again, by name":    {durable.Verdict{Action: durable.SendAgain, Step: "a"}, "id", 1},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			onEachStore(t, func(t *testing.T, store durable.Store) {
				failure, sent, result := errUnknown, 0, ""
				s := durable.Step[string, struct{}]{Send: func(context.Context, struct{}) (string, error) {
					sent++
					return "id", failure
				}}
				work := func(ctx context.Context, task *durable.Task) (err error) {
					result, err = durable.Do(ctx, task, "a", s)
					return err
				}
				require.ErrorAs(t, durable.Run(t.Context(), store, durable.Job{ID: "task"}, work), new(durable.Hold))
				held, err := durable.Held(t.Context(), store)
				require.NoError(t, err)
				require.Len(t, held, 1)
				assert.Equal(t, "task", held[0].ID)

				require.NoError(t, durable.Settle(t.Context(), store, "task", tt.verdict))
				failure, sent = nil, 0
				require.NoError(t, durable.Run(t.Context(), store, durable.Job{ID: "task"}, work))
				assert.Equal(t, tt.result, result)
				assert.Equal(t, tt.sent, sent)
			})
		})
	}
}

func TestGiveUpEndsTheTaskAndReleasesItsKey(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		job := durable.Job{ID: "task", Key: "person", HoldKey: true}
		work := func(ctx context.Context, task *durable.Task) error {
			return errors.Join(task.Note("Olena"), step(ctx, task, "a", sends(refused))())
		}
		require.ErrorAs(t, durable.Run(t.Context(), store, job, work), new(durable.Hold))
		require.NoError(t, durable.Settle(t.Context(), store, "task", durable.Verdict{Action: durable.GiveUp}))
		require.ErrorIs(t, durable.Run(t.Context(), store, job, work), durable.ErrGivenUp)
		r, err := durable.Show(t.Context(), store, "task")
		require.NoError(t, err)
		assert.Empty(t, r.Note)
		other := durable.Job{ID: "other", Key: "person"}
		require.NoError(t, durable.Run(t.Context(), store, other, func(context.Context, *durable.Task) error { return nil }))
	})
}

func TestATaskWithSeveralHeldStepsIsOpenAfterTheLastVerdict(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		sent := map[string]int{}
		counted := func(name string) durable.Step[string, struct{}] {
			return durable.Step[string, struct{}]{Send: func(context.Context, struct{}) (string, error) {
				if sent[name]++; sent[name] == 1 {
					return "", errUnknown
				}
				return "id", nil
			}}
		}
		work := func(ctx context.Context, task *durable.Task) error {
			return durable.All(step(ctx, task, "a", counted("a")), step(ctx, task, "b", counted("b")))
		}
		job := durable.Job{ID: "task"}
		require.ErrorAs(t, durable.Run(t.Context(), store, job, work), new(durable.Hold))
		require.NoError(t, durable.Settle(t.Context(), store, "task", durable.Verdict{Action: durable.Applied, Step: "a"}))
		held, err := durable.Held(t.Context(), store)
		require.NoError(t, err)
		require.Len(t, held, 1)
		require.ErrorAs(t, durable.Run(t.Context(), store, job, work), new(durable.Hold))
		require.NoError(t, durable.Settle(t.Context(), store, "task", durable.Verdict{Action: durable.SendAgain, Step: "b"}))
		require.NoError(t, durable.Run(t.Context(), store, job, work))
		assert.Equal(t, map[string]int{"a": 1, "b": 2}, sent)
	})
}

func TestSettleRefuses(t *testing.T) {
	tests := map[string]struct {
		id      string
		verdict durable.Verdict
	}{
		"an unknown task":             {"other", durable.Verdict{Action: durable.Applied}},
		"an unknown step":             {"held", durable.Verdict{Action: durable.Applied, Step: "b"}},
		"no action":                   {"held", durable.Verdict{}},
		"a result without its step":   {"held", durable.Verdict{Action: durable.Applied, Result: "id"}},
		"a result of another action":  {"held", durable.Verdict{Action: durable.SendAgain, Step: "a", Result: "id"}},
		"a task that is done":         {"done", durable.Verdict{Action: durable.SendAgain}},
		"a task that another process": {"running", durable.Verdict{Action: durable.GiveUp}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			onEachStore(t, func(t *testing.T, store durable.Store) {
				ctx := t.Context()
				_ = durable.Run(ctx, store, durable.Job{ID: "held"}, func(ctx context.Context, task *durable.Task) error {
					return step(ctx, task, "a", sends(refused))()
				})
				require.NoError(t, durable.Run(ctx, store, durable.Job{ID: "done"}, func(context.Context, *durable.Task) error { return nil }))
				_, _ = run(ctx, store, durable.Job{ID: "running"}, crashInSend)
				before, err := store.Get(ctx, "held")
				require.NoError(t, err)
				require.Error(t, durable.Settle(ctx, store, tt.id, tt.verdict))
				after, err := store.Get(ctx, "held")
				require.NoError(t, err)
				assert.Equal(t, before.Version, after.Version)
			})
		})
	}
}

func TestAHumanSettlesAStepThatNobodyRunsAgain(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		_, _ = run(t.Context(), store, durable.Job{ID: "task", Key: "person"}, crashInSend)
		require.ErrorIs(t, durable.Settle(t.Context(), store, "task", durable.Verdict{Action: durable.GiveUp}), durable.ErrBusy)
		time.Sleep(lease)
		require.NoError(t, durable.Settle(t.Context(), store, "task", durable.Verdict{Action: durable.GiveUp}))
		other := durable.Job{ID: "other", Key: "person"}
		require.NoError(t, durable.Run(t.Context(), store, other, func(context.Context, *durable.Task) error { return nil }))
	})
}

func TestForgetDeletesOldTasksThatHaveEnded(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		done := func(context.Context, *durable.Task) error { return nil }
		require.NoError(t, durable.Run(t.Context(), store, durable.Job{ID: "old"}, done))
		_ = durable.Run(t.Context(), store, durable.Job{ID: "held"}, func(context.Context, *durable.Task) error { return durable.Hold{} })
		time.Sleep(time.Hour)
		require.NoError(t, durable.Run(t.Context(), store, durable.Job{ID: "new"}, done))
		deleted, err := durable.Forget(t.Context(), store, time.Hour)
		require.NoError(t, err)
		assert.Equal(t, 1, deleted)
		_, err = durable.Show(t.Context(), store, "old")
		require.ErrorIs(t, err, durable.ErrNoTask)
		for _, id := range []string{"held", "new"} {
			_, err = durable.Show(t.Context(), store, id)
			require.NoError(t, err)
		}
	})
}

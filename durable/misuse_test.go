package durable_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/durable"
)

func TestATaskRunsOneStepAtATime(t *testing.T) {
	tests := map[string]func(ctx context.Context, task *durable.Task, other func() error) error{
		"within Before": func(ctx context.Context, task *durable.Task, other func() error) error {
			s := sends(nil)
			s.Before = func(context.Context) (struct{}, error) { return struct{}{}, other() }
			return step(ctx, task, "a", s)()
		},
		"within Send": func(ctx context.Context, task *durable.Task, other func() error) error {
			return step(ctx, task, "a", durable.Step[string, struct{}]{
				Send: func(context.Context, struct{}) (string, error) { return "id", other() },
			})()
		},
		"in another goroutine": func(ctx context.Context, task *durable.Task, other func() error) error {
			return step(ctx, task, "a", durable.Step[string, struct{}]{
				Send: func(context.Context, struct{}) (string, error) {
					failed := make(chan error)
					go func() { failed <- other() }()
					return "id", <-failed
				},
			})()
		},
	}
	for name, work := range tests {
		t.Run(name, func(t *testing.T) {
			onEachStore(t, func(t *testing.T, store durable.Store) {
				sent := false
				_ = durable.Run(t.Context(), store, durable.Job{ID: "task"}, func(ctx context.Context, task *durable.Task) error {
					return work(ctx, task, func() error {
						err := step(ctx, task, "b", durable.Step[string, struct{}]{Send: func(context.Context, struct{}) (string, error) {
							sent = true
							return "id", nil
						}})()
						assert.ErrorContains(t, err, "another step of the task is running")
						return err
					})
				})
				assert.False(t, sent)
			})
		})
	}
}

func TestAStepAfterTheRunIsNotSent(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		var task *durable.Task
		require.NoError(t, durable.Run(t.Context(), store, durable.Job{ID: "task"}, func(_ context.Context, t *durable.Task) error {
			task = t
			return nil
		}))
		_, err := durable.Do(t.Context(), task, "a", durable.Step[string, struct{}]{Send: func(context.Context, struct{}) (string, error) {
			assert.Fail(t, "sent")
			return "id", nil
		}})
		require.ErrorContains(t, err, "its run has ended")
	})
}

func TestRunWaitsForAStepThatWorkHasLeftBehind(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		begun := make(chan struct{})
		require.NoError(t, durable.Run(t.Context(), store, durable.Job{ID: "task"}, func(ctx context.Context, task *durable.Task) error {
			go func() {
				_ = step(ctx, task, "a", durable.Step[string, struct{}]{Send: func(context.Context, struct{}) (string, error) {
					close(begun)
					time.Sleep(time.Second)
					return "id", nil
				}})()
			}()
			<-begun
			return nil
		}))
		r, err := durable.Show(t.Context(), store, "task")
		require.NoError(t, err)
		assert.Equal(t, durable.StepApplied, r.Steps[0].State)
	})
}

func TestAStepThatANewerProgramDoesNotHaveIsHeld(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		job := durable.Job{ID: "task"}
		_, _ = run(t.Context(), store, job, crashInSend)
		time.Sleep(lease)
		err := durable.Run(t.Context(), store, job, func(ctx context.Context, task *durable.Task) error {
			return step(ctx, task, "b", sends(nil))()
		})
		require.ErrorContains(t, err, "the program has no such step any more")
		held, err := durable.Held(t.Context(), store)
		require.NoError(t, err)
		assert.Len(t, held, 1)
	})
}

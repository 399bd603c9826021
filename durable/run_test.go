package durable_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/durable"
)

// sends is a step that is sent, with an error or without, and cannot be found.
func sends(err error) durable.Step[string, struct{}] {
	return durable.Step[string, struct{}]{Send: func(context.Context, struct{}) (string, error) { return "id", err }}
}

// unclear is a step that may have been applied and is not found.
func unclear() durable.Step[string, struct{}] {
	s := sends(errUnknown)
	s.Find = func(context.Context, struct{}) (string, bool, error) { return "", false, nil }
	return s
}

func step(ctx context.Context, t *durable.Task, name string, s durable.Step[string, struct{}]) func() error {
	return func() error {
		_, err := durable.Do(ctx, t, name, s)
		return err
	}
}

func TestRunEndsWithTheStateOfItsSteps(t *testing.T) {
	tests := map[string]struct {
		work func(context.Context, *durable.Task) error
		want string
		then durable.State
		why  string
	}{
		"all applied": {
			func(ctx context.Context, t *durable.Task) error {
				return durable.All(step(ctx, t, "a", sends(nil)), step(ctx, t, "b", sends(nil)))
			}, "result", durable.StateDone, "",
		},
		"one is held, and the others are sent": {
			func(ctx context.Context, t *durable.Task) error {
				return durable.All(step(ctx, t, "a", sends(errUnknown)), step(ctx, t, "b", sends(nil)), step(ctx, t, "c", sends(refused)))
			}, "held", durable.StateHeld, "a: it may have been applied, and the API cannot be asked: look in Leeloo; c: refused: wrong phone",
		},
		"one is to be run later, and one is held": {
			func(ctx context.Context, t *durable.Task) error {
				return durable.All(step(ctx, t, "a", sends(refused)), step(ctx, t, "b", sends(notApplied)))
			}, "later", durable.StateOpen, "",
		},
		"the work drops the error of a step that is held": {
			func(ctx context.Context, t *durable.Task) error {
				_ = step(ctx, t, "a", sends(refused))()
				return nil
			}, "held", durable.StateHeld, "a: refused: wrong phone",
		},
		"the work drops the error of a step that is begun": {
			func(ctx context.Context, t *durable.Task) error {
				_ = step(ctx, t, "a", unclear())()
				return nil
			}, "unsettled", durable.StateOpen, "",
		},
		"the work holds the task": {
			func(context.Context, *durable.Task) error { return durable.Hold{Why: "no tariff"} },
			"held", durable.StateHeld, "no tariff",
		},
		"the work fails": {
			func(context.Context, *durable.Task) error { return errors.New("disk full") },
			"result", durable.StateOpen, "",
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			onEachStore(t, func(t *testing.T, store durable.Store) {
				err := durable.Run(t.Context(), store, durable.Job{ID: "task"}, tt.work)
				assert.Equal(t, tt.want, outcomeOf(false, err))
				r, err := durable.Show(t.Context(), store, "task")
				require.NoError(t, err)
				assert.Equal(t, tt.then, r.State)
				assert.Equal(t, tt.why, r.Why)
				assert.Empty(t, r.Owner)
			})
		})
	}
}

func TestADoneTaskIsNotRunAgainAndKeepsOnlyResults(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		runs := 0
		work := func(ctx context.Context, task *durable.Task) error {
			runs++
			if err := task.Note(map[string]string{"phone": "+380500000000"}); err != nil {
				return err
			}
			return step(ctx, task, "a", sends(nil))()
		}
		for range 3 {
			require.NoError(t, durable.Run(t.Context(), store, durable.Job{ID: "task"}, work))
		}
		assert.Equal(t, 1, runs)
		r, err := durable.Show(t.Context(), store, "task")
		require.NoError(t, err)
		content, err := json.Marshal(r.Content)
		require.NoError(t, err)
		assert.JSONEq(t, `"id"`, string(r.Steps[0].Result))
		assert.NotContains(t, string(content), "+380500000000")
		assert.Empty(t, r.Steps[0].Before)
	})
}

func TestWhatFindComparesWithIsErasedWhenTheStepIsApplied(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		s := durable.Step[string, string]{
			Before: func(context.Context) (string, error) { return "olena@example.com", nil },
			Find:   func(context.Context, string) (string, bool, error) { return "", false, nil },
		}
		for _, sendError := range []error{errUnknown, nil} {
			s.Send = func(context.Context, string) (string, error) { return "id", sendError }
			s.Repeatable = sendError == nil
			err := durable.Run(t.Context(), store, durable.Job{ID: "task"}, func(ctx context.Context, task *durable.Task) error {
				_, err := durable.Do(ctx, task, "a", s)
				return errors.Join(err, durable.Later{})
			})
			require.Error(t, err)
			r, err := durable.Show(t.Context(), store, "task")
			require.NoError(t, err)
			assert.Equal(t, sendError != nil, len(r.Steps[0].Before) > 0)
		}
	})
}

func TestTwoStepsOfOneNameAreRefused(t *testing.T) {
	err := durable.Run(t.Context(), durable.Memory(), durable.Job{ID: "task"}, func(ctx context.Context, task *durable.Task) error {
		if err := step(ctx, task, "a", sends(nil))(); err != nil {
			return err
		}
		return step(ctx, task, "a", sends(nil))()
	})
	assert.ErrorContains(t, err, `two steps of a task are named "a"`)
}

func TestOneTaskOfAKeyRunsAtATime(t *testing.T) {
	held := func(ctx context.Context, task *durable.Task) error { return step(ctx, task, "a", sends(refused))() }
	tests := map[string]struct {
		job   durable.Job
		first func(context.Context, *durable.Task) error
		after time.Duration
		want  string // of another task of the key
	}{
		"done":                             {durable.Job{}, func(context.Context, *durable.Task) error { return nil }, 0, "result"},
		"held":                             {durable.Job{}, held, 0, "result"},
		"held, and it holds its key":       {durable.Job{HoldKey: true}, held, 24 * time.Hour, "busy"},
		"to be run later":                  {durable.Job{}, func(context.Context, *durable.Task) error { return durable.Later{} }, 0, "result"},
		"a step is unclear":                {durable.Job{}, func(ctx context.Context, task *durable.Task) error { return step(ctx, task, "a", unclear())() }, 24 * time.Hour, "busy"},
		"crashed outside of a step":        {durable.Job{}, func(context.Context, *durable.Task) error { panic(crash{}) }, lease - 1, "busy"},
		"crashed, and the lease expired":   {durable.Job{}, func(context.Context, *durable.Task) error { panic(crash{}) }, lease, "result"},
		"crashed in a step, lease expired": {durable.Job{}, crashInSend, 24 * time.Hour, "busy"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			onEachStore(t, func(t *testing.T, store durable.Store) {
				tt.job.ID, tt.job.Key = "first", "person"
				_, _ = run(t.Context(), store, tt.job, tt.first)
				time.Sleep(tt.after)
				nothing := func(context.Context, *durable.Task) error { return nil }
				err := durable.Run(t.Context(), store, durable.Job{ID: "second", Key: "person"}, nothing)
				assert.Equal(t, tt.want, outcomeOf(false, err))
				require.NoError(t, durable.Run(t.Context(), store, durable.Job{ID: "third", Key: "other"}, nothing))
			})
		})
	}
}

func crashInSend(ctx context.Context, task *durable.Task) error {
	_, err := durable.Do(ctx, task, "a", durable.Step[string, struct{}]{
		Send: func(context.Context, struct{}) (string, error) { panic(crash{}) },
	})
	return err
}

func TestTheLeaseIsExtendedWhileTheTaskRuns(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		err := durable.Run(t.Context(), store, durable.Job{ID: "task"}, func(ctx context.Context, task *durable.Task) error {
			time.Sleep(10 * lease)
			err := durable.Run(ctx, store, durable.Job{ID: "task"}, func(context.Context, *durable.Task) error { return nil })
			require.ErrorIs(t, err, durable.ErrBusy)
			return step(ctx, task, "a", sends(nil))()
		})
		require.NoError(t, err)
	})
}

// stalled is a store that a process does not reach for a while, as if the process was stopped.
type stalled struct{ durable.Store }

func (stalled) Extend(context.Context, string, string, time.Duration) error {
	return errors.New("no response")
}

func TestAProcessThatHasLostTheTaskSendsNothing(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		sent := 0
		send := durable.Step[string, struct{}]{Send: func(context.Context, struct{}) (string, error) {
			sent++
			return "id", nil
		}}
		err := durable.Run(t.Context(), stalled{store}, durable.Job{ID: "task"}, func(ctx context.Context, task *durable.Task) error {
			time.Sleep(lease)
			err := durable.Run(ctx, store, durable.Job{ID: "task"}, func(ctx context.Context, other *durable.Task) error {
				return step(ctx, other, "a", send)()
			})
			require.NoError(t, err)
			return step(ctx, task, "a", send)()
		})
		require.ErrorIs(t, err, durable.ErrLost)
		assert.Equal(t, 1, sent)
	})
}

func TestTheContextOfALostTaskIsCanceled(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		err := durable.Run(t.Context(), store, durable.Job{ID: "task"}, func(ctx context.Context, _ *durable.Task) error {
			r, err := store.Get(ctx, "task")
			require.NoError(t, err)
			r.Owner = "another process"
			require.NoError(t, store.Save(ctx, r))
			<-ctx.Done()
			return ctx.Err()
		})
		require.ErrorIs(t, err, durable.ErrLost)
	})
}

func TestSendOutlivesCancelationAndHasADeadline(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		ctx, cancel := context.WithCancel(t.Context())
		err := durable.Run(ctx, store, durable.Job{ID: "task"}, func(ctx context.Context, task *durable.Task) error {
			_, err := durable.Do(ctx, task, "a", durable.Step[string, struct{}]{
				Send: func(send context.Context, _ struct{}) (string, error) {
					cancel()
					<-ctx.Done()
					start := time.Now()
					<-send.Done()
					assert.Equal(t, timeout, time.Since(start))
					return "id", nil
				},
			})
			return err
		})
		require.NoError(t, err, "what was sent is recorded after Ctrl-C too")
	})
}

func TestACanceledContextEndsTheWaitForTheRateLimitAndLeavesNothingBegun(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start := time.Now()
		job := durable.Job{ID: "task", Limiter: durable.NewLimiter(never{})}
		err := durable.Run(ctx, store, job, func(ctx context.Context, task *durable.Task) error {
			return step(ctx, task, "a", sends(nil))()
		})
		require.ErrorIs(t, err, context.DeadlineExceeded)
		assert.Equal(t, time.Second, time.Since(start))
		r, err := durable.Show(t.Context(), store, "task")
		require.NoError(t, err)
		assert.Empty(t, r.Steps[0].State)
	})
}

// never is a limiter that admits no request.
type never struct{}

func (never) Wait(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

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

// failing is a store of which some operations fail.
type failing struct {
	durable.Store
	save   func(*durable.Record) bool
	extend func(ctx context.Context) error
	shift  time.Duration // of its clock
}

func (s *failing) Save(ctx context.Context, r *durable.Record) error {
	if s.save != nil && s.save(r) {
		return errStore
	}
	return s.Store.Save(ctx, r)
}

func (s *failing) Extend(ctx context.Context, id, owner string, lease time.Duration) error {
	if s.extend != nil {
		if err := s.extend(ctx); err != nil {
			return err
		}
	}
	return s.Store.Extend(ctx, id, owner, lease)
}

func (s *failing) Acquire(ctx context.Context, c durable.Claim) (*durable.Record, error) {
	r, err := s.Store.Acquire(ctx, c)
	if err == nil {
		r.Now = r.Now.Add(s.shift)
	}
	return r, err
}

func TestAStepWhoseRecordFailedIsStillToBeSent(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		fail := true
		faulty := &failing{Store: store, save: func(*durable.Record) (failed bool) {
			failed, fail = fail, false
			return failed
		}}
		work := func(ctx context.Context, task *durable.Task) error { return step(ctx, task, "a", sends(nil))() }
		require.ErrorIs(t, durable.Run(t.Context(), faulty, durable.Job{ID: "task"}, work), errStore)
		r, err := durable.Show(t.Context(), store, "task")
		require.NoError(t, err)
		assert.Empty(t, r.Steps[0].State)
		require.NoError(t, durable.Run(t.Context(), faulty, durable.Job{ID: "task"}, work), "else it would be held")
	})
}

func TestAHoldThatIsNotRecordedDoesNotEndTheJob(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		faulty := &failing{Store: store, save: func(r *durable.Record) bool { return r.State == durable.StateHeld }}
		work := func(ctx context.Context, task *durable.Task) error { return step(ctx, task, "a", sends(refused))() }
		err := durable.Run(t.Context(), faulty, durable.Job{ID: "task"}, work)
		require.ErrorIs(t, err, errStore)
		_, held := errors.AsType[durable.Hold](err)
		assert.False(t, held, "a queue would cancel the job, and no list would show the task")
		time.Sleep(lease)
		assert.Equal(t, "held", outcomeOf(false, durable.Run(t.Context(), store, durable.Job{ID: "task"}, work)))
	})
}

func TestAStoreThatHangsOnceDoesNotLoseTheTask(t *testing.T) {
	onEachStore(t, func(t *testing.T, store durable.Store) {
		hang := true
		faulty := &failing{Store: store, extend: func(ctx context.Context) error {
			if !hang {
				return nil
			}
			hang = false
			<-ctx.Done()
			return ctx.Err()
		}}
		require.NoError(t, durable.Run(t.Context(), faulty, durable.Job{ID: "task"}, func(ctx context.Context, _ *durable.Task) error {
			time.Sleep(10 * lease)
			other := durable.Run(ctx, store, durable.Job{ID: "task"}, func(context.Context, *durable.Task) error { return nil })
			assert.ErrorIs(t, other, durable.ErrBusy)
			return ctx.Err()
		}))
	})
}

// unappliedAgain is a step that was not applied, and may be sent once more.
func unappliedAgain(sent *int) durable.Step[string, struct{}] {
	return durable.Step[string, struct{}]{
		Find: func(context.Context, struct{}) (string, bool, error) { return "", false, nil },
		Send: func(context.Context, struct{}) (string, error) {
			if *sent++; *sent == 1 {
				return "", errUnknown
			}
			return "id", nil
		},
		Again: true,
	}
}

// The clock of the store is set while a step is begun.
func TestASetClockDoesNotSendAStepTooEarly(t *testing.T) {
	tests := map[string]struct {
		shift time.Duration
		after time.Duration // the time after which the step is sent once more
	}{
		"not set":     {0, settle + timeout},
		"set forward": {24 * time.Hour, timeout}, // when each Send has ended, at least
		"set back":    {-24 * time.Hour, settle + timeout},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			onEachStore(t, func(t *testing.T, store durable.Store) {
				sent := 0
				work := func(ctx context.Context, task *durable.Task) error {
					return step(ctx, task, "a", unappliedAgain(&sent))()
				}
				faulty := &failing{Store: store}
				require.Equal(t, "unsettled", outcomeOf(false, durable.Run(t.Context(), faulty, durable.Job{ID: "task"}, work)))
				faulty.shift = tt.shift
				start := time.Now()
				for sent == 1 {
					err := durable.Run(t.Context(), faulty, durable.Job{ID: "task"}, work)
					later, _ := errors.AsType[durable.Later](err)
					time.Sleep(later.After)
					require.Less(t, time.Since(start), time.Hour)
				}
				assert.GreaterOrEqual(t, time.Since(start), tt.after)
				assert.Less(t, time.Since(start), tt.after+time.Minute)
			})
		})
	}
}

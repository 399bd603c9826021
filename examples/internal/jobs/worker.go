package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"github.com/leeloo-go/leeloo/durable"
)

// job is a job of River.
type job[Payload any] struct {
	kind    string
	ID      string  `json:"id" river:"unique"`
	Payload Payload `json:"payload"`
}

func (j job[Payload]) Kind() string { return j.kind }

type worker[Payload any] struct {
	river.WorkerDefaults[job[Payload]]
	queue *Queue[Payload]
}

const (
	// A job may take this long, several waits for the rate limit included. Then it is run again, after its last request.
	jobTimeout = 2 * time.Minute
	// A job whose process has crashed is run again after this time. River's default is an hour, because a job that still
	// runs is run twice; durable lets the second one wait.
	rescueAfter = 3 * time.Minute
)

// Run works on jobs until ctx ends, and returns after the last one has recorded where it is.
func (q *Queue[Payload]) Run(ctx context.Context) error {
	workers := river.NewWorkers()
	river.AddWorkerArgs(workers, job[Payload]{kind: q.config.Name}, &worker[Payload]{queue: q})
	client, err := river.NewClient(q.driver, &river.Config{
		Workers:                     workers,
		Queues:                      map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: q.config.Workers}},
		Logger:                      q.river,
		RetryPolicy:                 retryPolicy{},
		JobTimeout:                  jobTimeout,
		JobStuckThreshold:           time.Minute, // a request that was begun ends within 45 seconds
		RescueStuckJobsAfter:        rescueAfter,
		CompletedJobRetentionPeriod: q.config.Keep,
		CancelledJobRetentionPeriod: -1, // held
		DiscardedJobRetentionPeriod: -1,
	})
	if err != nil {
		return err
	}
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return err
	}
	if err = q.resume(ctx); ctx.Err() != nil {
		err = nil
	}
	for err == nil && ctx.Err() == nil {
		if _, err := durable.Forget(ctx, q.Store, q.config.Keep+24*time.Hour); err != nil && ctx.Err() == nil {
			q.config.Log.Warn("old tasks could not be deleted", "error", err)
		}
		select {
		case <-time.After(24 * time.Hour):
		case <-ctx.Done():
		}
	}
	return errors.Join(err, client.StopAndCancel(context.WithoutCancel(ctx)))
}

// resume puts jobs back that are canceled. Those that still wait for a human are canceled again at once; a verdict whose
// process crashed before it put the job back is not forgotten.
func (q *Queue[Payload]) resume(ctx context.Context) error {
	list := river.NewJobListParams().States(rivertype.JobStateCancelled).First(1000).OrderBy(river.JobListOrderByID, river.SortOrderAsc)
	for {
		page, err := q.client.JobList(ctx, list)
		if err != nil || len(page.Jobs) == 0 {
			return err
		}
		for _, j := range page.Jobs {
			if _, err := q.client.JobRetry(ctx, j.ID); err != nil {
				return err
			}
		}
		list = list.After(page.LastCursor)
	}
}

// Work translates what durable says about a task for River.
func (w *worker[Payload]) Work(ctx context.Context, j *river.Job[job[Payload]]) error {
	id, log := j.Args.ID, w.queue.config.Log
	if id == "" { // erased: a crash came between the end of the task and that of the job
		return nil
	}
	err := w.queue.config.Work(ctx, w.queue.Store, id, j.Args.Payload)
	hold, held := errors.AsType[durable.Hold](err)
	later, isLater := errors.AsType[durable.Later](err)
	switch {
	case err == nil, errors.Is(err, durable.ErrGivenUp):
		log.Info("job ended", "job", id, "given_up", err != nil)
		return w.queue.erase(ctx, j.ID)
	case held:
		log.Error("job needs a human", "job", id, "why", hold.Why)
		return river.JobCancel(err)
	case ctx.Err() != nil:
		return river.JobSnooze(0)
	case isLater:
		wait := later.After
		if wait <= 0 {
			wait = backoff(snoozes(j.JobRow))
		}
		log.Info("job waits", "job", id, "wait", wait, "error", later.Err)
		return river.JobSnooze(wait)
	}
	log.Warn("job failed and will be retried", "job", id, "error", err)
	return err
}

// erase removes the payload of a job, which River keeps as long as the id is to be known.
func (q *Queue[Payload]) erase(ctx context.Context, id int64) error {
	_, err := q.db.ExecContext(context.WithoutCancel(ctx), fmt.Sprintf("UPDATE river_job SET args = '{}' WHERE id = %d", id))
	return err
}

func snoozes(j *rivertype.JobRow) int {
	var metadata struct {
		Snoozes int `json:"snoozes"`
	}
	_ = json.Unmarshal(j.Metadata, &metadata) // without it, the wait is the shortest
	return metadata.Snoozes
}

// backoff is 1 second after the first failure, twice as long after each, and at most 10 minutes.
func backoff(failures int) time.Duration {
	return min(time.Second<<min(failures, 10), 10*time.Minute)
}

type retryPolicy struct{}

// NextRetry implements river.ClientRetryPolicy.
func (retryPolicy) NextRetry(j *rivertype.JobRow) time.Time {
	return time.Now().Add(backoff(len(j.Errors)))
}

// warnings drops the records below the level of warnings: River reports each start and each migration.
type warnings struct{ slog.Handler }

func (h warnings) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && h.Handler.Enabled(ctx, level)
}
func (h warnings) WithAttrs(attrs []slog.Attr) slog.Handler {
	return warnings{h.Handler.WithAttrs(attrs)}
}
func (h warnings) WithGroup(name string) slog.Handler { return warnings{h.Handler.WithGroup(name)} }

package jobs

import (
	"testing"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
	"github.com/stretchr/testify/require"
)

// Backoff returns how long a job waits after a number of failures.
func Backoff(failures int) time.Duration { return backoff(failures) }

func one[P any](t *testing.T, q *Queue[P], id string) *rivertype.JobRow {
	t.Helper()
	tx, err := q.db.BeginTx(t.Context(), nil)
	require.NoError(t, err)
	defer func() { _ = tx.Rollback() }()
	found, err := q.client.InsertTx(t.Context(), tx, job[P]{kind: q.config.Name, ID: id}, once)
	require.NoError(t, err)
	require.True(t, found.UniqueSkippedAsDuplicate)
	return found.Job
}

// State returns the state of a job of River.
func State[P any](t *testing.T, q *Queue[P], id string) string {
	t.Helper()
	return string(one(t, q, id).State)
}

// Attempts returns the attempts of a job of River.
func Attempts[P any](t *testing.T, q *Queue[P], id string) int {
	t.Helper()
	return one(t, q, id).Attempt
}

// Payloads returns the number of jobs whose payload is stored.
func Payloads[P any](t *testing.T, q *Queue[P]) (n int) {
	t.Helper()
	list, err := q.client.JobList(t.Context(), river.NewJobListParams())
	require.NoError(t, err)
	for _, j := range list.Jobs {
		if string(j.EncodedArgs) != "{}" {
			n++
		}
	}
	return n
}

package durable_test

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/durable"
)

// What a task of five steps costs, with an empty Send.
func BenchmarkStep(b *testing.B) {
	b.Run("Memory", func(b *testing.B) { benchmarkStep(b, durable.Memory()) })
	b.Run("SQLite", func(b *testing.B) { benchmarkStep(b, openSQLite(b, filepath.Join(b.TempDir(), "tasks.db"))) })
	b.Run("Postgres", func(b *testing.B) { benchmarkStep(b, openPostgres(b, schema(b, postgresDSN(b)))) })
}

func benchmarkStep(b *testing.B, store durable.Store) {
	const steps = 5
	for i := range b.N {
		err := durable.Run(b.Context(), store, durable.Job{ID: fmt.Sprint(i)}, func(ctx context.Context, t *durable.Task) error {
			for s := range steps {
				if err := step(ctx, t, fmt.Sprint(s), sends(nil))(); err != nil {
					return err
				}
			}
			return nil
		})
		require.NoError(b, err)
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*steps), "µs/step")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tasks/s")
}

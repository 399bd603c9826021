package durable_test

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
)

// benchmarkStores are the stores with a number of workers, and of idle connections.
var benchmarkStores = map[string]func(b *testing.B, idle int) durable.Store{
	"Memory":            func(*testing.B, int) durable.Store { return durable.Memory() },
	"SQLite by modernc": func(b *testing.B, idle int) durable.Store { return openFile(b, "sqlite", idle) },
	"SQLite by ncruces": func(b *testing.B, idle int) durable.Store { return openFile(b, "sqlite3", idle) },
	"Postgres": func(b *testing.B, idle int) durable.Store {
		return openIdle(b, "pgx", schema(b, postgresDSN(b)), durable.Postgres, idle)
	},
}

func openFile(b *testing.B, driver string, idle int) durable.Store {
	return openIdle(b, driver, filepath.Join(b.TempDir(), "tasks.db"), durable.SQLite, idle)
}

func openIdle(b *testing.B, driver, dsn string, dialect durable.Dialect, idle int) durable.Store {
	db, err := sql.Open(driver, dsn)
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	db.SetMaxIdleConns(idle)
	store, err := durable.SQL(b.Context(), db, dialect)
	require.NoError(b, err)
	return store
}

// What a task of five steps costs, with an empty Send.
func BenchmarkStep(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(benchmarkStores)) {
		b.Run(name, func(b *testing.B) { benchmarkStep(b, benchmarkStores[name](b, 2)) })
	}
}

// Leads a second: each is a person, a tag and an order. Leeloo responds at once, and there is no rate limit.
func BenchmarkLeads(b *testing.B) {
	for _, name := range slices.Sorted(maps.Keys(benchmarkStores)) {
		for _, workers := range []int{1, 4, 16, 64} {
			for _, idle := range slices.Compact([]int{2, max(2, workers)}) {
				b.Run(fmt.Sprintf("%s/workers=%d/idle=%d", name, workers, idle), func(b *testing.B) {
					benchmarkLeads(b, benchmarkStores[name](b, idle), workers)
				})
			}
		}
	}
}

func benchmarkLeads(b *testing.B, store durable.Store, workers int) {
	limiter := durable.NewLimiter(unlimited{})
	client, err := leeloo.NewClient("token", leeloo.WithLimiter(limiter), leeloo.WithHTTPClient(&http.Client{Transport: immediate{}}))
	require.NoError(b, err)
	var next atomic.Int64
	var group sync.WaitGroup
	b.ResetTimer()
	for range workers {
		group.Go(func() {
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				job := durable.Job{ID: fmt.Sprint(i), Limiter: limiter}
				err := durable.Run(b.Context(), store, job, func(ctx context.Context, t *durable.Task) error {
					return benchmarkLead(ctx, durable.For(client, t))
				})
				assert.NoError(b, err)
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "leads/s")
}

const someID = "5f0000000000000000000001"

func benchmarkLead(ctx context.Context, writes durable.Writes) error {
	person, err := writes.Person(ctx, "person", leeloo.PersonCreateParams{Name: "Olena", Phone: "+380500000000"}, nil)
	if err != nil {
		return err
	}
	if err := writes.Tag(ctx, "tag", person.PersonID, someID); err != nil {
		return err
	}
	_, err = writes.Order(ctx, "order", leeloo.OrderCreateParams{
		PersonID: person.PersonID, PaymentCreditsID: someID, OfferID: someID, TransactionDate: time.Now(),
	})
	return err
}

// immediate is a Leeloo that has nobody and accepts all.
type immediate struct{}

func (immediate) RoundTrip(r *http.Request) (*http.Response, error) {
	body := `{"status":1,"data":{"id":"` + someID + `","person_id":"` + someID + `","name":"Olena","from":"MANUAL","status":"OPENED"}}`
	if r.Method == http.MethodGet && strings.HasSuffix(r.URL.Path, "/people") {
		body = `{"status":1,"data":[],"meta":{"limit":100,"offset":0,"filteredCount":0,"totalCount":0}}`
	}
	return &http.Response{
		StatusCode: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)), Request: r,
	}, nil
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

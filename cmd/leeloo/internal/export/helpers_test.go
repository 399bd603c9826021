package export_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/tealeg/xlsx/v3"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/target"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/root"
	"github.com/leeloo-go/leeloo/leelootest"
)

// TestMain is the program itself for a test that needs it as a process.
func TestMain(m *testing.M) {
	if os.Getenv("EXPORT_TEST_IS_THE_PROGRAM") != "" {
		a := app.New()
		ctx, stop := a.Signals()
		code := root.Run(ctx, a, os.Args[1:])
		stop()
		os.Exit(code)
	}
	os.Exit(m.Run())
}

var kindNames = []string{"people", "orders", "channels", "chats"}

// newShop is a server with so many people, on pages of 5 items. Two of them have the same people.
func newShop(t *testing.T, people int, opts ...leelootest.Option) *leelootest.Server {
	t.Helper()
	stopped := leelootest.WithClock(func() time.Time { return time.Date(2026, 1, 20, 12, 0, 0, 0, time.UTC) })
	srv := leelootest.New(t, append([]leelootest.Option{leelootest.WithMaxLimit(5), stopped}, opts...)...)
	srv.Seed(people)
	return srv
}

// run runs "leeloo export args…", with a rate limit of its own.
func run(ctx context.Context, t *testing.T, srv *leelootest.Server, args ...string) apptest.Result {
	t.Helper()
	return apptest.New(t, srv).Run(ctx, append([]string{"export"}, args...)...)
}

func mustRun(t *testing.T, srv *leelootest.Server, args ...string) apptest.Result {
	t.Helper()
	r := run(t.Context(), t, srv, args...)
	require.Equal(t, app.ExitDone, r.Code, r.Err)
	return r
}

// refused is a fault that ends an export: unlike an outage, it does not pass.
func refused(op string, skip int) leelootest.Fault {
	fault := leelootest.Rejected("ACCESS_DENIED", nil).On(op)
	fault.Skip = skip
	return fault
}

// operationOf is the operation that returns the rows.
func operationOf(what string) string {
	return map[string]string{"people": "People.List", "orders": "Orders.List", "channels": "Channels.List", "chats": "Messages.List"}[what]
}

// stop runs an export that is refused after a number of requests for rows.
func stop(t *testing.T, srv *leelootest.Server, requests int, args ...string) apptest.Result {
	t.Helper()
	srv.Fail(refused(operationOf(args[0]), requests))
	r := run(t.Context(), t, srv, args...)
	require.Equal(t, app.ExitStopped, r.Code, r.Err)
	return r
}

// rowsOf returns the rows of a file, each as a text, and fails if one is not valid CSV or JSON.
func rowsOf(t *testing.T, path string) (rows []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	if strings.HasSuffix(path, ".xlsx") {
		file, err := xlsx.OpenBinary(text)
		require.NoError(t, err)
		require.Len(t, file.Sheets, 1)
		require.NoError(t, file.Sheets[0].ForEachRow(func(row *xlsx.Row) error {
			var record []string
			err := row.ForEachCell(func(cell *xlsx.Cell) error { record = append(record, cell.Value); return nil })
			rows = append(rows, strings.Join(record, "\x1f"))
			return err
		}))
		return rows[1:]
	}
	if strings.HasSuffix(path, ".csv") {
		records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		require.NoError(t, err)
		for _, record := range records[1:] {
			rows = append(rows, strings.Join(record, "\x1f"))
		}
		return rows
	}
	for line := range strings.Lines(string(text)) {
		require.True(t, json.Valid([]byte(line)), line)
		require.True(t, strings.HasSuffix(line, "\n"))
		rows = append(rows, line)
	}
	return rows
}

// cellsOf returns the cells of a column of a CSV file.
func cellsOf(t *testing.T, path, column string) (cells []string) {
	t.Helper()
	file, err := os.Open(path)
	require.NoError(t, err)
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	require.NoError(t, err)
	for i, name := range records[0] {
		if name == column {
			for _, record := range records[1:] {
				cells = append(cells, record[i])
			}
			return cells
		}
	}
	require.Fail(t, "no such column", column)
	return nil
}

func manifestOf(t *testing.T, path string) target.Manifest {
	t.Helper()
	m, err := target.ReadManifest(path)
	require.NoError(t, err)
	return m
}

// requireComplete checks that an export is all there, and nothing else of it.
func requireComplete(t *testing.T, path string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	name := filepath.Base(path)
	require.ElementsMatch(t, []string{name, name + ".manifest.json"}, names)

	text, err := os.ReadFile(path)
	require.NoError(t, err)
	sum, m := sha256.Sum256(text), manifestOf(t, path)
	require.True(t, m.Complete)
	require.Equal(t, hex.EncodeToString(sum[:]), m.SHA256)
	require.EqualValues(t, len(text), m.Bytes)
	require.Len(t, rowsOf(t, path), m.Rows)
}

// everyKind runs a test for each kind of rows, and for a table as well as for JSON lines.
func everyKind(t *testing.T, test func(t *testing.T, what, path string)) {
	for _, what := range kindNames {
		for _, ending := range []string{".csv", ".ndjson"} {
			t.Run(what+ending, func(t *testing.T) { test(t, what, filepath.Join(t.TempDir(), "file"+ending)) })
		}
	}
}

// reference returns the rows of an export of which nothing goes wrong.
func reference(t *testing.T, srv *leelootest.Server, what, ending string, args ...string) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "reference"+ending)
	mustRun(t, srv, append([]string{what, "-o", path}, args...)...)
	return rowsOf(t, path)
}

// clock is a server's clock that a test sets.
type clock struct{ now time.Time }

func (c *clock) set(t *testing.T, text string) {
	t.Helper()
	var err error
	c.now, err = time.Parse(time.RFC3339, text)
	require.NoError(t, err)
}

func (c *clock) option() leelootest.Option {
	return leelootest.WithClock(func() time.Time { return c.now })
}

// assertDistinct checks that no text is there twice.
func assertDistinct(t *testing.T, texts []string) {
	t.Helper()
	seen := map[string]bool{}
	for _, text := range texts {
		assert.False(t, seen[text], "%s is there twice", text)
		seen[text] = true
	}
}

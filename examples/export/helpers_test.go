package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// TestMain is the program itself for a test that needs it as a process.
func TestMain(m *testing.M) {
	if os.Getenv("EXPORT_TEST_RUN_MAIN") != "" {
		main()
	}
	os.Exit(m.Run())
}

// newShop is a server with so many people, on pages of 5 rows. Two of them have the same people.
func newShop(t *testing.T, people int, opts ...leelootest.Option) *leelootest.Server {
	stopped := leelootest.WithClock(func() time.Time { return time.Date(2026, 1, 20, 12, 0, 0, 0, time.UTC) })
	srv := leelootest.New(t, append([]leelootest.Option{leelootest.WithMaxLimit(5), stopped}, opts...)...)
	srv.Seed(people)
	return srv
}

// exportTo runs an export, of which no request is sent twice, and returns what it said.
func exportTo(ctx context.Context, srv *leelootest.Server, args ...string) (said string, err error) {
	opts, err := parse(args, io.Discard)
	if err != nil {
		return "", err
	}
	opts.account = accountOf(srv.Token)
	var stderr strings.Builder
	err = export(ctx, srv.Client(leeloo.WithMaxAttempts(1)), opts, io.Discard, &stderr)
	return stderr.String(), err
}

func mustExport(t *testing.T, srv *leelootest.Server, args ...string) (said string) {
	t.Helper()
	said, err := exportTo(t.Context(), srv, args...)
	require.NoError(t, err)
	return said
}

// rowsOf returns the rows of a file, each as a text, and fails if one is no valid CSV or JSON.
func rowsOf(t *testing.T, path, format string) (rows []string) {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	if format == formatCSV {
		records, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		require.NoError(t, err)
		for _, record := range records[1:] {
			rows = append(rows, fmt.Sprintf("%q", record))
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

func manifestOf(t *testing.T, path string) (m manifest) {
	t.Helper()
	text, err := os.ReadFile(path + ".manifest.json")
	require.NoError(t, err)
	require.NoError(t, json.Unmarshal(text, &m))
	return m
}

// requireComplete checks that an export is all there, and nothing else of it.
func requireComplete(t *testing.T, path, format string) {
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
	require.Len(t, rowsOf(t, path, format), m.Rows)
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

type format struct{ what, format string }

// everyFormat is each kind of rows in each format.
func everyFormat() (all []format) {
	for _, what := range kindNames() {
		all = append(all, format{what, formatCSV}, format{what, formatNDJSON})
	}
	return all
}

func (f format) String() string { return f.what + " " + f.format }

// operation is the one that gives the rows.
func (f format) operation() string {
	operations := kinds[f.what].operations
	return operations[len(operations)-1]
}

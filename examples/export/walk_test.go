package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Rows come and go before each request, in front of the reader, where it is and behind.
func TestListThatChangesWhileItIsRead(t *testing.T) {
	lists := map[string]func(*leelootest.Lists) leelootest.List{
		people: (*leelootest.Lists).People, orders: (*leelootest.Lists).Orders, channels: (*leelootest.Lists).Channels,
	}
	for what, listOf := range lists {
		t.Run(what, func(t *testing.T) {
			srv := newShop(t, 60)
			var stay []string
			requests := 0
			srv.BeforeEach(func(lists *leelootest.Lists) {
				list := listOf(lists)
				if stay == nil {
					stay = list.IDs()
				}
				if requests++; requests < 12 {
					gone := list.Delete(list.Len() * (requests % 3) / 3)
					stay = slices.DeleteFunc(stay, func(id string) bool { return id == gone })
					list.Insert(list.Len() * (requests % 4) / 4)
				}
			})
			path := filepath.Join(t.TempDir(), "file")
			mustExport(t, srv, "-what", what, "-o", path)
			ids := cellsOf(t, path, "id")
			assert.Subset(t, ids, stay)
			slices.Sort(ids)
			assert.Len(t, slices.Compact(slices.Clone(ids)), len(ids))
		})
	}
}

// walks is a list that has other rows each time it is walked over, and an exporter of it to out.
func walks(out io.Writer, times ...[]leeloo.Order) (*exporter, list[leeloo.Order]) {
	o := options{job: job{What: orders, Format: formatCSV}}
	return &exporter{options: o, out: newOutput(out), progress: newProgress(io.Discard)}, list[leeloo.Order]{
		columns: orderColumns[:1],
		time:    func(o *leeloo.Order) time.Time { return o.CreatedAt },
		page: func(context.Context, leeloo.ListParams) (*leeloo.Page[leeloo.Order], error) {
			return &leeloo.Page[leeloo.Order]{}, nil
		},
		all: func(context.Context, leeloo.ListParams) iter.Seq2[*leeloo.Order, error] {
			rows := times[0]
			times = times[1:]
			return func(yield func(*leeloo.Order, error) bool) {
				for i := range rows {
					if !yield(&rows[i], nil) {
						return
					}
				}
			}
		},
	}
}

// A row that jumps over the reader, since the API sorts by something that changes, is found in the next walk.
func TestListIsReadUntilNothingNewIsFound(t *testing.T) {
	ab, all := []leeloo.Order{{ID: "a"}, {ID: "b"}}, []leeloo.Order{{ID: "jumper"}, {ID: "a"}, {ID: "b"}}
	var out bytes.Buffer
	e, list := walks(&out, ab, all, all)
	require.NoError(t, exportList(t.Context(), e, list))
	require.NoError(t, e.out.w.Flush())
	assert.Equal(t, "a\nb\njumper\n", out.String())

	e, list = walks(&out, ab)
	list.isFixed = true
	require.NoError(t, exportList(t.Context(), e, list))
}

// Better a row too many than a lost one.
func TestRowsWithoutATimeAreKept(t *testing.T) {
	var rows []leeloo.Order
	require.NoError(t, json.Unmarshal([]byte(`[{"id":"a"},{"id":"b","createdAt":null},
		{"id":"c","createdAt":"2025-12-31T23:59:59.999Z"},{"id":"d","createdAt":"2026-01-01T00:00:00Z"}]`), &rows))
	var out bytes.Buffer
	e, list := walks(&out, rows, rows)
	e.options.period.from = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	require.NoError(t, exportList(t.Context(), e, list))
	require.NoError(t, e.out.w.Flush())
	assert.Equal(t, "a\nb\nd\n", out.String())
	assert.Equal(t, 2, e.undated)
}

// What is new each time must not keep the program at it for ever.
func TestListThatGrowsWithoutEnd(t *testing.T) {
	srv := leelootest.New(t)
	srv.Seed(4)
	requests := 0
	srv.BeforeEach(func(lists *leelootest.Lists) {
		if requests++; requests%2 == 0 {
			lists.People().Insert(0)
		}
	})
	path := filepath.Join(t.TempDir(), "file")
	said := mustExport(t, srv, "-o", path)
	requireComplete(t, path, formatCSV)
	assert.Equal(t, maxWalks-1, strings.Count(said, "people again"))
}

func TestPeopleOfAPeriodThatIsOverAreReadOnce(t *testing.T) {
	srv := newShop(t, 4)
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-to", "2024-12-31", "-o", path)
	again := mustExport(t, srv, "-o", path, "-force")
	assert.Contains(t, again, "people again")
	said := mustExport(t, srv, "-to", "2024-12-31", "-o", path, "-force")
	assert.NotContains(t, said, "people again")
	assert.Equal(t, "2025-01-01", srv.Requests()[0].Query.Get("filter[last_message][to]"))
}

func TestStandardOutput(t *testing.T) {
	srv := newShop(t, 12)
	for _, f := range everyFormat() {
		opts, err := parse([]string{"-what", f.what, "-format", f.format}, nil)
		require.NoError(t, err)
		var out bytes.Buffer
		require.NoError(t, export(t.Context(), srv.Client(), opts, &out, io.Discard))
		l := layoutOf(opts.job)
		got, err := l.scan(&out, func(string) {})
		require.NoError(t, err)
		assert.Len(t, f.reference(t, srv), got.rows)
	}
}

type fullDisk struct{}

var errFull = errors.New("no space left on device")

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }

func TestStandardOutputThatFails(t *testing.T) {
	srv := newShop(t, 12)
	for _, f := range everyFormat() {
		opts, err := parse([]string{"-what", f.what, "-format", f.format}, nil)
		require.NoError(t, err)
		require.ErrorIs(t, export(t.Context(), srv.Client(), opts, fullDisk{}, io.Discard), errFull)
	}
}

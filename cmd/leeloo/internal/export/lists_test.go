package export

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"iter"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
)

// newReader returns a reader of orders into out.
func newReader(out io.Writer) *reader {
	a := &app.App{Err: io.Discard}
	return &reader{
		what: orders, workers: 1, display: &display{app: a}, outage: &outage{app: a}, leftOut: map[string]struct{}{},
		sink: &sink{
			write:      func(line []byte) error { _, err := out.Write(line); return err },
			finishChat: func(string) error { return nil },
			known:      map[string]struct{}{}, chats: map[string]struct{}{},
		},
	}
}

// passes is a list that has other rows each time it is read.
func passes(times ...[]leeloo.Order) list[leeloo.Order] {
	return list[leeloo.Order]{
		id:   func(o *leeloo.Order) string { return string(o.ID) },
		time: orderTime,
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

func idsIn(t *testing.T, lines string) (ids []string) {
	t.Helper()
	d := json.NewDecoder(bytes.NewBufferString(lines))
	for d.More() {
		var row struct{ ID string }
		require.NoError(t, d.Decode(&row))
		ids = append(ids, row.ID)
	}
	return ids
}

// A row that jumps over the reader, since the API sorts by something that changes, is found when the list is read again.
func TestListIsReadUntilNothingNewIsFound(t *testing.T) {
	ab, all := []leeloo.Order{{ID: "a"}, {ID: "b"}}, []leeloo.Order{{ID: "jumper"}, {ID: "a"}, {ID: "b"}}
	var out bytes.Buffer
	require.NoError(t, readList(t.Context(), newReader(&out), passes(ab, all, all)))
	assert.Equal(t, []string{"a", "b", "jumper"}, idsIn(t, out.String()))

	fixed := passes(ab)
	fixed.isFixed = true
	require.NoError(t, readList(t.Context(), newReader(&out), fixed))
}

// Better a row too many than a lost one.
func TestRowsWithoutATimeAreKept(t *testing.T) {
	var rows []leeloo.Order
	require.NoError(t, json.Unmarshal([]byte(`[{"id":"a"},{"id":"b","createdAt":null},
		{"id":"c","createdAt":"2025-12-31T23:59:59.999Z"},{"id":"d","createdAt":"2026-01-01T00:00:00Z"}]`), &rows))
	var out bytes.Buffer
	r := newReader(&out)
	r.period.from = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	require.NoError(t, readList(t.Context(), r, passes(rows, rows)))
	assert.Equal(t, []string{"a", "b", "d"}, idsIn(t, out.String()))
}

// An API that requires one of several tags, or ignores the filter, does not put strangers into the file.
func TestPeopleWithoutTheTagsAreLeftOutAndCounted(t *testing.T) {
	r := newReader(io.Discard)
	r.tags = []string{"vip", "paid"}
	assert.True(t, r.hasTags(&leeloo.Person{ID: "1", Tags: []string{"paid", "other", "VIP"}}))
	assert.False(t, r.hasTags(&leeloo.Person{ID: "2", Tags: []string{"vip"}}))
	for range 2 { // the list is read twice
		assert.False(t, r.hasTags(&leeloo.Person{ID: "3"}))
	}
	assert.Len(t, r.leftOut, 2)
	r.tags = nil
	assert.True(t, r.hasTags(&leeloo.Person{ID: "4"}))
}

//go:build !race

package export

import (
	"context"
	"fmt"
	"io"
	"iter"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// What is kept of a row is its id. The rest of a table does not stay in memory.
func TestMemoryIsThatOfTheIDs(t *testing.T) {
	const n = 100_000
	heap := func() uint64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return stats.HeapAlloc
	}
	var most uint64
	r := newReader(io.Discard)
	l := list[leeloo.Order]{
		id: func(o *leeloo.Order) string { return string(o.ID) }, time: orderTime, isFixed: true,
		page: passes().page,
		all: func(context.Context, leeloo.ListParams) iter.Seq2[*leeloo.Order, error] {
			return func(yield func(*leeloo.Order, error) bool) {
				for i := range n {
					text := fmt.Sprintf("%024x%500d", i, i) // the id is a part of a longer text, as the client reads it
					if !yield(&leeloo.Order{ID: leeloo.OrderID(text[:24]), Title: text[24:]}, nil) {
						return
					}
					if i%10_000 == 9_999 {
						most = max(most, heap())
					}
				}
			}
		},
	}
	before := heap()
	require.NoError(t, readList(t.Context(), r, l))
	assert.Len(t, r.sink.known, n)
	bytesPerRow := float64(most-before) / n
	t.Logf("%.0f bytes a row", bytesPerRow)
	assert.Less(t, bytesPerRow, 150.0)
	runtime.KeepAlive(r)
}

//go:build !race

package table

import (
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A table is written as it comes. Of a workbook, the library keeps up to 16 MiB in memory.
func TestMemoryDoesNotGrowWithTheTable(t *testing.T) {
	heap := func() float64 {
		var stats runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&stats)
		return float64(stats.HeapAlloc)
	}
	text := strings.Repeat("text ", 200)
	for format, most := range map[Format]float64{CSV: 1e6, XLSX: 25e6} {
		w, err := New(format, io.Discard, "people", []string{"id", "text"}, t.TempDir())
		require.NoError(t, err)
		before := heap()
		for range 40_000 { // 40 MB
			require.NoError(t, w.Write([]string{"1", text}))
		}
		assert.Less(t, heap()-before, most, format)
		require.NoError(t, w.Close())
	}
}

package pager

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSeenRemembersTheLastItems(t *testing.T) {
	end := len(newSeen(remembered).table) - 1
	for name, tt := range map[string]struct {
		size int
		hash func(i int) uint64
	}{
		"512":                    {remembered, func(i int) uint64 { return rand.New(rand.NewPCG(uint64(i), 0)).Uint64() }},
		"extended":               {extended, func(i int) uint64 { return rand.New(rand.NewPCG(uint64(i), 0)).Uint64() }},
		"all in one slot":        {remembered, func(i int) uint64 { return uint64(i) << 32 }},
		"in neighboring slots":   {remembered, func(i int) uint64 { return uint64(i) }},
		"around the table's end": {remembered, func(i int) uint64 { return uint64(i)<<32 | uint64(end-i%3) }},
	} {
		t.Run(name, func(t *testing.T) {
			s := newSeen(remembered)
			if tt.size > remembered {
				s.extend()
			}
			var added []uint64
			for i := range 2200 {
				hash := tt.hash(i)
				require.True(t, s.add(hash))
				require.False(t, s.add(hash))
				require.Zero(t, s.after(hash))
				added = append(added, hash)
			}
			kept := added[len(added)-tt.size:]
			for i, hash := range added {
				require.Equal(t, i >= len(added)-tt.size, s.has(hash), i)
			}
			for i, hash := range kept {
				require.Equal(t, tt.size-1-i, s.after(hash))
			}
		})
	}
}

func TestSeenExtends(t *testing.T) {
	for _, n := range []int{0, 1, 511, 512, 513, 1000} {
		s := newSeen(remembered)
		for i := range n {
			s.add(uint64(i))
		}
		s.extend()
		for i := range n {
			require.Equal(t, i >= n-remembered, s.has(uint64(i)))
		}
		for i := range 512 {
			s.add(uint64(n + i))
			s.extend() // once
		}
		for i := max(0, n-remembered); i < n+512; i++ {
			require.True(t, s.has(uint64(i)), "%d of %d", i, n)
			require.Equal(t, n+511-i, s.after(uint64(i)))
		}
	}
}

func TestSeenRefreshes(t *testing.T) {
	s := newSeen(remembered)
	s.extend()
	for i := range uint64(extended) {
		s.add(i)
	}
	s.refresh([]uint64{0, 7, extended - 600, extended - 1, 99999})
	require.Equal(t, 0, s.after(extended-600))
	require.Equal(t, 1, s.after(7))
	require.Equal(t, 2, s.after(0))
	require.Equal(t, 3, s.after(extended-1), "it was one of the last 512")
	require.False(t, s.has(99999))
	for i := range uint64(extended) {
		s.refresh([]uint64{i})
	}
	for i := range uint64(extended - 10) {
		require.True(t, s.add(extended+i))
		require.True(t, s.has(extended-1))
	}
}

func TestLastIn(t *testing.T) {
	s := newSeen(remembered)
	s.extend()
	for i := range uint64(1000) {
		s.add(i)
	}
	for _, tt := range []struct {
		page []uint64
		want int
	}{
		{nil, -1},
		{[]uint64{2000, 2001}, -1},
		{[]uint64{999, 2000}, 0},
		{[]uint64{998, 999}, 1},
		{[]uint64{2000, 998, 999, 2001}, 2},
		{[]uint64{488, 2000}, 0},
		{[]uint64{487, 2000}, -1},   // not one of the last 512
		{[]uint64{999, 5, 2000}, 1}, // but known
		{[]uint64{5, 999, 2000}, 1},
	} {
		assert.Equal(t, tt.want, s.lastIn(tt.page), "%v", tt.page)
	}
}

// An iteration holds some pages and a bounded number of hashes, however long the list is.
func TestMemoryOfALongIteration(t *testing.T) {
	const items, maxPage, allowed = 200_000, 1000, 4 << 20
	list := listOf(func(_ context.Context, offset, limit int) (page Page[string, int], err error) {
		for i := offset; i < min(offset+limit, items); i++ {
			page.Items = append(page.Items, fmt.Sprintf("%024x", i))
		}
		return page, nil
	})
	list.Limit, list.Prefetch = maxPage, 4
	before, yielded := heap(), 0
	for _, err := range list.All(t.Context()) {
		require.NoError(t, err)
		if yielded++; yielded%60_000 == 0 {
			require.Less(t, heap(), before+allowed, "after %d items", yielded)
		}
	}
	assert.Equal(t, items, yielded)
}

func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

func TestIterationAllocatesNothingPerItem(t *testing.T) {
	s := newServer(10_000, 100)
	list := listOf(func(_ context.Context, offset, limit int) (Page[string, int], error) {
		return s.page(offset, limit), nil
	})
	list.Limit = 100
	ctx := t.Context()
	assert.LessOrEqual(t, testing.AllocsPerRun(3, func() {
		for range list.All(ctx) {
		}
	}), 12.0)
}

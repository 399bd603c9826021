package pager

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// step is the offset and limit that a cursor asks for, the page that it gets, and the items of the page that are new.
type step struct {
	offset, limit int
	page          []uint64
	new           []uint64
}

func ids(from, to uint64) (ids []uint64) {
	for id := from; id <= to; id++ {
		ids = append(ids, id)
	}
	return ids
}

func TestCursor(t *testing.T) {
	for _, tt := range []struct {
		name  string
		steps []step
		done  bool
		err   error
	}{
		{"an empty list", []step{{0, 10, nil, nil}}, true, nil},
		{"pages overlap by an item", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(10, 19), ids(11, 19)},
			{18, 10, ids(19, 22), ids(20, 22)},
			{21, 10, ids(22, 22), nil},
		}, true, nil},
		{"a short page is not the end", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(10, 12), ids(11, 12)},
			{11, 10, ids(12, 21), ids(13, 21)},
		}, false, nil},
		{"a server with one item per page", []step{
			{0, 10, ids(1, 1), ids(1, 1)},
			{0, 10, ids(1, 1), nil},
			{1, 10, ids(2, 2), ids(2, 2)},
			{1, 10, ids(2, 2), nil},
			{2, 10, nil, nil},
		}, true, nil},
		{"an item is inserted before lastSeen", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(9, 18), ids(11, 18)},
		}, false, nil},
		{"three items are deleted before lastSeen", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(13, 22), nil},
			{0, 10, ids(4, 13), ids(11, 13)},
			{9, 10, ids(13, 22), ids(14, 22)},
		}, false, nil},
		{"lastSeen is deleted", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(11, 20), nil},
			{0, 10, append(ids(1, 9), 11), ids(11, 11)},
		}, false, nil},
		{"lastSeen is deleted at the end of the list", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, nil, nil},
			{0, 10, ids(1, 9), nil},
			{8, 20, ids(9, 9), nil},
		}, true, nil},
		{"a page of items inserted before lastSeen", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(10, 19), ids(11, 19)},
			{18, 10, ids(9, 18), nil}, // 10 items inserted
			{28, 10, ids(19, 28), ids(20, 28)},
		}, false, nil},
		{"the same items are inserted before each request, at the end of the list", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(9, 10), nil},
			{10, 10, ids(9, 10), nil},
			{12, 20, ids(10, 10), nil},
		}, true, nil},
		{"a probe finds that the server ignores the offset", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(1, 10), nil},
			{18, 10, ids(1, 10), nil},
			{27, 20, ids(1, 10), nil},
			{36 + probeDistance, 40, ids(1, 10), nil},
		}, false, ErrStuck},
		{"a probe finds that the server respects the offset", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(1, 10), nil},
			{18, 10, ids(1, 10), nil},
			{27, 20, ids(1, 10), nil},
			{36 + probeDistance, 40, nil, nil},
			{36, 40, ids(10, 49), ids(11, 49)},
			{75, 10, ids(49, 58), ids(50, 58)},
		}, false, nil},
		{"a scan from offset 0 finds a known item", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(101, 110), nil},
			{0, 10, ids(201, 210), nil},
			{7, 100, append(ids(208, 300), ids(8, 14)...), ids(11, 14)},
			{106, 10, ids(14, 23), ids(15, 23)},
		}, false, nil},
		{"a scan to the end of the list finds no known item", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(101, 110), nil},
			{0, 10, ids(201, 210), nil},
			{7, 100, ids(208, 217), nil},
			{14, 100, ids(215, 217), nil},
			{16 + probeDistance, 100, nil, nil},
			{16, 100, ids(217, 217), nil},
		}, false, ErrStuck},
		{"a scan with a gap starts again", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, ids(101, 110), nil},
			{0, 10, ids(201, 210), nil},
			{7, 100, ids(301, 310), nil},
			{14, 100, ids(310, 310), nil},
			{0, 20, append(ids(201, 218), 9, 11), ids(11, 11)},
		}, false, nil},
		{"the list is empty when an item is looked for", []step{
			{0, 10, ids(1, 10), ids(1, 10)},
			{9, 10, nil, nil},
			{0, 10, nil, nil},
		}, false, ErrStuck},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newCursor(0, 10)
			for i, step := range tt.steps {
				require.False(t, c.done, "step %d", i)
				require.Equal(t, []int{step.offset, step.limit}, []int{c.next, c.limit}, "step %d", i)
				from, err := c.merge(step.page)
				if i < len(tt.steps)-1 || tt.err == nil {
					require.NoError(t, err, "step %d", i)
				} else {
					require.ErrorIs(t, err, tt.err)
				}
				require.Equal(t, step.new, append([]uint64(nil), step.page[from:]...), "step %d", i)
				for _, id := range step.page[from:] {
					require.True(t, c.seen.add(id))
				}
			}
			assert.Equal(t, tt.done, c.done)
		})
	}
}

func TestStrideIsZeroWithoutProgress(t *testing.T) {
	c := newCursor(0, 10)
	for i, step := range []struct {
		page   []uint64
		stride int
	}{
		{ids(1, 10), 0}, // the server may return shorter pages
		{ids(10, 19), 9},
		{ids(19, 28), 9},
		{ids(38, 47), 0},  // too far
		{ids(20, 29), 0},  // one page with progress
		{ids(29, 38), 9},  // two
		{ids(38, 42), 0},  // short
		{ids(42, 101), 0}, // a page may be longer than the limit
	} {
		from, err := c.merge(step.page)
		require.NoError(t, err)
		for _, id := range step.page[from:] {
			c.seen.add(id)
		}
		require.Equal(t, step.stride, c.stride(), "page %d", i)
	}
}

func TestFirstStepBackIsSmall(t *testing.T) {
	c := newCursor(0, 100)
	_, err := c.merge(ids(1, 100))
	require.NoError(t, err)
	for id := range uint64(100) {
		c.seen.add(id + 1)
	}
	_, err = c.merge(ids(101, 200))
	require.NoError(t, err)
	assert.Equal(t, 99-maxStepBack, c.next)
}

// After a jump back, old items follow new ones in the list.
func TestOldItemsAfterKnownOnesIdentifyAPlace(t *testing.T) {
	c := newCursor(0, 3)
	c.seen.extend()
	for id := range uint64(2000) {
		c.seen.add(id)
	}
	for _, step := range []struct {
		page []uint64
		from int
	}{
		{[]uint64{1999, 1, 2}, 3},
		{[]uint64{2, 3, 4}, 3},
		{[]uint64{4, 2000, 2001}, 1},
	} {
		from, err := c.merge(step.page)
		require.NoError(t, err)
		assert.Equal(t, step.from, from, "%v", step.page)
		assert.Equal(t, step.page[len(step.page)-1], c.lastSeen)
	}
}

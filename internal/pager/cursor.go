package pager

const (
	probeAfter    = 3       // pages without progress until a probe tests whether the server ignores the offset
	maxIdlePages  = 1000    // pages without progress until ErrStuck: over three minutes at the API's rate limit
	probeDistance = 1 << 20 // items; no list shifts so far between two requests

	// maxLimit is the largest limit that the cursor chooses. Callers of the API are known to use it; the API might
	// refuse a larger one.
	maxLimit = 100
)

// cursor decides which items are new and which page to ask for next. It knows only the ids of the pages.
//
// A page is a part of the list at one moment. The items after the last known item of a page therefore follow the
// yielded ones without a gap: they are new. A page without a known item proves nothing and is not used; the cursor
// searches for a page that has one (search.go).
type cursor struct {
	next  int // the offset to ask for
	limit int // the number of items to ask for
	done  bool

	pageLimit int // limit, as long as the iteration makes progress
	seen      seen
	lastSeen  uint64 // the last item of the last page that was used
	pos       int    // its offset in that page
	longest   int    // items of the longest page so far
	full      int    // consecutive pages with progress that were not short

	idle      int  // pages without progress since the last one with progress
	confirmed bool // the last page was only lastSeen, from a server that returns one item per page
	direct    bool // next is where lastSeen is expected
	miss      miss
	probe     probe
	scan      forwardScan
}

func newCursor(offset, limit int) *cursor {
	return &cursor{next: offset, limit: limit, pageLimit: limit, seen: newSeen(remembered), pos: offset}
}

// usual is the number of items of a page that is not short.
func (c *cursor) usual() int { return min(c.longest, c.limit) }

// stride is the distance between the next pages. It is 0 if that is not known, or if the last page made no progress:
// fetching ahead would be of no use.
func (c *cursor) stride() int {
	if c.full < 2 {
		return 0
	}
	return c.usual() - 1
}

// resumeOffset is where another iteration has to start: at the last known item or before it.
func (c *cursor) resumeOffset() int { return min(c.next, c.pos) }

// merge takes the page at next. Its items from the returned index on are new; the caller adds them to seen.
func (c *cursor) merge(ids []uint64) (from int, err error) {
	c.longest = max(c.longest, len(ids))
	c.miss.requests++
	confirmed, direct := c.confirmed, c.direct
	c.confirmed, c.direct = false, false
	from = len(ids)
	last := c.seen.lastIn(ids)
	switch {
	case c.probe.pending:
		err = c.checkProbe(last, ids)
	case c.seen.isEmpty(), confirmed && len(ids) <= 1 && last < 0:
		from = 0
		c.acceptAll(ids)
	case last < 0:
		if direct && len(ids) == 0 {
			c.miss = miss{pos: c.pos, requests: 1}
		}
		err = c.search(ids)
	default:
		from = last + 1
		c.acceptAfter(last, ids, direct)
	}
	if c.idle > maxIdlePages {
		err = ErrStuck
	}
	c.limit = c.nextLimit()
	if c.full++; c.idle > 0 || len(ids) < c.usual() {
		c.full = 0
	}
	return from, err
}

// nextLimit is the limit of the next page. It doubles with each page without progress: a larger page is more likely to
// have a known item, and fewer requests leave less time for changes.
func (c *cursor) nextLimit() int {
	switch {
	case c.scan.active:
		return max(c.pageLimit, maxLimit)
	case c.idle < 2: // one page without progress is usual, after a deletion for example
		return c.pageLimit
	}
	return max(c.pageLimit, min(c.pageLimit<<min(c.idle-1, 6), maxLimit))
}

// acceptAll takes a page that need not overlap with the last one: the first page, or the one after a confirmed item,
// since a server that returns one item per page can't show both.
func (c *cursor) acceptAll(ids []uint64) {
	if len(ids) == 0 {
		c.done = true
		return
	}
	c.setLastSeen(ids)
	c.progress()
}

// acceptAfter takes the items after the last known item of a page, if there are any.
func (c *cursor) acceptAfter(last int, ids []uint64, direct bool) {
	same := ids[len(ids)-1] == c.lastSeen
	short := len(ids) < c.usual()
	if same && len(ids) == 1 && c.longest > 1 {
		c.done = true // a short page with more items proves nothing: the server may return fewer than it has
		return
	}
	c.setLastSeen(ids)
	c.seen.refresh(ids)
	if last+1 < len(ids) {
		if c.seen.after(ids[last]) > 0 {
			c.seen.extend()
		}
		c.progress()
		return
	}
	c.idle++
	c.scan = forwardScan{}
	switch {
	case c.idle >= probeAfter && !c.probe.made:
		c.startProbe(c.pos)
	case same && c.longest == 1:
		c.confirmed, c.next = true, c.pos+1
	case same && short && direct && c.idle > 1:
		c.next = c.pos + last // where lastSeen is now, if as many items are inserted before it each time
	case short:
		c.direct, c.next = true, max(0, c.pos-c.miss.shift(c.pos))
	default:
		c.next = c.pos + c.seen.after(c.lastSeen) // where the last yielded item is likely to be
	}
}

func (c *cursor) setLastSeen(ids []uint64) {
	c.lastSeen, c.pos = ids[len(ids)-1], c.next+len(ids)-1
}

func (c *cursor) progress() {
	c.next, c.idle = c.pos, 0
	c.probe, c.scan, c.miss = probe{}, forwardScan{}, miss{}
}

// miss is an empty page at the end of the list, where lastSeen was expected: items before it were deleted.
type miss struct {
	pos      int // where lastSeen was
	requests int // since the page that showed it there
}

// shift is how far lastSeen moves to the front between two requests, if as many items are deleted each time.
func (m miss) shift(pos int) int {
	if m.pos == 0 {
		return 0
	}
	return max(0, (m.pos-pos)/m.requests)
}

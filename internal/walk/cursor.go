package walk

const (
	maxStepBack = 16      // rows; mostly, a few were deleted before the reader
	suspicion   = 3       // answers in a row without a new row, before the server is put to the test
	patience    = 200     // such answers before the walk is given up
	farAhead    = 1 << 20 // rows; no list shifts so far between two requests
)

// cursor decides, from the ids of the pages alone, which rows are new and what to ask for next.
//
// It has one rule. A page is a piece of the list at one moment, so that the rows behind the last known one in it
// follow on what is known without a gap: they are new. A page without a known row proves nothing and is not used; the
// cursor looks for one that has.
type cursor struct {
	next int // the offset to ask for
	done bool

	known   memory
	anchor  string // the last row of the last page that was used
	pos     int    // where it was
	longest int    // rows of the longest page so far: where a shorter one has the anchor alone, the list ends
	full    int    // pages in a row that were as long

	idle      int  // answers in a row without a new row
	tooFar    int  // where the search for a known row began, or went too far again; 0 if it did not
	sweep     int  // where the search ends, once it has been through to row 0 and goes forward again; 0 before
	confirmed bool // the last page was the anchor alone, from a server that gives one row a page
	probing   bool // the last request asked far ahead, to see whether the server minds the offset
}

func newCursor(start int) *cursor { return &cursor{next: start, pos: start} }

// stride is how far apart the next pages are likely to be, 0 while that can't be told.
func (c *cursor) stride() int {
	if c.full < 2 {
		return 0
	}
	return c.longest - 1
}

// resume is where another walk would have to start: at the last row that is known, or before.
func (c *cursor) resume() int { return min(c.next, c.pos) }

// join takes the page at next. The rows from the returned index on are new, and are to be added to known.
func (c *cursor) join(ids []string) (from int, err error) {
	if c.idle++; c.idle > patience {
		return 0, ErrStuck
	}
	if c.full++; len(ids) < c.longest {
		c.full = 0
	}
	c.longest = max(c.longest, len(ids))

	last := c.lastKnown(ids)
	switch {
	case c.probing:
		return len(ids), c.judgeProbe(last)
	case c.known.isEmpty(), c.confirmed && len(ids) == 1 && last < 0:
		c.takeWhole(ids)
		return 0, nil
	case last < 0:
		return len(ids), c.search(ids)
	default:
		c.takeBehind(last, ids)
		return last + 1, nil
	}
}

func (c *cursor) lastKnown(ids []string) int {
	for i := len(ids) - 1; i >= 0; i-- {
		if c.known.has(ids[i]) {
			return i
		}
	}
	return -1
}

// takeWhole takes a page that need not overlap: the first, or the one row behind a confirmed anchor, since a server
// that gives one row a page can't show both.
func (c *cursor) takeWhole(ids []string) {
	if len(ids) == 0 {
		c.done = true
		return
	}
	c.setAnchor(ids)
	c.idle, c.confirmed, c.next = 0, false, c.pos
}

// takeBehind takes what stands behind the last known row of a page, if anything does.
func (c *cursor) takeBehind(last int, ids []string) {
	news := last+1 < len(ids)
	same := ids[len(ids)-1] == c.anchor
	short := len(ids) < c.longest
	if short && same && len(ids) == 1 {
		c.done = true // a short page that has more may be a server's that gives short ones
		return
	}
	c.setAnchor(ids)
	c.sweep, c.confirmed = 0, same && c.longest == 1
	switch {
	case news:
		c.idle, c.tooFar, c.next = 0, 0, c.pos
	case c.idle == suspicion:
		c.probing, c.next = true, c.pos+farAhead
	case c.confirmed:
		c.next = c.pos + 1
	case short && c.idle > suspicion && c.idle%2 == 0:
		c.next = c.pos + last // where the anchor has shifted to, if as many rows are inserted in front each time
	case short:
		c.next = c.pos
	default:
		c.next = c.guess()
	}
}

// guess is where the row is likely to be that was yielded last: the list has shifted under the reader.
func (c *cursor) guess() int {
	guess := c.pos + c.known.after(c.anchor)
	if c.tooFar > c.pos {
		guess = min(guess, c.pos+(c.tooFar-c.pos)/2)
	}
	return guess
}

// search asks elsewhere after a page without a known row: back to row 0, in steps that leave nothing out, and from
// there forward once, in case more rows than a page holds were inserted in front.
func (c *cursor) search(ids []string) error {
	if c.confirmed && len(ids) == 0 {
		c.done = true
		return nil
	}
	c.confirmed = false
	stride := max(1, c.longest-1)
	switch {
	case c.sweep > 0 && (len(ids) == 0 || c.next > c.sweep):
		return ErrStuck
	case c.sweep > 0:
		c.next += stride
	case c.next == 0:
		c.sweep = c.pos + remembered
		c.next = stride
	default:
		c.tooFar = c.next
		c.next = max(0, c.next-min(stride, maxStepBack*c.idle))
	}
	return nil
}

// judgeProbe ends a walk over the pages of a server that gives known rows wherever it is asked.
func (c *cursor) judgeProbe(last int) error {
	c.probing = false
	if last >= 0 {
		return ErrStuck
	}
	c.next = c.pos
	return nil
}

func (c *cursor) setAnchor(ids []string) {
	c.anchor, c.pos = ids[len(ids)-1], c.next+len(ids)-1
}

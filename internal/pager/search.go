package pager

import "slices"

const (
	maxStepBack = 16 // items; usually, only a few were deleted before lastSeen
	nearSteps   = 8  // steps back that skip no item
)

// search chooses the next page after one without a known item: it steps back to offset 0, then scans forward.
func (c *cursor) search(ids []uint64) error {
	if c.scan.active || c.next == 0 {
		return c.scanForward(ids)
	}
	c.idle++
	first := 0
	if c.next > c.pos {
		first = c.pos // a known item was there
	}
	c.next = max(first, c.next-c.stepBack())
	return nil
}

// stepBack is how many items to step back. After nearSteps it doubles each time and may skip items: the scan from
// offset 0 does not.
func (c *cursor) stepBack() int {
	whole := max(1, c.usual()-1)
	if c.idle > nearSteps {
		return whole << min(c.idle-nearSteps, 16)
	}
	return min(whole, maxStepBack*c.idle)
}

// forwardScan reads the whole list from offset 0. If each of its pages has the last item of the page before, it skips
// no item that exists throughout the scan. If it finds no known item then, none is left in the list.
type forwardScan struct {
	active bool
	last   uint64 // the last item of its last page
	gap    bool   // a page did not overlap with the one before
}

func (c *cursor) scanForward(ids []uint64) error {
	if !c.scan.active {
		c.scan = forwardScan{active: true}
		if len(ids) == 0 {
			return ErrStuck
		}
		c.scanOn(ids)
		return nil
	}
	last := slices.Index(ids, c.scan.last)
	if last < 0 {
		c.idle++
		c.scan.gap = true
	}
	atEnd := len(ids) == 0 || len(ids) == 1 && last == 0 && c.longest > 1
	switch {
	case atEnd && !c.scan.gap:
		return ErrStuck
	case atEnd:
		c.scan, c.next = forwardScan{}, 0
	case last == len(ids)-1: // the end, or a short page
		c.idle++
		c.next += last
		if !c.probe.made {
			c.startProbe(c.next)
		}
	default:
		c.scanOn(ids)
	}
	return nil
}

// scanOn asks for the page after this one. They overlap by a quarter, so that a few deletions do not make a gap.
func (c *cursor) scanOn(ids []uint64) {
	c.scan.last = ids[len(ids)-1]
	c.next += len(ids) - 1 - len(ids)/4
	if c.longest == 1 {
		c.next++
	}
}

// probe is a request for a page far beyond the list. If it has the same items, the server ignores the offset.
type probe struct {
	made, pending bool
	back          int // the offset to ask for next
}

func (c *cursor) startProbe(back int) {
	c.probe = probe{made: true, pending: true, back: back}
	c.next = back + probeDistance
}

func (c *cursor) checkProbe(lastKnown int, ids []uint64) error {
	if lastKnown >= 0 || c.scan.active && slices.Contains(ids, c.scan.last) {
		return ErrStuck
	}
	c.probe.pending = false
	c.next = c.probe.back
	return nil
}

package durable

import "time"

// clock estimates the time of the store: its clock may differ from that of this process, and the process may have been
// stopped while it asked for the time, or since. An estimate that is too late or too early must not shorten a wait.
type clock struct {
	store           time.Time // the time of the store, between asked and received
	asked, received time.Time // by the clock of this process
}

func (c clock) earliest() time.Time {
	monotonic, wall := since(c.received)
	return c.store.Add(max(0, min(monotonic, wall)))
}

func (c clock) latest() time.Time {
	monotonic, wall := since(c.asked)
	return c.store.Add(max(monotonic, wall))
}

// ago returns how long ago a time of the record is at least. If it is in the future, the clock of the store was set back:
// then the wait begins anew.
func (c clock) ago(at *time.Time) time.Duration {
	if latest := c.latest(); at.After(latest) {
		*at = latest
	}
	return max(0, c.earliest().Sub(*at))
}

// since returns the time since t by both clocks: the monotonic one stands still while the computer sleeps, and the wall
// clock can be set.
func since(t time.Time) (monotonic, wall time.Duration) {
	now := time.Now()
	return now.Sub(t), now.Round(0).Sub(t.Round(0))
}

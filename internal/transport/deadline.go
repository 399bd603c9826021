package transport

import (
	"context"
	"sync"
	"time"
	"weak"
)

// deadlines gives attempts a deadline. The attempts of a client have the same timeout, so that their deadlines pass in the
// order in which they begin, and one timer serves all of them. A context.WithTimeout for each takes 12 percent of a GET in
// memory. The zero value is ready for use.
type deadlines struct {
	mu          sync.Mutex
	first, last *attempt // those under way, in order

	timer    *time.Timer
	fires    time.Time // when it fires, or the zero time if there is none
	inBubble bool      // it is of the clock of a bubble of testing/synctest
	set      uint      // how many timers were set: an earlier one than the last does nothing
}

// maxTimerDelay is how late a timer may fire on a busy computer. If each attempt that begins meanwhile set another one, none
// of them would ever be the last.
const maxTimerDelay = time.Second

// attempt is the context of an attempt. It differs from its parent only in the deadline. The Err of a context that a
// RoundTripper derives from it is context.Canceled after the deadline; context.Cause is context.DeadlineExceeded.
type attempt struct {
	context.Context
	deadline   time.Time
	cancel     context.CancelCauseFunc
	prev, next *attempt
}

// Deadline returns the deadline of the attempt.
func (a *attempt) Deadline() (time.Time, bool) { return a.deadline, true }

// Err returns context.DeadlineExceeded after the deadline, as that of context.WithTimeout does.
func (a *attempt) Err() error {
	err := a.Context.Err()
	if err != nil && context.Cause(a.Context) == context.DeadlineExceeded { //nolint:errorlint // it is the cause itself
		return context.DeadlineExceeded
	}
	return err
}

// start returns the context of an attempt that ends after the timeout. The caller ends it with finish.
func (d *deadlines) start(ctx context.Context, timeout time.Duration) *attempt {
	a := new(attempt)
	a.Context, a.cancel = context.WithCancelCause(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	now := time.Now() // not before the lock, so that the deadlines are in order
	a.deadline = now.Add(timeout)
	if a.prev = d.last; a.prev != nil {
		a.prev.next = a
	} else {
		d.first = a
	}
	d.last = a
	// A timer that fires after the deadline, or should have fired long ago, is of another clock: that of a bubble of
	// testing/synctest, or that outside of it.
	if late := now.Sub(d.fires); late > maxTimerDelay || -late > timeout {
		d.setTimer(now)
	}
	return a
}

// finish ends an attempt. The timer stays: to stop it costs as much as to set it. In a bubble of testing/synctest it is
// stopped, since it does not fire after the end of the bubble, and the next bubble begins at the same time as this one.
func (d *deadlines) finish(a *attempt) {
	d.mu.Lock()
	d.remove(a)
	if d.first == nil && d.inBubble {
		d.timer.Stop()
		d.fires = time.Time{}
	}
	d.mu.Unlock()
	a.cancel(nil)
}

func (d *deadlines) remove(a *attempt) {
	if a.prev != nil {
		a.prev.next = a.next
	} else if d.first == a {
		d.first = a.next
	}
	if a.next != nil {
		a.next.prev = a.prev
	} else if d.last == a {
		d.last = a.prev
	}
	a.prev, a.next = nil, nil
}

// setTimer sets the timer for the first attempt. The timer does not keep the Transport of a client in memory that is not
// used any more: while an attempt is under way, Transport.Do does.
func (d *deadlines) setTimer(now time.Time) {
	after := max(0, d.first.deadline.Sub(now))
	d.fires = now.Add(after)
	d.inBubble = now == now.Round(0) // such times have no monotonic reading
	d.set++
	self, n := weak.Make(d), d.set
	d.timer = time.AfterFunc(after, func() {
		if d := self.Value(); d != nil {
			d.expire(n)
		}
	})
}

// expire ends the attempts whose deadline has passed, and sets the timer for the next one.
func (d *deadlines) expire(n uint) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n != d.set {
		return
	}
	d.fires = time.Time{}
	now := time.Now()
	for d.first != nil {
		if d.first.deadline.After(now) {
			d.setTimer(now)
			return
		}
		a := d.first
		d.remove(a)
		a.cancel(context.DeadlineExceeded)
	}
}

package transport

import (
	"context"
	"sync"
	"time"
)

// deadlines gives attempts a deadline. The attempts of a client have the same timeout, so that their deadlines pass in the
// order in which they begin, and one timer serves all of them. A context.WithTimeout for each takes 12 percent of a GET in
// memory. The zero value is ready for use.
type deadlines struct {
	mu          sync.Mutex
	first, last *attempt  // those under way, in order
	fires       time.Time // when the timer fires, or the zero time if there is none
}

// attempt is the context of an attempt. It differs from its parent only in the deadline.
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
	a := &attempt{deadline: time.Now().Add(timeout)}
	a.Context, a.cancel = context.WithCancelCause(ctx)
	d.mu.Lock()
	defer d.mu.Unlock()
	if a.prev = d.last; a.prev != nil {
		a.prev.next = a
	} else {
		d.first = a
	}
	d.last = a
	if d.fires.IsZero() {
		d.setTimer(timeout)
	}
	return a
}

// finish ends an attempt. The timer stays: to stop it costs as much as to set it.
func (d *deadlines) finish(a *attempt) {
	d.mu.Lock()
	d.remove(a)
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

func (d *deadlines) setTimer(after time.Duration) {
	d.fires = time.Now().Add(after)
	time.AfterFunc(after, d.expire)
}

// expire ends the attempts whose deadline has passed, and sets the timer for the next one.
func (d *deadlines) expire() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fires = time.Time{}
	for d.first != nil {
		if left := time.Until(d.first.deadline); left > 0 {
			d.setTimer(left)
			return
		}
		a := d.first
		d.remove(a)
		a.cancel(context.DeadlineExceeded)
	}
}

package transport

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestAttemptsEndAtTheirDeadline(t *testing.T) {
	tests := map[string]struct {
		begin  []time.Duration // when each attempt begins
		finish map[int]time.Duration
		ends   map[int]time.Duration // when each of the others ends
	}{
		"one":                            {begin: []time.Duration{0}, ends: map[int]time.Duration{0: 30}},
		"one after the other":            {begin: []time.Duration{0, 10, 10, 29}, ends: map[int]time.Duration{0: 30, 1: 40, 2: 40, 3: 59}},
		"the first is finished":          {begin: []time.Duration{0, 10}, finish: map[int]time.Duration{0: 20}, ends: map[int]time.Duration{1: 40}},
		"the last is finished":           {begin: []time.Duration{0, 10}, finish: map[int]time.Duration{1: 20}, ends: map[int]time.Duration{0: 30}},
		"one in between is finished":     {begin: []time.Duration{0, 10, 20}, finish: map[int]time.Duration{1: 25}, ends: map[int]time.Duration{0: 30, 2: 50}},
		"all are finished, then another": {begin: []time.Duration{0, 1, 15}, finish: map[int]time.Duration{0: 2, 1: 3}, ends: map[int]time.Duration{2: 45}},
		"another after the timer fired":  {begin: []time.Duration{0, 50, 300}, finish: map[int]time.Duration{0: 2}, ends: map[int]time.Duration{1: 80, 2: 330}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var d deadlines
				var all sync.WaitGroup
				start := time.Now()
				for i, begin := range tt.begin {
					all.Go(func() {
						time.Sleep(begin * time.Second)
						a := d.start(t.Context(), 30*time.Second)
						defer d.finish(a)
						deadline, ok := a.Deadline()
						assert.True(t, ok)
						assert.Equal(t, start.Add((begin+30)*time.Second), deadline)
						if finish, ok := tt.finish[i]; ok {
							time.Sleep((finish - begin) * time.Second)
							assert.NoError(t, a.Err(), "attempt %d", i)
							return
						}
						<-a.Done()
						assert.Equal(t, tt.ends[i]*time.Second, time.Since(start), "attempt %d", i)
						assert.Equal(t, context.DeadlineExceeded, a.Err(), "attempt %d", i)
						assert.Equal(t, context.DeadlineExceeded, context.Cause(a), "attempt %d", i)
					})
				}
				all.Wait()
				assert.Nil(t, d.first, "no attempt is left")
				assert.Nil(t, d.last)
			})
		})
	}
}

func TestAnAttemptEndsWithItsParent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d deadlines
		reason := errors.New("reason")
		parent, cancel := context.WithCancelCause(context.WithValue(t.Context(), attemptTestKey{}, "value"))
		a := d.start(parent, 30*time.Second)
		child, cancelChild := context.WithCancel(a)
		defer cancelChild()
		assert.Equal(t, "value", a.Value(attemptTestKey{}))
		cancel(reason)
		<-child.Done()
		assert.Equal(t, context.Canceled, a.Err())
		assert.Equal(t, reason, context.Cause(a))
		assert.Equal(t, reason, context.Cause(child))
		d.finish(a)
		time.Sleep(time.Hour)
		assert.Equal(t, context.Canceled, a.Err(), "the deadline of a finished attempt does not pass")
	})
}

type attemptTestKey struct{}

func TestAChildOfAnAttemptEndsAtTheDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d deadlines
		a := d.start(t.Context(), 30*time.Second)
		defer d.finish(a)
		child, cancel := context.WithCancel(a) // as net/http makes one
		defer cancel()
		<-child.Done()
		assert.Equal(t, context.DeadlineExceeded, context.Cause(child))
	})
}

func TestManyAttemptsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var d deadlines
		var all sync.WaitGroup
		for range 500 {
			all.Go(func() {
				for range 20 {
					a := d.start(t.Context(), 30*time.Second)
					begun, length := time.Now(), time.Duration(rand.Int64N(int64(40*time.Second)))
					select {
					case <-time.After(length):
					case <-a.Done():
						assert.Equal(t, 30*time.Second, time.Since(begun))
					}
					assert.LessOrEqual(t, time.Since(begun), 30*time.Second)
					d.finish(a)
				}
			})
		}
		all.Wait()
		assert.Nil(t, d.first)
		assert.Nil(t, d.last)
	})
}

// A client may be used in several bubbles of testing/synctest, and outside of them: each has a clock of its own.
func TestDeadlinesPassOnEachClock(t *testing.T) {
	const timeout = 20 * time.Millisecond
	inBubble := func(t *testing.T, use func(t *testing.T)) { synctest.Test(t, use) }
	outside := func(t *testing.T, use func(t *testing.T)) { use(t) }
	tests := map[string][2]func(*testing.T, func(*testing.T)){
		"a bubble after another":     {inBubble, inBubble},
		"a bubble after the outside": {outside, inBubble},
		"the outside after a bubble": {inBubble, outside},
		"the outside after itself":   {outside, outside},
	}
	for name, clocks := range tests {
		for _, first := range []string{"finishes", "times out"} {
			t.Run(name+": the first "+first, func(t *testing.T) {
				var d deadlines
				clocks[0](t, func(t *testing.T) {
					a := d.start(t.Context(), timeout)
					if first == "times out" {
						<-a.Done()
					}
					d.finish(a)
				})
				clocks[1](t, func(t *testing.T) {
					a := d.start(t.Context(), timeout)
					defer d.finish(a)
					select {
					case <-a.Done():
						assert.Equal(t, context.DeadlineExceeded, a.Err())
					case <-time.After(10 * time.Second):
						t.Error("the deadline does not pass")
					}
				})
			})
		}
	}
}

// A timer of the outside that fires while a bubble has attempts must not touch them: it would close their channels, which
// panics outside of the bubble.
func TestAnEarlierTimerDoesNothing(t *testing.T) {
	var d deadlines
	d.finish(d.start(t.Context(), time.Hour))
	fire, fired := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(fired)
		<-fire
		assert.NotPanics(t, func() { d.expire(1) })
	}()
	synctest.Test(t, func(t *testing.T) {
		a := d.start(t.Context(), time.Second)
		defer d.finish(a)
		close(fire)
		<-fired
		assert.NoError(t, a.Err())
	})
}

// On the clock of a computer, many attempts that begin and end at once do not keep the timer from firing.
func TestDeadlinesPassUnderLoad(t *testing.T) {
	var d deadlines
	var all sync.WaitGroup
	for range 64 {
		all.Go(func() {
			for i := range 500 {
				a := d.start(t.Context(), 2*time.Millisecond)
				if i%4 == 0 {
					select {
					case <-a.Done():
						assert.Equal(t, context.DeadlineExceeded, a.Err())
						assert.False(t, time.Now().Before(a.deadline), "the deadline passes too early")
					case <-time.After(10 * time.Second):
						t.Error("the deadline does not pass")
					}
				}
				d.finish(a)
			}
		})
	}
	all.Wait()
	assert.LessOrEqual(t, d.set, uint(64*500/4+1), "more timers than deadlines that passed")
	assert.Nil(t, d.first)
	assert.Nil(t, d.last)
}

func TestTheTimerKeepsNoClientInMemory(t *testing.T) {
	unused := func() weak.Pointer[Transport] {
		client := new(Transport)
		client.deadlines.finish(client.deadlines.start(t.Context(), time.Hour))
		return weak.Make(client)
	}()
	require.Eventually(t, func() bool {
		runtime.GC()
		return unused.Value() == nil
	}, 10*time.Second, time.Millisecond)
}

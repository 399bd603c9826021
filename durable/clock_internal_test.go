package durable

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// ahead is how far the clock of the store is ahead.
const ahead = 42 * time.Hour

// readClock asks a store for its time, which takes a while before and after the store reads its clock.
func readClock(before, after time.Duration) clock {
	c := clock{asked: time.Now()}
	time.Sleep(before)
	c.store = time.Now().Add(ahead)
	time.Sleep(after)
	c.received = time.Now()
	return c
}

func TestAProcessThatIsStoppedWhileItAsksForTheTimeKnowsItsBounds(t *testing.T) {
	tests := map[string]struct{ before, after time.Duration }{
		"not stopped":                  {0, 0},
		"before the store reads it":    {time.Hour, 0},
		"after the store has read it":  {0, time.Hour},
		"both before and after":        {time.Hour, time.Hour},
		"for as long as a lease lasts": {time.Minute, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := readClock(tt.before, tt.after)
				time.Sleep(time.Minute)
				now := time.Now().Add(ahead)
				assert.Equal(t, tt.after, now.Sub(c.earliest()))
				assert.Equal(t, tt.before, c.latest().Sub(now))
				assert.LessOrEqual(t, c.ago(new(now.Add(-3*time.Hour))), 3*time.Hour, "else a wait would end too early")
			})
		})
	}
}

func TestAWaitBeginsAnewIfTheClockWasSetBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := readClock(0, 0)
		at := c.store.Add(24 * time.Hour)
		assert.Zero(t, c.ago(&at))
		time.Sleep(time.Minute)
		assert.Equal(t, time.Minute, c.ago(&at))
	})
}

package app

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

// shown is a display that records.
type shown struct {
	strings.Builder
	waits []time.Duration
}

func (s *shown) Waiting(until time.Time) { s.waits = append(s.waits, time.Until(until)) }

func TestNoticesGoToTheDisplayWhileThereIsOne(t *testing.T) {
	var err strings.Builder
	var display shown
	a := &App{Err: &err}
	a.Printf("one")
	a.StartDisplay(&display, func() {})
	a.Printf("two")
	a.EndDisplay(&display, func() {})
	a.Printf("three")
	assert.Equal(t, "one\nthree\n", err.String())
	assert.Equal(t, "two\n", display.String())
}

func TestWaitsForTheRateLimitAreShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var err strings.Builder
		var display shown
		a := &App{Err: &err}
		a.waiting(time.Now().Add(40500 * time.Millisecond))
		a.waiting(time.Now().Add(45 * time.Second)) // of one of the next requests
		a.StartDisplay(&display, func() {})
		a.waiting(time.Now().Add(45 * time.Second))
		a.waiting(time.Now().Add(2 * time.Second)) // too short to be shown
		a.EndDisplay(&display, func() {})
		time.Sleep(41 * time.Second)
		a.waiting(time.Now().Add(15 * time.Second))
		assert.Equal(t, "Waiting for the API's limit, 41 s\nWaiting for the API's limit, 15 s\n", err.String())
		assert.Equal(t, []time.Duration{45 * time.Second}, display.waits)
	})
}

func TestTheEndOfADisplayLeavesTheNextOne(t *testing.T) {
	var err strings.Builder
	var first, second shown
	a := &App{Err: &err}
	a.StartDisplay(&first, func() {})
	a.StartDisplay(&second, func() {})
	a.EndDisplay(&first, func() {})
	a.Printf("a notice")
	assert.Equal(t, "a notice\n", second.String())
	assert.Empty(t, first.String()+err.String())
}

package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
)

func TestProgressInLines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := newProgress(&out)
		p.begin("people", 250)
		for range 250 {
			time.Sleep(100 * time.Millisecond)
			p.step()
		}
		p.end()
		assert.Equal(t, "Reading people: 100 of 250.\nReading people: 200 of 250.\nRead people: 250 of 250.\n", out.String())
	})
}

func TestProgressOnATerminal(t *testing.T) {
	for _, all := range []int{0, 3, 5} { // fewer and more may come than were announced
		var out strings.Builder
		p := &progress{w: &out, isTerminal: true}
		p.begin("people", all)
		for range 4 {
			p.step()
		}
		p.end()
		assert.Contains(t, out.String(), "Reading people")
		assert.True(t, strings.HasSuffix(out.String(), "\n"))
	}
}

package main

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestALineForEachTenth(t *testing.T) {
	var out strings.Builder
	p := newProgress(&out, 200)
	for i := range 200 {
		p.step(map[bool]state{true: failed, false: sent}[i == 150])
	}
	p.end()
	written := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, written, 10)
	assert.Equal(t, "20 of 200 (10 %): 20 sent", written[0])
	assert.Equal(t, "200 of 200 (100 %): 199 sent, 1 failed", written[9])
	assert.NotContains(t, out.String(), "\r")
}

func TestALineForEachMinute(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out strings.Builder
		p := newProgress(&out, 1000)
		for range 9 {
			time.Sleep(30 * time.Second)
			p.step(sent)
		}
		assert.Equal(t, 4, strings.Count(out.String(), "\n"))
	})
}

func TestTheBar(t *testing.T) {
	var out strings.Builder
	b := newBar(&out, 3)
	b.step(sent)
	b.step(unknown)
	assert.Contains(t, out.String(), "1 sent, 1 unknown")
	assert.Contains(t, out.String(), "(2/3)")
	assert.NotContains(t, out.String(), "\n")
	b.end()
	assert.True(t, strings.HasSuffix(out.String(), "\n"), "what comes next begins a line of its own")
}

func TestTheBarAtItsEnd(t *testing.T) {
	var out strings.Builder
	b := newBar(&out, 1)
	b.step(sent)
	b.end()
	assert.Equal(t, 1, strings.Count(out.String(), "\n"))
}

func TestThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := sender{pause: 2 * time.Second}
		start := time.Now()
		for range 4 {
			require.NoError(t, s.turn(t.Context()))
		}
		assert.Equal(t, 6*time.Second, time.Since(start))
	})
}

func TestPerMinute(t *testing.T) {
	c := newCompany(t, 40)
	start := time.Now()
	_, err := c.begin("-per-minute", "1500")
	require.NoError(t, err)
	assert.GreaterOrEqual(t, time.Since(start), 6*40*time.Millisecond, "7 messages, 40 ms apart")
}

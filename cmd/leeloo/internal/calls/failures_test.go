package calls_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/calls"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestARefusedCallIsTriedAgainByTheNextRun(t *testing.T) {
	for name, fault := range map[string]leelootest.Fault{
		"the call":           leelootest.Rejected("FORMAT_ERROR", map[string]string{"account_id": "NOT_ALLOWED_VALUE"}).On("People.AddCall"),
		"an id, by HTTP":     {Status: 404, Body: `{"status":0,"error":{"code":"NOT_FOUND"}}`, Op: "People.AddCall"},
		"the person's phone": leelootest.Rejected("FORMAT_ERROR", map[string]string{"filter.phone": "TOO_SHORT"}).On("People.List"),
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *site) {
				s.Fail(fault)
				r := s.ran(human, two)
				assert.Regexp(t, `(?m)^1,`+calls.UniqueID+`,2026-03-02T10:00:00Z,\w*,refused,.*(FORMAT_ERROR|NOT_FOUND)`, r.Out)
				assert.Equal(t, []int{0, 1}, s.onCards())

				s.ran(done, two)
				assert.Equal(t, []int{1, 1}, s.onCards())
			})
		})
	}
}

// A refused call that is no longer in the file stays in the report.
func TestARefusedCallIsNotForgotten(t *testing.T) {
	inBubble(t, func(t *testing.T, s *site) {
		s.Fail(leelootest.Rejected("FORMAT_ERROR", map[string]string{"account_id": "NOT_ALLOWED_VALUE"}).On("People.AddCall"))
		s.ran(human, two)
		r := s.ran(human, "")
		assert.Equal(t, map[string]string{"": "refused"}, r.reasons)
		assert.Contains(t, r.Out, "not in this file")
	})
}

// A token that is not accepted any more ends the run. The next one goes on.
func TestATokenThatIsNotAccepted(t *testing.T) {
	noToken := leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "REQUIRED"})
	for op, code := range map[string]int{"Users.List": failed, "People.List": stopped, "People.AddCall": stopped} {
		t.Run(op, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *site) {
				s.Fail(noToken.On(op))
				r := s.ran(code, two)
				assert.Contains(t, r.Err, "check LEELOO_TOKEN")
				assert.NotContains(t, r.Err, "durable")
				assert.LessOrEqual(t, len(s.sent()), 1)
				assert.Equal(t, []int{0, 0}, s.onCards())
				s.ran(done, two)
				assert.Equal(t, []int{1, 1}, s.onCards())
			})
		})
	}
}

// many are calls of the first person.
func many(n int) string {
	var text strings.Builder
	for i := range n {
		text.WriteString(calls.File(calls.CDR{More: []string{"1772445600." + strconv.Itoa(100+i), ""}}))
	}
	return text.String()
}

// failLater scripts a fault. One of all operations begins after the first call is logged.
func (s *site) failLater(fault leelootest.Fault) {
	if fault.Op != "" {
		s.Fail(fault)
		return
	}
	s.BeforeEach(func(*leelootest.Lists) {
		if s.calls(0) == 0 && len(s.sent()) == 1 {
			s.Fail(fault)
		}
	})
}

// What is temporary makes the run pause, and go on. Reads lose nothing; a call that may have been logged is for a human.
func TestARunPausesAndGoesOn(t *testing.T) {
	const each = 12
	for name, test := range map[string]struct {
		fault         leelootest.Fault
		unknown       int
		atLeast, most time.Duration
	}{
		"ten 503 in a row for calls":            {leelootest.HTMLPage(503).On("People.AddCall").Repeat(10), 10, 10 * time.Minute, 20 * time.Minute},
		"ten 503 in a row for people":           {leelootest.HTMLPage(503).On("People.List").Repeat(10), 0, 2 * time.Second, time.Minute},
		"some minutes of 503":                   {leelootest.HTMLPage(503).Repeat(24), 1, time.Minute, time.Hour},
		"the rate limit, for people":            {leelootest.RateLimited(100 * time.Second).On("People.List"), 0, 100 * time.Second, 3 * time.Minute},
		"the rate limit, for calls":             {leelootest.RateLimited(100 * time.Second).On("People.AddCall"), 0, 90 * time.Second, 5 * time.Minute},
		"the rate limit, for calls, many times": {leelootest.RateLimited(time.Second).On("People.AddCall").Repeat(8), 0, 8 * time.Second, 10 * time.Minute},
		"a proxy's HTML for people":             {leelootest.HTMLPage(200).On("People.List").Repeat(3), 0, time.Second, time.Minute},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *site) {
				s.ran(done, "")
				s.failLater(test.fault)
				began, code := time.Now(), done
				if test.unknown > 0 {
					code = human
				}
				r := s.ran(code, many(each))
				took := time.Since(began)
				assert.Len(t, r.reasons, test.unknown)
				assert.Equal(t, each-test.unknown, s.calls(0))
				assert.GreaterOrEqual(t, took, test.atLeast)
				assert.LessOrEqual(t, took, test.most)
				assert.Contains(t, r.Err, "12 of 12")
			})
		})
	}
}

// A failure without end must not make a whole file work for a human.
func TestARunEndsWhenLeelooOnlyFails(t *testing.T) {
	for name, test := range map[string]struct {
		fault   leelootest.Fault
		unknown int
	}{
		"for calls":      {leelootest.HTMLPage(503).On("People.AddCall").Repeat(1000), 15},
		"for people":     {leelootest.HTMLPage(503).On("People.List").Repeat(1000), 0},
		"for everything": {leelootest.Fault{Status: 503, Times: 1000}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			inBubble(t, func(t *testing.T, s *site) {
				s.ran(done, "")
				s.failLater(test.fault)
				began := time.Now()
				r := s.ran(stopped, many(40))
				assert.Len(t, r.reasons, test.unknown)
				assert.Contains(t, r.Err, "15 failures in a row")
				assert.Contains(t, r.Err, fmt.Sprintf("%d not tried yet", 40-test.unknown-s.calls(0)))
				assert.Contains(t, r.Err, "To go on:")
				assert.Less(t, time.Since(began), 2*time.Hour)
			})
		})
	}
}

// A call waits for the rate limit before it is begun: a kill -9 while it waits leaves nothing unknown.
func TestNothingIsBegunWhileARunWaitsForTheLimit(t *testing.T) {
	inBubble(t, func(t *testing.T, s *site) {
		s.ran(done, "")
		waits := 0
		var watch sync.WaitGroup
		watch.Go(func() {
			for range 119 { // no request takes time in this bubble, so at each of these moments before the minute ends the run waits
				time.Sleep(time.Second / 2)
				file := s.open()
				open, err := file.List(t.Context(), durable.StateOpen)
				assert.NoError(t, err)
				for _, task := range open {
					assert.NotEqual(t, store.LookedFor, store.StateOf(task), "begun")
					waits++
				}
				assert.NoError(t, file.Close())
			}
		})
		r := s.ran(done, many(310))
		watch.Wait()
		assert.Greater(t, waits, 100, "the run waited in the middle of a call")
		assert.Contains(t, r.Err, "waiting for the API's limit, 60 s")
		require.Equal(t, 310, s.calls(0))
	})
}

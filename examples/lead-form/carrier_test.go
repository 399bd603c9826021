package main

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/leelootest"
)

func TestALeadIsCarriedOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	l := w.carry(w.service(w.journal(w.path())), olena)
	assert.Equal(t, once, w.outcome())
	assert.Empty(t, l.Input, "nobody needs the visitor's data any more")
	want := "Lead " + l.Number + "\nName: Olena Testenko\nE-mail: olena@example.com\n\nCall me, please"
	assert.Equal(t, []string{want}, w.srv.Comments(l.PersonID))
}

// Each step that writes fails, or loses its answer. What can be asked for comes right in the end; only a comment is
// left to a human, and is never sent again.
func TestFailuresWhileWriting(t *testing.T) {
	lost := map[string]leelootest.Fault{
		"server error after the work": leelootest.ServerError().AfterApplying(),
		"HTTP 502 after the work":     leelootest.HTMLPage(502).AfterApplying(),
		"connection lost afterwards":  leelootest.Dropped().AfterApplying(),
		"answer cut":                  leelootest.Truncated(),
		"empty answer":                {Status: 200, Applied: true},
	}
	undone := map[string]leelootest.Fault{
		"server error":    leelootest.ServerError(),
		"HTTP 502":        leelootest.HTMLPage(502),
		"connection lost": leelootest.Dropped(),
	}
	refusals := map[string]leelootest.Fault{"too many requests": {Status: 429}}

	test := func(op string, faults map[string]leelootest.Fault, want outcome, human bool) {
		for name, fault := range faults {
			t.Run(op+": "+name, func(t *testing.T) {
				t.Parallel()
				w := newWorld(t)
				w.srv.Fail(fault.On(op))
				l := w.carry(w.service(w.journal(w.path())), olena)
				assert.Equal(t, want, w.outcome())
				assert.True(t, l.finished())
				assert.Equal(t, human, l.needsHuman())
			})
		}
	}
	for _, op := range []string{"People.Create", "Tags.Add", "Tunnels.Subscribe"} {
		test(op, lost, once, false)
		test(op, undone, once, false)
		test(op, refusals, once, false)
	}
	test("People.AddComment", lost, once, true)
	test("People.AddComment", undone, outcome{People: 1, Comments: 0, Tags: 1, Subscriptions: 1}, true)
	test("People.AddComment", refusals, once, false)
}

func TestRefusedForGood(t *testing.T) {
	tests := map[string]struct {
		want outcome
		step func(l *lead) *step
	}{
		"People.List":       {outcome{}, func(l *lead) *step { return &l.Person }},
		"People.Create":     {outcome{}, func(l *lead) *step { return &l.Person }},
		"People.AddComment": {outcome{1, 0, 1, 1}, func(l *lead) *step { return &l.Comment }},
		"Tags.Add":          {outcome{1, 1, 0, 1}, func(l *lead) *step { return &l.Tag }},
		"People.Get":        {outcome{1, 1, 1, 0}, func(l *lead) *step { return &l.Subscription }},
		"Tunnels.Subscribe": {outcome{1, 1, 1, 0}, func(l *lead) *step { return &l.Subscription }},
	}
	for op, test := range tests {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.srv.Fail(leelootest.Rejected("FORMAT_ERROR", map[string]string{"phone": "WRONG_FORMAT"}).On(op))
			s := w.service(w.journal(w.path()))
			l := w.carry(s, olena)
			assert.Equal(t, test.want, w.outcome())
			assert.True(t, l.needsHuman())
			assert.Equal(t, failed, test.step(&l).State)
			assert.Equal(t, olena, l.Input, "the human needs it")
			if test.want.People == 0 {
				assert.Equal(t, make([]step, 3), []step{l.Comment, l.Tag, l.Subscription}, "there is nobody to do it for")
			}
			assert.Contains(t, w.logs.String(), "lead needs a human")

			require.NoError(t, reopen(s.leads, w.goal))
			s.carrier().carry(t.Context(), l.Number)
			assert.Equal(t, once, w.outcome(), "after -retry")
		})
	}
}

func TestRetryTakesTheIDsOfTheNewStart(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.service(w.journal(w.path()))
	right := w.goal.Start.TunnelBlockID
	w.goal.Start.TunnelBlockID = "0123456789abcdef01234567"
	l := w.carry(s, olena)
	assert.Equal(t, failed, l.Subscription.State)

	w.goal.Start.TunnelBlockID = right
	require.NoError(t, reopen(s.leads, w.goal))
	s.carrier().carry(t.Context(), l.Number)
	assert.Equal(t, once, w.outcome())
}

// What may have been done is not undone by a later refusal to tell.
func TestRetryLeavesWhatIsUnclear(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.srv.Fail(leelootest.ServerError().AfterApplying().On("Tunnels.Subscribe"),
		leelootest.Fault{Op: "People.Get", Skip: 1, Body: `{"status":0,"error":{"code":"FORMAT_ERROR"}}`})
	s := w.service(w.journal(w.path()))
	l := w.carry(s, olena)
	assert.True(t, l.needsHuman())
	require.NoError(t, reopen(s.leads, w.goal))
	s.carrier().carry(t.Context(), l.Number)
	assert.Equal(t, once, w.outcome())
}

func TestSentTwiceAtTheMost(t *testing.T) {
	for op, want := range map[string]outcome{
		"People.Create":     {},
		"Tunnels.Subscribe": {People: 1, Comments: 1, Tags: 1},
	} {
		t.Run(op, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.srv.Fail(leelootest.ServerError().On(op).Repeat(100))
			l := w.carry(w.service(w.journal(w.path())), olena)
			assert.Equal(t, want, w.outcome())
			assert.True(t, l.needsHuman())
			assert.Equal(t, 2, w.requests(op))
		})
	}
}

func TestLeelooIsDownAndComesBack(t *testing.T) {
	for name, fault := range map[string]leelootest.Fault{
		"HTTP 503":         leelootest.HTMLPage(503),
		"no connection":    leelootest.Dropped(),
		"rate limit":       {Status: 429},
		"strange answers":  {Body: "null"},
		"somewhere else":   leelootest.Redirect(307, "https://example.com/"),
		"server exception": leelootest.ServerError(),
		"a firewall":       leelootest.HTMLPage(403),
		"token refused":    leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "NOT_ALLOWED_VALUE"}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.srv.Fail(fault.Repeat(5))
			w.carry(w.service(w.journal(w.path())), olena)
			assert.Equal(t, once, w.outcome())
		})
	}
}

// A lead that gets nowhere holds up nobody else.
func TestALeadThatHasToWaitBlocksNoOther(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	s := w.service(w.journal(w.path()), through(func(_ string, request *http.Request) (*http.Response, error) {
		if strings.HasPrefix(request.URL.Query().Get("filter[phone]"), "+3805000007") {
			return nil, assert.AnError
		}
		return send(request)
	}))
	s.waits.retry = []time.Duration{time.Hour}
	form, stop := w.serve(s)
	for i := range 2 * slots {
		stuck := olena
		stuck.Phone = fmt.Sprintf("+38050000070%d", i)
		post(t, form, open(t, form), stuck)
	}
	post(t, form, open(t, form), olena)
	require.Eventually(t, func() bool { return strings.Contains(w.logs.String(), "lead done") }, wait, tick)
	require.NoError(t, stop())
	assert.Equal(t, once, w.outcome())
}

func TestPatience(t *testing.T) {
	for i := range patient.retry[1:] {
		assert.Less(t, patient.retry[i], patient.retry[i+1], "waits grow")
	}
}

package main

import (
	"context"
	"net/http"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/leelootest"
)

// What each kind of answer means for the message.
func TestJudge(t *testing.T) {
	tests := map[string]struct {
		fault leelootest.Fault
		want  state
	}{
		"a success":                  {leelootest.Fault{}, sent},
		"failed after it was sent":   {leelootest.ServerError().AfterApplying(), unknown},
		"failed, maybe before":       {leelootest.HTMLPage(503), unknown},
		"the connection was lost":    {leelootest.Dropped(), unknown},
		"half an answer":             {leelootest.Truncated(), unknown},
		"an empty answer":            {leelootest.Fault{Status: 200}, unknown},
		"a redirect, maybe after":    {leelootest.Redirect(303, "/"), unknown},
		"a redirect":                 {leelootest.Redirect(307, "/"), planned},
		"too many requests":          {leelootest.RateLimited(100 * time.Second), planned},
		"the token was not accepted": {leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "REQUIRED"}), planned},
		"refused":                    {leelootest.Rejected("FORMAT_ERROR", nil), failed},
		"refused by HTTP":            {leelootest.Fault{Status: 400}, failed},
		"no such thing":              {leelootest.Fault{Status: 404}, failed},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			srv := leelootest.New(t)
			ids := srv.Seed(1)
			srv.Fail(test.fault)
			err := srv.Client(leeloo.WithMaxAttempts(1)).Templates.Send(t.Context(), leeloo.SendTemplateParams{
				AccountID: ids.Accounts[0].ID, TemplateID: ids.Templates[0].ID,
			})
			assert.Equal(t, test.want, judge(err), "%v", err)
		})
	}
}

func TestJudgeOfWhatNeverLeft(t *testing.T) {
	srv := leelootest.New(t)
	ids, crm := srv.Seed(1), srv.Client(leeloo.WithMaxAttempts(1))
	params := leeloo.SendTemplateParams{AccountID: ids.Accounts[0].ID, TemplateID: ids.Templates[0].ID}
	over, end := context.WithCancel(t.Context())
	end()
	assert.Equal(t, planned, judge(crm.Templates.Send(over, params)), "cancelled before it was sent")
	srv.Close()
	assert.Equal(t, planned, judge(crm.Templates.Send(t.Context(), params)), "no connection")
	params.AccountID = "no/id"
	assert.Equal(t, failed, judge(crm.Templates.Send(t.Context(), params)), "no id")
}

func TestALostAnswerIsNeverSentAgain(t *testing.T) {
	for name, fault := range map[string]leelootest.Fault{
		"the message has come": leelootest.Dropped().AfterApplying(), "the message has not come": leelootest.Dropped(),
	} {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t, 40)
			fault.Op, fault.Skip = sendOp, 2
			c.Fail(fault)
			out, err := c.begin()
			require.ErrorContains(t, err, "1 messages may or may not have come")
			assert.Equal(t, 1, exitCode(err))
			assert.Contains(t, out, "Of 7 messages: 6 sent, 1 unknown.\n  1 unknown: leeloo: Templates.Send: ")

			for _, flags := range [][]string{nil, {"-retry-failed"}} {
				_, err := c.resume(flags...)
				assert.Equal(t, 1, exitCode(err))
			}
			assert.Equal(t, 7, c.requests(sendOp), "one request for each person, and no other")
			want := 6
			if fault.Applied {
				want = 7
			}
			assert.Len(t, c.received(), want)
		})
	}
}

func TestARefusedMessageIsSentAgainOnDemand(t *testing.T) {
	c := newCompany(t, 40)
	fault := leelootest.Rejected("FORMAT_ERROR", map[string]string{"account_id": "NOT_ALLOWED_VALUE"}).On(sendOp)
	fault.Skip = 3
	c.Fail(fault)
	out, err := c.begin()
	require.ErrorContains(t, err, "1 messages have failed")
	assert.Equal(t, 1, exitCode(err))
	assert.Contains(t, out, "6 sent, 1 failed.\n")
	assert.Regexp(t, `1 failed: .*FORMAT_ERROR \(account_id: NOT_ALLOWED_VALUE\)\n`, out)

	_, err = c.resume()
	require.Error(t, err)
	assert.Equal(t, 7, c.requests(sendOp))

	out, err = c.resume("-retry-failed")
	require.NoError(t, err)
	assert.Contains(t, out, "1 messages will be sent")
	assert.Equal(t, 8, c.requests(sendOp))
	assert.Len(t, c.received(), 7)
}

func TestATokenThatIsNoLongerAcceptedStopsAtOnce(t *testing.T) {
	c := newCompany(t, 40)
	fault := leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "NOT_ALLOWED_VALUE"}).On(sendOp)
	fault.Skip = 2
	c.Fail(fault)
	_, err := c.begin()
	require.ErrorIs(t, err, leeloo.ErrUnauthorized)
	require.ErrorContains(t, err, "LEELOO_TOKEN")
	assert.Equal(t, exitStopped, exitCode(err))
	assert.Equal(t, 3, c.requests(sendOp))
	assert.Equal(t, tally{sent: 2, planned: 5}, c.tally())

	_, err = c.resume()
	require.NoError(t, err)
	assert.Len(t, c.received(), 7)
}

// once runs a new broadcast with a client that gives up at the first failure, which saves the test the backoff.
func (c *company) once() error {
	o, err := parse(c.args(), nil)
	require.NoError(c.t, err)
	acc := &account.Account{CRM: c.Client(leeloo.WithMaxAttempts(1))}
	return perform(c.t.Context(), c.t.Context(), acc, o, nil, c.t.Output())
}

func TestTheRateLimitLosesNobody(t *testing.T) {
	tests := map[string]struct {
		times int
		exit  int
		want  tally
	}{
		"for a while": {2, 0, tally{sent: 7}},
		"for long":    {3, exitStopped, tally{sent: 2, planned: 5}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t, 40)
			fault := leelootest.RateLimited(0).On(sendOp).Repeat(test.times)
			fault.Skip = 2
			c.Fail(fault)
			assert.Equal(t, test.exit, exitCode(c.once()))
			assert.Equal(t, test.want, c.tally())
			_, err := c.resume()
			require.NoError(t, err)
			assert.Len(t, c.received(), 7)
		})
	}
}

// An outage must not turn a whole list into people of whom nothing is known.
func TestManyFailuresInARowStop(t *testing.T) {
	tests := map[string]struct {
		fault leelootest.Fault
		want  tally
	}{
		"outage":       {leelootest.HTMLPage(502), tally{sent: 4, unknown: 3, planned: 32}},
		"wrong values": {leelootest.Rejected("FORMAT_ERROR", nil), tally{sent: 4, failed: 20, planned: 15}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			c := newCompany(t, 150)
			fault := test.fault.On(sendOp).Repeat(1000)
			fault.Skip = 4
			c.Fail(fault)
			_, err := c.begin()
			require.ErrorContains(t, err, "in a row went wrong")
			assert.Equal(t, exitStopped, exitCode(err))
			assert.Equal(t, test.want, c.tally())
		})
	}
}

func TestFailuresThatAreNotInARowDoNotStop(t *testing.T) {
	c := newCompany(t, 150)
	for i := range 5 {
		fault := leelootest.HTMLPage(502).On(sendOp).Repeat(2)
		fault.Skip = 1 + i // of the requests that the faults before it let pass
		c.Fail(fault)
	}
	_, err := c.begin()
	assert.Equal(t, 1, exitCode(err))
	assert.Equal(t, tally{sent: 29, unknown: 10}, c.tally())
}

func TestNothingIsSentThatTheJournalCanNotNote(t *testing.T) {
	c := newCompany(t, 40)
	l, err := newLedger(filepath.Join(t.TempDir(), "journal"), broadcast{Tag: "webinar", Template: c.ids.Templates[0].ID})
	require.NoError(t, err)
	require.NoError(t, l.Close())
	to := []recipient{{c.ids.People[0].ID, c.ids.Accounts[0].ID}}
	l.plan.Recipients = to
	require.Error(t, send(t.Context(), t.Context(), c.crm, l, to, 0, t.Output()))
	assert.Zero(t, c.requests(sendOp))
	assert.Equal(t, "0 sent, 1 planned", l.tally().String())
}

func TestAResultThatTheJournalCanNotNoteIsUnknown(t *testing.T) {
	c := newCompany(t, 40)
	l, err := newLedger(c.journal, broadcast{Tag: "webinar", Template: c.ids.Templates[0].ID})
	require.NoError(t, err)
	to := []recipient{{c.ids.People[0].ID, c.ids.Accounts[0].ID}}
	require.NoError(t, l.save(&plan{broadcast: l.plan.broadcast, Collected: time.Now(), Recipients: to}))
	c.atRequest(sendOp, 1, func() { l.Close() })
	require.Error(t, send(t.Context(), t.Context(), c.crm, l, to, 0, t.Output()))
	assert.Equal(t, "0 sent, 1 begun", l.tally().String(), "no more than the journal has")
	assert.Equal(t, tally{unknown: 1}, c.tally())
}

func TestTheFirstRequestsFail(t *testing.T) {
	for op, exit := range map[string]int{"Templates.Categories": 1, "Templates.List": 1, "People.List": exitStopped} {
		t.Run(op, func(t *testing.T) {
			c := newCompany(t, 40)
			c.Fail(leelootest.Fault{Op: op, Status: http.StatusBadRequest, Times: 10})
			_, err := c.begin()
			require.ErrorIs(t, err, leeloo.ErrRejected)
			assert.Equal(t, exit, exitCode(err))
			assert.Zero(t, c.requests(sendOp))
		})
	}
}

package main

import (
	"context"
	"os"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestCtrlCFinishesTheMessageUnderWay(t *testing.T) {
	c := newCompany(t, 40)
	stop, stopNow := context.WithCancel(t.Context())
	defer stopNow()
	c.atRequest(sendOp, 3, stopNow)
	out, err := c.run(stop, c.args()...)
	require.ErrorIs(t, err, errStopped)
	require.ErrorContains(t, err, "-resume -journal")
	assert.Equal(t, exitStopped, exitCode(err))
	assert.Contains(t, out, "Of 7 messages: 3 sent, 4 planned.\n")

	out, err = c.resume()
	require.NoError(t, err)
	assert.Contains(t, out, "4 messages will be sent")
	assert.Equal(t, 7, c.requests(sendOp))
	assert.Len(t, c.received(), 7)
}

func TestASecondCtrlCGivesTheMessageUp(t *testing.T) {
	c := newCompany(t, 40)
	fault := leelootest.Slow(time.Minute).AfterApplying().On(sendOp)
	fault.Skip = 2
	c.Fail(fault)
	abort, abortNow := context.WithCancel(t.Context())
	c.atRequest(sendOp, 3, abortNow)
	stop, stopNow := context.WithCancel(abort)
	defer stopNow()
	err := run(stop, abort, c.args(), nil, t.Output())
	require.ErrorIs(t, err, errStopped)
	assert.Equal(t, tally{sent: 2, unknown: 1, planned: 4}, c.tally())

	_, err = c.resume()
	assert.Equal(t, 1, exitCode(err), "one message is unknown")
	assert.Equal(t, 7, c.requests(sendOp))
	assert.Len(t, c.received(), 7)
}

// The list of a broadcast that was stopped while it was collected is that of the resumption: who has lost the tag
// meanwhile gets no message.
func TestCtrlCWhileTheListIsCollected(t *testing.T) {
	c := newCompany(t, 40, leelootest.WithMaxLimit(3))
	stop, stopNow := context.WithCancel(t.Context())
	defer stopNow()
	c.atRequest("People.List", 2, stopNow)
	_, err := c.run(stop, c.args()...)
	require.ErrorIs(t, err, errStopped)
	assert.Equal(t, exitStopped, exitCode(err))
	c.BeforeEach(nil)

	_, err = c.begin()
	require.ErrorContains(t, err, "-resume")
	assert.Equal(t, 2, exitCode(err))
	assert.Zero(t, c.requests(sendOp))

	invited := c.invited()
	require.NoError(t, c.crm.Tags.Remove(t.Context(), invited[0], c.ids.Tags[2].ID))
	out, err := c.resume()
	require.NoError(t, err)
	assert.Contains(t, out, "6 people with the tag")
	received := c.received()
	assert.Len(t, received, 6)
	assert.NotContains(t, received, invited[0])
}

func TestTheListIsCollectedOnce(t *testing.T) {
	c := newCompany(t, 40)
	stop, stopNow := context.WithCancel(t.Context())
	defer stopNow()
	c.atRequest(sendOp, 1, stopNow)
	_, err := c.run(stop, c.args()...)
	require.ErrorIs(t, err, errStopped)
	invited := c.invited()
	require.NoError(t, c.crm.Tags.Add(t.Context(), c.somebodyBut(invited), c.ids.Tags[2].ID))

	_, err = c.resume()
	require.NoError(t, err)
	assert.Len(t, c.received(), len(invited))
}

func (c *company) somebodyBut(people []leeloo.PersonID) leeloo.PersonID {
	i := slices.IndexFunc(c.ids.People, func(p leelootest.Person) bool { return !slices.Contains(people, p.ID) })
	return c.ids.People[i].ID
}

func TestAnotherBroadcastAtResume(t *testing.T) {
	c := newCompany(t, 40)
	stop, stopNow := context.WithCancel(t.Context())
	defer stopNow()
	c.atRequest(sendOp, 2, stopNow)
	_, err := c.run(stop, c.args()...)
	require.ErrorIs(t, err, errStopped)
	for _, flags := range [][]string{
		{"-tag", "vip"}, {"-template", string(c.ids.Templates[1].ID)}, {"-var", "name=Olena"}, {"-var", "date=Friday"}, {"-channel", "TELEGRAM"},
	} {
		_, err := c.resume(flags...)
		require.ErrorContains(t, err, flags[0]+" is not that of the journal")
		assert.Equal(t, 2, exitCode(err))
	}
	_, err = c.begin()
	require.ErrorContains(t, err, "go on with it by -resume")
	assert.Equal(t, 2, exitCode(err))
	assert.Equal(t, 2, c.requests(sendOp))

	_, err = c.begin("-resume") // the same flags are no mistake
	require.NoError(t, err)
	assert.Len(t, c.received(), 7)
}

func TestResumeInAnotherCompany(t *testing.T) {
	c := newCompany(t, 40)
	stop, stopNow := context.WithCancel(t.Context())
	defer stopNow()
	c.atRequest(sendOp, 2, stopNow)
	_, err := c.run(stop, c.args()...)
	require.ErrorIs(t, err, errStopped)

	c.Fail(leelootest.Fault{Op: "Templates.Categories", Body: `{"status": 1, "data": {"categories": []}}`})
	_, err = c.resume()
	require.ErrorContains(t, err, "LEELOO_TOKEN")
	assert.Equal(t, 2, c.requests(sendOp))
}

func TestResumeOfWhatIsFinished(t *testing.T) {
	c := newCompany(t, 40)
	_, err := c.begin()
	require.NoError(t, err)
	out, err := c.resume("-retry-failed")
	require.NoError(t, err)
	assert.Contains(t, out, "Of 7 messages: 7 sent.\n")
	assert.Equal(t, 7, c.requests(sendOp))
}

func TestTheJournalIsInUse(t *testing.T) {
	c := newCompany(t, 40)
	l, err := openLedger(c.journal)
	require.NoError(t, err)
	defer l.Close()
	_, err = c.begin()
	require.ErrorContains(t, err, "in use")
	assert.Zero(t, c.requests(sendOp))
}

func TestWhatIsNoJournal(t *testing.T) {
	c := newCompany(t, 40)
	require.NoError(t, os.WriteFile(c.journal, []byte("name,phone\n"), 0o600))
	for _, start := range []func(...string) (string, error){c.begin, c.resume} {
		_, err := start()
		require.ErrorContains(t, err, c.journal)
		assert.Equal(t, 1, exitCode(err))
	}
	data, err := os.ReadFile(c.journal)
	require.NoError(t, err)
	assert.Equal(t, "name,phone\n", string(data))
}

func TestAnEmptyJournal(t *testing.T) {
	c := newCompany(t, 40)
	l, err := openLedger(c.journal)
	require.NoError(t, err)
	require.NoError(t, l.Close())
	_, err = c.resume()
	require.ErrorContains(t, err, "start without -resume")
	_, err = c.begin()
	require.NoError(t, err)
	assert.Len(t, c.received(), 7)
}

func TestTheJournalOfAnotherProgram(t *testing.T) {
	c := newCompany(t, 40)
	l, err := openLedger(c.journal)
	require.NoError(t, err)
	require.NoError(t, l.journal.Put("+380500000000", record{}))
	require.NoError(t, l.Close())
	_, err = c.begin()
	require.ErrorContains(t, err, "not the journal of a broadcast")
	assert.NotContains(t, err.Error(), "+380500000000")
}

func TestStatus(t *testing.T) {
	c := newCompany(t, 40)
	refused := leelootest.Rejected("FORMAT_ERROR", nil).On(sendOp)
	refused.Skip = 1
	lost := leelootest.Dropped().On(sendOp)
	lost.Skip = 3
	c.Fail(refused, lost)
	stop, stopNow := context.WithCancel(t.Context())
	defer stopNow()
	c.atRequest(sendOp, 4, stopNow)
	_, err := c.run(stop, c.args()...)
	require.ErrorIs(t, err, errStopped)
	before := len(c.Requests())

	out, err := c.run(t.Context(), "-status", "-journal", c.journal)
	require.NoError(t, err)
	assert.Contains(t, out, "Of 7 messages: 4 sent, 1 failed, 1 unknown, 1 planned.\n")
	l, err := resumeLedger(c.journal)
	require.NoError(t, err)
	defer l.Close()
	for _, to := range l.plan.Recipients {
		switch s := l.state(to.Person); s {
		case failed, unknown:
			assert.Regexp(t, `(?m)^`+string(s)+` +person `+string(to.Person)+` +account `+string(to.Account)+` .*Templates\.Send`, out)
		default:
			assert.NotContains(t, out, string(to.Person))
		}
	}
	for _, request := range c.Requests()[before:] {
		assert.Equal(t, "GET", request.Method)
	}
}

func TestStatusBeforeTheListIsThere(t *testing.T) {
	c := newCompany(t, 40)
	l, err := newLedger(c.journal, broadcast{Tag: "webinar"})
	require.NoError(t, err)
	require.NoError(t, l.save(l.plan))
	require.NoError(t, l.Close())
	out, err := c.run(t.Context(), "-status", "-journal", c.journal)
	require.NoError(t, err)
	assert.Contains(t, out, "not collected yet")
}

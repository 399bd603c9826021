package send_test

import (
	"database/sql"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	_ "modernc.org/sqlite"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/leelootest"
)

// What a response to the fifth message means. The text of the template is known by then.
func TestWhatAResponseMeans(t *testing.T) {
	tests := map[string]struct {
		fault    leelootest.Fault
		code     int
		want     store.Counts
		received int
	}{
		"a success":                        {leelootest.SlowBody(time.Millisecond), 0, store.Counts{Sent: 7}, 7},
		"lost after it was sent":           {leelootest.Dropped().AfterApplying(), 0, store.Counts{Sent: 7}, 7},
		"lost before it was sent":          {leelootest.Dropped(), 4, store.Counts{Sent: 6, Unknown: 1}, 6},
		"an exception after it was sent":   {leelootest.ServerError().AfterApplying(), 0, store.Counts{Sent: 7}, 7},
		"a proxy's page":                   {leelootest.HTMLPage(503), 4, store.Counts{Sent: 6, Unknown: 1}, 6},
		"a proxy's page after it was sent": {leelootest.HTMLPage(504).AfterApplying(), 0, store.Counts{Sent: 7}, 7},
		"half of a response":               {leelootest.Truncated(), 0, store.Counts{Sent: 7}, 7},
		"an empty response":                {leelootest.Fault{Status: 200}, 4, store.Counts{Sent: 6, Unknown: 1}, 6},
		"late":                             {leelootest.Slow(time.Minute).AfterApplying(), 0, store.Counts{Sent: 7}, 7},
		"too late":                         {leelootest.Slow(time.Minute), 4, store.Counts{Sent: 6, Unknown: 1}, 6},
		"a redirect, maybe after":          {leelootest.Redirect(303, "/"), 4, store.Counts{Sent: 6, Unknown: 1}, 6},
		"a redirect":                       {leelootest.Redirect(307, "/"), 0, store.Counts{Sent: 7}, 7},
		"too many requests":                {leelootest.RateLimited(100 * time.Second), 0, store.Counts{Sent: 7}, 7},
		"refused":                          {leelootest.Rejected("FORMAT_ERROR", nil), 4, store.Counts{Sent: 6, Refused: 1}, 6},
		"refused by HTTP":                  {leelootest.Fault{Status: 400}, 4, store.Counts{Sent: 6, Refused: 1}, 6},
		"no such account":                  {leelootest.Fault{Status: 404}, 4, store.Counts{Sent: 6, Refused: 1}, 6},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			test(t, 40, func(t *testing.T, c *company) {
				c.fail(tt.fault, sendOp, 4)
				result := c.begin()
				assert.Equal(t, tt.code, result.Code, result.Err)
				tt.want.Total = 7
				assert.Equal(t, tt.want, c.counts())
				assert.Len(t, c.received(), tt.received)
				if tt.code == app.ExitHuman {
					assert.Contains(t, result.Err, "leeloo journal show '"+c.journal+"'")
				}
			})
		})
	}
}

// What cannot be recognized in the chat is left for a human, and never sent again.
func TestALostResponseIsNeverSentAgain(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.fail(leelootest.Dropped(), sendOp, 4)
		assert.Equal(t, app.ExitHuman, c.begin().Code)
		for _, flags := range [][]string{nil, {"--retry-refused"}} {
			result := c.resume(flags...)
			assert.Equal(t, app.ExitHuman, result.Code)
			assert.Contains(t, result.Out, "Of 7 messages: 6 sent, 1 unknown.")
		}
		assert.Equal(t, 7, c.Count(sendOp), "one request for each person, and no other")
	})
}

// The others go on while a message is looked for, and the end waits for it.
func TestAMessageIsLookedForWhileTheOthersAreSent(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		start := time.Now()
		c.fail(leelootest.Dropped(), sendOp, 3)
		result, took := c.stopAfter(5*time.Minute, c.args()...)
		assert.Equal(t, app.ExitStopped, result.Code)
		assert.Equal(t, 5*time.Minute, took)
		assert.Contains(t, result.Err, "1 message may have been sent and will be looked for until "+
			start.Add(15*time.Minute).Local().Format("15:04")+"; Ctrl-C and --resume do it later.")
		assert.Equal(t, store.Counts{Total: 7, Sent: 6, LookedFor: 1}, c.counts())
		assert.LessOrEqual(t, strings.Count(result.Err, "\n6 of 7"), 7, "about a line a minute: %s", result.Err)

		looks := c.Count(listOp)
		result = c.resume()
		assert.Equal(t, app.ExitHuman, result.Code)
		assert.Less(t, c.Count(listOp)-looks, 20)
		assert.Equal(t, 7, c.Count(sendOp))
		assert.InDelta(t, 15*time.Minute, time.Since(start), float64(time.Minute), "no longer than the settle time")
	})
}

// A human settles a message while the broadcast looks for it, or when it is left for a human: the running broadcast takes the
// verdict into account.
func TestAVerdictReachesTheRunningBroadcast(t *testing.T) {
	tests := map[string]struct {
		fault   leelootest.Fault
		state   store.State
		after   time.Duration
		verdict string
		sends   int
		want    store.Counts
	}{
		"applied":    {leelootest.Dropped(), store.LookedFor, 140 * time.Second, "applied", 7, store.Counts{Total: 7, Sent: 7}},
		"send again": {leelootest.Dropped(), store.LookedFor, 140 * time.Second, "send-again", 8, store.Counts{Total: 7, Sent: 7}},
		"give up":    {leelootest.Dropped(), store.LookedFor, 140 * time.Second, "give-up", 7, store.Counts{Total: 7, Sent: 6, GivenUp: 1}},
		"refused, in the middle": {leelootest.Rejected("FORMAT_ERROR", nil), store.Refused, 3300 * time.Millisecond, "send-again", 8,
			store.Counts{Total: 7, Sent: 7}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			test(t, 40, func(t *testing.T, c *company) {
				c.fail(tt.fault, sendOp, 4)
				start := time.Now()
				time.AfterFunc(tt.after, func() {
					id := c.taskIn(tt.state)
					result := c.run(t.Context(), "journal", "settle", c.journal, id, "--verdict", tt.verdict, "--yes")
					assert.Equal(t, app.ExitDone, result.Code, result.Err)
				})
				result := c.begin()
				assert.Equal(t, app.ExitDone, result.Code, result.Err)
				assert.Less(t, time.Since(start), tt.after+20*time.Second)
				assert.Contains(t, result.Err, "\n7 of 7\n")
				assert.NotContains(t, result.Err, "8 of 7")
				assert.Equal(t, tt.want, c.counts())
				assert.Equal(t, tt.sends, c.Count(sendOp))
			})
		})
	}
}

// taskIn returns the id of the only task in a state.
func (c *company) taskIn(state store.State) (id string) {
	f, err := store.Snapshot(c.t.Context(), c.journal, "send")
	require.NoError(c.t, err)
	defer f.Close()
	tasks, err := f.Tasks(c.t.Context())
	require.NoError(c.t, err)
	for _, task := range tasks {
		if store.StateOf(task) == state {
			require.Empty(c.t, id)
			id = task.ID
		}
	}
	require.NotEmpty(c.t, id)
	return id
}

// A person whose chat Leeloo refuses gets no message: surely not sent.
func TestARefusedChatIsReported(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.fail(leelootest.Rejected("NOT_FOUND", map[string]string{"account_id": "NOT_FOUND"}), listOp, 3*3) // after three samples
		result := c.begin()
		assert.Equal(t, app.ExitHuman, result.Code)
		assert.Regexp(t, `Person [0-9a-f]{24}: refused: Messages.List: .*NOT_FOUND`, result.Err)
		assert.Equal(t, store.Counts{Total: 7, Sent: 6, Refused: 1}, c.counts())
		assert.Equal(t, 6, c.Count(sendOp))
	})
}

func TestARefusedMessageIsReportedAndSentAgainOnDemand(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.fail(leelootest.Rejected("FORMAT_ERROR", map[string]string{"account_id": "NOT_ALLOWED_VALUE"}), sendOp, 3)
		result := c.begin()
		assert.Equal(t, app.ExitHuman, result.Code)
		assert.Regexp(t, `Person [0-9a-f]{24}: refused: Templates.Send: .*FORMAT_ERROR \(account_id: NOT_ALLOWED_VALUE\)`, result.Err)
		assert.Contains(t, result.Err, "1 message left for a human")

		assert.Equal(t, app.ExitHuman, c.resume().Code)
		assert.Equal(t, 7, c.Count(sendOp))

		result = c.resume("--retry-refused")
		assert.Equal(t, app.ExitDone, result.Code)
		assert.Contains(t, result.Out, "Of 7 messages: 7 sent.")
		assert.Equal(t, 8, c.Count(sendOp))
		assert.Len(t, c.received(), 7)
	})
}

func TestATokenThatIsNoLongerAcceptedStopsAtOnce(t *testing.T) {
	for name, tt := range map[string]struct {
		fault leelootest.Fault
		says  string
	}{
		"authToken": {leelootest.Rejected("FORMAT_ERROR", map[string]string{"authToken": "NOT_ALLOWED_VALUE"}), "check LEELOO_TOKEN"},
		"HTTP 401":  {leelootest.Fault{Status: 401}, "unauthorized (HTTP 401)"},
		"HTTP 403":  {leelootest.Fault{Status: 403}, "a firewall or a proxy may have refused the request"},
	} {
		for _, op := range []string{sendOp, listOp} {
			t.Run(name+" of "+op, func(t *testing.T) {
				test(t, 40, func(t *testing.T, c *company) {
					skip := 2
					if op == listOp {
						skip = 3*3 + 1 // three messages with their samples, and a fourth
					}
					c.fail(tt.fault, op, skip)
					result := c.begin()
					assert.Equal(t, app.ExitFailed, result.Code)
					assert.Contains(t, result.Err, tt.says)
					assert.Contains(t, result.Err, "leeloo send --resume --journal '"+c.journal+"'")
					counts := c.counts()
					assert.Equal(t, 7, counts.Sent+counts.Waiting)
					assert.Positive(t, counts.Waiting)

					assert.Equal(t, app.ExitDone, c.resume().Code)
					assert.Len(t, c.received(), 7)
				})
			})
		}
	}
}

// A token that is renewed in the middle forfeits nothing.
func TestARenewedTokenGoesOn(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		require.Equal(t, app.ExitStopped, c.stopAt(sendOp, 2).Code)
		renewed := leelootest.New(t, leelootest.WithToken("renewed"))
		renewed.Seed(40)
		c.shell.Transport, c.shell.Env["LEELOO_TOKEN"] = renewed.Transport(), "renewed"
		assert.Equal(t, app.ExitDone, c.resume().Code)
		assert.Equal(t, 5, renewed.Count(sendOp))
	})
}

// Ctrl-C during the last message stops nothing any more.
func TestCtrlCAtTheEnd(t *testing.T) {
	for name, tt := range map[string]struct {
		fault leelootest.Fault
		code  int
	}{
		"all are sent":   {leelootest.SlowBody(time.Millisecond), app.ExitDone},
		"one is refused": {leelootest.Rejected("FORMAT_ERROR", nil), app.ExitHuman},
	} {
		t.Run(name, func(t *testing.T) {
			test(t, 40, func(t *testing.T, c *company) {
				c.fail(tt.fault, sendOp, 3)
				result := c.stopAt(sendOp, 7)
				assert.Equal(t, tt.code, result.Code, result.Err)
				assert.NotContains(t, result.Err, "Nothing was sent")
				assert.Equal(t, tt.code, c.resume().Code)
			})
		})
	}
}

func TestTwentyRefusalsInARowStop(t *testing.T) {
	test(t, 150, func(t *testing.T, c *company) {
		c.fail(leelootest.Rejected("FORMAT_ERROR", nil).Repeat(1000), sendOp, 4)
		result := c.begin()
		assert.Equal(t, app.ExitFailed, result.Code)
		assert.Contains(t, result.Err, "Leeloo has refused 20 messages in a row")
		assert.Contains(t, result.Err, "--retry-refused")
		assert.Equal(t, store.Counts{Total: 39, Sent: 4, Refused: 20, Waiting: 15}, c.counts())
	})
}

// Leeloo fails for a while: the broadcast pauses, longer and longer, and goes on.
func TestAnOutageEndsNothing(t *testing.T) {
	tests := map[string]struct {
		fault leelootest.Fault
		op    string
		times int
		want  store.Counts
	}{
		"ten 503 of the chats":    {leelootest.HTMLPage(503), listOp, 40, store.Counts{Total: 39, Sent: 39}},
		"a network that is lost":  {leelootest.Disconnected(), "", 200, store.Counts{Total: 39, Sent: 39}},
		"ten 503 of the messages": {leelootest.HTMLPage(503), sendOp, 10, store.Counts{Total: 39, Sent: 29, Unknown: 10}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			test(t, 150, func(t *testing.T, c *company) {
				start := time.Now()
				c.atRequest(sendOp, 5, func() { c.Fail(tt.fault.On(tt.op).Repeat(tt.times)) })
				result := c.begin()
				assert.Equal(t, tt.want, c.counts())
				assert.Len(t, c.received(), tt.want.Sent)
				assert.Contains(t, result.Err, "Leeloo is not available: ")
				assert.Contains(t, result.Err, "Leeloo is not available, pause, 5 min")
				assert.Greater(t, time.Since(start), 5*time.Minute)
				assert.NotRegexp(t, `\d\d min left`, result.Err, "the pauses are not part of the estimate")
			})
		})
	}
}

// Messages that are found in their chats are no outage.
func TestLostResponsesOfMessagesThatAreFoundCauseNoPause(t *testing.T) {
	test(t, 150, func(t *testing.T, c *company) {
		c.fail(leelootest.HTMLPage(502).AfterApplying().Repeat(20), sendOp, 4)
		result := c.begin()
		assert.Equal(t, app.ExitDone, result.Code, result.Err)
		assert.NotContains(t, result.Err, "not available")
		assert.Len(t, c.received(), 39)
	})
}

// The chat of one person fails forever. The others get their messages, and the broadcast ends.
func TestOnePersonWhoFailsForever(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.shell.Transport = failing{c.Transport(), string(c.accountOf(c.invited()[1]))}
		result := c.begin()
		assert.Equal(t, app.ExitStopped, result.Code)
		assert.Contains(t, result.Err, "1 message could not be sent")
		assert.Equal(t, store.Counts{Total: 7, Sent: 6, Waiting: 1}, c.counts())

		c.shell.Transport = c.Transport()
		assert.Equal(t, app.ExitDone, c.resume().Code)
		assert.Len(t, c.received(), 7)
	})
}

// breakJournal makes writes fail whose new content matches, as on a full disk.
func (c *company) breakJournal(content string) {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: url.PathEscape(c.journal)}).String())
	require.NoError(c.t, err)
	defer db.Close()
	_, err = db.ExecContext(c.t.Context(), `CREATE TRIGGER full BEFORE UPDATE ON leeloo_durable_tasks WHEN NEW.content LIKE '%`+content+`%'
		BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END`)
	require.NoError(c.t, err)
}

func (c *company) fixJournal() {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: url.PathEscape(c.journal)}).String())
	require.NoError(c.t, err)
	defer db.Close()
	_, err = db.ExecContext(c.t.Context(), "DROP TRIGGER full")
	require.NoError(c.t, err)
}

func TestNothingIsSentThatTheJournalCannotRecord(t *testing.T) {
	tests := map[string]struct {
		content string // of the record that fails
		sent    int
		want    store.Counts
	}{
		"that it is begun":    {`"state":"begun"`, 2, store.Counts{Total: 7, Sent: 2, Waiting: 5}},
		"that it was applied": {`"state":"applied"`, 3, store.Counts{Total: 7, Sent: 2, LookedFor: 1, Waiting: 4}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			test(t, 40, func(t *testing.T, c *company) {
				c.atRequest(listOp, 7, func() { c.breakJournal(tt.content) }) // before the third message
				result := c.begin()
				c.BeforeEach(nil)
				assert.Equal(t, app.ExitFailed, result.Code)
				assert.Contains(t, result.Err, "the journal "+c.journal+" cannot be written: ")
				assert.Contains(t, result.Err, "leeloo send --resume")
				assert.Equal(t, tt.sent, c.Count(sendOp))
				assert.Equal(t, tt.want, c.counts())

				c.fixJournal()
				result = c.resume()
				assert.Contains(t, []int{app.ExitDone, app.ExitHuman}, result.Code, result.Err)
				assert.Equal(t, 7, c.Count(sendOp))
				assert.Len(t, c.received(), 7)
			})
		})
	}
}

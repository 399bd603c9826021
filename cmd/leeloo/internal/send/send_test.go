package send_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/apptest"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestOneMessageToEachPersonWithTheTag(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		invited := c.invited()
		require.Len(t, invited, 7)
		result := c.begin()
		assert.Equal(t, app.ExitDone, result.Code, result.Err)
		assert.Equal(t, "Of 7 messages: 7 sent.\n", result.Out)
		assert.Contains(t, result.Err, "Journal: "+c.journal)
		assert.Contains(t, result.Err, "\n7 of 7\n")

		received := c.received()
		assert.Len(t, received, len(invited))
		for _, person := range invited {
			assert.Equal(t, 1, received[person])
		}
		data, err := os.ReadFile(c.journal)
		require.NoError(t, err)
		c.assertPrivate(string(data))
	}, leelootest.WithMaxLimit(5))
}

func TestTheResultAsJSON(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.fail(leelootest.Rejected("FORMAT_ERROR", nil), sendOp, 1)
		result := c.begin("--json")
		assert.Equal(t, app.ExitHuman, result.Code)
		assert.JSONEq(t, fmt.Sprintf(`{"journal": %q, "tag": "webinar", "template": "Welcome/Greeting",
			"total": 7, "sent": 6, "refused": 1, "unknown": 0, "looked_for": 0, "waiting": 0, "given_up": 0}`, c.journal), result.Out)
	})
}

func TestDryRunSendsNothing(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		before := len(c.Requests())
		result := c.begin("--dry-run")
		assert.Equal(t, app.ExitDone, result.Code)
		assert.Contains(t, result.Out, "7 messages with the template \"Welcome/Greeting\" would be sent")
		assert.NoFileExists(t, c.journal)
		for _, request := range c.Requests()[before:] {
			assert.Equal(t, "GET", request.Method, request.Op)
		}
		assert.JSONEq(t, `{"tag": "webinar", "template": "Welcome/Greeting", "recipients": 7}`, c.begin("--dry-run", "--json").Out)
	})
}

func TestMistakes(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		exists := c.journal + " exists"
		require.NoError(t, os.WriteFile(exists, []byte("name,phone\n"), 0o600))
		tests := map[string]struct {
			args []string
			want string
		}{
			"no tag":                  {[]string{"send", "--template", "Welcome/Greeting"}, "--tag is missing"},
			"no template":             {[]string{"send", "--tag", "vip"}, "--template is missing"},
			"nothing to resume":       {[]string{"send", "--resume"}, "is unfinished"},
			"a journal that is not":   {[]string{"send", "--resume", "--journal", c.journal}, "journal " + c.journal + ": "},
			"not a journal":           {[]string{"send", "--resume", "--journal", exists}, exists},
			"a file that exists":      {append(c.args(), "--journal", exists), "exists already"},
			"no such directory":       {append(c.args(), "--journal", c.journal+"/no/file"), "there is no directory"},
			"retry of nothing":        {c.args("--retry-refused"), "--retry-refused needs --resume"},
			"dry run of the rest":     {[]string{"send", "--resume", "--dry-run", "--journal", c.journal}, "--dry-run"},
			"no rate":                 {c.args("--per-minute", "0"), "--per-minute"},
			"more than the API's":     {c.args("--per-minute", "141"), "--per-minute"},
			"a variable without name": {c.args("--var", "=x"), "--var"},
			"a variable of no value":  {c.args("--var", "x"), "--var"},
			"a variable twice":        {c.args("--var", "name=x"), "--var"},
			"an unknown flag":         {[]string{"send", "--foo"}, "--foo"},
			"an argument":             {[]string{"send", "vip"}, `"vip"`},
			"an unknown tag":          {c.args("--tag", "webinars"), `did you mean "webinar"?`},
			"an unknown template":     {c.args("--template", "Greetin"), `did you mean "Welcome/Greeting"?`},
			"nobody has the channel":  {c.args("--channel", "telgram"), "their accounts are FACEBOOK"},
		}
		for name, tt := range tests {
			result := c.run(t.Context(), tt.args...)
			assert.Contains(t, result.Err, tt.want, name)
			assert.Equal(t, app.ExitUsage, result.Code, "%s: %s", name, result.Err)
			assert.NoFileExists(t, c.journal)
		}
		assert.Zero(t, c.Count(sendOp))
		data, err := os.ReadFile(exists)
		require.NoError(t, err)
		assert.Equal(t, "name,phone\n", string(data))
	})
}

func TestTheAnswerToTheQuestion(t *testing.T) {
	for typed, want := range map[string]int{"y\n": 7, "n\n": 0, "": 0} {
		t.Run(fmt.Sprintf("%q", typed), func(t *testing.T) {
			test(t, 40, func(t *testing.T, c *company) {
				c.shell.In, c.shell.Terminal = typed, true
				args := c.args()
				result := c.run(t.Context(), args[:len(args)-1]...)
				assert.Contains(t, result.Err, "7 messages with the template \"Welcome/Greeting\" will be sent, which takes about 5 s. They cannot be taken back. Go on?")
				assert.Len(t, c.received(), want)
				if want == 0 {
					assert.Equal(t, app.ExitFailed, result.Code)
					assert.NoFileExists(t, c.journal)
				}
			})
		})
	}
}

func TestWithoutATerminalNothingIsSentWithoutYes(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		args := c.args()
		result := c.run(t.Context(), args[:len(args)-1]...)
		assert.Equal(t, app.ExitUsage, result.Code)
		assert.Contains(t, result.Err, "--yes")
		assert.Zero(t, c.Count(sendOp))
	})
}

func TestATokenThatIsWrongStoresNothing(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.shell.Env["LEELOO_TOKEN"] = "mistyped"
		result := c.begin()
		assert.Equal(t, app.ExitFailed, result.Code)
		assert.Contains(t, result.Err, "check LEELOO_TOKEN")
		assert.NoFileExists(t, c.journal)
	})
}

func TestMessagesAreSpreadEvenly(t *testing.T) {
	for name, tt := range map[string]struct {
		args []string
		each time.Duration
	}{
		"by default": {nil, 600 * time.Millisecond},
		"slower":     {[]string{"--per-minute", "6"}, 10 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			test(t, 40, func(t *testing.T, c *company) {
				var sent []time.Time
				c.BeforeEach(func(*leelootest.Lists) {
					if requests := c.Requests(); requests[len(requests)-1].Op == sendOp {
						sent = append(sent, time.Now())
					}
				})
				require.Equal(t, app.ExitDone, c.begin(tt.args...).Code)
				c.BeforeEach(nil)
				require.Len(t, sent, 7)
				for i := range 6 {
					assert.Equal(t, tt.each, sent[i+1].Sub(sent[i]))
				}
			})
		})
	}
}

// Another program uses up the rate limit of the token: the command waits and says so, and Ctrl-C ends the wait at once. No
// message is begun before its turn.
func TestCtrlCEndsTheWaitForTheRateLimit(t *testing.T) {
	for name, tt := range map[string]struct {
		used int
		want string
	}{
		"before the list":         {300, "Waiting for the API's limit, 60 s\n"},
		"in the middle":           {280, "of 7: waiting for the API's limit, 59 s"},
		"before the chat is read": {279, "of 7: waiting for the API's limit, 59 s"},
	} {
		t.Run(name, func(t *testing.T) {
			test(t, 40, func(t *testing.T, c *company) {
				for range tt.used {
					require.Equal(t, app.ExitDone, c.run(t.Context(), "ids", "tags").Code)
				}
				result, took := c.stopAfter(20*time.Second, c.args()...)
				assert.Equal(t, app.ExitStopped, result.Code)
				assert.Equal(t, 20*time.Second, took)
				assert.Contains(t, result.Err, tt.want)
				if tt.used == 300 {
					return
				}
				counts := c.counts()
				assert.Zero(t, counts.LookedFor)
				assert.Positive(t, counts.Sent)
				assert.Len(t, c.received(), counts.Sent)
				assert.Equal(t, app.ExitDone, c.resume().Code)
				assert.Len(t, c.received(), 7)
			})
		})
	}
}

// A log shows that the program is alive, and does not fill up.
func TestTheLogOfALongBroadcast(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		result := c.begin("--per-minute", "1")
		require.Equal(t, app.ExitDone, result.Code)
		_, log, _ := strings.Cut(result.Err, "Journal: "+c.journal+"\n")
		assert.Equal(t, "0 of 7\n1 of 7: 5 min left\n2 of 7: 4 min left\n3 of 7: 3 min left\n4 of 7: 2 min left\n5 of 7: 60 s left\n6 of 7\n7 of 7\n", log)
	})
}

func TestTheDisplayMentionsALongWaitForAResponse(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.fail(leelootest.RateLimited(80*time.Second), listOp, 3*3)
		result := c.begin()
		assert.Equal(t, app.ExitDone, result.Code)
		assert.Contains(t, result.Err, "3 of 7: waiting for Leeloo's response")
	})
}

func TestWithoutATokenNothingIsDone(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		requests := c.Count("")
		c.shell.Env["LEELOO_TOKEN"] = ""
		result := c.begin()
		assert.Equal(t, app.ExitUsage, result.Code)
		assert.Contains(t, result.Err, "LEELOO_TOKEN is not set")
		assert.NoFileExists(t, c.journal)
		assert.Equal(t, requests, c.Count(""))
	})
}

func TestTheDemoNeedsNoToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		shell := &apptest.Shell{Env: map[string]string{"LEELOO_STATE_DIR": dir}}
		result := shell.Run(t.Context(), "send", "--demo", "--tag", "webinar", "--template", "Reminders/Webinar in an hour")
		assert.Equal(t, app.ExitDone, result.Code, result.Err)
		assert.Equal(t, "Of 39 messages: 39 sent.\n", result.Out)
		assert.Contains(t, result.Err, "Journal: "+dir+"/demo/send/")
	})
}

func TestStatusCountsTheWholeList(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.stopAt(sendOp, 3)
		assert.Equal(t, store.Counts{Total: 7, Sent: 3, Waiting: 4}, c.counts())
	})
}

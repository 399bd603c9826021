package send_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/store"
	"github.com/leeloo-go/leeloo/leelootest"
)

// The API does not show the text of a template. Whether a message was sent is proved only by a new message in the chat with
// the text that the messages before it have shown.
func TestWhatProvesThatAMessageWasSent(t *testing.T) {
	tests := map[string]struct {
		skip  int // messages before the one whose response is lost
		fault leelootest.Fault
		write map[int]string // a message of a colleague to the person of the n-th message
		want  store.Counts
	}{
		"the text, shown by three messages": {
			skip: 3, fault: leelootest.Dropped().AfterApplying(), want: store.Counts{Sent: 7}},
		"the text is learned after the message": {
			skip: 0, fault: leelootest.Dropped().AfterApplying(), want: store.Counts{Sent: 7}},
		"not a message of a colleague": {
			skip: 4, fault: leelootest.Dropped(), write: map[int]string{5: "How are you?"}, want: store.Counts{Sent: 6, Unknown: 1}},
		"not without the text: colleagues write everywhere": {
			skip: 4, fault: leelootest.Dropped().AfterApplying(), write: map[int]string{1: "a", 2: "b", 3: "c", 4: "d", 6: "f", 7: "g"},
			want: store.Counts{Sent: 6, Unknown: 1}},
		"the last message, and a text that others have shown": {
			skip: 6, fault: leelootest.Dropped().AfterApplying(), want: store.Counts{Sent: 7}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			test(t, 40, func(t *testing.T, c *company) {
				c.fail(tt.fault, sendOp, tt.skip)
				c.shell.Transport = colleagues{c, tt.write}
				result := c.begin()
				tt.want.Total = 7
				assert.Equal(t, tt.want, c.counts(), result.Err)
				assert.Equal(t, 7, c.Count(sendOp))
			})
		})
	}
}

// A text that differs from person to person is recognized by what is the same, if that is enough.
func TestAPersonalText(t *testing.T) {
	tests := map[string]struct {
		text string // of the template
		code int
		want store.Counts
	}{
		"much in common":       {"Hello, {{name}}! The webinar begins at seven o'clock.", app.ExitDone, store.Counts{Total: 7, Sent: 7}},
		"too little in common": {"Hello, {{name}}!", app.ExitHuman, store.Counts{Total: 7, Sent: 6, Unknown: 1}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			test(t, 40, func(t *testing.T, c *company) {
				c.AddTemplate("Welcome", "Personal", tt.text)
				c.shell.Transport = personal{c}
				c.fail(leelootest.Dropped().AfterApplying(), sendOp, 4)
				start := time.Now()
				result := c.begin("--template", "Welcome/Personal")
				assert.Equal(t, tt.code, result.Code)
				assert.Equal(t, tt.want, c.counts())
				assert.Less(t, time.Since(start), time.Minute, "a human is asked at once")
				if tt.code == app.ExitHuman {
					assert.Regexp(t, `Person [0-9a-f]{24}: unknown: it may have been applied, and the API cannot be asked: look in Leeloo`, result.Err)
				}
			})
		})
	}
}

// The text is known to a run that resumes the broadcast. The journal has only its hash.
func TestTheTextIsRememberedByItsHash(t *testing.T) {
	test(t, 40, func(t *testing.T, c *company) {
		c.fail(leelootest.Slow(time.Minute).AfterApplying(), sendOp, 6)
		require.Equal(t, app.ExitStopped, c.stopAt(sendOp, 6).Code)
		f, err := store.Open(t.Context(), c.journal, "send")
		require.NoError(t, err)
		var pattern map[string]any
		found, err := f.Get(t.Context(), "pattern", &pattern)
		require.NoError(t, err)
		require.NoError(t, f.Close())
		assert.True(t, found)
		assert.Regexp(t, `^[0-9a-f]{64}$`, pattern["hash"])

		lists := c.Count(listOp)
		assert.Equal(t, app.ExitDone, c.resume().Code)
		assert.Equal(t, lists+2, c.Count(listOp), "one before the message, one to look for it, no samples")
		assert.Len(t, c.received(), 7)
	})
}

package export_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// newChat is a server with one chat, whose messages were written at these times, in this order.
func newChat(t *testing.T, times ...string) (*leelootest.Server, leeloo.AccountID) {
	var at clock
	at.set(t, "2020-01-01T00:00:00Z")
	srv := newShop(t, 0, at.option())
	person, err := srv.Client().People.Create(t.Context(), leeloo.PersonCreateParams{Name: "Olena"})
	require.NoError(t, err)
	for _, text := range times {
		at.set(t, text)
		require.NoError(t, srv.Client().Messages.Send(t.Context(), leeloo.SendMessageParams{AccountID: person.AccountID, Text: text}))
	}
	return srv, person.AccountID
}

// noon is that of a day of January.
func noon(day string) string { return "2026-01-" + day + "T12:00:00Z" }

func exportChats(t *testing.T, srv *leelootest.Server, args ...string) (path, said string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "file.csv")
	r := mustRun(t, srv, append([]string{"chats", "-o", path}, args...)...)
	return path, r.Err
}

var january10to20 = []string{"--from", "2026-01-10", "--to", "2026-01-20"}

func TestChatOfAPersonWhoWroteAfterThePeriodToo(t *testing.T) {
	srv, _ := newChat(t, noon("05"), noon("15"), noon("25"))
	path, _ := exportChats(t, srv, january10to20...)
	assert.Equal(t, []string{noon("15")}, cellsOf(t, path, "text"))
}

func TestChatIsReadOnlyUpToThePeriod(t *testing.T) {
	srv, _ := newChat(t, append(slices.Repeat([]string{noon("05")}, 50), noon("15"), noon("25"))...)
	path, _ := exportChats(t, srv, "--from", "2026-01-10")
	assert.Equal(t, []string{noon("25"), noon("15")}, cellsOf(t, path, "text"), "the newest first, as the API returns them")
	assert.Equal(t, 1, srv.Count("Messages.List"))
}

// A chat that is not in the order that is expected is read to its end.
func TestChatInAnotherOrder(t *testing.T) {
	srv, _ := newChat(t, noon("14"), noon("05"), noon("16"), noon("15"), noon("25"), noon("26"))
	path, _ := exportChats(t, srv, january10to20...)
	assert.ElementsMatch(t, []string{noon("14"), noon("15"), noon("16")}, cellsOf(t, path, "text"))
}

// Without a period the time does not matter.
func TestMessageWithoutATimeIsKeptAndReported(t *testing.T) {
	for flag, reported := range map[string]bool{"--from=2026-01-10": true, "--force": false} {
		srv, _ := newChat(t, noon("15"))
		srv.Fail(
			leelootest.Fault{Op: "Messages.List", Times: 2, Body: `{"status":1,"data":[{"id":"62594a8e1f0c1b2f4c9d0001","text":"when?"}]}`},
			leelootest.Fault{Op: "Messages.List", Body: `{"status":1,"data":[]}`},
		)
		path, said := exportChats(t, srv, flag)
		assert.Equal(t, []string{"when?"}, cellsOf(t, path, "text"))
		assert.Equal(t, 1, manifestOf(t, path).Undated)
		assert.Equal(t, reported, strings.Contains(said, "1 rows have no time that can be read"), said)
	}
}

func TestChatWithoutMessagesInThePeriod(t *testing.T) {
	srv, _ := newChat(t, noon("25"))
	path, _ := exportChats(t, srv, january10to20...)
	requireComplete(t, path)
	assert.Equal(t, 0, manifestOf(t, path).Rows)
	assert.Equal(t, 1, manifestOf(t, path).Chats)
}

// Before each request a message comes into the chat, and an old one goes.
func TestChatThatGoesOnWhileItIsRead(t *testing.T) {
	srv, account := newChat(t, slices.Repeat([]string{noon("15")}, 30)...)
	var stay []string
	srv.BeforeEach(func(lists *leelootest.Lists) {
		chat := lists.Messages(account)
		if stay == nil {
			stay = chat.IDs()
		}
		if chat.Len() > 20 {
			gone := chat.Delete(7)
			stay = slices.DeleteFunc(stay, func(id string) bool { return id == gone })
			gone = chat.Delete(0)
			stay = slices.DeleteFunc(stay, func(id string) bool { return id == gone })
			chat.Insert(0)
		}
	})
	path, _ := exportChats(t, srv)
	ids := cellsOf(t, path, "id")
	assertDistinct(t, ids)
	assert.NotEmpty(t, stay)
	assert.Subset(t, ids, stay)
}

// A channel that is deleted between the list and its chat is not a failure.
func TestChatOfADeletedChannel(t *testing.T) {
	srv := newShop(t, 12)
	var gone string
	srv.BeforeEach(func(lists *leelootest.Lists) {
		requests := srv.Requests()
		if gone == "" && requests[len(requests)-1].Op == "Messages.List" {
			gone = lists.Channels().Delete(6)
		}
	})
	path, _ := exportChats(t, srv, "--workers=2")
	requireComplete(t, path)
	assert.NotEmpty(t, gone)
	assert.NotContains(t, cellsOf(t, path, "account_id"), gone)
	assert.True(t, slices.ContainsFunc(srv.Requests(), func(r leelootest.Request) bool { return strings.Contains(r.Path, gone) }))
}

// But one that is still in the list is not left out, whatever the API says.
func TestChatThatIsRefused(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file.csv")
	r := stop(t, srv, 3, "chats", "-o", path)
	assert.Contains(t, r.Err, "ACCESS_DENIED")
	assert.NoFileExists(t, path)
	mustRun(t, srv, "chats", "-o", path, "--resume")
	requireComplete(t, path)
	assert.ElementsMatch(t, reference(t, srv, "chats", ".csv"), rowsOf(t, path))
}

// Who comes while the chats are read is found at the end.
func TestChatOfAChannelThatComesInTheMeantime(t *testing.T) {
	srv := newShop(t, 4)
	var late string
	srv.BeforeEach(func(lists *leelootest.Lists) {
		requests := srv.Requests()
		if late == "" && requests[len(requests)-1].Op == "Messages.List" {
			late = lists.Channels().Insert(0)
			lists.Messages(leeloo.AccountID(late)).Insert(0)
		}
	})
	path, _ := exportChats(t, srv)
	assert.Contains(t, cellsOf(t, path, "account_id"), late)
}

// However many requests are sent at the same time, the file is the same to the byte.
func TestWorkersDoNotChangeTheOrder(t *testing.T) {
	for _, what := range kindNames {
		sums := map[string]bool{}
		for _, workers := range []string{"1", "2", "7", "32"} {
			srv := newShop(t, 25)
			path := filepath.Join(t.TempDir(), "file.csv")
			mustRun(t, srv, what, "-o", path, "--workers", workers)
			sums[manifestOf(t, path).SHA256] = true
		}
		assert.Len(t, sums, 1, what)
	}
}

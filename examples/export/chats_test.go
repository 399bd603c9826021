package main

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

func TestChatOfSomebodyWhoWroteAfterThePeriodToo(t *testing.T) {
	srv, _ := newChat(t, noon("05"), noon("15"), noon("25"))
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-what", chats, "-from", "2026-01-10", "-to", "2026-01-20", "-o", path)
	assert.Equal(t, []string{noon("15")}, cellsOf(t, path, "text"))
}

func TestChatIsReadUpToThePeriodAlone(t *testing.T) {
	var times []string
	for range 50 {
		times = append(times, noon("05"))
	}
	srv, _ := newChat(t, append(times, noon("15"), noon("25"))...)
	before := len(srv.Requests())
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-what", chats, "-from", "2026-01-10", "-o", path)
	assert.Equal(t, []string{noon("25"), noon("15")}, cellsOf(t, path, "text"), "the newest first, as the API has them")
	assert.Len(t, slices.DeleteFunc(srv.Requests()[before:], func(r leelootest.Request) bool { return r.Op != "Messages.List" }), 1)
}

// A chat that is not in the order that is expected is read to its end.
func TestChatInAnotherOrder(t *testing.T) {
	srv, _ := newChat(t, noon("14"), noon("05"), noon("16"), noon("15"), noon("25"), noon("26"))
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-what", chats, "-from", "2026-01-10", "-to", "2026-01-20", "-o", path)
	assert.ElementsMatch(t, []string{noon("14"), noon("15"), noon("16")}, cellsOf(t, path, "text"))
}

// Without a period nobody asks for the time.
func TestMessageWithoutATimeIsKeptAndTold(t *testing.T) {
	for flag, told := range map[string]bool{"-from=2026-01-10": true, "-force": false} {
		srv, _ := newChat(t, noon("15"))
		srv.Fail(
			leelootest.Fault{Op: "Messages.List", Times: 2, Body: `{"status":1,"data":[{"id":"62594a8e1f0c1b2f4c9d0001","text":"when?"}]}`},
			leelootest.Fault{Op: "Messages.List", Body: `{"status":1,"data":[]}`},
		)
		path := filepath.Join(t.TempDir(), "file")
		said := mustExport(t, srv, "-what", chats, "-o", path, flag)
		assert.Equal(t, []string{"when?"}, cellsOf(t, path, "text"))
		assert.Equal(t, told, strings.Contains(said, "1 rows have no time that can be read"), said)
	}
}

func TestChatWithoutMessagesInThePeriod(t *testing.T) {
	srv, _ := newChat(t, noon("25"))
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-what", chats, "-from", "2026-01-10", "-to", "2026-01-20", "-o", path)
	requireComplete(t, path, formatCSV)
	assert.Equal(t, 0, manifestOf(t, path).Rows)
	assert.Equal(t, 1, manifestOf(t, path).Chats)
}

// Before each request a message comes into the chat, and an old one goes.
func TestChatThatGoesOnWhileItIsRead(t *testing.T) {
	times := slices.Repeat([]string{noon("15")}, 30)
	srv, account := newChat(t, times...)
	var stay []string
	srv.BeforeEach(func(lists *leelootest.Lists) {
		chat := lists.Messages(account)
		if stay == nil {
			stay = chat.IDs()
		}
		if chat.Len() > 20 {
			gone := chat.Delete(7)
			stay = slices.DeleteFunc(stay, func(id string) bool { return id == gone })
			chat.Delete(0)
			chat.Insert(0)
		}
	})
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-what", chats, "-o", path)
	ids := cellsOf(t, path, "id")
	slices.Sort(ids)
	assert.Len(t, slices.Compact(slices.Clone(ids)), len(ids))
	assert.Subset(t, ids, slices.DeleteFunc(stay, func(id string) bool { return !slices.Contains(ids, id) && id == stay[0] }))
}

// A channel that is deleted between the list and its chat is no failure.
func TestChatOfADeletedChannel(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file")
	var gone string
	srv.BeforeEach(func(lists *leelootest.Lists) {
		requests := srv.Requests()
		if gone == "" && requests[len(requests)-1].Op == "Messages.List" {
			gone = lists.Channels().Delete(4)
		}
	})
	mustExport(t, srv, "-what", chats, "-o", path)
	requireComplete(t, path, formatCSV)
	assert.NotEmpty(t, gone)
	assert.NotContains(t, cellsOf(t, path, "account_id"), gone)
	assert.True(t, slices.ContainsFunc(srv.Requests(), func(r leelootest.Request) bool { return strings.Contains(r.Path, gone) }))
}

// But one that is still in the list is not left out, whatever the API says.
func TestChatThatIsRefused(t *testing.T) {
	srv := newShop(t, 12)
	path := filepath.Join(t.TempDir(), "file")
	refused := leelootest.Rejected("ACCESS_DENIED", nil).On("Messages.List")
	refused.Skip = 3
	srv.Fail(refused)
	_, err := exportTo(t.Context(), srv, "-what", chats, "-o", path)
	require.ErrorIs(t, err, leeloo.ErrRejected)
	assert.NoFileExists(t, path)
	mustExport(t, srv, "-what", chats, "-o", path, "-resume")
	requireComplete(t, path, formatCSV)
	assert.ElementsMatch(t, format{chats, formatCSV}.reference(t, srv), rowsOf(t, path, formatCSV))
}

// Who comes while the chats are read is found at the end.
func TestChatOfAChannelThatComesMeanwhile(t *testing.T) {
	srv := newShop(t, 4)
	var late string
	srv.BeforeEach(func(lists *leelootest.Lists) {
		requests := srv.Requests()
		if late == "" && requests[len(requests)-1].Op == "Messages.List" {
			late = lists.Channels().Insert(0)
			lists.Messages(leeloo.AccountID(late)).Insert(0)
		}
	})
	path := filepath.Join(t.TempDir(), "file")
	mustExport(t, srv, "-what", chats, "-o", path)
	assert.Contains(t, cellsOf(t, path, "account_id"), late)
}

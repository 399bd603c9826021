package main

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Somebody who was in the tunnel long ago is subscribed again by a new lead. An old entry is no proof of the new one.
func TestSubscribedLongAgo(t *testing.T) {
	tests := map[string]struct {
		fault   leelootest.Fault
		entries int
		human   bool
	}{
		"no trouble":  {leelootest.Slow(0).On("Tunnels.Subscribe"), 2, false},
		"answer lost": {leelootest.Dropped().AfterApplying().On("Tunnels.Subscribe"), 2, false},
		"not done":    {leelootest.Dropped().On("Tunnels.Subscribe"), 1, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			person := w.person(phone)
			require.NoError(t, w.srv.Client().Tunnels.Subscribe(t.Context(), person.AccountID, w.goal.Start))
			w.srv.Fail(test.fault)
			l := w.carry(w.service(w.journal(w.path())), olena)
			assert.Equal(t, test.entries, w.outcome().Subscriptions)
			assert.Equal(t, test.human, l.needsHuman())
		})
	}
}

func TestAPersonWithoutAnAccount(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.person(phone)
	w.srv.BeforeEach(func(lists *leelootest.Lists) {
		if channels := lists.Channels(); channels.Len() > 0 {
			channels.Delete(0)
		}
	})
	l := w.carry(w.service(w.journal(w.path())), olena)
	assert.Equal(t, outcome{People: 1, Comments: 1, Tags: 1}, w.outcome())
	assert.Equal(t, failed, l.Subscription.State)
	assert.Contains(t, w.logs.String(), "no account that is connected")
}

func TestSubscribable(t *testing.T) {
	account := func(id leeloo.AccountID, from leeloo.ChannelType, status leeloo.ConnectionStatus) leeloo.Account {
		return leeloo.Account{AccountID: id, From: from, ConnectionStatus: status}
	}
	tests := map[string]struct {
		accounts []leeloo.Account
		want     leeloo.AccountID
	}{
		"none":                        {nil, ""},
		"a messenger before a manual": {[]leeloo.Account{account("a", "MANUAL", "OK"), account("b", "TELEGRAM", "OK")}, "b"},
		"manual, if there is no other": {
			[]leeloo.Account{account("a", "TELEGRAM", "BLOCKED"), account("b", "MANUAL", "OK")}, "b"},
		"the first of several":    {[]leeloo.Account{account("a", "TELEGRAM", "OK"), account("b", "FACEBOOK", "OK")}, "a"},
		"no status is no blame":   {[]leeloo.Account{account("a", "TELEGRAM", "")}, "a"},
		"not if disconnected":     {[]leeloo.Account{account("a", "TELEGRAM", "BLOCKED")}, ""},
		"a channel of a new kind": {[]leeloo.Account{account("a", "VIBER", "OK")}, "a"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.want, subscribable(test.accounts)) })
	}
}

func TestEntries(t *testing.T) {
	card := &leeloo.Person{History: []leeloo.Subscription{
		{TunnelID: "t", AccountID: "a"}, {TunnelID: "t", AccountID: "other"}, {TunnelID: "other", AccountID: "a"}, {TunnelID: "t"},
	}}
	assert.Equal(t, 2, entries(card, "t", "a"))
}

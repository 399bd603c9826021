package main

import (
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestWhichAccountAMessageGoesTo(t *testing.T) {
	accounts := func(accounts ...leeloo.Account) []leeloo.Account { return accounts }
	ok := func(id leeloo.AccountID, from leeloo.ChannelType) leeloo.Account {
		return leeloo.Account{AccountID: id, ConnectionStatus: leeloo.ConnectionStatusOK, From: from}
	}
	broken := leeloo.Account{AccountID: "x", ConnectionStatus: "BLOCKED", From: "TELEGRAM"}
	tests := map[string]struct {
		channel  leeloo.ChannelType
		accounts []leeloo.Account
		want     leeloo.AccountID
	}{
		"none":                    {"", nil, ""},
		"the only one":            {"", accounts(ok("a", "VIBER")), "a"},
		"the first of two":        {"", accounts(ok("a", "TELEGRAM"), ok("b", "FACEBOOK")), "a"},
		"not a broken one":        {"", accounts(broken, ok("a", "FACEBOOK")), "a"},
		"only a broken one":       {"", accounts(broken), ""},
		"no state":                {"", accounts(leeloo.Account{AccountID: "a", From: "TELEGRAM"}), ""},
		"a messenger before hand": {"", accounts(ok("m", "MANUAL"), ok("a", "FACEBOOK")), "a"},
		"by hand":                 {"", accounts(broken, ok("m", "MANUAL"), ok("n", "MANUAL")), "m"},
		"of a channel":            {"FACEBOOK", accounts(ok("a", "TELEGRAM"), ok("b", "FACEBOOK")), "b"},
		"no such channel":         {"FACEBOOK", accounts(ok("a", "TELEGRAM"), ok("m", "MANUAL")), ""},
		"the channel is broken":   {"TELEGRAM", accounts(broken, ok("b", "FACEBOOK")), ""},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			s := selection{broadcast: broadcast{Channel: test.channel}}
			assert.Equal(t, test.want, s.choose(test.accounts))
		})
	}
}

func TestWhoIsChosen(t *testing.T) {
	person := func(id leeloo.PersonID, tag string, accounts ...leeloo.AccountID) *leeloo.Person {
		p := &leeloo.Person{ID: id, Tags: []string{"other", tag}}
		for _, a := range accounts {
			p.Accounts = append(p.Accounts, leeloo.Account{AccountID: a, ConnectionStatus: leeloo.ConnectionStatusOK, From: "TELEGRAM"})
		}
		return p
	}
	s := newSelection(broadcast{Tag: "webinar"})
	for _, p := range []*leeloo.Person{
		person("1", "webinar", "a", "b"),
		person("1", "webinar", "a", "b"), // again
		person("2", "webinar", "a"),      // the account of 1
		person("3", "webinar", "c", "b"), // an account of 1 that the message does not go to
		person("4", "Webinar", "d"),      // another tag
		person("5", "webinar"),           // no account
		person("6", "webinar", "e"),
	} {
		s.add(p)
	}
	assert.Equal(t, []recipient{{"1", "a"}, {"6", "e"}}, s.recipients)
	assert.Equal(t, []int{1, 1, 2}, []int{s.noTag, s.noAccount, s.sharedAccount})
}

func TestPeopleWithoutASuitableAccount(t *testing.T) {
	c := newCompany(t, 40)
	gone := c.invited()[2]
	c.BeforeEach(func(lists *leelootest.Lists) {
		c.BeforeEach(nil)
		for _, person := range c.everybody {
			if person.ID == gone {
				for _, account := range person.Accounts {
					lists.Channels().Delete(slices.Index(lists.Channels().IDs(), string(account.AccountID)))
				}
			}
		}
	})
	out, err := c.begin()
	require.NoError(t, err)
	assert.Contains(t, out, "6 people with the tag \"webinar\" can be written to.\n1 others are left out: they have no account whose")
	assert.Len(t, c.received(), 6)
}

func TestOnlyOneChannel(t *testing.T) {
	c := newCompany(t, 40)
	invited, want := c.invited(), 0
	for _, person := range c.everybody {
		telegram := slices.ContainsFunc(person.Accounts, func(a leeloo.Account) bool { return a.From == leeloo.ChannelTypeTelegram })
		if telegram && slices.Contains(invited, person.ID) {
			want++
		}
	}
	require.Less(t, want, len(invited))
	out, err := c.begin("-channel", "telegram")
	require.NoError(t, err)
	assert.Contains(t, out, "have no account of the kind TELEGRAM")
	assert.Len(t, c.received(), want)
}

// A filter that an API does not know is dropped without a word, and everybody is in the list.
func TestAServerThatIgnoresTheFilter(t *testing.T) {
	c := newCompany(t, 40)
	target, err := url.Parse(c.URL)
	require.NoError(t, err)
	origin := &url.URL{Scheme: target.Scheme, Host: target.Host}
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(origin)
		query := r.Out.URL.Query()
		query.Del("filter[tags]")
		r.Out.URL.RawQuery = query.Encode()
	}})
	defer proxy.Close()
	t.Setenv("LEELOO_BASE_URL", proxy.URL+target.Path)

	invited := c.invited()
	out, err := c.begin()
	require.NoError(t, err)
	assert.Contains(t, out, "33 others are left out: they were listed without having the tag")
	received := c.received()
	assert.Len(t, received, len(invited))
	for _, person := range invited {
		assert.Contains(t, received, person)
	}
}

// People come and go while the list is read: who is there all the time gets the message, and gets it once.
func TestAListThatChangesWhileItIsCollected(t *testing.T) {
	c := newCompany(t, 150, leelootest.WithMaxLimit(4))
	invited := c.invited()
	gone := []leeloo.PersonID{invited[0], invited[1], invited[20]}
	requests := 0
	c.BeforeEach(func(lists *leelootest.Lists) {
		all := c.Requests()
		if all[len(all)-1].Op != "People.List" {
			return
		}
		if requests++; requests > 1 && requests-2 < len(gone) {
			lists.People().Delete(slices.Index(lists.People().IDs(), string(gone[requests-2])))
		}
		lists.People().Insert(0)
	})
	_, err := c.begin()
	c.BeforeEach(nil)
	if err != nil { // those who were collected before they were gone
		require.ErrorContains(t, err, "messages have failed")
	}
	received := c.received()
	assert.Len(t, received, len(invited)-len(gone))
	for _, person := range invited {
		assert.Equal(t, !slices.Contains(gone, person), received[person] == 1)
	}
}

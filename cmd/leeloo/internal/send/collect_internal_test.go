package send

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo"
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
		"none":                      {"", nil, ""},
		"the only one":              {"", accounts(ok("a", "VIBER")), "a"},
		"the first of two":          {"", accounts(ok("a", "TELEGRAM"), ok("b", "FACEBOOK")), "a"},
		"not a broken one":          {"", accounts(broken, ok("a", "FACEBOOK")), "a"},
		"only a broken one":         {"", accounts(broken), ""},
		"no state":                  {"", accounts(leeloo.Account{AccountID: "a", From: "TELEGRAM"}), ""},
		"a messenger before MANUAL": {"", accounts(ok("m", "MANUAL"), ok("a", "FACEBOOK")), "a"},
		"MANUAL":                    {"", accounts(broken, ok("m", "MANUAL"), ok("n", "MANUAL")), "m"},
		"of a channel":              {"FACEBOOK", accounts(ok("a", "TELEGRAM"), ok("b", "FACEBOOK")), "b"},
		"no such channel":           {"FACEBOOK", accounts(ok("a", "TELEGRAM"), ok("m", "MANUAL")), ""},
		"the channel is broken":     {"TELEGRAM", accounts(broken, ok("b", "FACEBOOK")), ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, ok := newSelection("webinar", tt.channel).choose(&leeloo.Person{Accounts: tt.accounts})
			assert.Equal(t, tt.want, got)
			assert.Equal(t, tt.want != "", ok)
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
	s := newSelection("webinar", "")
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
	assert.Equal(t, []string{
		"Left out: 1 (no connected account).",
		"Left out: 2 (an account that another person of the list has).",
		"Left out: 1 (listed without the tag).",
	}, s.leftOut())
}

package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestWhichAccount(t *testing.T) {
	card := func(accounts ...leeloo.Account) *leeloo.Person { return &leeloo.Person{ID: "p", Accounts: accounts} }
	ok := func(id leeloo.AccountID) leeloo.Account {
		return leeloo.Account{AccountID: id, ConnectionStatus: leeloo.ConnectionStatusOK}
	}
	for name, test := range map[string]struct {
		cards []*leeloo.Person
		want  found
	}{
		"nobody":                   {nil, found{why: nobody}},
		"two people":               {[]*leeloo.Person{card(ok("1")), card(ok("2"))}, found{why: ambiguous}},
		"no account":               {[]*leeloo.Person{card()}, found{why: noAccount}},
		"the only one":             {[]*leeloo.Person{card(leeloo.Account{AccountID: "1"})}, found{account: "1"}},
		"the oldest":               {[]*leeloo.Person{card(ok("2"), ok("1"), ok("3"))}, found{account: "1"}},
		"the oldest that works":    {[]*leeloo.Person{card(leeloo.Account{AccountID: "1"}, ok("3"), ok("2"))}, found{account: "2"}},
		"the oldest, if none does": {[]*leeloo.Person{card(leeloo.Account{AccountID: "2"}, leeloo.Account{AccountID: "1"})}, found{account: "1"}},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.want, choose(test.cards)) })
	}
}

func TestFind(t *testing.T) {
	for name, test := range map[string]struct {
		phones []string // of the cards
		want   reason
	}{
		"as it is":                {[]string{"+380670000000"}, ""},
		"without the +":           {[]string{"380670000000"}, ""},
		"as people write it":      {[]string{"0670000000"}, ""},
		"nobody":                  {[]string{"+380670000001"}, nobody},
		"twice":                   {[]string{"+380670000000", "+380670000000"}, ambiguous},
		"twice, in two spellings": {[]string{"+380670000000", "0670000000"}, ambiguous},
	} {
		t.Run(name, func(t *testing.T) {
			srv := leelootest.New(t)
			crm := srv.Client()
			var want found
			for _, phone := range test.phones {
				person, err := crm.People.Create(t.Context(), leeloo.PersonCreateParams{Name: "Olena", Phone: phone})
				require.NoError(t, err)
				want.account = person.AccountID
			}
			if test.want != "" {
				want = found{why: test.want}
			}
			p := people{crm, "UA", map[string]found{}}
			got, err := p.find(t.Context(), "+380670000000")
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}

// A filter that is more tolerant than ours must not put a call on somebody else's card.
func TestFindComparesWhatComesBack(t *testing.T) {
	srv := leelootest.New(t)
	srv.Fail(leelootest.Fault{Op: "People.List", Times: 3, Body: `{"status":1,"meta":{"limit":100,"offset":0,"totalCount":1},"data":[
		{"id":"1ee100000000000000000001","phone":"+380670000009","accounts":[{"account_id":"1ee100000000000000000002"}]}]}`})
	p := people{srv.Client(), "UA", map[string]found{}}
	got, err := p.find(t.Context(), "+380670000000")
	require.NoError(t, err)
	assert.Equal(t, found{why: nobody}, got)
}

func TestFindAsksOnce(t *testing.T) {
	srv := leelootest.New(t)
	srv.Seed(1)
	p := people{srv.Client(), "UA", map[string]found{}}
	for _, phone := range []string{phone1, phone2} {
		first, err := p.find(t.Context(), phone)
		require.NoError(t, err)
		asked := len(srv.Requests())
		again, err := p.find(t.Context(), phone)
		require.NoError(t, err)
		assert.Equal(t, first, again)
		assert.Len(t, srv.Requests(), asked)
	}
}

// One card may come back for several spellings, and a spelling may be none to the API.
func TestFindWithATolerantOrAStrictFilter(t *testing.T) {
	for name, fault := range map[string]leelootest.Fault{
		"the same card again": {Times: 3, Body: `{"status":1,"meta":{"limit":100,"offset":0,"totalCount":1},"data":[
			{"id":"PERSON","phone":"+380500000001","accounts":[{"account_id":"ACCOUNT"}]}]}`},
		"refused": leelootest.Refused("FORMAT_ERROR", map[string]string{"filter.phone": "WRONG_FORMAT"}),
	} {
		t.Run(name, func(t *testing.T) {
			srv := leelootest.New(t)
			company := srv.Seed(1)
			p := people{srv.Client(), "UA", map[string]found{}}
			for range srv.Client().People.All(t.Context(), leeloo.PeopleListParams{Phone: phone1}) {
			}
			fault.Op, fault.Skip = "People.List", len(srv.Requests()) // as many as for the first spelling
			fault.Body = strings.NewReplacer("PERSON", string(company.People[0]), "ACCOUNT", string(company.Accounts[0])).Replace(fault.Body)
			srv.Fail(fault)
			got, err := p.find(t.Context(), phone1)
			require.NoError(t, err)
			assert.Equal(t, found{account: company.Accounts[0]}, got)
		})
	}
}

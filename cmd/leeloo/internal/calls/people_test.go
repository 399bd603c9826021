package calls

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestWhichAccount(t *testing.T) {
	card := func(accounts ...leeloo.Account) *leeloo.Person { return &leeloo.Person{ID: "card", Accounts: accounts} }
	of := func(id leeloo.AccountID) found { return found{person: "card", account: id} }
	ok := func(id leeloo.AccountID) leeloo.Account {
		return leeloo.Account{AccountID: id, ConnectionStatus: leeloo.ConnectionStatusOK}
	}
	for name, test := range map[string]struct {
		cards []*leeloo.Person
		want  found
	}{
		"nobody":                   {nil, found{why: nobody}},
		"two people":               {[]*leeloo.Person{card(ok("1")), card(ok("2"))}, found{why: ambiguous, cards: "card card"}},
		"no account":               {[]*leeloo.Person{card()}, found{why: noAccount, cards: "card"}},
		"the only one":             {[]*leeloo.Person{card(leeloo.Account{AccountID: "1"})}, of("1")},
		"the oldest":               {[]*leeloo.Person{card(ok("2"), ok("1"), ok("3"))}, of("1")},
		"the oldest that works":    {[]*leeloo.Person{card(leeloo.Account{AccountID: "1"}, ok("3"), ok("2"))}, of("2")},
		"the oldest, if none does": {[]*leeloo.Person{card(leeloo.Account{AccountID: "2"}, leeloo.Account{AccountID: "1"})}, of("1")},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, test.want, choose(test.cards)) })
	}
}

func TestFind(t *testing.T) {
	for name, test := range map[string]struct {
		phones []string // of the cards
		want   reason
	}{
		"once":   {[]string{"+380670000000"}, ""},
		"nobody": {[]string{"+380670000001"}, nobody},
		"twice":  {[]string{"+380670000000", "+380670000000"}, ambiguous},
	} {
		t.Run(name, func(t *testing.T) {
			srv := leelootest.New(t)
			crm := srv.Client()
			var want found
			var cards []string
			for _, phone := range test.phones {
				person, err := crm.People.Create(t.Context(), leeloo.PersonCreateParams{Name: "Olena", Phone: phone})
				require.NoError(t, err)
				want.person, want.account = person.PersonID, person.AccountID
				cards = append(cards, string(person.PersonID))
			}
			if test.want != "" {
				want = found{why: test.want}
			}
			if len(cards) > 1 {
				slices.Sort(cards)
				want.cards = strings.Join(cards, " ")
			}
			p := people{crm, "UA", map[string]found{}}
			got, err := p.find(t.Context(), "+380670000000")
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}

// Cards have phones as messengers and people write them. A filter that is more tolerant than ours must not put a call on
// somebody else's card.
func TestFindComparesThePhonesOfTheCards(t *testing.T) {
	for phone, want := range map[string]found{
		"380670000000":  {person: "1ee100000000000000000001", account: "1ee100000000000000000002"},
		"0670000000":    {person: "1ee100000000000000000001", account: "1ee100000000000000000002"},
		"+380670000009": {why: nobody},
	} {
		t.Run(phone, func(t *testing.T) {
			srv := leelootest.New(t)
			srv.Fail(leelootest.Fault{Op: "People.List", Times: 3, Body: `{"status":1,"meta":{"limit":100,"offset":0,"totalCount":1},"data":[
				{"id":"1ee100000000000000000001","phone":"` + phone + `","accounts":[{"account_id":"1ee100000000000000000002"}]}]}`})
			p := people{srv.Client(), "UA", map[string]found{}}
			got, err := p.find(t.Context(), "+380670000000")
			require.NoError(t, err)
			assert.Equal(t, want, got)
		})
	}
}

func TestFindAsksOnce(t *testing.T) {
	srv := leelootest.New(t)
	srv.Seed(1)
	p := people{srv.Client(), "UA", map[string]found{}}
	for _, phone := range []string{Phone1, Phone2} {
		first, err := p.find(t.Context(), phone)
		require.NoError(t, err)
		asked := len(srv.Requests())
		again, err := p.find(t.Context(), phone)
		require.NoError(t, err)
		assert.Equal(t, first, again)
		assert.Len(t, srv.Requests(), asked)
	}
}

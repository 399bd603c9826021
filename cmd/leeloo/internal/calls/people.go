package calls

import (
	"context"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo"
)

// people finds people by their phones, each phone once.
type people struct {
	client *leeloo.Client
	region string
	known  map[string]found
}

// found is the card and the account that calls of a phone go to, or why there is none.
type found struct {
	person  leeloo.PersonID
	account leeloo.AccountID
	why     reason
	cards   string // ids of the cards, if it is not one with an account
}

func (p *people) find(ctx context.Context, phone string) (found, error) {
	if f, ok := p.known[phone]; ok {
		return f, nil
	}
	cards, err := p.look(ctx, phone)
	if err != nil {
		return found{}, err
	}
	f := choose(cards)
	p.known[phone] = f
	return f, nil
}

// look returns the cards that have the phone. How tolerant the API's filter is, is not documented, and cards have phones as
// people write them: the phones of the cards are compared.
func (p *people) look(ctx context.Context, phone string) ([]*leeloo.Person, error) {
	var cards []*leeloo.Person
	for person, err := range p.client.People.All(ctx, leeloo.PeopleListParams{Phone: phone}) {
		if err != nil {
			return nil, err
		}
		if normalize(person.Phone, p.region) == phone {
			cards = append(cards, person)
		}
	}
	return cards, nil
}

// choose chooses no card if it would be a guess. Which account of a card it is does not matter much, as the call appears on
// the card; but it is always the same: the oldest whose connection is OK. An id begins with the time of its creation.
func choose(cards []*leeloo.Person) found {
	switch {
	case len(cards) == 0:
		return found{why: nobody}
	case len(cards) > 1:
		var ids []string
		for _, card := range cards {
			ids = append(ids, string(card.ID))
		}
		slices.Sort(ids)
		return found{why: ambiguous, cards: strings.Join(ids, " ")}
	case len(cards[0].Accounts) == 0:
		return found{why: noAccount, cards: string(cards[0].ID)}
	}
	best := slices.MinFunc(cards[0].Accounts, func(a, b leeloo.Account) int {
		aOK, bOK := a.ConnectionStatus == leeloo.ConnectionStatusOK, b.ConnectionStatus == leeloo.ConnectionStatusOK
		switch {
		case aOK && !bOK:
			return -1
		case bOK && !aOK:
			return 1
		default:
			return strings.Compare(string(a.AccountID), string(b.AccountID))
		}
	})
	return found{person: cards[0].ID, account: best.AccountID}
}

package durable

import (
	"context"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo"
)

// PersonRef are the ids of a person and of the account to write to, which is empty if the person has none.
type PersonRef struct {
	PersonID  leeloo.PersonID
	AccountID leeloo.AccountID
}

// Choose returns the person to use, out of several who have the phone or the e-mail address. ok is false if a human has to
// choose.
type Choose func(people []leeloo.Person) (person leeloo.Person, ok bool)

// Oldest chooses the person who was created first. Ids begin with the time of the creation.
func Oldest(people []leeloo.Person) (leeloo.Person, bool) {
	return slices.MinFunc(people, func(a, b leeloo.Person) int { return strings.Compare(string(a.ID), string(b.ID)) }), true
}

// Person returns the person who has the phone of the params, or their e-mail address if they have no phone, and creates the
// person if there is none. If there are several, the task is held, unless choose is not nil and chooses one.
//
// If the creation may have been applied, the person is looked for, and created once more if nobody is found for 15 minutes.
// A person without a phone and an e-mail address is created in any case; if that may have been applied, it is held.
//
// To keep two tasks from creating a person twice, give them the phone as their key.
func (w Writes) Person(ctx context.Context, name string, params leeloo.PersonCreateParams, choose Choose) (PersonRef, error) {
	step := Step[PersonRef, none]{
		Send: func(ctx context.Context, _ none) (PersonRef, error) {
			created, err := w.client.People.Create(ctx, params, once)
			if err != nil {
				return PersonRef{}, err
			}
			return PersonRef{created.PersonID, created.AccountID}, nil
		},
	}
	if params.Phone != "" || params.Email != "" {
		step.FindFirst, step.Again = true, true
		step.Find = func(ctx context.Context, _ none) (PersonRef, bool, error) { return w.findPerson(ctx, params, choose) }
	}
	return Do(ctx, w.task, name, step)
}

func (w Writes) findPerson(ctx context.Context, params leeloo.PersonCreateParams, choose Choose) (PersonRef, bool, error) {
	people, err := w.sameContact(ctx, params)
	if err != nil || len(people) == 0 {
		return PersonRef{}, false, err
	}
	person, ok := people[0], true
	if len(people) > 1 {
		if ok = choose != nil; ok {
			person, ok = choose(people)
		}
	}
	if !ok {
		return PersonRef{}, false, Hold{"several people have this phone or e-mail address: merge them in Leeloo, or choose one"}
	}
	account, _ := person.MessageAccount()
	return PersonRef{person.ID, account.AccountID}, true, nil
}

// sameContact returns the people with the phone, or with the e-mail address if there is no phone.
func (w Writes) sameContact(ctx context.Context, params leeloo.PersonCreateParams) ([]leeloo.Person, error) {
	if params.Phone != "" {
		return w.client.People.ByPhone(ctx, params.Phone)
	}
	var people []leeloo.Person
	for person, err := range w.client.People.All(ctx, leeloo.PeopleListParams{Email: params.Email}) {
		if err != nil {
			return nil, err
		}
		if strings.EqualFold(person.Email, params.Email) {
			people = append(people, *person)
		}
	}
	return people, nil
}

// ConnectSMS connects people to an SMS bot. If it may have been applied, it was when each of them has an account of the
// connection; if that is not so for 15 minutes, it is held.
func (w Writes) ConnectSMS(ctx context.Context, name string, params leeloo.ConnectSMSParams) (accepted int, err error) {
	return Do(ctx, w.task, name, Step[int, none]{
		Find: func(ctx context.Context, _ none) (int, bool, error) {
			for _, p := range params.People {
				cards, err := w.client.People.ByPhone(ctx, p.Phone)
				if err != nil || !slices.ContainsFunc(cards, func(card leeloo.Person) bool { return connected(card, params.ConnectionID) }) {
					return 0, false, err
				}
			}
			return len(params.People), true, nil
		},
		Send: func(ctx context.Context, _ none) (int, error) { return w.client.People.ConnectSMS(ctx, params, once) },
	})
}

// errNoAccount holds a write to the zero account of a [PersonRef].
var errNoAccount = Hold{"the person has no account that is connected: write to them in another way"}

func connected(p leeloo.Person, id leeloo.ConnectionID) bool {
	return slices.ContainsFunc(p.Accounts, func(a leeloo.Account) bool { return a.ConnectionID == id })
}

// Subscribe starts an account at a block of a tunnel, also if it was in the tunnel before. If it may have been applied, it
// was when the card of the person names the tunnel once more than before; if it does not for 15 minutes, it is held. (The
// vendor does not document that a card names each entry.)
//
// If the id is empty, because the person has no account, it is held.
//
// To keep the entry of one task from being taken for that of another, give tasks the person as their key.
func (w Writes) Subscribe(ctx context.Context, name string, id leeloo.AccountID, params leeloo.SubscribeParams) error {
	entries := func(ctx context.Context) (int, error) {
		if id == "" {
			return 0, errNoAccount
		}
		card, err := w.client.Channels.Person(ctx, id)
		if err != nil {
			return 0, err
		}
		count := 0
		for _, entry := range card.History {
			if entry.TunnelID == params.TunnelID && (entry.AccountID == id || entry.AccountID == "") {
				count++
			}
		}
		return count, nil
	}
	_, err := Do(ctx, w.task, name, Step[none, int]{
		Before: entries,
		Find: func(ctx context.Context, before int) (none, bool, error) {
			count, err := entries(ctx)
			return none{}, count > before, err
		},
		Send: func(ctx context.Context, _ int) (none, error) {
			return none{}, w.client.Tunnels.Subscribe(ctx, id, params, once)
		},
	})
	return err
}

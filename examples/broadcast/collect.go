package main

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/leeloo-go/leeloo"
)

// selection chooses the people of a broadcast, and one account of each.
type selection struct {
	broadcast
	recipients                      []recipient
	noTag, noAccount, sharedAccount int
	people                          map[leeloo.PersonID]bool
	accounts                        map[leeloo.AccountID]bool // of the recipients, all that they have
}

func newSelection(b broadcast) *selection {
	return &selection{broadcast: b, people: map[leeloo.PersonID]bool{}, accounts: map[leeloo.AccountID]bool{}}
}

// collect walks over the people with the tag. It ends before the first message is sent: each message changes when a
// person was last written to, and so maybe the order of the list.
func collect(ctx context.Context, crm *leeloo.Client, b broadcast) (*selection, error) {
	s := newSelection(b)
	params := leeloo.PeopleListParams{Tags: []string{b.Tag}, ListParams: leeloo.ListParams{Prefetch: 4}}
	for person, err := range crm.People.All(ctx, params) {
		if err != nil {
			return nil, err
		}
		s.add(person)
	}
	return s, nil
}

func (s *selection) add(person *leeloo.Person) {
	if s.people[person.ID] {
		return
	}
	s.people[person.ID] = true
	if !slices.Contains(person.Tags, s.Tag) {
		s.noTag++ // an API that does not know the filter would give us everybody
		return
	}
	account := s.choose(person.Accounts)
	switch {
	case account == "":
		s.noAccount++
	case slices.ContainsFunc(person.Accounts, func(a leeloo.Account) bool { return s.accounts[a.AccountID] }):
		s.sharedAccount++ // the same human, on two cards
	default:
		for _, a := range person.Accounts {
			s.accounts[a.AccountID] = true
		}
		s.recipients = append(s.recipients, recipient{person.ID, account})
	}
}

// choose returns the account that the message goes to, or "" if there is none. MANUAL comes last: as far as is known, no
// bot talks there.
func (s *selection) choose(accounts []leeloo.Account) leeloo.AccountID {
	var manual leeloo.AccountID
	for _, a := range accounts {
		switch {
		case a.ConnectionStatus != leeloo.ConnectionStatusOK, s.Channel != "" && a.From != s.Channel:
		case a.From != leeloo.ChannelTypeManual:
			return a.AccountID
		case manual == "":
			manual = a.AccountID
		}
	}
	return manual
}

func (s *selection) print(out io.Writer) {
	fmt.Fprintf(out, "%d people with the tag %q can be written to.\n", len(s.recipients), s.Tag)
	for _, left := range []struct {
		count int
		why   string
	}{
		{s.noAccount, "have no account" + ofKind(s.Channel) + " whose connection is OK"},
		{s.sharedAccount, "share an account with another person, who gets the message"},
		{s.noTag, "were listed without having the tag"},
	} {
		if left.count > 0 {
			fmt.Fprintf(out, "%d others are left out: they %s.\n", left.count, left.why)
		}
	}
}

func ofKind(channel leeloo.ChannelType) string {
	if channel == "" {
		return ""
	}
	return " of the kind " + string(channel)
}

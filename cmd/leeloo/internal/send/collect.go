package send

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/progress"
)

// selection chooses the people of a broadcast, and an account of each.
type selection struct {
	tag     string
	channel leeloo.ChannelType

	recipients                      []recipient
	noTag, noAccount, sharedAccount int

	people   map[leeloo.PersonID]bool
	accounts map[leeloo.AccountID]bool // of the recipients: each account that they have
	kinds    map[leeloo.ChannelType]int
}

func newSelection(tag string, channel leeloo.ChannelType) *selection {
	return &selection{
		tag: tag, channel: channel,
		people: map[leeloo.PersonID]bool{}, accounts: map[leeloo.AccountID]bool{}, kinds: map[leeloo.ChannelType]int{},
	}
}

// collect reads the people with the tag. It ends before the first message is sent: a message changes when a person was last
// written to, and so perhaps the order of the list.
func (s *selection) collect(ctx context.Context, client *leeloo.Client, bar *progress.Progress) error {
	params := leeloo.PeopleListParams{Tags: []string{s.tag}, ListParams: leeloo.ListParams{Prefetch: 4}}
	for person, err := range client.People.All(ctx, params) {
		if err != nil {
			return err
		}
		s.add(person)
		bar.Add(1)
	}
	return nil
}

func (s *selection) add(person *leeloo.Person) {
	if s.people[person.ID] {
		return
	}
	s.people[person.ID] = true
	if !slices.Contains(person.Tags, s.tag) {
		s.noTag++ // an API that does not know the filter would list everybody
		return
	}
	account, ok := s.choose(person)
	switch {
	case !ok:
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

// choose returns the account that the message goes to.
func (s *selection) choose(person *leeloo.Person) (leeloo.AccountID, bool) {
	candidates := leeloo.Person{}
	for _, a := range person.Accounts {
		s.kinds[a.From]++
		if s.channel == "" || a.From == s.channel {
			candidates.Accounts = append(candidates.Accounts, a)
		}
	}
	account, ok := candidates.MessageAccount()
	return account.AccountID, ok
}

// leftOut returns who gets no message and why, one line each.
func (s *selection) leftOut() (lines []string) {
	kind := ""
	if s.channel != "" {
		kind = string(s.channel) + " "
	}
	for _, left := range []struct {
		count int
		why   string
	}{
		{s.noAccount, "no connected " + kind + "account"},
		{s.sharedAccount, "an account that another person of the list has"},
		{s.noTag, "listed without the tag"},
	} {
		if left.count > 0 {
			lines = append(lines, fmt.Sprintf("Left out: %d (%s).", left.count, left.why))
		}
	}
	return lines
}

// channels returns the kinds of accounts that the people with the tag have.
func (s *selection) channels() string {
	var texts []string
	for _, kind := range slices.Sorted(maps.Keys(s.kinds)) {
		texts = append(texts, fmt.Sprintf("%s (%d)", output.Clean(string(kind)), s.kinds[kind]))
	}
	return strings.Join(texts, ", ")
}

package leeloo_test

import (
	"context"
	"fmt"
	"slices"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// broadcast counts what became of the messages of a broadcast.
type broadcast struct {
	sent, noAccount  int
	refused, unknown []leeloo.PersonID
}

// sendToTag sends a template to the people with a tag. It stops at the first message that was not sent for a reason that
// concerns the others too, for example a rate limit or the token.
func sendToTag(ctx context.Context, client *leeloo.Client, tag, category, template string) (result broadcast, err error) {
	message, err := client.Templates.ByName(ctx, category, template)
	if err != nil {
		return result, err
	}
	// Collect the people first: a message changes when they were last written to, and so perhaps the order of the list.
	people, err := leeloo.Collect(client.People.All(ctx, leeloo.PeopleListParams{Tags: []string{tag}}))
	if err != nil {
		return result, err
	}
	for _, person := range people {
		if !slices.Contains(person.Tags, tag) {
			continue // an API that ignored the filter would list everybody
		}
		account, ok := person.MessageAccount()
		if !ok {
			result.noAccount++
			continue
		}
		err := client.Templates.Send(ctx, leeloo.SendTemplateParams{
			AccountID:  account.AccountID,
			TemplateID: message.ID,
			Variables:  map[string]string{"name": person.Name},
		})
		switch leeloo.OutcomeOf(err) {
		case leeloo.Applied:
			result.sent++
		case leeloo.Refused: // for example because the account is blocked
			result.refused = append(result.refused, person.ID)
		case leeloo.Unknown: // do not send it again: it may have been delivered
			result.unknown = append(result.unknown, person.ID)
		case leeloo.NotApplied:
			return result, err
		}
	}
	return result, nil
}

// Find the template by the names of its category and its own, collect the people with the tag, and send the template to one
// account of each. Store who has received it before you rely on this for many people: a program that is started again
// must know where it stopped. The command "leeloo send" does, and so does module durable.
func Example_sendTemplateToTag() {
	server := leelootest.Start()
	defer server.Close()
	server.Seed(12)
	server.Fail(leelootest.Dropped().AfterApplying().On("Templates.Send"))

	result, err := sendToTag(context.Background(), server.Client(), "vip", "Welcome", "Greeting")
	fmt.Println("sent:", result.sent, "unknown:", len(result.unknown), "refused:", len(result.refused))
	fmt.Println("without an account:", result.noAccount, err)
	// Output:
	// sent: 4 unknown: 1 refused: 0
	// without an account: 0 <nil>
}

// Command swapped is the command correct with each id in place of another. It does not compile.
package main

import (
	"context"
	"fmt"

	"github.com/leeloo-go/leeloo"
)

var (
	account    leeloo.AccountID
	person     leeloo.PersonID
	connection leeloo.ConnectionID
	category   leeloo.CategoryID
	template   leeloo.TemplateID
	tool       leeloo.LeadGenToolID
	payment    leeloo.PaymentCreditsID
	offer      leeloo.OfferID
	order      leeloo.OrderID
	user       leeloo.UserID
	tag        leeloo.TagID
	tunnel     leeloo.TunnelID
	block      leeloo.TunnelBlockID
)

func main() {
	ctx := context.Background()
	c, err := leeloo.NewClient("token")
	if err != nil {
		fmt.Println(err)
		return
	}

	_, _ = c.Templates.List(ctx, template) // swap
	_ = c.Templates.Send(ctx, leeloo.SendTemplateParams{
		AccountID:  person,   // swap
		TemplateID: category, // swap
	})
	_, _ = c.Messages.List(ctx, person, leeloo.ListParams{})                    // swap
	_ = c.Messages.All(ctx, person, leeloo.ListParams{})                        // swap
	_ = c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: person})       // swap
	_, _ = c.Channels.Person(ctx, connection)                                   // swap
	_, _ = c.LGT.CreateTrafficSource(ctx, tunnel, leeloo.TrafficSourceParams{}) // swap
	_, _ = c.Orders.Create(ctx, leeloo.OrderCreateParams{
		PaymentCreditsID: offer,   // swap
		OfferID:          payment, // swap
		PersonID:         account, // swap
		ManagerID:        person,  // swap
	})
	_, _ = c.Orders.Get(ctx, offer)                                // swap
	_ = c.Orders.Update(ctx, person, leeloo.OrderUpdateParams{})   // swap
	_, _ = c.People.Get(ctx, account, leeloo.PersonGetParams{})    // swap
	_ = c.People.Update(ctx, account, leeloo.PersonUpdateParams{}) // swap
	_, _ = c.People.Create(ctx, leeloo.PersonCreateParams{
		LeadGenToolID:    tunnel,                  // swap
		ConnectedUserIDs: []leeloo.UserID{person}, // swap
	})
	_, _ = c.People.ConnectSMS(ctx, leeloo.ConnectSMSParams{
		ConnectionID:  account,              // swap
		LeadGenToolID: tag,                  // swap
		TagIDs:        []leeloo.TagID{tool}, // swap
	})
	_, _ = c.People.ConnectEmail(ctx, leeloo.ConnectEmailParams{
		ConnectionID: account,              // swap
		TagIDs:       []leeloo.TagID{tool}, // swap
	})
	_, _ = c.People.AddComment(ctx, account, "") // swap
	_, _ = c.People.AddCall(ctx, leeloo.CallParams{
		UserID:    person, // swap
		AccountID: person, // swap
	})
	_ = c.Tags.Add(ctx, account, tag)                            // swap
	_ = c.Tags.Remove(ctx, person, order)                        // swap
	_, _ = c.Tunnels.Get(ctx, tool, leeloo.TunnelGetParams{})    // swap
	_, _ = c.Tunnels.GetStats(ctx, block)                        // swap
	_ = c.Tunnels.Subscribe(ctx, person, leeloo.SubscribeParams{ // swap
		TunnelID:      block,  // swap
		TunnelBlockID: tunnel, // swap
	})
	_, _ = c.Users.Get(ctx, person) // swap

	// Ids from one response fit the params of the next call.
	created, _ := c.People.Create(ctx, leeloo.PersonCreateParams{Name: "Olena"})
	_ = c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: created.PersonID}) // swap
	_ = c.Tags.Add(ctx, created.AccountID, tag)                                     // swap
	card, _ := c.People.Get(ctx, created.PersonID, leeloo.PersonGetParams{})
	_ = c.Messages.All(ctx, card.Accounts[0].ConnectionID, leeloo.ListParams{})        // swap
	_, _ = c.Users.Get(ctx, card.OrderIDs[0])                                          // swap
	_, _ = c.Orders.Get(ctx, card.ContactedUserIDs[0])                                 // swap
	_, _ = c.Tunnels.Get(ctx, card.History[0].LeadGenToolID, leeloo.TunnelGetParams{}) // swap
}

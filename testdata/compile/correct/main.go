// Command correct passes each id to the right parameter. The command swapped passes it to a wrong one.
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

	_, _ = c.Templates.List(ctx, category)
	_ = c.Templates.Send(ctx, leeloo.SendTemplateParams{
		AccountID:  account,
		TemplateID: template,
	})
	_, _ = c.Messages.List(ctx, account, leeloo.ListParams{})
	_ = c.Messages.All(ctx, account, leeloo.ListParams{})
	_ = c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: account})
	_, _ = c.Channels.Person(ctx, account)
	_, _ = c.LGT.CreateTrafficSource(ctx, tool, leeloo.TrafficSourceParams{})
	_, _ = c.Orders.Create(ctx, leeloo.OrderCreateParams{
		PaymentCreditsID: payment,
		OfferID:          offer,
		PersonID:         person,
		ManagerID:        user,
	})
	_, _ = c.Orders.Get(ctx, order)
	_ = c.Orders.Update(ctx, order, leeloo.OrderUpdateParams{})
	_, _ = c.People.Get(ctx, person, leeloo.PersonGetParams{})
	_ = c.People.Update(ctx, person, leeloo.PersonUpdateParams{})
	_, _ = c.People.Create(ctx, leeloo.PersonCreateParams{
		LeadGenToolID:    tool,
		ConnectedUserIDs: []leeloo.UserID{user},
	})
	_, _ = c.People.ConnectSMS(ctx, leeloo.ConnectSMSParams{
		ConnectionID:  connection,
		LeadGenToolID: tool,
		TagIDs:        []leeloo.TagID{tag},
	})
	_, _ = c.People.ConnectEmail(ctx, leeloo.ConnectEmailParams{
		ConnectionID: connection,
		TagIDs:       []leeloo.TagID{tag},
	})
	_, _ = c.People.AddComment(ctx, person, "")
	_, _ = c.People.AddCall(ctx, leeloo.CallParams{
		UserID:    user,
		AccountID: account,
	})
	_ = c.Tags.Add(ctx, person, tag)
	_ = c.Tags.Remove(ctx, person, tag)
	_, _ = c.Tunnels.Get(ctx, tunnel, leeloo.TunnelGetParams{})
	_, _ = c.Tunnels.GetStats(ctx, tunnel)
	_ = c.Tunnels.Subscribe(ctx, account, leeloo.SubscribeParams{
		TunnelID:      tunnel,
		TunnelBlockID: block,
	})
	_, _ = c.Users.Get(ctx, user)

	// Ids from one response fit the params of the next call.
	created, _ := c.People.Create(ctx, leeloo.PersonCreateParams{Name: "Olena"})
	_ = c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: created.AccountID})
	_ = c.Tags.Add(ctx, created.PersonID, tag)
	card, _ := c.People.Get(ctx, created.PersonID, leeloo.PersonGetParams{})
	_ = c.Messages.All(ctx, card.Accounts[0].AccountID, leeloo.ListParams{})
	_, _ = c.Users.Get(ctx, card.ContactedUserIDs[0])
	_, _ = c.Orders.Get(ctx, card.OrderIDs[0])
	_, _ = c.Tunnels.Get(ctx, card.History[0].TunnelID, leeloo.TunnelGetParams{})
}

package leeloo_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// addDeal starts a person at the block of a tunnel that adds a deal.
func addDeal(ctx context.Context, client *leeloo.Client, id leeloo.PersonID, deals leeloo.SubscribeParams) error {
	person, err := client.People.Get(ctx, id, leeloo.PersonGetParams{})
	if err != nil {
		return err
	}
	account, ok := person.MessageAccount()
	if !ok {
		return errors.New("the person has no account to subscribe")
	}
	return client.Tunnels.Subscribe(ctx, account.AccountID, deals)
}

// The API has no operation for deals in the sales plan, but an action block of a tunnel can add one: create a tunnel with
// such a block in Leeloo, and subscribe the account to it. The ids are in the URL of the block,
// app.leeloo.ai/tunnels/TUNNEL_ID/tree/TUNNEL_BLOCK_ID. The same works for custom fields and for notices to the staff.
func Example_addDeal() {
	server := leelootest.Start()
	defer server.Close()
	company := server.Seed(0)
	tunnel := company.Tunnel("Consultation")
	olena := server.AddPerson(leelootest.Person{Name: "Olena"})
	client, ctx := server.Client(), context.Background()

	err := addDeal(ctx, client, olena.ID, leeloo.SubscribeParams{
		TunnelID:      tunnel.ID,
		TunnelBlockID: tunnel.Block("Add a deal").ID,
	})
	if err != nil {
		fmt.Println(err) // if it is ErrMaybeApplied, look at the History of the person first
		return
	}
	person, err := client.People.Get(ctx, olena.ID, leeloo.PersonGetParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, subscription := range person.History {
		fmt.Println(subscription.TunnelName)
	}
	// Output: Consultation
}

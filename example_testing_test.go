package leeloo_test

import (
	"context"
	"fmt"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// welcome is the code under test: it subscribes an account to a tunnel and greets it.
func welcome(ctx context.Context, crm *leeloo.Client, account leeloo.AccountID, start leeloo.SubscribeParams) error {
	if err := crm.Tunnels.Subscribe(ctx, account, start); err != nil {
		return fmt.Errorf("welcome: %w", err)
	}
	return crm.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: account, Text: "Hello!"})
}

// Code that takes a *leeloo.Client is tested against a Leeloo in memory. In a test, leelootest.New(t) closes it.
func Example_testing() {
	srv := leelootest.Start()
	defer srv.Close()
	company, ctx := srv.Seed(1), context.Background()
	account, tunnel := company.Accounts[0], company.Tunnels[0]
	start := leeloo.SubscribeParams{TunnelID: tunnel.ID, TunnelBlockID: tunnel.Blocks[0]}

	srv.Fail(leelootest.Refused("FORMAT_ERROR", map[string]string{"tunnel_id": "NOT_ALLOWED_VALUE"}))
	fmt.Println(welcome(ctx, srv.Client(), account, start))
	fmt.Println(welcome(ctx, srv.Client(), account, start))

	for _, request := range srv.Requests() {
		fmt.Println(request.Op, request.Body["text"])
	}
	// Output:
	// welcome: leeloo: Tunnels.Subscribe: the API refused the request: FORMAT_ERROR (tunnel_id: NOT_ALLOWED_VALUE)
	// <nil>
	// Tunnels.Subscribe <nil>
	// Tunnels.Subscribe <nil>
	// Messages.Send Hello!
}

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

// Code that uses a *leeloo.Client can be tested with a fake Leeloo in memory. In a test, use leelootest.New(t), which closes
// itself.
func Example_testing() {
	srv := leelootest.Start()
	defer srv.Close()
	company, ctx := srv.Seed(1), context.Background()
	account, tunnel := company.Accounts[0].ID, company.Tunnel("Free webinar")
	start := leeloo.SubscribeParams{TunnelID: tunnel.ID, TunnelBlockID: tunnel.Block("Start").ID}

	srv.Fail(leelootest.Rejected("FORMAT_ERROR", map[string]string{"tunnel_id": "NOT_ALLOWED_VALUE"}))
	fmt.Println(welcome(ctx, srv.Client(), account, start))
	fmt.Println(welcome(ctx, srv.Client(), account, start))

	for _, request := range srv.Requests() {
		fmt.Println(request.Op, request.Body["text"])
	}
	// Output:
	// welcome: leeloo: Tunnels.Subscribe: rejected: FORMAT_ERROR (tunnel_id: NOT_ALLOWED_VALUE)
	// <nil>
	// Tunnels.Subscribe <nil>
	// Tunnels.Subscribe <nil>
	// Messages.Send Hello!
}

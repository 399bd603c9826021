package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// runDemo sells an offer in a fake Leeloo, which delivers the sale twice, and sends what a tunnel would send.
func runDemo(ctx context.Context) error {
	directory, err := os.MkdirTemp("", "leeloo-webhook-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(directory)
	inbox, err := openInbox(filepath.Join(directory, "webhooks.db"))
	if err != nil {
		return err
	}
	defer inbox.Close()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	secret, url := rand.Text(), "http://"+listener.Addr().String()+"/crm/"
	server := leelootest.Start(leelootest.WithWebhook(url + "leeloo/" + secret))
	defer server.Close()

	ctx, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		defer stop()
		done <- send(ctx, server, url+"external/"+secret)
	}()
	if err := serve(ctx, listener, receiver{secret, server.Client(), inbox}); err != nil {
		return err
	}
	return <-done
}

func send(ctx context.Context, server *leelootest.Server, url string) error {
	company, client := server.Seed(1), server.Client()
	person := company.People[0]
	body := fmt.Appendf(nil, `{"data": {"id": %q, "utm_marks": {"utm_source": "instagram"}}}`, person.ID)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return err
	}
	response.Body.Close()

	server.FailWebhook(leelootest.WebhookFault{}, leelootest.WebhookFault{Twice: true})
	order, err := client.Orders.Create(ctx, leeloo.OrderCreateParams{
		PersonID: person.ID, PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: company.Offers[0].ID, TransactionDate: time.Now(),
	})
	if err != nil {
		return err
	}
	err = client.Orders.Update(ctx, order.ID, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved})
	server.Close() // sends the webhooks that are pending
	return err
}

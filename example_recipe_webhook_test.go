package leeloo_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
	"github.com/leeloo-go/leeloo/webhook"
)

// sales processes each sale once. In a program, a table has the keys under a unique constraint: insert the key in the
// transaction of the work.
type sales struct {
	mu   sync.Mutex
	keys map[string]bool
}

func (s *sales) process(_ context.Context, e webhook.Event) error {
	if e.Type != webhook.TypeSale {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.keys[e.Key()] {
		return nil // delivered again
	}
	fmt.Println("paid:", e.Order.OfferName, e.Order.Price, e.Order.Currency) // the work; return its error for HTTP 500
	s.keys[e.Key()] = true
	return nil
}

// Leeloo does not sign its webhooks. The secret is in the URL, and with Client the handler reads each order from the API
// before it calls OnEvent. The same event may arrive twice: process each Key once.
func Example_receiveWebhooks() {
	secret := rand.Text() // in a program: created once and stored like a password
	mux := http.NewServeMux()
	site := httptest.NewServer(mux) // in a program: an http.Server behind HTTPS
	defer site.Close()
	server := leelootest.Start(leelootest.WithWebhook(site.URL + "/leeloo/" + secret))
	company, client, ctx := server.Seed(1), server.Client(), context.Background()

	received := sales{keys: map[string]bool{}}
	mux.Handle("/leeloo/", webhook.Handler{Secret: secret, Client: client, OnEvent: received.process})

	server.FailWebhook(leelootest.WebhookFault{}, leelootest.WebhookFault{Twice: true}) // the second event comes twice
	order, err := client.Orders.Create(ctx, leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0].ID,
		OfferID:          company.Offer("Marathon").ID,
		PersonID:         company.People[0].ID,
		TransactionDate:  time.Now(),
	})
	if err == nil {
		err = client.Orders.Update(ctx, order.ID, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved})
	}
	server.Close() // waits for the webhooks
	fmt.Println("orders read:", server.Count("Orders.Get"), err)
	// Output:
	// paid: Marathon 49.90 USD
	// orders read: 3 <nil>
}

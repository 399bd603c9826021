package leeloo_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Test your code against failures that a live API rarely has. In testing/synctest no wait takes real time. The code under
// test is createOrderOnce of the recipe "Settle an unknown outcome".
func TestCreatesOneOrderDespiteFailures(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		server := leelootest.New(t)
		company, client := server.Seed(2), server.Client()
		server.Fail(
			leelootest.RateLimited(30*time.Second).On("Orders.Create"),
			leelootest.Dropped().AfterApplying().On("Orders.Create"), // the second attempt
		)

		start := time.Now()
		id, err := createOrderOnce(t.Context(), client, leeloo.OrderCreateParams{
			PaymentCreditsID: company.PaymentCredits[0].ID,
			OfferID:          company.Offers[0].ID,
			PersonID:         company.People[1].ID,
			TransactionDate:  time.Now(),
		})
		if err != nil || id == "" {
			t.Errorf("id %q, error %v; want the id of the order", id, err)
		}
		if waited := time.Since(start); waited < 30*time.Second {
			t.Errorf("waited %v, want at least the 30 s of Retry-After", waited)
		}
		if sent := server.Count("Orders.Create"); sent != 2 {
			t.Errorf("%d requests to create the order, want 2: the rate-limited one and the one that was applied", sent)
		}
		person, err := client.People.Get(t.Context(), company.People[1].ID, leeloo.PersonGetParams{})
		if err != nil || len(person.OrderIDs) != 1 {
			t.Errorf("error %v, or the person does not have exactly one order", err)
		}
	})
}

package leeloo_test

import (
	"context"
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// recordPayment creates an order and resolves it with what was received. If it fails after the order was created, it
// returns the id of the order: resolve that order later, and do not create another one.
func recordPayment(ctx context.Context, client *leeloo.Client, params leeloo.OrderCreateParams, received leeloo.Amount, currency string) (leeloo.OrderID, error) {
	order, err := client.Orders.Create(ctx, params)
	if err != nil {
		return "", err
	}
	return order.ID, client.Orders.Update(ctx, order.ID, leeloo.OrderUpdateParams{
		Status:      leeloo.OrderStatusResolved,
		Price:       received,
		Currency:    currency,
		PaymentDate: params.TransactionDate,
	})
}

// An order has the price of its offer until it is resolved with the amount that was received. Amount is an exact decimal:
// NewAmount("1390.50") and NewAmountMinor(139050, 2) are the same amount.
func Example_recordPayment() {
	server := leelootest.Start()
	defer server.Close()
	company, client, ctx := server.Seed(1), server.Client(), context.Background()

	received, err := leeloo.NewAmount("1390.50") // before the order is created
	if err != nil {
		fmt.Println(err)
		return
	}
	id, err := recordPayment(ctx, client, leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0].ID,
		OfferID:          company.Offer("Full course").ID, // 1490.50 UAH
		PersonID:         company.People[0].ID,
		TransactionDate:  time.Now(),
	}, received, "UAH")
	if err != nil {
		fmt.Println(id, err)
		return
	}
	order, err := client.Orders.Get(ctx, id)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(order.Title, order.Price, order.Currency, order.Status)
	// Output: Full course 1390.50 UAH RESOLVED
}

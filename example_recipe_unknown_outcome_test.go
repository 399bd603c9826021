package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// createOrderOnce creates an order and returns its id. If it is not known whether the order was created, it looks for a
// new order of the person. If it does not find exactly one, the error is still ErrMaybeApplied: look again later.
func createOrderOnce(ctx context.Context, client *leeloo.Client, params leeloo.OrderCreateParams) (leeloo.OrderID, error) {
	before, err := client.People.Get(ctx, params.PersonID, leeloo.PersonGetParams{})
	if err != nil {
		return "", err
	}
	order, err := client.Orders.Create(ctx, params)
	if err == nil {
		return order.ID, nil
	}
	if !errors.Is(err, leeloo.ErrMaybeApplied) {
		return "", err // the order was not created
	}

	// The context may be what ended the request. Looking needs time of its own.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	after, lookErr := client.People.Get(ctx, params.PersonID, leeloo.PersonGetParams{})
	if lookErr != nil {
		return "", errors.Join(err, lookErr)
	}
	created := slices.DeleteFunc(after.OrderIDs, func(id leeloo.OrderID) bool { return slices.Contains(before.OrderIDs, id) })
	if len(created) != 1 {
		return "", err
	}
	return created[0], nil
}

// If the response to a write is lost, the error is ErrMaybeApplied. Do not send the request again: query the API for what
// it would have created. An order is among the orders of its person, a message in Messages.List, a person in ByPhone, a
// subscription in the History of the person.
func Example_settleUnknownOutcome() {
	server := leelootest.Start()
	defer server.Close()
	company, client := server.Seed(2), server.Client()

	server.Fail(leelootest.Dropped().AfterApplying().On("Orders.Create")) // the order is created, the response is lost
	id, err := createOrderOnce(context.Background(), client, leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0].ID,
		OfferID:          company.Offers[0].ID,
		PersonID:         company.People[1].ID,
		TransactionDate:  time.Now(),
	})
	fmt.Println("found:", id != "", err)
	fmt.Println("requests to create it:", server.Count("Orders.Create"))
	// Output:
	// found: true <nil>
	// requests to create it: 1
}

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

// A new lead: a person is created and tagged. For the real Leeloo, create the client with
// leeloo.NewClient(os.Getenv("LEELOO_TOKEN")).
func Example() {
	srv := leelootest.Start()
	defer srv.Close()
	company, ctx := srv.Seed(3), context.Background()

	crm, err := leeloo.NewClient(srv.Token, leeloo.WithBaseURL(srv.URL))
	if err != nil {
		fmt.Println(err)
		return
	}
	created, err := crm.People.Create(ctx, leeloo.PersonCreateParams{Name: "Olena", Phone: "+380500000000"})
	if err != nil {
		fmt.Println(err)
		return
	}
	if err := crm.Tags.Add(ctx, created.PersonID, company.Tag("vip").ID); err != nil {
		fmt.Println(err)
		return
	}
	person, err := crm.People.Get(ctx, created.PersonID, leeloo.PersonGetParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(person.Name, person.Phone, person.Tags)
	// Output: Olena +380500000000 [vip]
}

// The sentinel errors distinguish kinds of failures. Error contains the details.
func Example_errors() {
	srv := leelootest.Start()
	defer srv.Close()
	crm := srv.Client()

	_, err := crm.People.Create(context.Background(), leeloo.PersonCreateParams{Name: "Olena", Email: "olena"})
	switch {
	case errors.Is(err, leeloo.ErrRejected):
		if e, ok := errors.AsType[*leeloo.Error](err); ok {
			fmt.Println(e.Op, e.Code, e.Fields)
		}
		fmt.Println(err)
	case errors.Is(err, leeloo.ErrUnauthorized):
		fmt.Println("check the token")
	case err != nil:
		fmt.Println(err)
	}
	// Output:
	// People.Create FORMAT_ERROR map[email:WRONG_EMAIL]
	// leeloo: People.Create: rejected: FORMAT_ERROR (email: WRONG_EMAIL)
}

// The server fails after it has created the order. Sending the request again would create a second order, so the program
// checks first.
func Example_maybeApplied() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(3), srv.Client(), context.Background()
	buyer := company.People[1].ID

	before, err := crm.People.Get(ctx, buyer, leeloo.PersonGetParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	srv.Fail(leelootest.ServerError().AfterApplying().On("Orders.Create"))
	_, err = crm.Orders.Create(ctx, leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: company.Offer("Marathon").ID, PersonID: buyer, TransactionDate: time.Now(),
	})
	if errors.Is(err, leeloo.ErrMaybeApplied) {
		after, err := crm.People.Get(ctx, buyer, leeloo.PersonGetParams{})
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, id := range after.OrderIDs {
			if !slices.Contains(before.OrderIDs, id) {
				fmt.Println("the order was created")
			}
		}
	}
	// Output: the order was created
}

// If the API asks for a wait of more than 90 seconds, the call returns at once. RetryAfter is how long to wait.
func Example_rateLimited() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.Fail(leelootest.RateLimited(5 * time.Minute))

	_, err := srv.Client().Tags.List(context.Background())
	if e, ok := errors.AsType[*leeloo.Error](err); ok && errors.Is(err, leeloo.ErrRateLimited) {
		fmt.Println("try again in", e.RetryAfter)
	}
	// Output: try again in 5m0s
}

// All fetches the pages one after another, as the loop needs them.
func Example_paging() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.Seed(250)

	people := 0
	for _, err := range srv.Client().People.All(context.Background(), leeloo.PeopleListParams{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		people++
	}
	fmt.Println(people, "people")
	// Output: 250 people
}

// List returns one page, for programs that do their own paging.
func Example_onePage() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.Seed(25)

	page, err := srv.Client().People.List(context.Background(), leeloo.PeopleListParams{
		ListParams: leeloo.ListParams{Limit: 10, Offset: 20},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(page.Items), "of", page.Meta.TotalCount)
	// Output: 5 of 25
}

// CaptureResponse stores what was received, here the page of a proxy.
func ExampleCaptureResponse() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.Fail(leelootest.HTMLPage(200))

	var raw leeloo.Response
	_, err := srv.Client().Orders.List(context.Background(), leeloo.ListParams{}, leeloo.NoRetry(), leeloo.CaptureResponse(&raw))
	if errors.Is(err, leeloo.ErrUnexpectedResponse) {
		fmt.Println(raw.StatusCode, raw.Header.Get("Content-Type"), string(raw.Body[:6]))
	}
	// Output: 200 text/html <html>
}

// Do is for operations that the SDK does not know. The one here is Users.Get.
func ExampleClient_Do() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(0)

	var user struct {
		Name string `json:"name"` // names are case-sensitive
	}
	err := srv.Client().Do(context.Background(), leeloo.Request{
		Method: "GET",
		Path:   "/users/" + string(company.Users[0].ID),
	}, &user)
	fmt.Println(user.Name, err)
	// Output: Ihor <nil>
}

// A server that reads only JSON finds no fields in a form. By default, the client then sends JSON; with an explicit
// encoding, the error says what to do.
func ExampleWithFormEncoding() {
	srv := leelootest.Start(leelootest.WithJSONOnly())
	defer srv.Close()
	company, ctx := srv.Seed(1), context.Background()
	person, tag := company.People[0].ID, company.Tag("lead").ID

	fmt.Println(srv.Client().Tags.Add(ctx, person, tag))

	crm := srv.Client(leeloo.WithFormEncoding(leeloo.FormURLEncoded))
	fmt.Println(crm.Tags.Add(ctx, person, tag))
	// Output:
	// <nil>
	// leeloo: Tags.Add: rejected: FORMAT_ERROR (tag_id: REQUIRED); the API did not read the form, which contains tag_id; use WithFormEncoding(FormJSON)
}

func ExampleNewAmount() {
	paid, err := leeloo.NewAmount("1490.50")
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = leeloo.NewAmount("1 490,50")
	fmt.Println(paid, errors.Is(err, leeloo.ErrInvalidArgument))
	// Output: 1490.50 true
}

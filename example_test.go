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

// A lead comes in: a person is created, tagged and commented on. Against the real Leeloo the client is
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
	if err := crm.Tags.Add(ctx, created.PersonID, company.Tags[0].ID); err != nil {
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

// The sentinels say what kind of failure it was, the Error holds the details.
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
		fmt.Println("look at the token")
	case err != nil:
		fmt.Println(err)
	}
	// Output:
	// People.Create FORMAT_ERROR map[email:WRONG_EMAIL]
	// leeloo: People.Create: the API refused the request: FORMAT_ERROR (email: WRONG_EMAIL)
}

// The server fails, but only after it has booked the order. Whoever sends it again books it twice: look first.
func Example_maybeApplied() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(3), srv.Client(), context.Background()
	buyer := company.People[1]

	before, err := crm.People.Get(ctx, buyer, leeloo.PersonGetParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	srv.Fail(leelootest.ServerError().AfterApplying().On("Orders.Create"))
	_, err = crm.Orders.Create(ctx, leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0], OfferID: company.Offers[0], PersonID: buyer, TransactionDate: time.Now(),
	})
	if errors.Is(err, leeloo.ErrMaybeApplied) {
		after, err := crm.People.Get(ctx, buyer, leeloo.PersonGetParams{})
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, id := range after.OrderIDs {
			if !slices.Contains(before.OrderIDs, id) {
				fmt.Println("the order is there")
			}
		}
	}
	// Output: the order is there
}

// When the API asks for a longer wait than the client's own, the call returns at once and says how long.
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

// All fetches page after page while the loop runs.
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

// List gives one page, for programs that page by themselves.
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

// Call is for operations that the SDK does not know. This one it knows as Users.Get.
func ExampleClient_Call() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(0)

	var user struct {
		Name string `json:"name"` // the case of a name counts
	}
	err := srv.Client().Call(context.Background(), leeloo.CallRequest{
		Method: "GET",
		Path:   "/users/" + string(company.Users[0]),
	}, &user)
	fmt.Println(user.Name, err)
	// Output: Ihor <nil>
}

// A server that reads JSON alone finds nothing in a form. The error says what to do.
func ExampleWithFormEncoding() {
	srv := leelootest.Start(leelootest.WithJSONOnly())
	defer srv.Close()
	company, ctx := srv.Seed(1), context.Background()

	err := srv.Client().Tags.Add(ctx, company.People[0], company.Tags[0].ID)
	fmt.Println(err)

	crm := srv.Client(leeloo.WithFormEncoding(leeloo.FormJSON))
	fmt.Println(crm.Tags.Add(ctx, company.People[0], company.Tags[0].ID))
	// Output:
	// leeloo: Tags.Add: the API refused the request: FORMAT_ERROR (tag_id: REQUIRED); the API did not read the form, which holds tag_id: try WithFormEncoding(FormJSON)
	// <nil>
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

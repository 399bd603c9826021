package leelootest_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// welcome is code under test: it tags a person and leaves a comment.
func welcome(ctx context.Context, crm *leeloo.Client, person leeloo.PersonID, tag leeloo.TagID) error {
	if err := crm.Tags.Add(ctx, person, tag); err != nil {
		return err
	}
	_, err := crm.People.AddComment(ctx, person, "welcomed")
	return err
}

// The test of the package's documentation.
func TestWelcome(t *testing.T) {
	srv := leelootest.New(t) // closes itself with the test
	company := srv.Seed(10)  // ten people, the same every time
	crm := srv.Client()      // or your own, with leeloo.WithBaseURL(srv.URL) and srv.Token
	person, lead := company.People[0], company.Tags[1]

	if err := welcome(t.Context(), crm, person, lead.ID); err != nil {
		t.Fatal(err)
	}
	card, err := crm.People.Get(t.Context(), person, leeloo.PersonGetParams{})
	if err != nil || !slices.Contains(card.Tags, lead.Name) {
		t.Errorf("the tag is missing (error: %v)", err)
	}

	// And if the answer is lost after the comment is written?
	srv.Fail(leelootest.Dropped().AfterApplying().On("People.AddComment"))
	if err := welcome(t.Context(), crm, person, lead.ID); !errors.Is(err, leeloo.ErrMaybeApplied) {
		t.Errorf("error %v, want ErrMaybeApplied", err)
	}
	if comments := srv.Comments(person); len(comments) != 2 {
		t.Errorf("%d comments, want one of each time", len(comments))
	}
}

func Example() {
	srv := leelootest.Start() // in a test: leelootest.New(t)
	defer srv.Close()
	company, crm := srv.Seed(10), srv.Client()
	person, lead := company.People[1], company.Tags[1]

	if err := welcome(context.Background(), crm, person, lead.ID); err != nil {
		fmt.Println(err)
	}

	card, err := crm.People.Get(context.Background(), person, leeloo.PersonGetParams{})
	fmt.Println(card.Tags, err)
	fmt.Println(srv.Comments(person))
	// Output:
	// [vip newsletter lead] <nil>
	// [welcomed]
}

func ExampleServer_Fail() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm := srv.Seed(1), srv.Client()

	// The order is booked, but its answer is lost.
	srv.Fail(leelootest.Dropped().AfterApplying().On("Orders.Create"))

	_, err := crm.Orders.Create(context.Background(), leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0],
		OfferID:          company.Offers[0],
		PersonID:         company.People[0],
		TransactionDate:  time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC),
	})
	fmt.Println("may be booked:", errors.Is(err, leeloo.ErrMaybeApplied))

	orders, _ := crm.Orders.List(context.Background(), leeloo.ListParams{})
	fmt.Println("orders:", len(orders.Items)-len(company.Orders))
	// Output:
	// may be booked: true
	// orders: 1
}

func ExampleServer_Requests() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm := srv.Seed(1), srv.Client()

	_ = welcome(context.Background(), crm, company.People[0], company.Tags[0].ID)

	for _, request := range srv.Requests() {
		fmt.Println(request.Op, request.ContentType, request.Body)
	}
	// Output:
	// Tags.Add application/x-www-form-urlencoded map[tag_id:1ee100000000000000000004]
	// People.AddComment application/json map[comment:welcomed]
}

// The newest person is deleted before each request, and all others move up: paging by offset skips those who cross
// from one page to the one before. All finds them.
func ExampleServer_BeforeEach() {
	srv := leelootest.Start(leelootest.WithMaxLimit(10))
	defer srv.Close()
	srv.Seed(100)
	crm, ctx := srv.Client(), context.Background()

	var left []string
	srv.BeforeEach(func(lists *leelootest.Lists) {
		lists.People().Delete(0)
		left = lists.People().IDs()
	})
	missed := func(found map[string]bool) (n int) {
		for _, id := range left {
			if !found[id] {
				n++
			}
		}
		return n
	}

	paged := map[string]bool{}
	for more := true; more; {
		page, err := crm.People.List(ctx, leeloo.PeopleListParams{ListParams: leeloo.ListParams{Offset: len(paged)}})
		if err != nil {
			fmt.Println(err)
			return
		}
		for _, person := range page.Items {
			paged[string(person.ID)] = true
		}
		more = len(page.Items) > 0
	}
	fmt.Println("paging missed", missed(paged))

	walked := map[string]bool{}
	for person, err := range crm.People.All(ctx, leeloo.PeopleListParams{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		walked[string(person.ID)] = true
	}
	fmt.Println("All missed", missed(walked))
	// Output:
	// paging missed 9
	// All missed 0
}

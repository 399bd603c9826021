package leelootest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
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

// The test in the package documentation.
func TestWelcome(t *testing.T) {
	srv := leelootest.New(t) // is closed at the end of the test
	company := srv.Seed(10)  // ten people, the same every time
	crm := srv.Client()      // or your own, with leeloo.WithBaseURL(srv.URL) and srv.Token
	person, lead := company.People[0], company.Tag("lead")

	if err := welcome(t.Context(), crm, person.ID, lead.ID); err != nil {
		t.Fatal(err)
	}
	card, err := crm.People.Get(t.Context(), person.ID, leeloo.PersonGetParams{})
	if err != nil || !slices.Contains(card.Tags, lead.Name) {
		t.Errorf("the tag is missing (error: %v)", err)
	}

	// And if the response is lost after the comment was added?
	srv.Fail(leelootest.Dropped().AfterApplying().On("People.AddComment"))
	if err := welcome(t.Context(), crm, person.ID, lead.ID); !errors.Is(err, leeloo.ErrMaybeApplied) {
		t.Errorf("error %v, want ErrMaybeApplied", err)
	}
	if comments := srv.Comments(person.ID); len(comments) != 2 {
		t.Errorf("%d comments, want one for each call", len(comments))
	}
}

func Example() {
	srv := leelootest.Start() // in a test: leelootest.New(t)
	defer srv.Close()
	company, crm := srv.Seed(10), srv.Client()
	person := company.People[1]

	if err := welcome(context.Background(), crm, person.ID, company.Tag("lead").ID); err != nil {
		fmt.Println(err)
	}

	card, err := crm.People.Get(context.Background(), person.ID, leeloo.PersonGetParams{})
	fmt.Println(card.Tags, err)
	fmt.Println(srv.Comments(person.ID))
	// Output:
	// [vip lead] <nil>
	// [welcomed]
}

// Data of a test's own, and an inbound message.
func ExampleServer_AddPerson() {
	srv := leelootest.Start()
	defer srv.Close()
	olena := srv.AddPerson(leelootest.Person{Name: "Олена", Phone: "+380500000001", Tags: []string{"vip"}})
	due := srv.AddTemplate("Payments", "Due", "{{name}}, {{price}} is due tomorrow.")
	srv.AddMessage(olena.AccountID, leelootest.Inbound, "How much is it?")

	crm, ctx := srv.Client(), context.Background()
	err := crm.Templates.Send(ctx, leeloo.SendTemplateParams{
		AccountID: olena.AccountID, TemplateID: due.ID,
		Variables: map[string]string{"name": olena.Name, "price": "1490.50 UAH"},
	})
	fmt.Println(due.Variables, err)

	chat, _ := crm.Messages.List(ctx, olena.AccountID, leeloo.ListParams{})
	for _, message := range chat.Items {
		fmt.Println(message.Text)
	}
	// Output:
	// [name price] <nil>
	// Олена, 1490.50 UAH is due tomorrow.
	// How much is it?
}

func ExampleWithWebhook() {
	hook := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var event struct {
			Type string
			Data struct {
				OfferName string `json:"offer_name"`
				Price     json.Number
			}
		}
		_ = json.NewDecoder(r.Body).Decode(&event)
		fmt.Println(event.Type, event.Data.OfferName, event.Data.Price)
	}))
	defer hook.Close()
	srv := leelootest.Start(leelootest.WithWebhook(hook.URL))
	company, crm, ctx := srv.Seed(1), srv.Client(), context.Background()
	srv.FailWebhook(leelootest.WebhookFault{Twice: true})

	order, err := crm.Orders.Create(ctx, leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0].ID,
		OfferID:          company.Offer("Marathon").ID,
		PersonID:         company.People[0].ID,
		TransactionDate:  time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC),
	})
	if err == nil {
		err = crm.Orders.Update(ctx, order.ID, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved})
	}
	srv.Close() // waits for the webhooks
	fmt.Println(err)
	// Output:
	// ORDER Marathon 49.90
	// ORDER Marathon 49.90
	// SALE Marathon 49.90
	// <nil>
}

func ExampleServer_Fail() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm := srv.Seed(1), srv.Client()

	// The order is created, but the response is lost.
	srv.Fail(leelootest.Dropped().AfterApplying().On("Orders.Create"))

	_, err := crm.Orders.Create(context.Background(), leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0].ID,
		OfferID:          company.Offer("Marathon").ID,
		PersonID:         company.People[0].ID,
		TransactionDate:  time.Date(2025, 6, 1, 12, 0, 0, 0, time.UTC),
	})
	fmt.Println("may be created:", errors.Is(err, leeloo.ErrMaybeApplied))

	orders, _ := crm.Orders.List(context.Background(), leeloo.ListParams{})
	fmt.Println("orders:", len(orders.Items)-len(company.Orders))
	// Output:
	// may be created: true
	// orders: 1
}

func ExampleServer_Requests() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm := srv.Seed(1), srv.Client()

	_ = welcome(context.Background(), crm, company.People[0].ID, company.Tag("vip").ID)

	for _, request := range srv.Requests() {
		fmt.Println(request.Op, request.ContentType, request.Body)
	}
	// Output:
	// Tags.Add application/x-www-form-urlencoded map[tag_id:1ee100000000000000000004]
	// People.AddComment application/json map[comment:welcomed]
}

// Before each request the newest person is deleted, and all others move up by one position: paging by offset misses
// those who move to the page before. All finds them.
func ExampleServer_BeforeEach() {
	srv := leelootest.Start(leelootest.WithMaxLimit(10))
	defer srv.Close()
	srv.Seed(100)
	crm, ctx := srv.Client(), context.Background()

	var remaining []string
	srv.BeforeEach(func(lists *leelootest.Lists) {
		lists.People().Delete(0)
		remaining = lists.People().IDs()
	})
	missed := func(found map[string]bool) (n int) {
		for _, id := range remaining {
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

	iterated := map[string]bool{}
	for person, err := range crm.People.All(ctx, leeloo.PeopleListParams{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		iterated[string(person.ID)] = true
	}
	fmt.Println("All missed", missed(iterated))
	// Output:
	// paging missed 9
	// All missed 0
}

package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func ExampleTemplatesService_Send() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(1), srv.Client(), context.Background()

	err := crm.Templates.Send(ctx, leeloo.SendTemplateParams{
		AccountID:  company.Accounts[0].ID,
		TemplateID: company.Template("Welcome/Greeting").ID,
		Variables:  map[string]string{"name": "Olena"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	chat, err := crm.Messages.List(ctx, company.Accounts[0].ID, leeloo.ListParams{Limit: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(chat.Items[0].Text)
	// Output: Hello, Olena! You are in.
}

// Each template is in a category.
func ExampleTemplatesService_List() {
	srv := leelootest.Start()
	defer srv.Close()
	crm, ctx := srv.Client(), context.Background()

	categories, err := crm.Templates.Categories(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	templates, err := crm.Templates.List(ctx, categories[0].ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, template := range templates {
		fmt.Println(categories[0].Name, "/", template.Name)
	}
	// Output:
	// Welcome / Greeting
	// Welcome / First lesson
}

// Messages are listed newest first.
func ExampleMessagesService_List() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(1), srv.Client(), context.Background()

	err := crm.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: company.Accounts[0].ID, Text: "See you on Friday"})
	if err != nil {
		fmt.Println(err)
		return
	}
	chat, err := crm.Messages.List(ctx, company.Accounts[0].ID, leeloo.ListParams{Limit: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(chat.Items[0].Text)
	// Output: See you on Friday
}

// A chat URL contains the id of a channel, which is an account. Tags, comments and orders require the id of its person.
func ExampleChannelsService_Person() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(3)

	person, err := srv.Client().Channels.Person(context.Background(), company.Accounts[2].ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(person.ID == company.People[2].ID)
	// Output: true
}

// Counts where people came from whose last message is in February.
func ExampleChannelsService_All() {
	date := func(month time.Month, day int) time.Time { return time.Date(2024, month, day, 0, 0, 0, 0, time.UTC) }
	srv := leelootest.Start(leelootest.WithClock(func() time.Time { return date(time.March, 11) }))
	defer srv.Close()
	srv.Seed(40)

	february := leeloo.DateRange{From: leeloo.DateOf(date(time.February, 1)), To: leeloo.DateOf(date(time.February, 29))}
	sources := map[string]int{}
	for channel, err := range srv.Client().Channels.All(context.Background(), leeloo.ChannelListParams{LastMessage: february}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		sources[channel.UTMMarks["utm_source"]]++
	}
	fmt.Println(sources)
	// Output: map[:16 facebook:4 google:6 instagram:4 newsletter:6]
}

func ExampleLGTService_CreateTrafficSource() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(0)
	tool := company.Tunnel("Free webinar").LeadGenTool("Link in the profile").ID

	source, err := srv.Client().LGT.CreateTrafficSource(context.Background(), tool, leeloo.TrafficSourceParams{Name: "Spring flyer"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(source.Name, source.LeadGenToolID == tool)
	// Output: Spring flyer true
}

// An order has the title and the price of its offer.
func ExampleOrdersService_Create() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(1)

	order, err := srv.Client().Orders.Create(context.Background(), leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0].ID,
		OfferID:          company.Offer("Marathon").ID,
		PersonID:         company.People[0].ID,
		TransactionDate:  time.Now(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(order.Title, order.Price, order.Currency, order.Status)
	// Output: Marathon 49.90 USD OPENED
}

// Price is the amount that was received.
func ExampleOrdersService_Update() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(1), srv.Client(), context.Background()

	received, err := leeloo.NewAmount("45.00")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = crm.Orders.Update(ctx, company.Orders[0].ID, leeloo.OrderUpdateParams{
		Status:      leeloo.OrderStatusResolved,
		PaymentDate: time.Now(),
		Price:       received,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	order, err := crm.Orders.Get(ctx, company.Orders[0].ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(order.Price, order.Status)
	// Output: 45.00 RESOLVED
}

// The response contains two ids: that of the new person and that of its MANUAL account.
func ExamplePeopleService_Create() {
	srv := leelootest.Start()
	defer srv.Close()
	crm, ctx := srv.Client(), context.Background()

	created, err := crm.People.Create(ctx, leeloo.PersonCreateParams{Name: "Olena", Phone: "+380500000000"})
	if err != nil {
		fmt.Println(err)
		return
	}
	person, err := crm.People.Get(ctx, created.PersonID, leeloo.PersonGetParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(person.Name, person.Accounts[0].AccountID == created.AccountID)
	// Output: Olena true
}

// Filters contain the names of tags, not their ids.
func ExamplePeopleService_All() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.AddPerson(leelootest.Person{Name: "Olena", Tags: []string{"vip"}})
	srv.AddPerson(leelootest.Person{Name: "Ivan", Tags: []string{"lead"}})
	srv.AddPerson(leelootest.Person{Name: "Nadia", Tags: []string{"lead", "vip"}})

	vips := leeloo.PeopleListParams{Tags: []string{"vip"}}
	for person, err := range srv.Client().People.All(context.Background(), vips) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(person.Name)
	}
	// Output:
	// Nadia
	// Olena
}

// Several people may have the same phone. ByPhone compares digits.
func ExamplePeopleService_ByPhone() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.AddPerson(leelootest.Person{Name: "Olena", Phone: "+380500000001"})
	srv.AddPerson(leelootest.Person{Name: "Ivan", Phone: "+380500000001"})

	people, err := srv.Client().People.ByPhone(context.Background(), "+38 (050) 000-00-01")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, person := range people {
		fmt.Println(person.Name)
	}
	// Output:
	// Ivan
	// Olena
}

// With Include, the response contains the orders and the managers of the person.
func ExamplePeopleService_Get() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(1)

	person, err := srv.Client().People.Get(context.Background(), company.People[0].ID, leeloo.PersonGetParams{
		Include: []leeloo.PersonInclude{leeloo.IncludeOrders, leeloo.IncludeContactedUsers},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, order := range person.Orders {
		fmt.Println(order.Title, order.Status)
	}
	// Output: Marathon OPENED
}

// Update does not change the fields that are nil.
func ExamplePeopleService_Update() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(1), srv.Client(), context.Background()

	email := "olena@example.com"
	err := crm.People.Update(ctx, company.People[0].ID, leeloo.PersonUpdateParams{
		Email:        &email,
		CustomFields: []leeloo.CustomField{{Type: "KEYWORD", Name: "city", Value: "Lviv"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	person, err := crm.People.Get(ctx, company.People[0].ID, leeloo.PersonGetParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(person.Email, person.CustomFields)
	// Output: olena@example.com [{KEYWORD city Lviv}]
}

func ExamplePeopleService_AddCall() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(1)

	call, err := srv.Client().People.AddCall(context.Background(), leeloo.CallParams{
		UserID:    company.Users[0].ID,
		AccountID: company.Accounts[0].ID,
		From:      "606",
		To:        "+380500000000",
		Date:      time.Now(),
		Status:    leeloo.CallStatusSuccess,
		Duration:  100 * time.Second,
		Type:      leeloo.CallTypeOutbound,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(call.Status, call.Duration)
	// Output: SUCCESS 1m40s
}

// Add takes the id of a tag. ByName finds it by its name.
func ExampleTagsService_Add() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(2), srv.Client(), context.Background()

	tag, err := crm.Tags.ByName(ctx, "Webinar")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = crm.Tags.Add(ctx, company.People[1].ID, tag.ID)
	fmt.Println(tag.Name, err)
	// Output: webinar <nil>
}

// If no tag has the name, Candidates contains the nearest names.
func ExampleTagsService_ByName() {
	srv := leelootest.Start()
	defer srv.Close()

	_, err := srv.Client().Tags.ByName(context.Background(), "webinars")
	if e, ok := errors.AsType[*leeloo.Error](err); ok && errors.Is(err, leeloo.ErrNotFound) {
		fmt.Println("did you mean", e.Candidates)
	}
	// Output: did you mean [webinar]
}

// Subscribe starts an account at a block of a tunnel.
func ExampleTunnelsService_Subscribe() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(1), srv.Client(), context.Background()
	tunnel := company.Tunnel("Free webinar")

	err := crm.Tunnels.Subscribe(ctx, company.Accounts[0].ID, leeloo.SubscribeParams{
		TunnelID:      tunnel.ID,
		TunnelBlockID: tunnel.Block("Start").ID,
	})
	fmt.Println(err)
	// Output: <nil>
}

func ExampleTunnelsService_GetStats() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.Seed(12)
	crm, ctx := srv.Client(), context.Background()

	for tunnel, err := range crm.Tunnels.All(ctx, leeloo.ListParams{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		stats, err := crm.Tunnels.GetStats(ctx, tunnel.ID)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(tunnel.Name, stats.Subscribers, stats.Sales, stats.TotalSale)
	}
	// Output:
	// Free webinar 5 1 49.90
	// Mini course 3 0 0.00
	// Consultation 4 0 0.00
}

// Users are the staff of the company. Orders (ManagerID) and calls (UserID) refer to them.
func ExampleUsersService_All() {
	srv := leelootest.Start()
	defer srv.Close()

	for user, err := range srv.Client().Users.All(context.Background(), leeloo.ListParams{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(user.Name)
	}
	// Output:
	// Ihor
	// Oleksii
	// Max
	// Daryna
}

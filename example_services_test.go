package leeloo_test

import (
	"context"
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
		AccountID:  company.Accounts[0],
		TemplateID: company.Templates[0],
		Variables:  map[string]string{"name": "Olena"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	chat, err := crm.Messages.List(ctx, company.Accounts[0], leeloo.ListParams{Limit: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(chat.Items[0].Text)
	// Output: Hello, Olena! You are in.
}

// Templates lie in categories.
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

// The newest message comes first.
func ExampleMessagesService_List() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(1), srv.Client(), context.Background()

	err := crm.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: company.Accounts[0], Text: "See you on Friday"})
	if err != nil {
		fmt.Println(err)
		return
	}
	chat, err := crm.Messages.List(ctx, company.Accounts[0], leeloo.ListParams{Limit: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(chat.Items[0].Text)
	// Output: See you on Friday
}

// A channel is known from a chat's address. Tags, comments and orders want the person behind it.
func ExampleChannelsService_Person() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(3)

	person, err := srv.Client().Channels.Person(context.Background(), company.Accounts[2])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(person.ID == company.People[2])
	// Output: true
}

// Where those came from who had their last message in one week.
func ExampleChannelsService_All() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.Seed(40)

	day := func(d int) leeloo.Date { return leeloo.DateOf(time.Date(2024, time.March, d, 0, 0, 0, 0, time.UTC)) }
	week := leeloo.ChannelListParams{LastMessage: leeloo.DateRange{From: day(4), To: day(10)}}
	sources := map[string]int{}
	for channel, err := range srv.Client().Channels.All(context.Background(), week) {
		if err != nil {
			fmt.Println(err)
			return
		}
		sources[channel.UTMMarks["utm_source"]]++
	}
	fmt.Println(sources)
	// Output: map[:7 facebook:2 instagram:4 newsletter:3]
}

func ExampleLGTService_CreateTrafficSource() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(0)
	tool := company.Tunnels[0].LeadGenTools[1]

	source, err := srv.Client().LGT.CreateTrafficSource(context.Background(), tool, leeloo.TrafficSourceParams{Name: "Spring flyer"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(source.Name, source.LeadGenToolID == tool)
	// Output: Spring flyer true
}

// An order takes its title and its price from the offer.
func ExampleOrdersService_Create() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(1)

	order, err := srv.Client().Orders.Create(context.Background(), leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0],
		OfferID:          company.Offers[0],
		PersonID:         company.People[0],
		TransactionDate:  time.Now(),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(order.Title, order.Price, order.Currency, order.Status)
	// Output: Marathon 49.90 USD OPENED
}

// The price is what was received in fact.
func ExampleOrdersService_Update() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(1), srv.Client(), context.Background()

	received, err := leeloo.NewAmount("45.00")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = crm.Orders.Update(ctx, company.Orders[0], leeloo.OrderUpdateParams{
		Status:      leeloo.OrderStatusResolved,
		PaymentDate: time.Now(),
		Price:       received,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	order, err := crm.Orders.Get(ctx, company.Orders[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(order.Price, order.Status)
	// Output: 45.00 RESOLVED
}

// The answer has both ids of the new human: the card's, and that of its MANUAL channel.
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

// Tags stand by name in filters.
func ExamplePeopleService_All() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.Seed(12)

	vips := leeloo.PeopleListParams{Tags: []string{"vip"}}
	for person, err := range srv.Client().People.All(context.Background(), vips) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(person.Name)
	}
	// Output:
	// Zoia Placeholdska
	// Nadia Fixturna
	// Iryna Demchuk
}

// With Include the card brings its orders and its managers along.
func ExamplePeopleService_Get() {
	srv := leelootest.Start()
	defer srv.Close()
	company := srv.Seed(1)

	person, err := srv.Client().People.Get(context.Background(), company.People[0], leeloo.PersonGetParams{
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

// A field that is nil stays as it is.
func ExamplePeopleService_Update() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(1), srv.Client(), context.Background()

	email := "olena@example.com"
	err := crm.People.Update(ctx, company.People[0], leeloo.PersonUpdateParams{
		Email:        &email,
		CustomFields: []leeloo.CustomField{{Type: "KEYWORD", Name: "city", Value: "Lviv"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	person, err := crm.People.Get(ctx, company.People[0], leeloo.PersonGetParams{})
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
		UserID:    company.Users[0],
		AccountID: company.Accounts[0],
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

// Add takes the id of a tag, which List knows by its name.
func ExampleTagsService_Add() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(2), srv.Client(), context.Background()

	tags, err := crm.Tags.List(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, tag := range tags {
		if tag.Name == "webinar" {
			fmt.Println(crm.Tags.Add(ctx, company.People[1], tag.ID))
		}
	}
	// Output: <nil>
}

// A subscription goes to an account, and to a block of the tunnel.
func ExampleTunnelsService_Subscribe() {
	srv := leelootest.Start()
	defer srv.Close()
	company, crm, ctx := srv.Seed(1), srv.Client(), context.Background()
	tunnel := company.Tunnels[0]

	err := crm.Tunnels.Subscribe(ctx, company.Accounts[0], leeloo.SubscribeParams{
		TunnelID:      tunnel.ID,
		TunnelBlockID: tunnel.Blocks[0],
	})
	fmt.Println(err)
	// Output: <nil>
}

func ExampleTunnelsService_StatsOf() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.Seed(12)
	crm, ctx := srv.Client(), context.Background()

	for tunnel, err := range crm.Tunnels.All(ctx, leeloo.ListParams{}) {
		if err != nil {
			fmt.Println(err)
			return
		}
		figures, err := crm.Tunnels.StatsOf(ctx, tunnel.ID)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(tunnel.Name, figures.Subscribers, figures.Sales, figures.TotalSale)
	}
	// Output:
	// Free webinar 5 1 49.90
	// Mini course 1 0 0.00
	// Consultation 6 0 0.00
}

// Users are the company's staff. Their ids go into orders (ManagerID) and calls (UserID).
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

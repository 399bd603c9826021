package leelootest

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestFixturesWorkWithOperations(t *testing.T) {
	ctx, s := t.Context(), New(t)
	client := s.Client()
	olena := s.AddPerson(Person{
		Name: "Олена", Phone: "+380500000001", Email: "olena@example.com", Tags: []string{"vip", "beta"},
	})
	offer, template := s.AddOffer("Course", "1490.50", "UAH"), s.AddTemplate("Payments", "Due", "{{name}}, {{price}} is due, {{name}}.")
	tunnel, user := s.AddTunnel("Launch"), s.AddUser("Ірина")

	page, err := client.People.List(ctx, leeloo.PeopleListParams{Phone: "+380500000001", Tags: []string{"beta"}})
	require.NoError(t, err)
	require.Len(t, page.Items, 1)
	assert.Equal(t, olena.ID, page.Items[0].ID)
	assert.Equal(t, []string{"vip", "beta"}, page.Items[0].Tags)
	assert.Equal(t, olena.AccountID, page.Items[0].Accounts[0].AccountID)

	assert.Equal(t, []string{"name", "price"}, template.Variables)
	require.NoError(t, client.Templates.Send(ctx, leeloo.SendTemplateParams{
		AccountID: olena.AccountID, TemplateID: template.ID, Variables: map[string]string{"name": "Олена", "price": "100 ₴"},
	}))
	question := s.AddMessage(olena.AccountID, Inbound, "How much is it?")
	s.AddMessage(olena.AccountID, Outbound, "100 ₴")
	chat, err := client.Messages.List(ctx, olena.AccountID, leeloo.ListParams{})
	require.NoError(t, err)
	var texts, types []string
	for _, message := range chat.Items {
		texts, types = append(texts, message.Text), append(types, fmt.Sprint(message.Type))
	}
	assert.Equal(t, []string{"100 ₴", "How much is it?", "Олена, 100 ₴ is due, Олена."}, texts)
	assert.Equal(t, []string{"YOUR_MESSAGE", "SUBSCRIBER_MESSAGE", "YOUR_MESSAGE"}, types)
	assert.Equal(t, question, chat.Items[1].ID)

	order, err := client.Orders.Create(ctx, leeloo.OrderCreateParams{
		PaymentCreditsID: s.Seed(0).PaymentCredits[1].ID, OfferID: offer.ID, PersonID: olena.ID,
		TransactionDate: noon, ManagerID: user.ID,
	})
	require.NoError(t, err)
	assert.Equal(t, "1490.50", order.Price.String())
	assert.Equal(t, "UAH", order.Currency)

	require.NoError(t, client.Tunnels.Subscribe(ctx, olena.AccountID, leeloo.SubscribeParams{
		TunnelID: tunnel.ID, TunnelBlockID: tunnel.Block("Add a deal").ID,
	}))
	_, err = client.LGT.CreateTrafficSource(ctx, tunnel.LeadGenTools[0].ID, leeloo.TrafficSourceParams{Name: "spring"})
	require.NoError(t, err)
	assert.NotPanics(t, func() { s.Seed(300) }, "people are seeded into a tunnel without an offer, too")
}

func TestDatasetFinders(t *testing.T) {
	s := New(t)
	s.AddTag("beta")
	s.AddTemplate("Welcome", "Second lesson", "Hello")
	olena := s.AddPerson(Person{Name: "Олена"})
	d := s.Seed(3)
	assert.Equal(t, d.Tags[6], d.Tag("beta"))
	assert.Equal(t, d.Templates[5], d.Template("Welcome/Second lesson"))
	assert.Equal(t, Template{
		d.Templates[0].ID, "Greeting", "Welcome", "Hello, {{name}}! You are in.", []string{"name"},
	}, d.Template("Welcome/Greeting"))
	assert.Equal(t, d.Categories[1], d.Category("Sales"))
	assert.Equal(t, d.Users[3], d.User("Daryna"))
	assert.Equal(t, d.Connections[4], d.Connection("SMS"))
	assert.Equal(t, Offer{d.Offers[1].ID, "Full course", "1490.50", "UAH"}, d.Offer("Full course"))
	assert.Equal(t, d.Tunnels[2].LeadGenTools[1], d.Tunnel("Consultation").LeadGenTool("Widget on the site"))
	assert.Equal(t, d.People[2], d.Person(d.People[2].Name))
	assert.NotContains(t, d.People, olena, "Seed returns only what it has added")
	assert.PanicsWithValue(t,
		`leelootest: there is no tag "VIP", only vip, lead, webinar, customer, refused, newsletter, beta`,
		func() { d.Tag("VIP") })
	assert.PanicsWithValue(t, `leelootest: there is no person "Олена", nor any other`,
		func() { s.Seed(0).Person("Олена") })
}

func TestInvalidFixtures(t *testing.T) {
	s := New(t)
	for want, add := range map[string]func(){
		`the phone must be "+" and digits`:   func() { s.AddPerson(Person{Phone: "+380 50 000 00 00"}) },
		"the e-mail address is invalid":      func() { s.AddPerson(Person{Email: "olena"}) },
		"the price must be a decimal number": func() { s.AddOffer("Course", "10,50", "UAH") },
		"the currency must be three capital": func() { s.AddOffer("Course", "10.50", "грн") },
		"AddMessage: there is no account":    func() { s.AddMessage("x", Inbound, "Hello") },
		"no operation is called":             func() { s.Count("Order.Create") },
		"FailWebhook requires WithWebhook":   func() { s.FailWebhook(WebhookFault{}) },
		"Seed requires a number of people":   func() { s.Seed(-1) },
	} {
		func() {
			defer func() { assert.Contains(t, fmt.Sprint(recover()), want) }()
			add()
		}()
	}
	assert.Empty(t, wire{t, s, Dataset{}}.items("/people"))
}

func TestSeededNamesAndTimes(t *testing.T) {
	w := newWire(t, 200, WithMaxLimit(1000))
	cyrillic := 0
	for _, person := range w.People {
		if strings.ContainsAny(person.Name, "аеиоуіяАІЮ") {
			cyrillic++
		}
	}
	assert.InDelta(t, 100, cyrillic, 30)

	for _, path := range []string{"/people", "/communication-channels", "/orders"} {
		for _, item := range w.items(path + "?limit=1000") {
			for _, field := range []string{"createdAt", "updatedAt", "lastMessageTime"} {
				text, ok := item[field].(string)
				if !ok {
					continue
				}
				at, err := time.Parse("2006-01-02T15:04:05.000Z", strings.Replace(text, "2025-04-03T02:07Z", "2025-04-03T02:07:00.000Z", 1))
				require.NoError(t, err)
				assert.WithinRange(t, at, noon.Add(-60*24*time.Hour), noon, path)
			}
		}
	}
}

package leeloo_test

import (
	"context"
	"iter"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// canary is in every wrong value here, and must be in no error: it may be a client's phone.
const canary = "+380500000000"

const notUTF8 = canary + "\xff"

// notIDs are what no id may be: each would lead a request elsewhere, or is no id of Leeloo.
var notIDs = map[string]string{
	"empty":          "",
	"dot":            ".",
	"dot dot":        "..",
	"slash":          "a/" + canary,
	"leading slash":  "/5b3f543bb2737000133d25b0",
	"backslash":      `a\b`,
	"query":          "a?b=" + canary,
	"fragment":       "a#b",
	"semicolon":      "a;b",
	"escaped dot":    "%2e",
	"escaped slash":  "a%2fb",
	"blank":          " ",
	"trailing blank": "5b3f543bb2737000133d25b0 ",
	"newline":        "5b3f543bb2737000133d25b0\n",
	"nul":            "a\x00b",
	"not ASCII":      "5b3f543bb2737000133d25bб",
	"not UTF-8":      notUTF8,
	"129 bytes":      strings.Repeat("a", 129),
	"phone":          canary,
}

// idParams are all parameters that take an id: in a path under the name in the API's template, in a body under the
// name of the field.
var idParams = []struct {
	op, name string
	call     func(ctx context.Context, c *leeloo.Client, id string) error
	optional bool // may be empty
}{
	{op: "Templates.List", name: "category_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Templates.List(ctx, leeloo.CategoryID(id))
		return err
	}},
	{op: "Templates.Send", name: "AccountID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Templates.Send(ctx, leeloo.SendTemplateParams{AccountID: leeloo.AccountID(id), TemplateID: "t1"})
	}},
	{op: "Templates.Send", name: "TemplateID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Templates.Send(ctx, leeloo.SendTemplateParams{AccountID: "a1", TemplateID: leeloo.TemplateID(id)})
	}},
	{op: "Messages.List", name: "account_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Messages.List(ctx, leeloo.AccountID(id), leeloo.ListParams{})
		return err
	}},
	{op: "Messages.List", name: "account_id", call: func(ctx context.Context, c *leeloo.Client, id string) (err error) {
		for _, err = range c.Messages.All(ctx, leeloo.AccountID(id), leeloo.ListParams{}) {
		}
		return err
	}},
	{op: "Messages.Send", name: "AccountID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: leeloo.AccountID(id), Text: "hi"})
	}},
	{op: "Channels.Person", name: "account_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Channels.Person(ctx, leeloo.AccountID(id))
		return err
	}},
	{op: "LGT.CreateTrafficSource", name: "leadgentool_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.LGT.CreateTrafficSource(ctx, leeloo.LeadGenToolID(id), leeloo.TrafficSourceParams{Name: "n"})
		return err
	}},
	{op: "Orders.Create", name: "PaymentCreditsID", call: createOrder(func(p *leeloo.OrderCreateParams, id string) { p.PaymentCreditsID = leeloo.PaymentCreditsID(id) })},
	{op: "Orders.Create", name: "OfferID", call: createOrder(func(p *leeloo.OrderCreateParams, id string) { p.OfferID = leeloo.OfferID(id) })},
	{op: "Orders.Create", name: "PersonID", call: createOrder(func(p *leeloo.OrderCreateParams, id string) { p.PersonID = leeloo.PersonID(id) })},
	{op: "Orders.Create", name: "ManagerID", optional: true,
		call: createOrder(func(p *leeloo.OrderCreateParams, id string) { p.ManagerID = leeloo.UserID(id) })},
	{op: "Orders.Get", name: "order_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Orders.Get(ctx, leeloo.OrderID(id))
		return err
	}},
	{op: "Orders.Update", name: "order_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Orders.Update(ctx, leeloo.OrderID(id), leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved})
	}},
	{op: "People.Get", name: "person_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.People.Get(ctx, leeloo.PersonID(id), leeloo.PersonGetParams{})
		return err
	}},
	{op: "People.Get", name: "Include[0]", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.People.Get(ctx, "p1", leeloo.PersonGetParams{Include: []leeloo.PersonInclude{leeloo.PersonInclude(id)}})
		return err
	}},
	{op: "People.Update", name: "person_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.People.Update(ctx, leeloo.PersonID(id), leeloo.PersonUpdateParams{})
	}},
	{op: "People.Create", name: "LeadGenToolID", optional: true, call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.People.Create(ctx, leeloo.PersonCreateParams{Name: "n", LeadGenToolID: leeloo.LeadGenToolID(id)})
		return err
	}},
	{op: "People.Create", name: "ConnectedUserIDs[1]", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.People.Create(ctx, leeloo.PersonCreateParams{Name: "n", ConnectedUserIDs: []leeloo.UserID{"u1", leeloo.UserID(id)}})
		return err
	}},
	{op: "People.ConnectSMS", name: "ConnectionID", call: connectSMS(func(p *leeloo.ConnectSMSParams, id string) { p.ConnectionID = leeloo.ConnectionID(id) })},
	{op: "People.ConnectSMS", name: "LeadGenToolID", call: connectSMS(func(p *leeloo.ConnectSMSParams, id string) { p.LeadGenToolID = leeloo.LeadGenToolID(id) })},
	{op: "People.ConnectSMS", name: "TagIDs[1]", call: connectSMS(func(p *leeloo.ConnectSMSParams, id string) { p.TagIDs = []leeloo.TagID{"t1", leeloo.TagID(id)} })},
	{op: "People.AddComment", name: "person_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.People.AddComment(ctx, leeloo.PersonID(id), "comment")
		return err
	}},
	{op: "People.AddCall", name: "UserID", call: addCall(func(p *leeloo.CallParams, id string) { p.UserID = leeloo.UserID(id) })},
	{op: "People.AddCall", name: "AccountID", call: addCall(func(p *leeloo.CallParams, id string) { p.AccountID = leeloo.AccountID(id) })},
	{op: "Tags.Add", name: "person_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tags.Add(ctx, leeloo.PersonID(id), "t1")
	}},
	{op: "Tags.Add", name: "TagID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tags.Add(ctx, "p1", leeloo.TagID(id))
	}},
	{op: "Tags.Remove", name: "person_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tags.Remove(ctx, leeloo.PersonID(id), "t1")
	}},
	{op: "Tags.Remove", name: "TagID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tags.Remove(ctx, "p1", leeloo.TagID(id))
	}},
	{op: "Tunnels.Get", name: "tunnel_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Tunnels.Get(ctx, leeloo.TunnelID(id), leeloo.TunnelGetParams{})
		return err
	}},
	{op: "Tunnels.Get", name: "Include[0]", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Tunnels.Get(ctx, "t1", leeloo.TunnelGetParams{Include: []leeloo.TunnelInclude{leeloo.TunnelInclude(id)}})
		return err
	}},
	{op: "Tunnels.StatsOf", name: "tunnel_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Tunnels.StatsOf(ctx, leeloo.TunnelID(id))
		return err
	}},
	{op: "Tunnels.Subscribe", name: "account_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tunnels.Subscribe(ctx, leeloo.AccountID(id), leeloo.SubscribeParams{TunnelID: "t1", TunnelBlockID: "b1"})
	}},
	{op: "Tunnels.Subscribe", name: "TunnelID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tunnels.Subscribe(ctx, "a1", leeloo.SubscribeParams{TunnelID: leeloo.TunnelID(id), TunnelBlockID: "b1"})
	}},
	{op: "Tunnels.Subscribe", name: "TunnelBlockID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tunnels.Subscribe(ctx, "a1", leeloo.SubscribeParams{TunnelID: "t1", TunnelBlockID: leeloo.TunnelBlockID(id)})
	}},
	{op: "Users.Get", name: "user_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Users.Get(ctx, leeloo.UserID(id))
		return err
	}},
}

// What is no id is refused before anything is sent, in a path and in a body.
func TestIDs(t *testing.T) {
	for _, param := range idParams {
		t.Run(param.op+"/"+param.name, func(t *testing.T) {
			for how, id := range notIDs {
				if id == "" && param.optional {
					continue
				}
				client, recorder := canned(t, nil)
				err := param.call(t.Context(), client, id)
				requireInvalid(t, err, param.op, param.name+" ")
				assert.NotContains(t, err.Error(), "38050", how)
				assert.Empty(t, recorder.requests(), how)
			}
		})
	}
}

// What may be an id is sent as it is: the SDK does not know that all are 24 hexadecimal digits. In another case it is
// not made lower.
func TestIDsThatAreSent(t *testing.T) {
	for _, id := range []string{"5b3f543bb2737000133d25b0", "5B3F543BB2737000133D25B0", "a", "0", "a-b_C", strings.Repeat("a", 128)} {
		for _, param := range idParams {
			client, recorder := canned(t, []byte(`{"status":0,"error":{"code":"NOT_FOUND"}}`))
			require.ErrorIs(t, param.call(t.Context(), client, id), leeloo.ErrRejected)
			sent := recorder.one(t)
			assert.Contains(t, sent.line()+sent.body, id, "%s %s", param.op, param.name)
		}
	}
}

// The least that these take, for a test to spoil.
func createOrder[T any](set func(*leeloo.OrderCreateParams, T)) func(context.Context, *leeloo.Client, T) error {
	return func(ctx context.Context, c *leeloo.Client, value T) error {
		params := leeloo.OrderCreateParams{PaymentCreditsID: "c1", TransactionDate: kyivNight, OfferID: "f1", PersonID: "p1"}
		set(&params, value)
		_, err := c.Orders.Create(ctx, params)
		return err
	}
}

func connectSMS[T any](set func(*leeloo.ConnectSMSParams, T)) func(context.Context, *leeloo.Client, T) error {
	return func(ctx context.Context, c *leeloo.Client, value T) error {
		params := leeloo.ConnectSMSParams{People: []leeloo.SMSPerson{{Phone: "1"}}, ConnectionID: "c1", LeadGenToolID: "l1"}
		set(&params, value)
		_, err := c.People.ConnectSMS(ctx, params)
		return err
	}
}

func addCall[T any](set func(*leeloo.CallParams, T)) func(context.Context, *leeloo.Client, T) error {
	return func(ctx context.Context, c *leeloo.Client, value T) error {
		params := leeloo.CallParams{
			UserID: "u1", From: "1", To: "2", Date: kyivNight, AccountID: "a1", Status: leeloo.CallStatusSuccess, Type: leeloo.CallTypeInbound,
		}
		set(&params, value)
		_, err := c.People.AddCall(ctx, params)
		return err
	}
}

// Params that can't be right are refused before anything is sent.
func TestParams(t *testing.T) {
	type call = func(context.Context, *leeloo.Client) error
	tooLate := time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -2*60*60)) // the year 10000 in UTC
	tooEarly := time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC)
	backwards := leeloo.DateRange{From: day("2026-02-01"), To: day("2026-01-31")}

	sendTemplate := func(variables map[string]string) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			return c.Templates.Send(ctx, leeloo.SendTemplateParams{AccountID: "a1", TemplateID: "t1", Variables: variables})
		}
	}
	sendMessage := func(text string) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			return c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: "a1", Text: text})
		}
	}
	listChannels := func(p leeloo.ChannelListParams) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			_, err := c.Channels.List(ctx, p)
			return err
		}
	}
	listPeople := func(p leeloo.PeopleListParams) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			_, err := c.People.List(ctx, p)
			return err
		}
	}
	createSource := func(p leeloo.TrafficSourceParams) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			_, err := c.LGT.CreateTrafficSource(ctx, "l1", p)
			return err
		}
	}
	order := func(set func(*leeloo.OrderCreateParams)) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			return createOrder(func(p *leeloo.OrderCreateParams, _ int) { set(p) })(ctx, c, 0)
		}
	}
	updateOrder := func(p leeloo.OrderUpdateParams) call {
		return func(ctx context.Context, c *leeloo.Client) error { return c.Orders.Update(ctx, "o1", p) }
	}
	updatePerson := func(p leeloo.PersonUpdateParams) call {
		return func(ctx context.Context, c *leeloo.Client) error { return c.People.Update(ctx, "p1", p) }
	}
	field := func(f leeloo.CustomField) call {
		return updatePerson(leeloo.PersonUpdateParams{CustomFields: []leeloo.CustomField{{Type: "NUMBER", Name: "age", Value: "1"}, f}})
	}
	createPerson := func(p leeloo.PersonCreateParams) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			_, err := c.People.Create(ctx, p)
			return err
		}
	}
	sms := func(people ...leeloo.SMSPerson) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			return connectSMS(func(p *leeloo.ConnectSMSParams, _ int) { p.People = people })(ctx, c, 0)
		}
	}
	addComment := func(comment string) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			_, err := c.People.AddComment(ctx, "p1", comment)
			return err
		}
	}
	phoneCall := func(set func(*leeloo.CallParams)) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			return addCall(func(p *leeloo.CallParams, _ int) { set(p) })(ctx, c, 0)
		}
	}
	other := func(request leeloo.CallRequest, out any) call {
		return func(ctx context.Context, c *leeloo.Client) error { return c.Call(ctx, request, out) }
	}
	broken := notUTF8

	tests := []struct {
		op, names string
		call      call
	}{
		{"Templates.Send", "Variables", sendTemplate(map[string]string{notUTF8: "value"})},
		{"Templates.Send", "Variables", sendTemplate(map[string]string{"key": notUTF8})},
		{"Messages.Send", "Text is empty", sendMessage("")},
		{"Messages.Send", "Text is empty", sendMessage(" \n")},
		{"Messages.Send", "Text", sendMessage(notUTF8)},

		{"Channels.List", "LastMessage", listChannels(leeloo.ChannelListParams{LastMessage: backwards})},
		{"Channels.List", "LastMessage.From", listChannels(leeloo.ChannelListParams{LastMessage: leeloo.DateRange{From: leeloo.DateOf(tooLate)}})},
		{"Channels.List", "LastMessage.To", listChannels(leeloo.ChannelListParams{LastMessage: leeloo.DateRange{To: leeloo.DateOf(tooEarly)}})},

		{"LGT.CreateTrafficSource", "Name is empty", createSource(leeloo.TrafficSourceParams{Description: "d"})},
		{"LGT.CreateTrafficSource", "Name", createSource(leeloo.TrafficSourceParams{Name: notUTF8})},
		{"LGT.CreateTrafficSource", "Description", createSource(leeloo.TrafficSourceParams{Name: "n", Description: notUTF8})},

		{"Orders.Create", "Email", order(func(p *leeloo.OrderCreateParams) { p.Email = notUTF8 })},
		{"Orders.Create", "Phone", order(func(p *leeloo.OrderCreateParams) { p.Phone = notUTF8 })},
		{"Orders.Create", "TransactionDate", order(func(p *leeloo.OrderCreateParams) { p.TransactionDate = time.Time{} })},
		{"Orders.Create", "TransactionDate", order(func(p *leeloo.OrderCreateParams) { p.TransactionDate = tooLate })},
		{"Orders.Create", "TransactionDate", order(func(p *leeloo.OrderCreateParams) { p.TransactionDate = tooEarly })},

		{"Orders.Update", "Status", updateOrder(leeloo.OrderUpdateParams{})},
		{"Orders.Update", "Status", updateOrder(leeloo.OrderUpdateParams{Status: leeloo.OrderStatusOpened})},
		{"Orders.Update", "Status", updateOrder(leeloo.OrderUpdateParams{Status: leeloo.OrderStatusSuccess})},
		{"Orders.Update", "Status", updateOrder(leeloo.OrderUpdateParams{Status: "resolved"})},
		{"Orders.Update", "Status", updateOrder(leeloo.OrderUpdateParams{Status: canary})},
		{"Orders.Update", "PaymentDate", updateOrder(leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved, PaymentDate: tooLate})},
		{"Orders.Update", "PaymentDate", updateOrder(leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved, PaymentDate: tooEarly})},
		{"Orders.Update", "Currency", updateOrder(leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved, Currency: notUTF8})},
		{"Orders.Update", "Price", updateOrder(leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved, Price: leeloo.Amount{Raw: canary}})},
		{"Orders.Update", "UserComments", updateOrder(leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved, UserComments: notUTF8})},

		{"People.List", "Tags[1]", listPeople(leeloo.PeopleListParams{Tags: []string{"vip", notUTF8}})},
		{"People.List", "Tags[0] is empty", listPeople(leeloo.PeopleListParams{Tags: []string{""}})},
		{"People.List", "LastMessage", listPeople(leeloo.PeopleListParams{LastMessage: backwards})},
		{"People.List", "LastMessage.To", listPeople(leeloo.PeopleListParams{LastMessage: leeloo.DateRange{To: leeloo.DateOf(tooLate)}})},
		{"People.List", "Phone", listPeople(leeloo.PeopleListParams{Phone: notUTF8})},
		{"People.List", "Email", listPeople(leeloo.PeopleListParams{Email: notUTF8})},

		{"People.Update", "Phone", updatePerson(leeloo.PersonUpdateParams{Phone: &broken})},
		{"People.Update", "Email", updatePerson(leeloo.PersonUpdateParams{Email: &broken})},
		{"People.Update", "CustomFields[1].Type", field(leeloo.CustomField{Name: "n"})},
		{"People.Update", "CustomFields[1].Type", field(leeloo.CustomField{Type: notUTF8, Name: "n"})},
		{"People.Update", "CustomFields[1].Name", field(leeloo.CustomField{Type: "KEYWORD"})},
		{"People.Update", "CustomFields[1].Name", field(leeloo.CustomField{Type: "KEYWORD", Name: notUTF8})},
		{"People.Update", "CustomFields[1].Value", field(leeloo.CustomField{Type: "KEYWORD", Name: "n", Value: notUTF8})},

		{"People.Create", "Name is empty", createPerson(leeloo.PersonCreateParams{Phone: canary})},
		{"People.Create", "Name", createPerson(leeloo.PersonCreateParams{Name: notUTF8})},
		{"People.Create", "Email", createPerson(leeloo.PersonCreateParams{Name: "n", Email: notUTF8})},
		{"People.Create", "Phone", createPerson(leeloo.PersonCreateParams{Name: "n", Phone: notUTF8})},

		{"People.ConnectSMS", "People is empty", sms()},
		{"People.ConnectSMS", "People[1].Phone is empty", sms(leeloo.SMSPerson{Phone: "1"}, leeloo.SMSPerson{Name: canary})},
		{"People.ConnectSMS", "People[0].Phone", sms(leeloo.SMSPerson{Phone: notUTF8})},
		{"People.ConnectSMS", "People[0].Name", sms(leeloo.SMSPerson{Phone: "1", Name: notUTF8})},
		{"People.ConnectSMS", "People[0].Email", sms(leeloo.SMSPerson{Phone: "1", Email: notUTF8})},

		{"People.AddComment", "comment is empty", addComment("")},
		{"People.AddComment", "comment", addComment(notUTF8)},

		{"People.AddCall", "From is empty", phoneCall(func(p *leeloo.CallParams) { p.From = "" })},
		{"People.AddCall", "From", phoneCall(func(p *leeloo.CallParams) { p.From = notUTF8 })},
		{"People.AddCall", "To is empty", phoneCall(func(p *leeloo.CallParams) { p.To = "" })},
		{"People.AddCall", "To", phoneCall(func(p *leeloo.CallParams) { p.To = notUTF8 })},
		{"People.AddCall", "Date", phoneCall(func(p *leeloo.CallParams) { p.Date = time.Time{} })},
		{"People.AddCall", "Date", phoneCall(func(p *leeloo.CallParams) { p.Date = tooLate })},
		{"People.AddCall", "RecordLink", phoneCall(func(p *leeloo.CallParams) { p.RecordLink = notUTF8 })},
		{"People.AddCall", "Status", phoneCall(func(p *leeloo.CallParams) { p.Status = "" })},
		{"People.AddCall", "Status", phoneCall(func(p *leeloo.CallParams) { p.Status = canary })},
		{"People.AddCall", "Duration", phoneCall(func(p *leeloo.CallParams) { p.Duration = -1 })},
		{"People.AddCall", "Type", phoneCall(func(p *leeloo.CallParams) { p.Type = "" })},
		{"People.AddCall", "Type", phoneCall(func(p *leeloo.CallParams) { p.Type = canary })},

		{"Call", "Method", other(leeloo.CallRequest{Path: "/people"}, nil)},
		{"Call", "Method", other(leeloo.CallRequest{Method: canary, Path: "/people"}, nil)},
		{"Call", "Method", other(leeloo.CallRequest{Method: "get", Path: "/people"}, nil)},
		{"Call", "Path", other(leeloo.CallRequest{Method: "GET"}, nil)},
		{"Call", "Path", other(leeloo.CallRequest{Method: "GET", Path: "people"}, nil)},
		{"Call", "Path", other(leeloo.CallRequest{Method: "GET", Path: "https://example.com/people"}, nil)},
		{"Call", "Path segment 1", other(leeloo.CallRequest{Method: "GET", Path: "//example.com/people"}, nil)},
		{"Call", "Path segment 2", other(leeloo.CallRequest{Method: "GET", Path: "/people/" + canary}, nil)},
		{"Call", "Path segment 2", other(leeloo.CallRequest{Method: "GET", Path: "/people/.."}, nil)},
		{"Call", "Path segment 1", other(leeloo.CallRequest{Method: "GET", Path: "/people?filter=" + canary}, nil)},
		{"Call", "Query", other(leeloo.CallRequest{Method: "GET", Path: "/people", Query: url.Values{"q": {notUTF8}}}, nil)},
		{"Call", "Query", other(leeloo.CallRequest{Method: "GET", Path: "/people", Query: url.Values{notUTF8: {"v"}}}, nil)},
		{"Call", "Body", other(leeloo.CallRequest{Method: "POST", Path: "/people", Body: url.Values{"q": {notUTF8}}}, nil)},
		{"Call", "body", other(leeloo.CallRequest{Method: "POST", Path: "/people", Body: map[string]string{"q": notUTF8}}, nil)},
		{"Call", "body", other(leeloo.CallRequest{Method: "POST", Path: "/people", Body: func() {}}, nil)},
		{"Call", "out", other(leeloo.CallRequest{Method: "GET", Path: "/people"}, leeloo.Person{})},
		{"Call", "out", other(leeloo.CallRequest{Method: "GET", Path: "/people"}, (*leeloo.Person)(nil))},
	}
	for i, test := range tests {
		t.Run(test.op+"/"+test.names, func(t *testing.T) {
			for _, encoding := range []leeloo.FormEncoding{leeloo.FormURLEncoded, leeloo.FormMultipart, leeloo.FormJSON} {
				client, recorder := canned(t, nil, leeloo.WithFormEncoding(encoding))
				err := test.call(t.Context(), client)
				requireInvalid(t, err, test.op, test.names)
				assert.NotContains(t, err.Error(), "38050", i)
				assert.Empty(t, recorder.requests())
			}
		})
	}
}

// The bounds of a page hold in all lists, and in the walks over them.
func TestListParams(t *testing.T) {
	lists := map[string]func(context.Context, *leeloo.Client, leeloo.ListParams) []error{
		"Messages.List": func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) []error {
			_, err := c.Messages.List(ctx, "a1", p)
			return []error{err, firstError(c.Messages.All(ctx, "a1", p))}
		},
		"Channels.List": func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) []error {
			_, err := c.Channels.List(ctx, leeloo.ChannelListParams{ListParams: p})
			return []error{err, firstError(c.Channels.All(ctx, leeloo.ChannelListParams{ListParams: p}))}
		},
		"Orders.List": func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) []error {
			_, err := c.Orders.List(ctx, p)
			return []error{err, firstError(c.Orders.All(ctx, p))}
		},
		"People.List": func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) []error {
			_, err := c.People.List(ctx, leeloo.PeopleListParams{ListParams: p})
			return []error{err, firstError(c.People.All(ctx, leeloo.PeopleListParams{ListParams: p}))}
		},
		"Tunnels.List": func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) []error {
			_, err := c.Tunnels.List(ctx, p)
			return []error{err, firstError(c.Tunnels.All(ctx, p))}
		},
		"Users.List": func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) []error {
			_, err := c.Users.List(ctx, p)
			return []error{err, firstError(c.Users.All(ctx, p))}
		},
	}
	for op, list := range lists {
		for name, params := range map[string]leeloo.ListParams{
			"Limit":    {Limit: -1},
			"Offset":   {Offset: -1},
			"Prefetch": {Prefetch: -1},
			"at most":  {Prefetch: 33},
		} {
			t.Run(op+"/"+name, func(t *testing.T) {
				client, recorder := canned(t, nil)
				for _, err := range list(t.Context(), client, params) {
					requireInvalid(t, err, op, name)
				}
				assert.Empty(t, recorder.requests())
			})
		}
		t.Run(op+"/allowed", func(t *testing.T) {
			client, _ := canned(t, []byte(`{"data":[],"status":1}`))
			for _, err := range list(t.Context(), client, leeloo.ListParams{Limit: 1 << 30, Prefetch: 32}) {
				require.NoError(t, err)
			}
		})
	}
}

// All that is wrong is told at once.
func TestInvalidArgumentsAreToldTogether(t *testing.T) {
	client, _ := canned(t, nil)
	_, err := client.Orders.Create(t.Context(), leeloo.OrderCreateParams{Email: notUTF8})
	for _, name := range []string{"PaymentCreditsID", "Email", "TransactionDate", "OfferID", "PersonID"} {
		requireInvalid(t, err, "Orders.Create", name+" is ")
	}
	assert.NotContains(t, err.Error(), "ManagerID")
}

// Without a client or a context there is an error, not a panic.
func TestCallsWithoutClientOrContext(t *testing.T) {
	for _, op := range operations {
		_, err := op.call(t.Context(), &leeloo.Client{})
		requireInvalid(t, err, op.name, "NewClient")

		client, recorder := canned(t, nil)
		var none context.Context
		_, err = op.call(none, client)
		requireInvalid(t, err, op.name, "ctx is nil")
		_, err = op.call(t.Context(), client, nil)
		requireInvalid(t, err, op.name, "RequestOption is nil")
		assert.Empty(t, recorder.requests())
	}
}

func firstError[T any](walk iter.Seq2[*T, error]) error {
	for _, err := range walk {
		return err
	}
	return nil
}

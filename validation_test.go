package leeloo_test

import (
	"context"
	"iter"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// canary is part of each invalid value here, and must not be part of an error: it may be personal data.
const canary = "+380500000000"

const notUTF8 = canary + "\xff"

// createOrder and those that follow call an operation with the required params, after set has changed them.
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
		params := leeloo.ConnectSMSParams{People: []leeloo.SMSPerson{{Phone: "+1"}}, ConnectionID: "c1", LeadGenToolID: "l1"}
		set(&params, value)
		_, err := c.People.ConnectSMS(ctx, params)
		return err
	}
}

func connectEmail[T any](set func(*leeloo.ConnectEmailParams, T)) func(context.Context, *leeloo.Client, T) error {
	return func(ctx context.Context, c *leeloo.Client, value T) error {
		params := leeloo.ConnectEmailParams{People: []leeloo.EmailPerson{{Email: "a@example.com"}}, ConnectionID: "c1"}
		set(&params, value)
		_, err := c.People.ConnectEmail(ctx, params)
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

// Invalid params are refused before anything is sent.
func TestInvalidParamsAreRefused(t *testing.T) {
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
	email := func(people ...leeloo.EmailPerson) call {
		return func(ctx context.Context, c *leeloo.Client) error {
			return connectEmail(func(p *leeloo.ConnectEmailParams, _ int) { p.People = people })(ctx, c, 0)
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
	other := func(request leeloo.Request, out any) call {
		return func(ctx context.Context, c *leeloo.Client) error { return c.Do(ctx, request, out) }
	}
	broken := notUTF8

	tests := []struct {
		op, text string
		call     call
	}{
		{"Templates.Send", "Variables", sendTemplate(map[string]string{notUTF8: "value"})},
		{"Templates.Send", "Variables", sendTemplate(map[string]string{"key": notUTF8})},
		{"Messages.Send", "Text is required", sendMessage("")},
		{"Messages.Send", "Text is required", sendMessage(" \n")},
		{"Messages.Send", "Text", sendMessage(notUTF8)},

		{"Channels.List", "LastMessage", listChannels(leeloo.ChannelListParams{LastMessage: backwards})},
		{"Channels.List", "LastMessage.From", listChannels(leeloo.ChannelListParams{LastMessage: leeloo.DateRange{From: leeloo.DateOf(tooLate)}})},
		{"Channels.List", "LastMessage.To", listChannels(leeloo.ChannelListParams{LastMessage: leeloo.DateRange{To: leeloo.DateOf(tooEarly)}})},

		{"LGT.CreateTrafficSource", "Name is required", createSource(leeloo.TrafficSourceParams{Description: "d"})},
		{"LGT.CreateTrafficSource", "Name", createSource(leeloo.TrafficSourceParams{Name: notUTF8})},
		{"LGT.CreateTrafficSource", "Description", createSource(leeloo.TrafficSourceParams{Name: "n", Description: notUTF8})},

		{"Orders.Create", "Email", order(func(p *leeloo.OrderCreateParams) { p.Email = notUTF8 })},
		{"Orders.Create", "Phone", order(func(p *leeloo.OrderCreateParams) { p.Phone = notUTF8 })},
		{"Orders.Create", "TransactionDate is required", order(func(p *leeloo.OrderCreateParams) { p.TransactionDate = time.Time{} })},
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
		{"People.List", "Tags[0] is required", listPeople(leeloo.PeopleListParams{Tags: []string{""}})},
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

		{"People.Create", "Name is required", createPerson(leeloo.PersonCreateParams{Phone: canary})},
		{"People.Create", "Name", createPerson(leeloo.PersonCreateParams{Name: notUTF8})},
		{"People.Create", "Email", createPerson(leeloo.PersonCreateParams{Name: "n", Email: notUTF8})},
		{"People.Create", "Phone", createPerson(leeloo.PersonCreateParams{Name: "n", Phone: notUTF8})},

		{"People.ConnectSMS", "People must have at least one element", sms()},
		{"People.ConnectSMS", "People[1].Phone is required", sms(leeloo.SMSPerson{Phone: "+1"}, leeloo.SMSPerson{Name: canary})},
		{"People.ConnectSMS", "People[0].Phone", sms(leeloo.SMSPerson{Phone: notUTF8})},
		{"People.ConnectSMS", "People[0].Name", sms(leeloo.SMSPerson{Phone: "+1", Name: notUTF8})},
		{"People.ConnectSMS", "People[0].Email", sms(leeloo.SMSPerson{Phone: "+1", Email: notUTF8})},

		{"People.ConnectEmail", "People must have at least one element", email()},
		{"People.ConnectEmail", "People[1].Email is required", email(leeloo.EmailPerson{Email: "a@example.com"}, leeloo.EmailPerson{Name: canary})},
		{"People.ConnectEmail", "People[0].Email is required", email(leeloo.EmailPerson{Email: " "})},
		{"People.ConnectEmail", "People[0].Email", email(leeloo.EmailPerson{Email: notUTF8})},
		{"People.ConnectEmail", "People[0].Name", email(leeloo.EmailPerson{Email: "a@example.com", Name: notUTF8})},

		{"People.AddComment", "comment is required", addComment("")},
		{"People.AddComment", "comment", addComment(notUTF8)},

		{"People.AddCall", "From is required", phoneCall(func(p *leeloo.CallParams) { p.From = "" })},
		{"People.AddCall", "From", phoneCall(func(p *leeloo.CallParams) { p.From = notUTF8 })},
		{"People.AddCall", "To is required", phoneCall(func(p *leeloo.CallParams) { p.To = "" })},
		{"People.AddCall", "To", phoneCall(func(p *leeloo.CallParams) { p.To = notUTF8 })},
		{"People.AddCall", "Date", phoneCall(func(p *leeloo.CallParams) { p.Date = time.Time{} })},
		{"People.AddCall", "Date", phoneCall(func(p *leeloo.CallParams) { p.Date = tooLate })},
		{"People.AddCall", "RecordLink", phoneCall(func(p *leeloo.CallParams) { p.RecordLink = notUTF8 })},
		{"People.AddCall", "Status", phoneCall(func(p *leeloo.CallParams) { p.Status = "" })},
		{"People.AddCall", "Status", phoneCall(func(p *leeloo.CallParams) { p.Status = canary })},
		{"People.AddCall", "Duration", phoneCall(func(p *leeloo.CallParams) { p.Duration = -1 })},
		{"People.AddCall", "Type", phoneCall(func(p *leeloo.CallParams) { p.Type = "" })},
		{"People.AddCall", "Type", phoneCall(func(p *leeloo.CallParams) { p.Type = canary })},

		{"Do", "Method", other(leeloo.Request{Path: "/people"}, nil)},
		{"Do", "Method", other(leeloo.Request{Method: canary, Path: "/people"}, nil)},
		{"Do", "Method", other(leeloo.Request{Method: "get", Path: "/people"}, nil)},
		{"Do", "Path", other(leeloo.Request{Method: "GET"}, nil)},
		{"Do", "Path", other(leeloo.Request{Method: "GET", Path: "people"}, nil)},
		{"Do", "Path", other(leeloo.Request{Method: "GET", Path: "https://example.com/people"}, nil)},
		{"Do", "Path segment 1", other(leeloo.Request{Method: "GET", Path: "//example.com/people"}, nil)},
		{"Do", "Path segment 2", other(leeloo.Request{Method: "GET", Path: "/people/" + canary}, nil)},
		{"Do", "Path segment 2", other(leeloo.Request{Method: "GET", Path: "/people/.."}, nil)},
		{"Do", "Path segment 1", other(leeloo.Request{Method: "GET", Path: "/people?filter=" + canary}, nil)},
		{"Do", "Query", other(leeloo.Request{Method: "GET", Path: "/people", Query: url.Values{"q": {notUTF8}}}, nil)},
		{"Do", "Query", other(leeloo.Request{Method: "GET", Path: "/people", Query: url.Values{notUTF8: {"v"}}}, nil)},
		{"Do", "Body", other(leeloo.Request{Method: "POST", Path: "/people", Body: url.Values{"q": {notUTF8}}}, nil)},
		{"Do", "body", other(leeloo.Request{Method: "POST", Path: "/people", Body: map[string]string{"q": notUTF8}}, nil)},
		{"Do", "body", other(leeloo.Request{Method: "POST", Path: "/people", Body: func() {}}, nil)},
		{"Do", "out", other(leeloo.Request{Method: "GET", Path: "/people"}, leeloo.Person{})},
		{"Do", "out", other(leeloo.Request{Method: "GET", Path: "/people"}, (*leeloo.Person)(nil))},
	}
	for i, test := range tests {
		t.Run(test.op+"/"+test.text, func(t *testing.T) {
			for _, encoding := range []leeloo.FormEncoding{leeloo.FormURLEncoded, leeloo.FormMultipart, leeloo.FormJSON} {
				client, recorder := canned(t, nil, leeloo.WithFormEncoding(encoding))
				err := test.call(t.Context(), client)
				requireInvalid(t, err, test.op, test.text)
				assert.NotContains(t, err.Error(), "38050", i)
				assert.Empty(t, recorder.requests())
			}
		})
	}
}

// All lists, and the iterations over them, check the bounds of a page.
func TestListParamsAreChecked(t *testing.T) {
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

// The error names all invalid params.
func TestErrorNamesAllInvalidParams(t *testing.T) {
	client, _ := canned(t, nil)
	_, err := client.Orders.Create(t.Context(), leeloo.OrderCreateParams{Email: notUTF8})
	for _, name := range []string{"PaymentCreditsID", "Email", "TransactionDate", "OfferID", "PersonID"} {
		requireInvalid(t, err, "Orders.Create", name+" ")
	}
	assert.NotContains(t, err.Error(), "ManagerID")
}

// Without a client or a context, each operation returns an error of its own.
func TestMissingClientAndContextAreErrors(t *testing.T) {
	for _, op := range operations {
		_, err := op.call(t.Context(), &leeloo.Client{})
		requireInvalid(t, err, op.name, "NewClient")

		client, recorder := canned(t, nil)
		var nilContext context.Context
		_, err = op.call(nilContext, client)
		requireInvalid(t, err, op.name, "ctx is nil")
		_, err = op.call(t.Context(), client, nil)
		requireInvalid(t, err, op.name, "RequestOption is nil")
		assert.Empty(t, recorder.requests())
	}
}

func firstError[T any](items iter.Seq2[*T, error]) error {
	for _, err := range items {
		return err
	}
	return nil
}

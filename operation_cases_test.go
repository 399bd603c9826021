package leeloo_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// operationCase is one operation: how the SDK calls it, and which request the call must send.
type operationCase struct {
	name    string   // service and method: "Orders.Update"
	sample  string   // its response, a file in testdata
	request          // with every param
	least   *request // with the required params only, if there are others
}

type request struct {
	call func(context.Context, *leeloo.Client, ...leeloo.RequestOption) (any, error)
	line string // method, path and query, escaped as they are sent
	json string // the body; that of a form with FormJSON
	form string // the body of a form with FormURLEncoded; FormMultipart has the same fields
}

// sample returns a response from testdata.
func sample(t testing.TB, name string) []byte {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	return body
}

func amount(text string) leeloo.Amount {
	a, err := leeloo.NewAmount(text)
	if err != nil {
		panic(err)
	}
	return a
}

func day(text string) leeloo.Date {
	d, err := leeloo.ParseDate(text)
	if err != nil {
		panic(err)
	}
	return d
}

// kyivNight is a time whose day in Kyiv differs from that in UTC, so that a test notices if local time is sent.
var kyivNight = time.Date(2020, 2, 5, 1, 46, 48, 803_999_999, time.FixedZone("Kyiv", 2*60*60))

// operations are in the order of the vendor's documentation. Each is called with the id that its sample contains. The keys
// of a query are in alphabetical order; %5B and %5D are the brackets of filter[…].
var operations = []operationCase{
	{
		name: "Templates.Categories", sample: "templates_categories.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Templates.Categories(ctx, opts...)
			},
			line: "GET /categories/templates",
		},
	},
	{
		name: "Templates.List", sample: "templates_list.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Templates.List(ctx, "5b3f543bb2737000133d25b0", opts...)
			},
			line: "GET /categories/templates/5b3f543bb2737000133d25b0",
		},
	},
	{
		name: "Templates.Send", sample: "templates_send.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return nil, c.Templates.Send(ctx, leeloo.SendTemplateParams{
					AccountID:  "66fac2b853d5123567d207b7",
					TemplateID: "65fc3f2656789099e157e817",
					Variables:  map[string]string{"key2": "<b>&", "key1": "value1"},
				}, opts...)
			},
			line: "POST /messages/send-template",
			json: `{"account_id":"66fac2b853d5123567d207b7","template_id":"65fc3f2656789099e157e817","variables":{"key1":"value1","key2":"<b>&"}}`,
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return nil, c.Templates.Send(ctx, leeloo.SendTemplateParams{
					AccountID: "66fac2b853d5123567d207b7", TemplateID: "65fc3f2656789099e157e817",
				}, opts...)
			},
			line: "POST /messages/send-template",
			json: `{"account_id":"66fac2b853d5123567d207b7","template_id":"65fc3f2656789099e157e817"}`,
		},
	},

	{
		name: "Messages.List", sample: "messages_list.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Messages.List(ctx, "66fac2b853d5123567d207b7", leeloo.ListParams{Limit: 2, Offset: 4, Prefetch: 8}, opts...)
			},
			line: "GET /communication-channels/66fac2b853d5123567d207b7/chat-messages?limit=2&offset=4",
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Messages.List(ctx, "66fac2b853d5123567d207b7", leeloo.ListParams{}, opts...)
			},
			line: "GET /communication-channels/66fac2b853d5123567d207b7/chat-messages",
		},
	},
	{
		name: "Messages.Send", sample: "messages_send.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return nil, c.Messages.Send(ctx, leeloo.SendMessageParams{
					AccountID: "66fac2b853d5123567d207b7", Text: "Привіт, \"друже\"\n🙂",
				}, opts...)
			},
			line: "POST /messages/send-message",
			json: `{"account_id":"66fac2b853d5123567d207b7","text":"Привіт, \"друже\"\n🙂"}`,
		},
	},

	{
		name: "Channels.List", sample: "channels_list.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Channels.List(ctx, leeloo.ChannelListParams{
					ListParams:  leeloo.ListParams{Limit: 20, Offset: 40},
					LastMessage: leeloo.DateRange{From: leeloo.DateOf(kyivNight), To: day("2020-04-14")},
				}, opts...)
			},
			line: "GET /communication-channels?filter%5Blast_message%5D%5Bfrom%5D=2020-02-04&filter%5Blast_message%5D%5Bto%5D=2020-04-14&limit=20&offset=40",
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Channels.List(ctx, leeloo.ChannelListParams{}, opts...)
			},
			line: "GET /communication-channels",
		},
	},
	{
		name: "Channels.Connections", sample: "channels_connections.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Channels.Connections(ctx, opts...)
			},
			line: "GET /connections",
		},
	},
	{
		name: "Channels.Person", sample: "channels_person.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Channels.Person(ctx, "617fd5cc1cc06d42c94dd9ec", opts...)
			},
			line: "GET /communication-channels/617fd5cc1cc06d42c94dd9ec/person",
		},
	},

	{
		name: "LGT.CreateTrafficSource", sample: "lgt_create_traffic_source.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.LGT.CreateTrafficSource(ctx, "5e1f119d6c384804b31e945e", leeloo.TrafficSourceParams{
					Name: "some ts", Description: "some ts description",
				}, opts...)
			},
			line: "POST /leadgentools/5e1f119d6c384804b31e945e/create-traffic-source",
			json: `{"name":"some ts","description":"some ts description"}`,
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.LGT.CreateTrafficSource(ctx, "5e1f119d6c384804b31e945e", leeloo.TrafficSourceParams{Name: "some ts"}, opts...)
			},
			line: "POST /leadgentools/5e1f119d6c384804b31e945e/create-traffic-source",
			json: `{"name":"some ts"}`,
		},
	},

	{
		name: "Orders.Create", sample: "orders_create.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Orders.Create(ctx, leeloo.OrderCreateParams{
					PaymentCreditsID: "5b3f543bb2737000133d25b2",
					Email:            "olena@example.com",
					Phone:            "+380500000001",
					TransactionDate:  kyivNight,
					OfferID:          "5b3f543bb2737000133d25b0",
					NotifyAccount:    true,
					PersonID:         "5b3f543bb2737000133d25b1",
					ManagerID:        "5b3f543bb2737000133d25b3",
				}, opts...)
			},
			line: "POST /orders",
			json: `{"paymentCreditsId":"5b3f543bb2737000133d25b2","email":"olena@example.com","phone":"+380500000001",` +
				`"transactionDate":"2020-02-04T23:46:48.803Z","offerId":"5b3f543bb2737000133d25b0","isNotifyAccount":"true",` +
				`"personId":"5b3f543bb2737000133d25b1","managerId":"5b3f543bb2737000133d25b3"}`,
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Orders.Create(ctx, leeloo.OrderCreateParams{
					PaymentCreditsID: "5b3f543bb2737000133d25b2",
					TransactionDate:  time.Date(2020, 2, 4, 11, 46, 48, 0, time.UTC),
					OfferID:          "5b3f543bb2737000133d25b0",
					PersonID:         "5b3f543bb2737000133d25b1",
				}, opts...)
			},
			line: "POST /orders",
			json: `{"paymentCreditsId":"5b3f543bb2737000133d25b2","transactionDate":"2020-02-04T11:46:48.000Z",` +
				`"offerId":"5b3f543bb2737000133d25b0","isNotifyAccount":"false","personId":"5b3f543bb2737000133d25b1"}`,
		},
	},
	{
		name: "Orders.List", sample: "orders_list.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Orders.List(ctx, leeloo.ListParams{Limit: 20, Offset: 40}, opts...)
			},
			line: "GET /orders?limit=20&offset=40",
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Orders.List(ctx, leeloo.ListParams{}, opts...)
			},
			line: "GET /orders",
		},
	},
	{
		name: "Orders.Get", sample: "orders_get.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Orders.Get(ctx, "5e2825e081fbca000d8596e4", opts...)
			},
			line: "GET /orders/5e2825e081fbca000d8596e4",
		},
	},
	{
		name: "Orders.Update", sample: "orders_update.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return nil, c.Orders.Update(ctx, "5b3f608db2737000133d25b6", leeloo.OrderUpdateParams{
					Status:       leeloo.OrderStatusResolved,
					PaymentDate:  kyivNight,
					Currency:     "RUB",
					Price:        amount("100.50"),
					UserComments: "дата & сума = ok + 1%",
				}, opts...)
			},
			line: "POST /orders/5b3f608db2737000133d25b6",
			form: "currency=RUB&paymentDate=2020-02-04+23%3A46&price=100.50&status=RESOLVED" +
				"&userComments=%D0%B4%D0%B0%D1%82%D0%B0+%26+%D1%81%D1%83%D0%BC%D0%B0+%3D+ok+%2B+1%25",
			json: `{"status":"RESOLVED","paymentDate":"2020-02-04 23:46","currency":"RUB","price":"100.50","userComments":"дата & сума = ok + 1%"}`,
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return nil, c.Orders.Update(ctx, "5b3f608db2737000133d25b6", leeloo.OrderUpdateParams{Status: leeloo.OrderStatusRejected}, opts...)
			},
			line: "POST /orders/5b3f608db2737000133d25b6",
			form: "status=REJECTED",
			json: `{"status":"REJECTED"}`,
		},
	},

	{
		name: "People.List", sample: "people_list.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.List(ctx, leeloo.PeopleListParams{
					ListParams:  leeloo.ListParams{Limit: 20, Offset: 100},
					Tags:        []string{"vip", "tag 2, new"},
					LastMessage: leeloo.DateRange{From: day("2015-04-02"), To: day("2015-04-03")},
					Phone:       "+380966565556",
					Email:       "feliks+1@example.com",
				}, opts...)
			},
			line: "GET /people?filter%5Bemail%5D=feliks%2B1%40example.com&filter%5Blast_message%5D%5Bfrom%5D=2015-04-02" +
				"&filter%5Blast_message%5D%5Bto%5D=2015-04-03&filter%5Bphone%5D=%2B380966565556" +
				"&filter%5Btags%5D=vip&filter%5Btags%5D=tag+2%2C+new&limit=20&offset=100",
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.List(ctx, leeloo.PeopleListParams{}, opts...)
			},
			line: "GET /people",
		},
	},
	{
		name: "People.Get", sample: "people_get.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.Get(ctx, "625946dd585052c1629f1b2b", leeloo.PersonGetParams{
					Include: []leeloo.PersonInclude{leeloo.IncludeContactedUsers, leeloo.IncludeOrders},
				}, opts...)
			},
			line: "GET /people/625946dd585052c1629f1b2b?include=contactedUsers%2Corders",
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.Get(ctx, "625946dd585052c1629f1b2b", leeloo.PersonGetParams{}, opts...)
			},
			line: "GET /people/625946dd585052c1629f1b2b",
		},
	},
	{
		name: "People.Update", sample: "people_update.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				phone, email := "+380500000001", ""
				return nil, c.People.Update(ctx, "5b3f543bb2737000133d25b0", leeloo.PersonUpdateParams{
					Phone:        &phone,
					Email:        &email, // removes the e-mail; nil keeps it
					CustomFields: []leeloo.CustomField{{Type: "NUMBER", Name: "age", Value: "42"}, {Type: "KEYWORD", Name: "plan"}},
				}, opts...)
			},
			line: "PUT /people/5b3f543bb2737000133d25b0",
			json: `{"phone":"+380500000001","email":"","custom_fields":[{"type":"NUMBER","name":"age","value":"42"},{"type":"KEYWORD","name":"plan","value":""}]}`,
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return nil, c.People.Update(ctx, "5b3f543bb2737000133d25b0", leeloo.PersonUpdateParams{}, opts...)
			},
			line: "PUT /people/5b3f543bb2737000133d25b0",
			json: `{}`,
		},
	},
	{
		name: "People.Create", sample: "people_create.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.Create(ctx, leeloo.PersonCreateParams{
					Name:             "Feliks",
					Email:            "feliks@example.com",
					Phone:            "+380500000002",
					LeadGenToolID:    "617fa612925d13644ae58e55",
					ConnectedUserIDs: []leeloo.UserID{"60509800acc5ae000d74ce21", "632af797bd3cc466fe1af584"},
				}, opts...)
			},
			line: "POST /people",
			json: `{"name":"Feliks","email":"feliks@example.com","phone":"+380500000002","leadgentool_id":"617fa612925d13644ae58e55",` +
				`"connected_users_ids":["60509800acc5ae000d74ce21","632af797bd3cc466fe1af584"]}`,
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.Create(ctx, leeloo.PersonCreateParams{Name: "Feliks"}, opts...)
			},
			line: "POST /people",
			json: `{"name":"Feliks"}`,
		},
	},
	{
		name: "People.ConnectSMS", sample: "people_sms.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.ConnectSMS(ctx, leeloo.ConnectSMSParams{
					People:        []leeloo.SMSPerson{{Name: "Olena", Email: "olena@example.com", Phone: "+380500000001"}, {Phone: "+380500000002"}},
					ConnectionID:  "61308ac5d087cbc40f1e478d",
					LeadGenToolID: "617fa612925d13644ae58e55",
					TagIDs:        []leeloo.TagID{"595f5d522a934035decc093d", "595f5d522a934035decc093e"},
				}, opts...)
			},
			line: "POST /people/sms",
			json: `{"data":[{"name":"Olena","email":"olena@example.com","phone":"+380500000001"},{"phone":"+380500000002"}],` +
				`"connection_id":"61308ac5d087cbc40f1e478d","leadgentool_id":"617fa612925d13644ae58e55",` +
				`"tags":["595f5d522a934035decc093d","595f5d522a934035decc093e"]}`,
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.ConnectSMS(ctx, leeloo.ConnectSMSParams{
					People:        []leeloo.SMSPerson{{Phone: "+380500000001"}},
					ConnectionID:  "61308ac5d087cbc40f1e478d",
					LeadGenToolID: "617fa612925d13644ae58e55",
				}, opts...)
			},
			line: "POST /people/sms",
			json: `{"data":[{"phone":"+380500000001"}],"connection_id":"61308ac5d087cbc40f1e478d","leadgentool_id":"617fa612925d13644ae58e55"}`,
		},
	},
	{
		name: "People.ConnectEmail", sample: "accounts_email.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.ConnectEmail(ctx, leeloo.ConnectEmailParams{
					People:       []leeloo.EmailPerson{{Email: "olena@example.com", Name: "Olena", Phone: "+38 (050) 000-00-01"}, {Email: "max@example.com"}},
					ConnectionID: "61308ac5d087cbc40f1e478d",
					TagIDs:       []leeloo.TagID{"595f5d522a934035decc093d", "595f5d522a934035decc093e"},
				}, opts...)
			},
			line: "POST /accounts/email",
			json: `{"data":[{"email":"olena@example.com","name":"Olena","phone":"+380500000001"},{"email":"max@example.com"}],` +
				`"connection_id":"61308ac5d087cbc40f1e478d","tags":["595f5d522a934035decc093d","595f5d522a934035decc093e"]}`,
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.ConnectEmail(ctx, leeloo.ConnectEmailParams{
					People:       []leeloo.EmailPerson{{Email: "olena@example.com"}},
					ConnectionID: "61308ac5d087cbc40f1e478d",
				}, opts...)
			},
			line: "POST /accounts/email",
			json: `{"data":[{"email":"olena@example.com"}],"connection_id":"61308ac5d087cbc40f1e478d"}`,
		},
	},
	{
		name: "People.AddComment", sample: "people_add_comment.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.AddComment(ctx, "5da5998fcecdb311d73d3049", "some text", opts...)
			},
			line: "PUT /people/5da5998fcecdb311d73d3049/add-comment",
			json: `{"comment":"some text"}`,
		},
	},
	{
		name: "People.AddCall", sample: "people_add_call.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.AddCall(ctx, leeloo.CallParams{
					UserID:     "5b0d313b307879002915b3cc",
					From:       "606",
					To:         "+380500000004",
					Date:       kyivNight,
					AccountID:  "6b0d313b307879002915b3c1",
					RecordLink: "https://files.example.com/call.mp3?a=1&b=2",
					Status:     leeloo.CallStatusSuccess,
					Duration:   100*time.Second + 499*time.Millisecond,
					Type:       leeloo.CallTypeOutbound,
				}, opts...)
			},
			line: "POST /calls",
			form: "account_id=6b0d313b307879002915b3c1&date=2020-02-04T23%3A46%3A48.803Z&duration=100&from=606" +
				"&record_link=https%3A%2F%2Ffiles.example.com%2Fcall.mp3%3Fa%3D1%26b%3D2&status=SUCCESS&to=%2B380500000004" +
				"&type=OUTBOUND&user_id=5b0d313b307879002915b3cc",
			json: `{"user_id":"5b0d313b307879002915b3cc","from":"606","to":"+380500000004","date":"2020-02-04T23:46:48.803Z",` +
				`"account_id":"6b0d313b307879002915b3c1","record_link":"https://files.example.com/call.mp3?a=1&b=2",` +
				`"status":"SUCCESS","duration":100,"type":"OUTBOUND"}`,
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.People.AddCall(ctx, leeloo.CallParams{
					UserID:    "5b0d313b307879002915b3cc",
					From:      "606",
					To:        "607",
					Date:      time.Date(2024, 3, 22, 15, 30, 17, 339_000_000, time.UTC),
					AccountID: "6b0d313b307879002915b3c1",
					Status:    leeloo.CallStatusNoAnswer,
					Type:      leeloo.CallTypeInbound,
				}, opts...)
			},
			line: "POST /calls",
			form: "account_id=6b0d313b307879002915b3c1&date=2024-03-22T15%3A30%3A17.339Z&duration=0&from=606" +
				"&record_link=NOT_DEFINED&status=NO_ANSWER&to=607&type=INBOUND&user_id=5b0d313b307879002915b3cc",
			json: `{"user_id":"5b0d313b307879002915b3cc","from":"606","to":"607","date":"2024-03-22T15:30:17.339Z",` +
				`"account_id":"6b0d313b307879002915b3c1","record_link":"NOT_DEFINED","status":"NO_ANSWER","duration":0,"type":"INBOUND"}`,
		},
	},

	{
		name: "Tags.List", sample: "tags_list.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Tags.List(ctx, opts...)
			},
			line: "GET /tags",
		},
	},
	{
		name: "Tags.Remove", sample: "tags_remove.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return nil, c.Tags.Remove(ctx, "5b3f543bb2737000133d25b0", "595f5d522a934035decc093d", opts...)
			},
			line: "PUT /people/5b3f543bb2737000133d25b0/remove-tag",
			json: `{"tag_id":"595f5d522a934035decc093d"}`,
		},
	},
	{
		name: "Tags.Add", sample: "tags_add.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return nil, c.Tags.Add(ctx, "5b3f543bb2737000133d25b0", "595f5d522a934035decc093d", opts...)
			},
			line: "PUT /people/5b3f543bb2737000133d25b0/add-tag",
			form: "tag_id=595f5d522a934035decc093d",
			json: `{"tag_id":"595f5d522a934035decc093d"}`,
		},
	},

	{
		name: "Tunnels.List", sample: "tunnels_list.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Tunnels.List(ctx, leeloo.ListParams{Limit: 20, Offset: 40}, opts...)
			},
			line: "GET /tunnels?limit=20&offset=40",
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Tunnels.List(ctx, leeloo.ListParams{}, opts...)
			},
			line: "GET /tunnels",
		},
	},
	{
		name: "Tunnels.Get", sample: "tunnels_get.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Tunnels.Get(ctx, "595f5d522a934035decc093d", leeloo.TunnelGetParams{
					Include: []leeloo.TunnelInclude{leeloo.IncludeLeadGenTools},
				}, opts...)
			},
			line: "GET /tunnels/595f5d522a934035decc093d?include=leadgentools",
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Tunnels.Get(ctx, "595f5d522a934035decc093d", leeloo.TunnelGetParams{}, opts...)
			},
			line: "GET /tunnels/595f5d522a934035decc093d",
		},
	},
	{
		name: "Tunnels.ListStats", sample: "tunnels_stats.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Tunnels.ListStats(ctx, opts...)
			},
			line: "GET /tunnels/stats",
		},
	},
	{
		name: "Tunnels.GetStats", sample: "tunnels_stats_one.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Tunnels.GetStats(ctx, "5b3f543bb2737000133d25b0", opts...)
			},
			line: "GET /tunnels/5b3f543bb2737000133d25b0/stats",
		},
	},
	{
		name: "Tunnels.Subscribe", sample: "tunnels_subscribe.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return nil, c.Tunnels.Subscribe(ctx, "66fac2b853d5123567d207b7", leeloo.SubscribeParams{
					TunnelID: "5b3f543bb2737000133d25b0", TunnelBlockID: "5b3f543bb2737000133d25b1",
				}, opts...)
			},
			line: "POST /communication-channels/66fac2b853d5123567d207b7/manual-subscribe",
			form: "tunnel_block_id=5b3f543bb2737000133d25b1&tunnel_id=5b3f543bb2737000133d25b0",
			json: `{"tunnel_id":"5b3f543bb2737000133d25b0","tunnel_block_id":"5b3f543bb2737000133d25b1"}`,
		},
	},

	{
		name: "Users.List", sample: "users_list.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Users.List(ctx, leeloo.ListParams{Limit: 20, Offset: 40}, opts...)
			},
			line: "GET /users?limit=20&offset=40",
		},
		least: &request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Users.List(ctx, leeloo.ListParams{}, opts...)
			},
			line: "GET /users",
		},
	},
	{
		name: "Users.Get", sample: "users_get.json",
		request: request{
			call: func(ctx context.Context, c *leeloo.Client, opts ...leeloo.RequestOption) (any, error) {
				return c.Users.Get(ctx, "632af797bd3cc466fe1af584", opts...)
			},
			line: "GET /users/632af797bd3cc466fe1af584",
		},
	},
}

package leeloo_test

import (
	"context"
	"encoding/json"
	"iter"
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func at(rfc3339 string) time.Time {
	t, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

// sampleModels contains the result of each operation for its sample in testdata.
var sampleModels = map[string]any{
	"Templates.Categories": []leeloo.TemplateCategory{
		{ID: "5e3bf3fdb70492000f72cd6c", Name: "Category 1"},
		{ID: "5e18a2a3ed0b7a000d6c948f", Name: "Category 2"},
	},
	"Templates.List": []leeloo.Template{
		{ID: "5e42be758d4fff000cafe6ef", Name: "test template 2"},
		{ID: "5e42be688d4fff000cafe5cc", Name: "test template 1"},
	},
	"Templates.Send": nil,

	"Messages.List": &leeloo.Page[leeloo.Message]{
		Items: []leeloo.Message{
			{
				ID: "5e3bf8d6c6ed91000c8534ae", Text: "Test API v.1 message template", Type: "YOUR_MESSAGE", Read: true,
				CreatedAt: at("2020-02-06T11:30:30.035Z"), UpdatedAt: at("2020-02-06T11:30:30.035Z"),
			},
			{
				ID: "5e3beba47fa862000e3b4d05", Text: "API message", Type: "YOUR_MESSAGE", Read: true,
				CreatedAt: at("2020-02-06T10:34:12.230Z"), UpdatedAt: at("2020-02-06T10:34:12.230Z"),
			},
		},
		Meta: leeloo.Meta{Limit: 2, Offset: 0, FilteredCount: 2, TotalCount: 52},
	},
	"Messages.Send": nil,

	"Channels.List": &leeloo.Page[leeloo.Channel]{
		Items: []leeloo.Channel{
			{
				ID: "5ef074e9e31801000d73ba11", PersonID: "5ef074e9e31801000d73ba10", Name: "Olena",
				From: leeloo.ChannelTypeTelegram, BotStatus: "BOT",
				LastMessageTime: at("2020-06-22T09:10:11.012Z"), CreatedAt: at("2020-06-22T09:08:57.690Z"),
				UTMMarks: map[string]string{"utm_source": "instagram"},
			},
			{
				ID: "5ef07513e31801000d73ba2c", PersonID: "5ef07513e31801000d73ba2b", Name: "Ivan",
				From: leeloo.ChannelTypeVKontakte, BotStatus: "BOT",
				LastMessageTime: at("2020-06-22T09:12:00.500Z"), CreatedAt: at("2020-06-22T09:09:39.101Z"),
				UTMMarks: map[string]string{},
			},
		},
		Meta: leeloo.Meta{Limit: 20, Offset: 0, FilteredCount: 2, TotalCount: 2},
	},
	"Channels.Connections": []leeloo.Connection{
		{ID: "65cf48536d81f496d4f9a673", Type: "telegram", Name: "Telegram bot"},
		{ID: "65b3791a9af7b6ef6f4a8afd", Type: "sendGrid", Name: "Sendgrid bot"},
	},
	"Channels.Person": &leeloo.Person{
		ID:               "617fd5cc1cc06d2ae24dd9eb",
		Name:             "Mark",
		Email:            "mark@example.com",
		Phone:            "+380500000001",
		Tags:             []string{"Tag 26"},
		ProfileImage:     "https://static.example.com/images/mark.jpg",
		Gender:           leeloo.GenderOther,
		Locale:           "ru_RU",
		Accounts:         []leeloo.Account{marksAccount},
		History:          []leeloo.Subscription{marksSubscription},
		CustomFields:     []leeloo.CustomField{},
		CreatedAt:        at("2021-11-01T11:55:56.358Z"),
		UpdatedAt:        at("2024-02-02T12:07:54.882Z"),
		ContactedUserIDs: []leeloo.UserID{"60509800acc5ae000d74ce21"},
		OrderIDs:         []leeloo.OrderID{"618280605402c96fa86c125a"},
	},

	"LGT.CreateTrafficSource": &leeloo.TrafficSource{
		ID:                  "5e32d0ed28faf61fc396f6b0",
		Type:                "normal",
		FBAdsetID:           "", // null
		Name:                "some ts",
		Description:         "some ts description",
		CompanyID:           "5b9f63e3d244d2000e27692f",
		LeadGenToolID:       "5e1f119d6c384804b31e945e",
		TunnelID:            "5e1f11566c384804b31e9457",
		CreatedBy:           "5b9f63e3d244d2000e276957",
		Hash:                "nn7n15",
		ResubscribeButtonID: "5e32d0ed28faf61fc396f6b1",
		CreatedAt:           at("2020-01-30T12:49:49.273Z"),
		UpdatedAt:           at("2020-01-30T12:49:49.273Z"),
	},

	"Orders.Create": &leeloo.Order{
		ID: "5e5502a01b1668000ccc93ee", Title: "Manual offer", Price: amount("100"), Currency: "USD", Status: leeloo.OrderStatusOpened,
		CreatedAt: at("2020-02-25T11:18:56.419Z"), UpdatedAt: at("2020-02-25T11:18:56.419Z"),
	},
	"Orders.List": &leeloo.Page[leeloo.Order]{
		Items: []leeloo.Order{{
			ID: "5e399d72a2d0e2000dd584c1", PersonID: "5df0fac42121a5000e07d80b", Title: "manual offer",
			Price: amount("200"), Currency: "USD", Status: leeloo.OrderStatusResolved,
			CreatedAt: at("2020-02-04T16:36:02.213Z"), UpdatedAt: at("2020-02-04T16:38:58.168Z"),
		}},
		Meta: leeloo.Meta{Limit: 1, Offset: 0, FilteredCount: 20, TotalCount: 93},
	},
	"Orders.Get": &leeloo.Order{
		ID: "5e2825e081fbca000d8596e4", Title: "Title11", Description: "Description1",
		Price: amount("100"), Currency: "UAH", Status: leeloo.OrderStatusSuccess, PaymentMethod: "WAYFORPAY",
		CreatedAt: at("2015-04-02T14:20:00Z"), UpdatedAt: at("2015-04-02T14:20:00Z"), // no seconds in the sample
	},
	"Orders.Update": nil,

	"People.List": &leeloo.Page[leeloo.Person]{
		Items: []leeloo.Person{
			{
				ID: "5e1c7ce2b4066a01900cdba0", Name: "Feliks", Email: "feliks@example.com", Phone: "+380500000002",
				Tags: []string{"Mentor", "Professional"},
				Accounts: []leeloo.Account{{
					AccountID: "5e1c7ce2b4066a01900cdba1", ConnectionID: "5e1c7afcb4066a01900cdb8c",
					ConnectionStatus: leeloo.ConnectionStatusOK, From: leeloo.ChannelTypeTelegram,
				}},
				LastMessageTime: at("2020-01-13T14:21:36.462Z"),
			},
			{
				ID: "69660055fb13db648fc58795", Name: "Nadia", // phone and email are NOT_DEFINED
				Tags: []string{},
				Accounts: []leeloo.Account{{
					AccountID: "69660055fb13db648fc58796", ConnectionID: "66fbb5cb225b7173bad725db",
					ConnectionStatus: leeloo.ConnectionStatusOK, From: leeloo.ChannelTypeFacebook,
				}},
				LastMessageTime: at("2026-01-13T08:21:09.619Z"),
				CreatedAt:       at("2026-01-13T08:20:37.508Z"),
			},
		},
		Meta: leeloo.Meta{Limit: 50, Offset: 0, FilteredCount: 2, TotalCount: 5607},
	},
	"People.Get": &leeloo.Person{
		ID:               "625946dd585052c1629f1b2b",
		Name:             "Mark",
		Email:            "mark@example.com",
		Phone:            "+380500000001",
		Tags:             []string{},
		ProfileImage:     "", // NOT_DEFINED
		Gender:           "", // NO_DATA
		Locale:           "",
		Accounts:         []leeloo.Account{marksAccount},
		History:          []leeloo.Subscription{marksSubscription},
		CustomFields:     []leeloo.CustomField{{Type: "PHONE", Name: "phone", Value: "+48500000003"}},
		CreatedAt:        at("2021-11-01T11:55:56.358Z"),
		UpdatedAt:        at("2024-02-02T12:07:54.882Z"),
		ContactedUserIDs: []leeloo.UserID{"60509800acc5ae000d74ce21"},
		OrderIDs:         []leeloo.OrderID{"65cf58ba1261175f8d40a75f"},
		ContactedUsers: []leeloo.User{{
			ID: "60509800acc5ae000d74ce21", Name: "Max",
			CreatedAt: at("2021-03-16T11:35:28.644Z"), UpdatedAt: at("2024-02-19T12:59:04.460Z"),
		}},
		Orders: []leeloo.Order{{
			ID: "65cf58ba1261175f8d40a75f", Title: "for API", Price: amount("100"), Currency: "USD",
			Status: leeloo.OrderStatusOpened, UpdatedAt: at("2024-02-16T12:44:42.569Z"),
		}},
	},
	"People.Update": nil,
	"People.Create": &leeloo.CreatedPerson{
		AccountID:        "60a4bcd7bc45b806ac3b1a4a",
		PersonID:         "60a4bcd7bc45b83b6e3b1a49",
		Name:             "Feliks",
		Tags:             []string{},
		From:             leeloo.ChannelTypeManual,
		BotStatus:        "BOT",
		ConnectionStatus: leeloo.ConnectionStatusOK,
		Gender:           "", // NOT_DEFINED
		Phone:            "+380500000002",
		Email:            "feliks@example.com",
		Locale:           "",
		History:          []leeloo.Subscription{},
		CreatedAt:        at("2021-05-19T07:23:03.546Z"),
		UpdatedAt:        at("2021-05-19T07:23:03.546Z"),
	},
	"People.ConnectSMS":   1,
	"People.ConnectEmail": 1,
	"People.AddComment": &leeloo.Comment{
		ID:         "5e32ab3228faf61fc396f625",
		Text:       "some text",
		CreatedBy:  "5b9f63e3d244d2000e276957",
		CompanyID:  "5b9f63e3d244d2000e27692f",
		EntityID:   "5da5998fcecdb311d73d3049",
		EntityType: "PERSON",
		CreatedAt:  at("2020-01-30T10:08:50.677Z"),
		UpdatedAt:  at("2020-01-30T10:08:50.677Z"),
	},
	"People.AddCall": &leeloo.Call{
		ID:                    "65fd772be3f8780013eac6b0",
		CallUUID:              "57fa99e0-e846-11ee-b73a-95e863e509cb",
		AccountID:             "65b632d119471a0012c3cabd",
		UserID:                "5b9f63e3d244d2000e276930",
		CompanyID:             "5b9f63e3d244d2000e27692f",
		ProviderType:          "MANUAL",
		TelephoneConnectionID: "603e5096c4a05c3a9506f219",
		From:                  "123",
		To:                    "+380500000004",
		Type:                  leeloo.CallTypeOutbound,
		Status:                leeloo.CallStatusSuccess,
		Duration:              140 * time.Second,
		RecordLink:            "https://files.example.com/call.mp3",
		RawResponse:           map[string]any{},
		CreatedAt:             at("2024-03-22T12:00:36.980Z"),
		UpdatedAt:             at("2024-03-22T12:00:36.980Z"),
		NextCheck:             at("2024-03-22T12:19:51.650Z"),
	},

	"Tags.List":   []leeloo.Tag{{ID: "595f5d522a934035decc093d", Name: "Tag #1"}},
	"Tags.Remove": nil,
	"Tags.Add":    nil,

	"Tunnels.List": &leeloo.Page[leeloo.Tunnel]{
		Items: []leeloo.Tunnel{{
			ID: "595f5d522a934035decc093d", Name: "My tunnel",
			CreatedAt: at("2015-04-02T14:20:00Z"), UpdatedAt: at("2015-04-02T14:20:00Z"),
		}},
		Meta: leeloo.Meta{Limit: 20, Offset: 0, FilteredCount: 1, TotalCount: 1},
	},
	"Tunnels.Get": &leeloo.Tunnel{
		ID: "595f5d522a934035decc093d", Name: "My tunnel",
		CreatedAt: at("2015-04-02T14:20:00Z"), UpdatedAt: at("2015-04-02T14:20:00Z"),
		LeadGenToolIDs: []leeloo.LeadGenToolID{"222f5d522a934035decc093d"},
		LeadGenTools:   []leeloo.LeadGenTool{{ID: "222f5d522a934035decc093d", Name: "LGT1", Type: leeloo.LeadGenToolTypeLink}},
	},
	"Tunnels.ListStats": []leeloo.TunnelStats{sampleStats},
	"Tunnels.GetStats":  &sampleStats,
	"Tunnels.Subscribe": nil,

	"Users.List": &leeloo.Page[leeloo.User]{
		Items: []leeloo.User{
			{
				ID: "445f5d522a934035decc093d", Name: "Igor",
				CreatedAt: at("2015-04-02T14:20:00Z"), UpdatedAt: at("2015-04-02T14:20:00Z"),
			},
			{
				ID: "125f5d522a934035decc093d", Name: "Alexey",
				CreatedAt: at("2015-04-02T14:20:00Z"), UpdatedAt: at("2015-04-02T14:20:00Z"),
			},
		},
		Meta: leeloo.Meta{Limit: 20, Offset: 0, FilteredCount: 2, TotalCount: 2},
	},
	"Users.Get": &leeloo.User{
		ID: "632af797bd3cc466fe1af584", Name: "John Mack",
		CreatedAt: at("2022-09-21T11:37:59.353Z"), UpdatedAt: at("2022-09-27T12:26:12.786Z"),
	},
}

var marksAccount = leeloo.Account{
	AccountID:        "617fd5cc1cc06d42c94dd9ec",
	ConnectionID:     "61308ac5d087cbc40f1e478d",
	ConnectionStatus: leeloo.ConnectionStatusOK,
	From:             leeloo.ChannelTypeFacebook,
}

var marksSubscription = leeloo.Subscription{
	TunnelID:        "617fa515557acb4a2472c560",
	TunnelName:      "for list",
	LeadGenToolID:   "617fa612925d13644ae58e55",
	LeadGenToolName: "New LGT",
	TrafficSourceID: "617fa612925d1341eee58e58",
	TrafficSource:   "Default traffic source",
	AccountID:       "617fd5cc1cc06d42c94dd9ec",
}

var sampleStats = leeloo.TunnelStats{
	Subscribers: 10, UniqSubscribers: 2, Orders: 4, Sales: 3, UniqSales: 2, Visits: 14, UniqVisits: 5, Shows: 5, UniqShows: 3,
	TotalSale: amount("200"), TotalExpenses: amount("100"),
}

func TestSamplesAreReadCompletely(t *testing.T) {
	require.Len(t, sampleModels, len(operations))
	for _, op := range operations {
		t.Run(op.name, func(t *testing.T) {
			want, known := sampleModels[op.name]
			require.True(t, known, "no expected result")
			client, _ := canned(t, sample(t, op.sample))
			got, err := op.call(t.Context(), client)
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

// All yields the items of the sample, and each of its requests has the filters of the list.
func TestAllYieldsTheItemsOfTheSamples(t *testing.T) {
	filtered := leeloo.PeopleListParams{Tags: []string{"vip"}, LastMessage: leeloo.DateRange{From: day("2020-01-01")}, Phone: "+380", Email: "a@b"}
	byDay := leeloo.ChannelListParams{LastMessage: leeloo.DateRange{To: day("2020-01-01")}}
	const filters = "filter[email]=a@b&filter[last_message][from]=2020-01-01&filter[phone]=%2B380&filter[tags]=vip"

	t.Run("Messages", func(t *testing.T) {
		testAll(t, "Messages.List", "", func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) iter.Seq2[*leeloo.Message, error] {
			return c.Messages.All(ctx, "66fac2b853d5123567d207b7", p)
		})
	})
	t.Run("Channels", func(t *testing.T) {
		testAll(t, "Channels.List", "filter[last_message][to]=2020-01-01",
			func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) iter.Seq2[*leeloo.Channel, error] {
				params := byDay
				params.ListParams = p
				return c.Channels.All(ctx, params)
			})
	})
	t.Run("Orders", func(t *testing.T) {
		testAll(t, "Orders.List", "", func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) iter.Seq2[*leeloo.Order, error] {
			return c.Orders.All(ctx, p)
		})
	})
	t.Run("People", func(t *testing.T) {
		testAll(t, "People.List", filters, func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) iter.Seq2[*leeloo.Person, error] {
			params := filtered
			params.ListParams = p
			return c.People.All(ctx, params)
		})
	})
	t.Run("Tunnels", func(t *testing.T) {
		testAll(t, "Tunnels.List", "", func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) iter.Seq2[*leeloo.Tunnel, error] {
			return c.Tunnels.All(ctx, p)
		})
	})
	t.Run("Users", func(t *testing.T) {
		testAll(t, "Users.List", "", func(ctx context.Context, c *leeloo.Client, p leeloo.ListParams) iter.Seq2[*leeloo.User, error] {
			return c.Users.All(ctx, p)
		})
	})
}

func testAll[T any](t *testing.T, list, filters string, all func(context.Context, *leeloo.Client, leeloo.ListParams) iter.Seq2[*T, error]) {
	t.Helper()
	want := sampleModels[list].(*leeloo.Page[T]).Items
	for _, op := range operations {
		if op.name != list {
			continue
		}
		for _, test := range []struct {
			params leeloo.ListParams
			limit  string // of the first request
			want   []T
		}{
			{leeloo.ListParams{}, "100", want},
			{leeloo.ListParams{Limit: 2}, "2", want},
			{leeloo.ListParams{Limit: 50, Offset: len(want)}, "50", nil},
		} {
			paged := newPaged(t, sample(t, op.sample))
			require.Equal(t, test.want, itemsOf(t, all(t.Context(), paged.client(t), test.params)))

			sent := paged.requests()
			require.NotEmpty(t, sent)
			assert.Equal(t, test.limit, sent[0].URL.Query().Get("limit"))
			for _, request := range sent {
				query := request.URL.Query()
				query.Del("limit")
				query.Del("offset")
				wantFilters, err := url.ParseQuery(filters)
				require.NoError(t, err)
				assert.Equal(t, wantFilters, query)
			}
		}
	}
}

// newPaged returns a server that responds with the part of a sample that the query selects.
func newPaged(t *testing.T, sample []byte) *recorder {
	var body struct {
		Data   []json.RawMessage `json:"data"`
		Meta   map[string]int    `json:"meta"`
		Status int               `json:"status"`
	}
	require.NoError(t, json.Unmarshal(sample, &body))
	items := body.Data
	return newRecorder(t, func(request *http.Request) *http.Response {
		query := request.URL.Query()
		limit, _ := strconv.Atoi(query.Get("limit"))
		offset, _ := strconv.Atoi(query.Get("offset"))
		from := min(offset, len(items))
		response := body
		response.Data = items[from:min(from+limit, len(items))]
		encoded, err := json.Marshal(response)
		assert.NoError(t, err)
		return jsonResponse(encoded)
	})
}

func itemsOf[T any](t *testing.T, all iter.Seq2[*T, error]) (items []T) {
	t.Helper()
	for item, err := range all {
		require.NoError(t, err)
		items = append(items, *item)
	}
	return items
}

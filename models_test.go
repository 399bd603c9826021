package leeloo_test

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// models are all models with every field filled, and their JSON under the names of wire.md.
var models = []struct {
	value any
	wire  string
}{
	{
		leeloo.TemplateCategory{ID: "5e3bf3fdb70492000f72cd6c", Name: "Category 1"},
		`{"id":"5e3bf3fdb70492000f72cd6c","name":"Category 1"}`,
	},
	{
		leeloo.Template{ID: "5e42be758d4fff000cafe6ef", Name: "test template 2"},
		`{"id":"5e42be758d4fff000cafe6ef","message_name":"test template 2"}`,
	},
	{
		leeloo.Message{
			ID: "5e3bf8d6c6ed91000c8534ae", Text: "Привіт <b>&", Type: "YOUR_MESSAGE", Read: true,
			CreatedAt: at("2020-02-06T11:30:30.035Z"), UpdatedAt: at("2020-02-06T11:30:31Z"),
		},
		`{"id":"5e3bf8d6c6ed91000c8534ae","text":"Привіт <b>&","type":"YOUR_MESSAGE","read":true,
			"createdAt":"2020-02-06T11:30:30.035Z","updatedAt":"2020-02-06T11:30:31.000Z"}`,
	},
	{
		leeloo.Channel{
			ID: "5ef074e9e31801000d73ba11", PersonID: "5ef074e9e31801000d73ba10", Name: "Olena", From: leeloo.ChannelTypeTelegram,
			BotStatus: "BOT", LastMessageTime: at("2020-06-22T09:10:11.012Z"), CreatedAt: at("2020-06-22T09:08:57.690Z"),
			UTMMarks: map[string]string{"utm_source": "instagram"},
		},
		`{"id":"5ef074e9e31801000d73ba11","person_id":"5ef074e9e31801000d73ba10","name":"Olena","from":"TELEGRAM","botStatus":"BOT",
			"lastMessageTime":"2020-06-22T09:10:11.012Z","createdAt":"2020-06-22T09:08:57.690Z","utmMarks":{"utm_source":"instagram"}}`,
	},
	{
		leeloo.Connection{ID: "65cf48536d81f496d4f9a673", Type: "telegram", Name: "Telegram bot"},
		`{"id":"65cf48536d81f496d4f9a673","type":"telegram","name":"Telegram bot"}`,
	},
	{
		leeloo.Person{
			ID: "625946dd585052c1629f1b2b", Name: "Mark", Email: "mark@example.com", Phone: "+380500000001", Tags: []string{"vip"},
			ProfileImage: "https://static.example.com/mark.jpg?a=1&b=2", Gender: leeloo.GenderOther, Locale: "ru_RU",
			Accounts: []leeloo.Account{marksAccount}, History: []leeloo.Subscription{marksSubscription},
			CustomFields:     []leeloo.CustomField{{Type: "PHONE", Name: "phone", Value: "+48500000003"}},
			LastMessageTime:  at("2020-01-13T14:21:36.462Z"),
			CreatedAt:        at("2021-11-01T11:55:56.358Z"),
			UpdatedAt:        at("2024-02-02T12:07:54.882Z"),
			ContactedUserIDs: []leeloo.UserID{"60509800acc5ae000d74ce21"},
			OrderIDs:         []leeloo.OrderID{"65cf58ba1261175f8d40a75f"},
			ContactedUsers:   []leeloo.User{{ID: "60509800acc5ae000d74ce21", Name: "Max"}},
			Orders:           []leeloo.Order{{ID: "65cf58ba1261175f8d40a75f", Price: amount("100.50")}},
		},
		`{"id":"625946dd585052c1629f1b2b","name":"Mark","email":"mark@example.com","phone":"+380500000001","tags":["vip"],
			"profileImage":"https://static.example.com/mark.jpg?a=1&b=2","gender":"OTHER","locale":"ru_RU",
			"accounts":[{"account_id":"617fd5cc1cc06d42c94dd9ec","connection_id":"61308ac5d087cbc40f1e478d","connection_status":"OK","from":"FACEBOOK"}],
			"subscribeHistory":[{"tunnelId":"617fa515557acb4a2472c560","tunnelName":"for list","leadgentoolId":"617fa612925d13644ae58e55",
				"leadgentoolName":"New LGT","trafficSourceId":"617fa612925d1341eee58e58","trafficSource":"Default traffic source",
				"accountId":"617fd5cc1cc06d42c94dd9ec"}],
			"custom_fields":[{"type":"PHONE","name":"phone","value":"+48500000003"}],
			"lastMessageTime":"2020-01-13T14:21:36.462Z","created_at":"2021-11-01T11:55:56.358Z","updated_at":"2024-02-02T12:07:54.882Z",
			"links":{"contactedUsers":[{"type":"users","id":"60509800acc5ae000d74ce21"}],"orders":[{"type":"orders","id":"65cf58ba1261175f8d40a75f"}]},
			"included":{
				"users":[{"id":"60509800acc5ae000d74ce21","name":"Max","createdAt":null,"updatedAt":null}],
				"orders":[{"id":"65cf58ba1261175f8d40a75f","person_id":"","title":"","description":"","price":"100.50","currency":"",
					"status":"","paymentMethod":"","createdAt":null,"updatedAt":null}]}}`,
	},
	{
		marksAccount,
		`{"account_id":"617fd5cc1cc06d42c94dd9ec","connection_id":"61308ac5d087cbc40f1e478d","connection_status":"OK","from":"FACEBOOK"}`,
	},
	{
		marksSubscription,
		`{"tunnelId":"617fa515557acb4a2472c560","tunnelName":"for list","leadgentoolId":"617fa612925d13644ae58e55",
			"leadgentoolName":"New LGT","trafficSourceId":"617fa612925d1341eee58e58","trafficSource":"Default traffic source",
			"accountId":"617fd5cc1cc06d42c94dd9ec"}`,
	},
	{
		leeloo.CustomField{Type: "KEYWORD", Name: "plan", Value: "gold"},
		`{"type":"KEYWORD","name":"plan","value":"gold"}`,
	},
	{
		leeloo.CreatedPerson{
			AccountID: "60a4bcd7bc45b806ac3b1a4a", PersonID: "60a4bcd7bc45b83b6e3b1a49", Name: "Feliks", Tags: []string{"vip"},
			From: leeloo.ChannelTypeManual, BotStatus: "BOT", ConnectionStatus: leeloo.ConnectionStatusOK, Gender: leeloo.GenderFemale,
			Phone: "+380500000002", Email: "feliks@example.com", Locale: "uk_UA", History: []leeloo.Subscription{marksSubscription},
			CreatedAt: at("2021-05-19T07:23:03.546Z"), UpdatedAt: at("2021-05-19T07:23:03.547Z"),
		},
		`{"id":"60a4bcd7bc45b806ac3b1a4a","person_id":"60a4bcd7bc45b83b6e3b1a49","name":"Feliks","tags":["vip"],"from":"MANUAL",
			"botStatus":"BOT","connectionStatus":"OK","gender":"FEMALE","phone":"+380500000002","email":"feliks@example.com","locale":"uk_UA",
			"subscribeHistory":[{"tunnelId":"617fa515557acb4a2472c560","tunnelName":"for list","leadgentoolId":"617fa612925d13644ae58e55",
				"leadgentoolName":"New LGT","trafficSourceId":"617fa612925d1341eee58e58","trafficSource":"Default traffic source",
				"accountId":"617fd5cc1cc06d42c94dd9ec"}],
			"createdAt":"2021-05-19T07:23:03.546Z","updatedAt":"2021-05-19T07:23:03.547Z"}`,
	},
	{
		leeloo.Comment{
			ID: "5e32ab3228faf61fc396f625", Text: "some text", CreatedBy: "5b9f63e3d244d2000e276957", CompanyID: "5b9f63e3d244d2000e27692f",
			EntityID: "5da5998fcecdb311d73d3049", EntityType: "PERSON",
			CreatedAt: at("2020-01-30T10:08:50.677Z"), UpdatedAt: at("2020-01-30T10:08:50.678Z"),
		},
		`{"id":"5e32ab3228faf61fc396f625","text":"some text","created_by":"5b9f63e3d244d2000e276957","company_id":"5b9f63e3d244d2000e27692f",
			"entity_id":"5da5998fcecdb311d73d3049","entity_type":"PERSON",
			"created_at":"2020-01-30T10:08:50.677Z","updated_at":"2020-01-30T10:08:50.678Z"}`,
	},
	{
		leeloo.CallRecord{
			ID: "65fd772be3f8780013eac6b0", CallUUID: "57fa99e0-e846-11ee-b73a-95e863e509cb", AccountID: "65b632d119471a0012c3cabd",
			UserID: "5b9f63e3d244d2000e276930", CompanyID: "5b9f63e3d244d2000e27692f", ProviderType: "MANUAL",
			TelephoneConnectionID: "603e5096c4a05c3a9506f219", From: "123", To: "+380500000004",
			Type: leeloo.CallTypeOutbound, Status: leeloo.CallStatusSuccess, Duration: 140*time.Second + 500*time.Millisecond,
			RecordLink: "https://files.example.com/call.mp3", RawResponse: map[string]any{"a": []any{1.0, "b", nil, true}},
			CreatedAt: at("2024-03-22T12:00:36.980Z"), UpdatedAt: at("2024-03-22T12:00:36.981Z"), NextCheck: at("2024-03-22T12:19:51.650Z"),
		},
		`{"id":"65fd772be3f8780013eac6b0","call_id":"57fa99e0-e846-11ee-b73a-95e863e509cb","account_id":"65b632d119471a0012c3cabd",
			"user_id":"5b9f63e3d244d2000e276930","company_id":"5b9f63e3d244d2000e27692f","provider_type":"MANUAL",
			"telephone_connection_id":"603e5096c4a05c3a9506f219","from":"123","to":"+380500000004","type":"OUTBOUND","status":"SUCCESS",
			"billsec":140.5,"record_link":"https://files.example.com/call.mp3","raw_response":{"a":[1,"b",null,true]},
			"created_at":"2024-03-22T12:00:36.980Z","updated_at":"2024-03-22T12:00:36.981Z","next_check":"2024-03-22T12:19:51.650Z"}`,
	},
	{
		leeloo.TrafficSource{
			ID: "5e32d0ed28faf61fc396f6b0", Type: "normal", Name: "some ts", Description: "some ts description", FBAdsetID: "23842",
			SynchronizedWithFB: true, SynchronizationError: true, Disabled: true, CompanyID: "5b9f63e3d244d2000e27692f",
			LeadGenToolID: "5e1f119d6c384804b31e945e", TunnelID: "5e1f11566c384804b31e9457", CreatedBy: "5b9f63e3d244d2000e276957",
			Hash: "nn7n15", ResubscribeButtonID: "5e32d0ed28faf61fc396f6b1",
			CreatedAt: at("2020-01-30T12:49:49.273Z"), UpdatedAt: at("2020-01-30T12:49:49.274Z"),
		},
		`{"id":"5e32d0ed28faf61fc396f6b0","type":"normal","name":"some ts","description":"some ts description","fb_adset_id":"23842",
			"synchronized_with_fb":true,"synchronization_error":true,"disabled":true,"company_id":"5b9f63e3d244d2000e27692f",
			"leadgentool_id":"5e1f119d6c384804b31e945e","tunnel_id":"5e1f11566c384804b31e9457","created_by":"5b9f63e3d244d2000e276957",
			"hash":"nn7n15","resubscribe_button_id":"5e32d0ed28faf61fc396f6b1",
			"createdAt":"2020-01-30T12:49:49.273Z","updatedAt":"2020-01-30T12:49:49.274Z"}`,
	},
	{
		leeloo.Order{
			ID: "5e2825e081fbca000d8596e4", PersonID: "5df0fac42121a5000e07d80b", Title: "Title11", Description: "Description1",
			Price: amount("100.50"), Currency: "UAH", Status: leeloo.OrderStatusSuccess, PaymentMethod: "WAYFORPAY",
			CreatedAt: at("2020-02-25T11:18:56.419Z"), UpdatedAt: at("2020-02-25T11:18:56.420Z"),
		},
		`{"id":"5e2825e081fbca000d8596e4","person_id":"5df0fac42121a5000e07d80b","title":"Title11","description":"Description1",
			"price":"100.50","currency":"UAH","status":"SUCCESS","paymentMethod":"WAYFORPAY",
			"createdAt":"2020-02-25T11:18:56.419Z","updatedAt":"2020-02-25T11:18:56.420Z"}`,
	},
	{
		leeloo.Tag{ID: "595f5d522a934035decc093d", Name: "Tag #1"},
		`{"id":"595f5d522a934035decc093d","name":"Tag #1"}`,
	},
	{
		leeloo.Tunnel{
			ID: "595f5d522a934035decc093d", Name: "My tunnel", CreatedAt: at("2015-04-02T14:20:00Z"), UpdatedAt: at("2015-04-02T14:21:00Z"),
			LeadGenToolIDs: []leeloo.LeadGenToolID{"222f5d522a934035decc093d"},
			LeadGenTools:   []leeloo.LeadGenTool{{ID: "222f5d522a934035decc093d", Name: "LGT1", Type: leeloo.LeadGenToolTypeFBAd}},
		},
		`{"id":"595f5d522a934035decc093d","name":"My tunnel","createdAt":"2015-04-02T14:20:00.000Z","updatedAt":"2015-04-02T14:21:00.000Z",
			"links":{"leadgentools":[{"type":"leadgentools","id":"222f5d522a934035decc093d"}]},
			"linked":{"leadgentools":[{"id":"222f5d522a934035decc093d","name":"LGT1","type":"FB_AD"}]}}`,
	},
	{
		leeloo.LeadGenTool{ID: "222f5d522a934035decc093d", Name: "LGT1", Type: leeloo.LeadGenToolTypeQR},
		`{"id":"222f5d522a934035decc093d","name":"LGT1","type":"QR"}`,
	},
	{
		leeloo.TunnelStats{
			Subscribers: 11, UniqSubscribers: 10, Orders: 9, Sales: 8, UniqSales: 7, Visits: 6, UniqVisits: 5, Shows: 4, UniqShows: 3,
			TotalSale: amount("200.05"), TotalExpenses: amount("-1"),
		},
		`{"subscribers":11,"uniqSubscribers":10,"orders":9,"sales":8,"uniqSales":7,"visits":6,"uniqVisits":5,"shows":4,"uniqShows":3,
			"totalSale":"200.05","totalExpenses":"-1"}`,
	},
	{
		leeloo.User{
			ID: "632af797bd3cc466fe1af584", Name: "John Mack",
			CreatedAt: at("2022-09-21T11:37:59.353Z"), UpdatedAt: at("2022-09-27T12:26:12.786Z"),
		},
		`{"id":"632af797bd3cc466fe1af584","name":"John Mack","createdAt":"2022-09-21T11:37:59.353Z","updatedAt":"2022-09-27T12:26:12.786Z"}`,
	},
	{
		leeloo.Meta{Limit: 20, Offset: 40, FilteredCount: 2, TotalCount: 42},
		`{"limit":20,"offset":40,"filteredCount":2,"totalCount":42}`,
	},
}

// A model marshals under the names of the wire, and decodes back equal: with encoding/json, as a program that stores
// models does, and with the SDK.
func TestModelsMarshal(t *testing.T) {
	for _, model := range models {
		t.Run(nameOf(model.value), func(t *testing.T) {
			requireFull(t, model.value)
			encoded, err := json.Marshal(model.value)
			require.NoError(t, err)
			require.JSONEq(t, model.wire, string(encoded))

			stored := reflect.New(reflect.TypeOf(model.value))
			require.NoError(t, json.Unmarshal(encoded, stored.Interface()))
			require.Equal(t, model.value, stored.Elem().Interface())

			got, err := decode(t, model.value, string(encoded))
			require.NoError(t, err)
			require.Equal(t, model.value, got)
		})
		t.Run(nameOf(model.value)+"/empty", func(t *testing.T) {
			empty := reflect.Zero(reflect.TypeOf(model.value)).Interface()
			encoded, err := json.Marshal(empty)
			require.NoError(t, err)
			stored := reflect.New(reflect.TypeOf(model.value))
			require.NoError(t, json.Unmarshal(encoded, stored.Interface()))
			require.Equal(t, empty, stored.Elem().Interface())
		})
	}
}

// What decodes itself holds nothing of what it held before: a store may decode one row after the other into a variable.
func TestModelsThatDecodeThemselvesForget(t *testing.T) {
	for _, model := range models {
		stored := reflect.New(reflect.TypeOf(model.value))
		if _, ok := stored.Interface().(json.Unmarshaler); !ok || stored.Elem().Kind() != reflect.Struct || !stored.Elem().FieldByName("ID").IsValid() {
			continue
		}
		t.Run(nameOf(model.value), func(t *testing.T) {
			want := reflect.New(reflect.TypeOf(model.value)).Elem()
			stored.Elem().Set(reflect.ValueOf(model.value))
			require.NoError(t, json.Unmarshal([]byte(`null`), stored.Interface()))
			require.Equal(t, want.Interface(), stored.Elem().Interface())

			stored.Elem().Set(reflect.ValueOf(model.value))
			require.NoError(t, json.Unmarshal([]byte(`{"id":"b"}`), stored.Interface()))
			want.FieldByName("ID").SetString("b")
			require.Equal(t, want.Interface(), stored.Elem().Interface())
		})
	}
}

// What the wire does not say as it should survives a round trip as well.
func TestModelsMarshalOddities(t *testing.T) {
	for name, model := range map[string]any{
		"no price":              leeloo.Order{ID: "o1"},
		"a price of zero":       leeloo.Order{ID: "o1", Price: amount("0")},
		"a price of 0.00":       leeloo.Order{ID: "o1", Price: amount("0.00")},
		"a price that is none":  leeloo.Order{ID: "o1", Price: leeloo.Amount{Raw: "free"}},
		"a time that is none":   leeloo.Order{ID: "o1", CreatedAt: leeloo.Time{Raw: "yesterday"}},
		"a time in nanoseconds": leeloo.User{ID: "u1", CreatedAt: at("2020-02-06T11:30:30.035000001Z")},
		"no tags":               leeloo.Person{ID: "p1"},
		"an empty list of tags": leeloo.Person{ID: "p1", Tags: []string{}},
		"empty lists": leeloo.Person{
			ID: "p1", Accounts: []leeloo.Account{}, History: []leeloo.Subscription{}, CustomFields: []leeloo.CustomField{},
			ContactedUserIDs: []leeloo.UserID{}, OrderIDs: []leeloo.OrderID{}, ContactedUsers: []leeloo.User{}, Orders: []leeloo.Order{},
		},
		"a tunnel without tools": leeloo.Tunnel{ID: "t1", LeadGenToolIDs: []leeloo.LeadGenToolID{}, LeadGenTools: []leeloo.LeadGenTool{}},
		"empty marks":            leeloo.Channel{ID: "a1", UTMMarks: map[string]string{}},
		"a millisecond's call":   leeloo.CallRecord{ID: "c1", Duration: time.Millisecond},
		"a long call":            leeloo.CallRecord{ID: "c1", Duration: 10_000 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			encoded, err := json.Marshal(model)
			require.NoError(t, err)
			stored := reflect.New(reflect.TypeOf(model))
			require.NoError(t, json.Unmarshal(encoded, stored.Interface()))
			require.Equal(t, model, stored.Elem().Interface())
		})
	}
}

// Both spellings of the names that the API mixes decode, in every model that has them.
func TestModelsReadBothSpellings(t *testing.T) {
	spellings := map[string][]string{
		"CreatedAt":        {"createdAt", "created_at"},
		"UpdatedAt":        {"updatedAt", "updated_at"},
		"ConnectionStatus": {"connectionStatus", "connection_status"},
	}
	for _, model := range models {
		for _, field := range fieldsOf(model.value) {
			for _, spelling := range spellings[field.goName] {
				t.Run(nameOf(model.value)+"/"+spelling, func(t *testing.T) {
					wire := members(t, model.wire)
					value := wire[field.name]
					require.NotNil(t, value)
					delete(wire, field.name)
					wire[spelling] = value
					got, err := decode(t, model.value, object(t, wire))
					require.NoError(t, err)
					assert.Equal(t, model.value, got)

					for _, both := range spellings[field.goName] {
						wire[both] = value
					}
					got, err = decode(t, model.value, object(t, wire))
					require.NoError(t, err, "both at once")
					assert.Equal(t, model.value, got)
				})
			}
		}
	}
}

// Answers drift: in each field of each model stands each of these, and is read as it should be.
func TestModelsDrift(t *testing.T) {
	type drift struct {
		value string // JSON
		want  any    // nil: the field's zero value; errUnexpected: an error that names the field
	}
	type failure struct{}
	errUnexpected := failure{}
	absent := []drift{{`null`, nil}, {`"NOT_DEFINED"`, nil}, {`"NO_DATA"`, nil}, {`""`, nil}}
	none := []drift{{`null`, nil}}

	text := append([]drift{
		{`5`, "5"}, {`-1.50`, "-1.50"}, {`1e3`, "1e3"}, {`true`, "true"}, {`false`, "false"},
		{`"SOMETHING_NEW"`, "SOMETHING_NEW"}, {`"not_defined"`, "not_defined"}, {`"\u041e\"\\"`, `О"\`},
		{"\"a\xffb\"", "a\ufffdb"}, {`"\ud800"`, "\ufffd"},
		{`{"id":1}`, errUnexpected}, {`["x"]`, errUnexpected},
	}, absent...)
	id := append([]drift{
		{`"5E2825e0"`, "5E2825e0"},
		{`5`, errUnexpected}, {`true`, errUnexpected}, {`{"$oid":"5e2825e081fbca000d8596e4"}`, errUnexpected}, {`["x"]`, errUnexpected},
	}, absent...)
	words := []drift{ // people's own, who may well write the words of the API
		{`null`, ""}, {`"NOT_DEFINED"`, "NOT_DEFINED"}, {`"NO_DATA"`, "NO_DATA"}, {`" x "`, " x "}, {`42`, "42"}, {`true`, "true"},
		{"\"a\xffb\"", "a\ufffdb"}, {`{}`, errUnexpected}, {`[]`, errUnexpected},
	}
	moment := append([]drift{
		{`"2015-04-02T14:20Z"`, at("2015-04-02T14:20:00Z")}, {`1580988630035`, at("2020-02-06T11:30:30.035Z")},
		{`"soon"`, leeloo.Time{Raw: "soon"}}, {`true`, leeloo.Time{Raw: "true"}}, {`1e99`, leeloo.Time{Raw: "1e99"}},
		{"\"\xff\"", leeloo.Time{Raw: "\ufffd"}}, {`{}`, errUnexpected}, {`[]`, errUnexpected},
	}, absent...)
	money := append([]drift{
		{`20`, amount("20")}, {`"20"`, amount("20")}, {`20.50`, amount("20.50")}, {`0`, amount("0")}, {`-0.01`, amount("-0.01")},
		{`0.1`, amount("0.1")}, {`9007199254740993`, amount("9007199254740993")},
		{`1e3`, leeloo.Amount{Raw: "1e3"}}, {`"free"`, leeloo.Amount{Raw: "free"}}, {`true`, leeloo.Amount{Raw: "true"}}, {`"1 000"`, leeloo.Amount{Raw: "1 000"}},
		{`{}`, errUnexpected}, {`[]`, errUnexpected},
	}, absent...)
	number := append([]drift{
		{`20`, 20}, {`"20"`, 20}, {`20.0`, 20}, {`2e1`, 20}, {`-1`, -1}, {`true`, 1}, {`"true"`, 1}, {`false`, 0},
		{`20.5`, errUnexpected}, {`"many"`, errUnexpected}, {`1e300`, errUnexpected}, {`{}`, errUnexpected}, {`[]`, errUnexpected},
	}, absent...)
	boolean := append([]drift{
		{`true`, true}, {`"true"`, true}, {`1`, true}, {`"1"`, true}, {`false`, false}, {`"false"`, false}, {`0`, false},
		{`"maybe"`, errUnexpected}, {`{}`, errUnexpected}, {`[]`, errUnexpected},
	}, absent...)

	for _, model := range models {
		for _, field := range fieldsOf(model.value) {
			var drifts []drift
			switch field.kind {
			case "text", "enum":
				drifts = text
			case "id":
				drifts = id
			case "other id": // §4 names no type for it: it may be another system's, and so a number
				drifts = append([]drift{{`"x"`, "x"}, {`23842`, "23842"}, {`{}`, errUnexpected}}, absent...)
			case "words":
				drifts = words
			case "time":
				drifts = moment
			case "amount":
				drifts = money
			case "int":
				drifts = number
			case "bool":
				drifts = boolean
			case "list", "any":
				drifts = none
			default:
				t.Fatalf("%s.%s is of a kind that models do not have", nameOf(model.value), field.goName)
			}
			for _, d := range drifts {
				t.Run(nameOf(model.value)+"."+field.goName+"/"+strings.ToValidUTF8(d.value, "�"), func(t *testing.T) {
					wire := members(t, model.wire)
					wire[field.name] = json.RawMessage(d.value)
					got, err := decode(t, model.value, object(t, wire))
					if d.want == errUnexpected {
						require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
						require.ErrorContains(t, err, "data."+field.name+":")
						return
					}
					require.NoError(t, err)
					want := reflect.New(reflect.TypeOf(model.value)).Elem()
					want.Set(reflect.ValueOf(model.value))
					target := want.FieldByName(field.goName)
					if d.want == nil {
						target.SetZero()
					} else {
						target.Set(reflect.ValueOf(d.want).Convert(target.Type()))
					}
					require.Equal(t, want.Interface(), got)
				})
			}
		}
	}
}

// A name that the SDK does not know is no failure, and one in another case is another name.
func TestModelsIgnoreUnknownFields(t *testing.T) {
	for _, model := range models {
		t.Run(nameOf(model.value), func(t *testing.T) {
			wire := members(t, model.wire)
			for name := range members(t, model.wire) {
				if upper := strings.ToUpper(name); !strings.HasPrefix(upper, "CREATED") && !strings.HasPrefix(upper, "UPDATED") && !strings.HasPrefix(upper, "CONNECTION") {
					wire[upper] = json.RawMessage(`{"wrong":true}`)
				}
			}
			wire["__v"] = json.RawMessage(`[{"a":[null,1e400,"\ud800"]}]`)
			got, err := decode(t, model.value, object(t, wire))
			require.NoError(t, err)
			require.Equal(t, model.value, got)
		})
	}
}

// Broken UTF-8 and scalars of another kind in lists and maps of texts.
func TestModelsDriftInside(t *testing.T) {
	got, err := decode(t, leeloo.Channel{}, "{\"id\":\"a1\",\"utmMarks\":{\"utm_\xff\":\"a\xffb\",\"n\":1,\"none\":null}}")
	require.NoError(t, err)
	require.Equal(t, leeloo.Channel{ID: "a1", UTMMarks: map[string]string{"utm_\ufffd": "a\ufffdb", "n": "1", "none": ""}}, got)

	got, err = decode(t, leeloo.Person{}, "{\"id\":\"p1\",\"tags\":[\"a\xffb\",7],\"custom_fields\":[{\"type\":\"NUMBER\",\"name\":\"age\",\"value\":42.50}]}")
	require.NoError(t, err)
	require.Equal(t, leeloo.Person{
		ID: "p1", Tags: []string{"a\ufffdb", "7"}, CustomFields: []leeloo.CustomField{{Type: "NUMBER", Name: "age", Value: "42.50"}},
	}, got)

	got, err = decode(t, leeloo.Person{}, `{"id":"p1","links":{"contactedUsers":null,"orders":[]},"accounts":[{}],"subscribeHistory":[{}]}`)
	require.NoError(t, err)
	require.Equal(t, leeloo.Person{
		ID: "p1", OrderIDs: []leeloo.OrderID{}, Accounts: []leeloo.Account{{}}, History: []leeloo.Subscription{{}},
	}, got, "only a model's own id must be there")

	got, err = decode(t, leeloo.Person{}, `{"id":"p1","links":null}`)
	require.NoError(t, err)
	require.Equal(t, leeloo.Person{ID: "p1"}, got)
}

// A field of an inner model that is wrong is named with its path.
func TestModelsNameTheFieldInside(t *testing.T) {
	for wire, want := range map[string]string{
		`{"id":"p1","accounts":[{"account_id":"a1"},{"account_id":5}]}`: "data.accounts.1.account_id: want an id in a string, not a number",
		`{"id":"p1","subscribeHistory":[{"tunnelId":{}}]}`:              "data.subscribeHistory.0.tunnelId: want an id in a string, not an object",
		`{"id":"p1","links":{"orders":[{"id":7}]}}`:                     "data.links.orders.0.id: want an id in a string, not a number",
		`{"id":"p1","accounts":{}}`:                                     "data.accounts:",
		`{"id":"p1","tags":"vip"}`:                                      "data.tags:",
	} {
		t.Run(wire, func(t *testing.T) {
			_, err := decode(t, leeloo.Person{}, wire)
			require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			require.ErrorContains(t, err, want)
		})
	}
}

// The seconds of a call come as a number of any kind.
func TestCallRecordDuration(t *testing.T) {
	for billsec, want := range map[string]time.Duration{
		`140`: 140 * time.Second, `"140"`: 140 * time.Second, `140.0`: 140 * time.Second, `0.25`: 250 * time.Millisecond, `0`: 0,
		`null`: 0, `"NOT_DEFINED"`: 0, `"long"`: 0, `true`: 0, `1e300`: 0, `-1e300`: 0, `"NaN"`: 0, `"Inf"`: 0,
	} {
		t.Run(billsec, func(t *testing.T) {
			got, err := decode(t, leeloo.CallRecord{}, `{"id":"c1","billsec":`+billsec+`}`)
			require.NoError(t, err)
			require.Equal(t, leeloo.CallRecord{ID: "c1", Duration: want}, got)
		})
	}
	_, err := decode(t, leeloo.CallRecord{}, `{"id":"c1","billsec":[]}`)
	require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
	require.ErrorContains(t, err, "data.billsec:")
}

// The rows that a person or a tunnel brings along stand under "included" or "linked".
func TestIncludedOrLinked(t *testing.T) {
	for _, name := range []string{"People.Get", "Tunnels.Get"} {
		for _, key := range []string{"included", "linked"} {
			t.Run(name+"/"+key, func(t *testing.T) {
				op := operationNamed(t, name)
				client, _ := canned(t, edited(t, op, func(answer map[string]any) {
					for _, other := range []string{"included", "linked"} {
						if rows, ok := answer[other]; ok {
							delete(answer, other)
							answer[key] = rows
						}
					}
				}))
				got, err := op.call(t.Context(), client)
				require.NoError(t, err)
				require.Equal(t, answers[name], got)
			})
		}
	}
	for _, nothing := range []any{nil, map[string]any{}, []any{}, map[string]any{"users": nil, "orders": nil, "tags": []any{1}}} {
		op := operationNamed(t, "People.Get")
		client, _ := canned(t, edited(t, op, func(answer map[string]any) { answer["included"] = nothing }))
		got, err := op.call(t.Context(), client)
		require.NoError(t, err, "%v", nothing)
		assert.Empty(t, got.(*leeloo.Person).Orders)
		assert.Len(t, got.(*leeloo.Person).OrderIDs, 1)
	}
}

// A model without its own id is no answer, wherever it stands.
func TestOwnIDMustBeThere(t *testing.T) {
	missing := map[string]func(map[string]any){
		"is missing":     func(row map[string]any) { delete(row, "id") },
		"is null":        func(row map[string]any) { row["id"] = nil },
		"is empty":       func(row map[string]any) { row["id"] = "" },
		"is NOT_DEFINED": func(row map[string]any) { row["id"] = "NOT_DEFINED" },
		"is a number":    func(row map[string]any) { row["id"] = 5 },
		"is an object":   func(row map[string]any) { row["id"] = map[string]any{"$oid": "5e2825e081fbca000d8596e4"} },
	}
	for _, place := range []struct{ op, path string }{ // of a list, its last row
		{"Templates.Categories", "data.categories"},
		{"Templates.List", "data.templates"},
		{"Messages.List", "data"},
		{"Channels.List", "data"},
		{"Channels.Connections", "data.connections"},
		{"Channels.Person", "data"},
		{"LGT.CreateTrafficSource", "data"},
		{"Orders.Create", "data"},
		{"Orders.List", "data"},
		{"Orders.Get", "data"},
		{"People.List", "data"},
		{"People.Get", "data"},
		{"People.Get", "included.users"},
		{"People.Get", "included.orders"},
		{"People.Create", "data"},
		{"People.AddComment", "data"},
		{"People.AddCall", "data"},
		{"Tags.List", "data"},
		{"Tunnels.List", "data"},
		{"Tunnels.Get", "data"},
		{"Tunnels.Get", "linked.leadgentools"},
		{"Users.List", "data"},
		{"Users.Get", "data"},
	} {
		for how, spoil := range missing {
			t.Run(place.op+" "+place.path+".id "+how, func(t *testing.T) {
				op := operationNamed(t, place.op)
				client, _ := canned(t, edited(t, op, func(answer map[string]any) {
					var at any = answer
					for name := range strings.SplitSeq(place.path, ".") {
						at = at.(map[string]any)[name]
					}
					if rows, ok := at.([]any); ok {
						at = rows[len(rows)-1]
					}
					spoil(at.(map[string]any))
				}))
				got, err := op.call(t.Context(), client)
				require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
				require.Regexp(t, `\bid\b`, err.Error())
				require.Nil(t, got, "what comes with an error might be taken for an answer")
			})
		}
	}
}

// An answer about another id than the one that was asked for is not believed; another case is the same id.
func TestAnswerIsAboutTheIDAskedFor(t *testing.T) {
	for _, name := range []string{"Orders.Get", "People.Get", "Tunnels.Get", "Users.Get", "Orders.Update"} {
		t.Run(name, func(t *testing.T) {
			op := operationNamed(t, name)
			client, _ := canned(t, edited(t, op, func(answer map[string]any) { answer["data"].(map[string]any)["id"] = "ffffffffffffffffffffffff" }))
			_, err := op.call(t.Context(), client)
			require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			require.ErrorContains(t, err, "data.id")

			client, _ = canned(t, edited(t, op, func(answer map[string]any) {
				data := answer["data"].(map[string]any)
				data["id"] = strings.ToUpper(data["id"].(string))
			}))
			_, err = op.call(t.Context(), client)
			require.NoError(t, err)
		})
	}
	t.Run("Orders.Update names it by another type", func(t *testing.T) {
		op := operationNamed(t, "Orders.Update")
		client, _ := canned(t, edited(t, op, func(answer map[string]any) { answer["data"].(map[string]any)["id"] = 5 }))
		_, err := op.call(t.Context(), client)
		require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
		require.ErrorContains(t, err, "data.id")
		require.ErrorIs(t, err, leeloo.ErrMaybeApplied)
	})
	t.Run("Orders.Update need not name it", func(t *testing.T) {
		op := operationNamed(t, "Orders.Update")
		for _, data := range []any{map[string]any{}, map[string]any{"id": nil}, nil, []any{}} {
			client, _ := canned(t, edited(t, op, func(answer map[string]any) { answer["data"] = data }))
			_, err := op.call(t.Context(), client)
			require.NoError(t, err, "%v", data)
		}
	})
	t.Run("People.Update may answer the person", func(t *testing.T) {
		op := operationNamed(t, "People.Update")
		client, _ := canned(t, sample(t, "people_get.json"))
		_, err := op.call(t.Context(), client)
		require.NoError(t, err)
	})
}

// A list that is null has no rows; one that is missing or of another type is no answer.
func TestNullLists(t *testing.T) {
	for _, name := range []string{
		"Templates.Categories", "Templates.List", "Messages.List", "Channels.List", "Channels.Connections",
		"Orders.List", "People.List", "Tags.List", "Tunnels.List", "Tunnels.Stats", "Users.List",
	} {
		t.Run(name, func(t *testing.T) {
			op := operationNamed(t, name)
			set := func(value any) func(map[string]any) {
				return func(answer map[string]any) {
					if data, ok := answer["data"].(map[string]any); ok {
						for key := range data {
							data[key] = value
						}
					} else {
						answer["data"] = value
					}
				}
			}
			client, _ := canned(t, edited(t, op, set(nil)))
			got, err := op.call(t.Context(), client)
			require.NoError(t, err)
			if rows := reflect.Indirect(reflect.ValueOf(got)); rows.Kind() == reflect.Struct {
				assert.Zero(t, rows.FieldByName("Items").Len())
			} else {
				assert.Zero(t, rows.Len())
			}

			client, _ = canned(t, edited(t, op, set([]any{})))
			got, err = op.call(t.Context(), client)
			require.NoError(t, err)
			encoded, err := json.Marshal(got)
			require.NoError(t, err)
			assert.NotContains(t, string(encoded), "null", "an empty list is a list")

			client, _ = canned(t, edited(t, op, set("x")))
			_, err = op.call(t.Context(), client)
			require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			require.ErrorContains(t, err, "data")

			client, _ = canned(t, edited(t, op, func(answer map[string]any) { delete(answer, "data") }))
			_, err = op.call(t.Context(), client)
			require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			require.ErrorContains(t, err, "data")
		})
	}
	for name, key := range map[string]string{
		"Templates.Categories": "data.categories", "Templates.List": "data.templates", "Channels.Connections": "data.connections",
	} {
		t.Run(name+" without its key", func(t *testing.T) {
			op := operationNamed(t, name)
			client, _ := canned(t, []byte(`{"data":{},"status":1}`))
			_, err := op.call(t.Context(), client)
			require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			require.ErrorContains(t, err, key+" is missing")
		})
	}
}

// A page says what it is in meta, whose numbers drift as others do. Without meta it is a page all the same.
func TestMetaDrift(t *testing.T) {
	for meta, want := range map[string]leeloo.Meta{
		`{"limit":"20","offset":null,"filteredCount":20.0,"totalCount":"93"}`: {Limit: 20, FilteredCount: 20, TotalCount: 93},
		`{"pages":7}`: {},
		`null`:        {},
	} {
		client, _ := canned(t, []byte(`{"data":[],"meta":`+meta+`,"status":1}`))
		page, err := client.Orders.List(t.Context(), leeloo.ListParams{})
		require.NoError(t, err, meta)
		assert.Equal(t, want, page.Meta)
	}
	client, _ := canned(t, []byte(`{"data":[],"status":1}`))
	page, err := client.Orders.List(t.Context(), leeloo.ListParams{})
	require.NoError(t, err)
	assert.Zero(t, page.Meta)

	client, _ = canned(t, []byte(`{"data":[],"meta":{"totalCount":"many"},"status":1}`))
	_, err = client.Orders.List(t.Context(), leeloo.ListParams{})
	require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
	require.ErrorContains(t, err, "meta.totalCount")
}

// Figures come as an array or as an object, for all tunnels and for one.
func TestStatsShapes(t *testing.T) {
	const row = `{"subscribers":10,"uniqSubscribers":2,"orders":4,"sales":3,"uniqSales":2,"visits":14,"uniqVisits":5,"shows":5,"uniqShows":3,"totalSale":200,"totalExpenses":100}`
	for _, test := range []struct {
		data string
		rows []leeloo.TunnelStats
		one  *leeloo.TunnelStats // nil: no answer to StatsOf
	}{
		{row, []leeloo.TunnelStats{sampleStats}, &sampleStats},
		{`[` + row + `]`, []leeloo.TunnelStats{sampleStats}, &sampleStats},
		{`[` + row + `,` + row + `]`, []leeloo.TunnelStats{sampleStats, sampleStats}, nil},
		{`[]`, []leeloo.TunnelStats{}, nil},
		{`null`, nil, nil},
		{`{}`, []leeloo.TunnelStats{{}}, &leeloo.TunnelStats{}},
	} {
		t.Run(test.data, func(t *testing.T) {
			client, _ := canned(t, []byte(`{"data":`+test.data+`,"status":1}`))
			rows, err := client.Tunnels.Stats(t.Context())
			require.NoError(t, err)
			assert.Equal(t, test.rows, rows)

			one, err := client.Tunnels.StatsOf(t.Context(), "5b3f543bb2737000133d25b0")
			assert.Equal(t, test.one, one)
			if test.one == nil {
				assert.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			} else {
				assert.NoError(t, err)
			}
		})
	}
}

// Figures of another type are no figures.
func TestStatsOfAnotherType(t *testing.T) {
	for data, want := range map[string]string{
		`{"orders":[]}`: "data.orders:", `[{"orders":"many"}]`: "orders:", `"x"`: "data:", `7`: "data:", `[7]`: "data.0:",
	} {
		client, _ := canned(t, []byte(`{"data":`+data+`,"status":1}`))
		_, err := client.Tunnels.Stats(t.Context())
		require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse, data)
		require.ErrorContains(t, err, want)
		_, err = client.Tunnels.StatsOf(t.Context(), "5b3f543bb2737000133d25b0")
		require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse, data)
		require.ErrorContains(t, err, want)
	}
}

// The number of people that wait for their SMS is a count, and must be there.
func TestConnectSMSCount(t *testing.T) {
	op := operationNamed(t, "People.ConnectSMS")
	for data, want := range map[string]any{
		`{"count_to_process":3}`:      3,
		`{"count_to_process":"3"}`:    3,
		`{"count_to_process":0}`:      0,
		`{"count_to_process":null}`:   nil,
		`{"count_to_process":"many"}`: nil,
		`{}`:                          nil,
		`null`:                        nil,
	} {
		t.Run(data, func(t *testing.T) {
			client, _ := canned(t, []byte(`{"data":`+data+`,"status":1}`))
			got, err := op.call(t.Context(), client)
			if want == nil {
				require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
				require.ErrorIs(t, err, leeloo.ErrMaybeApplied)
				require.ErrorContains(t, err, "data.count_to_process")
				return
			}
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

// decode decodes the data of an answer into a model of like's type.
func decode(t *testing.T, like any, data string) (any, error) {
	t.Helper()
	client, _ := canned(t, []byte(`{"status":1,"data":`+data+`}`))
	out := reflect.New(reflect.TypeOf(like))
	err := client.Call(context.Background(), leeloo.CallRequest{Method: http.MethodGet, Path: "/models"}, out.Interface())
	return out.Elem().Interface(), err
}

func operationNamed(t *testing.T, name string) operation {
	t.Helper()
	i := slices.IndexFunc(operations, func(op operation) bool { return op.name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return operations[i]
}

// edited returns an operation's sample after a change.
func edited(t *testing.T, op operation, edit func(answer map[string]any)) []byte {
	t.Helper()
	var answer map[string]any
	require.NoError(t, json.Unmarshal(sample(t, op.sample), &answer))
	edit(answer)
	body, err := json.Marshal(answer)
	require.NoError(t, err)
	return body
}

func members(t *testing.T, wire string) map[string]json.RawMessage {
	t.Helper()
	var object map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(wire), &object))
	return object
}

// object writes members as they are: encoding/json would mend what is broken in them.
func object(t *testing.T, members map[string]json.RawMessage) string {
	t.Helper()
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		parts = append(parts, `"`+name+`":`+string(members[name]))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

func nameOf(model any) string { return reflect.TypeOf(model).Name() }

// requireFull fails for a model with a field that the table forgot.
func requireFull(t *testing.T, model any) {
	t.Helper()
	value := reflect.ValueOf(model)
	for i := range value.NumField() {
		require.False(t, value.Field(i).IsZero(), value.Type().Field(i).Name)
	}
}

type field struct{ goName, name, kind string }

// fieldsOf returns a model's fields that stand on the wire under a name of their own.
func fieldsOf(model any) (fields []field) {
	structType := reflect.TypeOf(model)
	for i := range structType.NumField() {
		f := structType.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name != "-" {
			fields = append(fields, field{f.Name, name, kindOf(structType, f)})
		}
	}
	return fields
}

func kindOf(in reflect.Type, f reflect.StructField) string {
	switch reflect.Zero(f.Type).Interface().(type) {
	case leeloo.Text:
		return "text"
	case leeloo.OrderStatus, leeloo.CallStatus, leeloo.CallType, leeloo.ChannelType, leeloo.ConnectionStatus, leeloo.Gender, leeloo.LeadGenToolType:
		return "enum"
	case leeloo.AccountID, leeloo.PersonID, leeloo.ConnectionID, leeloo.CategoryID, leeloo.TemplateID, leeloo.MessageID,
		leeloo.LeadGenToolID, leeloo.TrafficSourceID, leeloo.OrderID, leeloo.UserID, leeloo.TagID, leeloo.TunnelID,
		leeloo.CompanyID, leeloo.CommentID, leeloo.CallID:
		return "id"
	case leeloo.Time:
		return "time"
	case leeloo.Amount:
		return "amount"
	case int:
		return "int"
	case bool:
		return "bool"
	case string:
		switch {
		case in == reflect.TypeFor[leeloo.CustomField](), f.Name == "Text":
			return "words"
		case strings.HasSuffix(f.Name, "ID"):
			return "other id"
		}
	}
	switch f.Type.Kind() {
	case reflect.Slice, reflect.Map:
		return "list"
	case reflect.Interface:
		return "any"
	}
	return "unknown"
}

// An empty object may be written as another empty thing: a list is not to be lost over it.
func TestMarksThatAreEmpty(t *testing.T) {
	for _, marks := range []string{`[]`, `""`, `null`, `{}`} {
		c, _ := canned(t, []byte(`{"status":1,"data":[{"id":"5ef074e9e31801000d73ba11","utmMarks":`+marks+`}]}`))
		page, err := c.Channels.List(t.Context(), leeloo.ChannelListParams{})
		require.NoError(t, err, marks)
		assert.Empty(t, page.Items[0].UTMMarks)
	}
	c, _ := canned(t, []byte(`{"status":1,"data":[{"id":"5ef074e9e31801000d73ba11","utmMarks":["utm_source"]}]}`))
	_, err := c.Channels.List(t.Context(), leeloo.ChannelListParams{})
	require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
	assert.ErrorContains(t, err, "data.0.utmMarks", "what is not empty is not dropped in silence")
}

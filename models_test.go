package leeloo_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// models contains each model with all fields set, and its JSON under the names of the API.
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
			"createdAt":"2020-02-06T11:30:30.035Z","updatedAt":"2020-02-06T11:30:31Z"}`,
	},
	{
		leeloo.Channel{
			ID: "5ef074e9e31801000d73ba11", PersonID: "5ef074e9e31801000d73ba10", Name: "Olena", From: leeloo.ChannelTypeTelegram,
			BotStatus: "BOT", LastMessageTime: at("2020-06-22T09:10:11.012Z"), CreatedAt: at("2020-06-22T09:08:57.690Z"),
			UTMMarks: map[string]string{"utm_source": "instagram"},
		},
		`{"id":"5ef074e9e31801000d73ba11","person_id":"5ef074e9e31801000d73ba10","name":"Olena","from":"TELEGRAM","botStatus":"BOT",
			"lastMessageTime":"2020-06-22T09:10:11.012Z","createdAt":"2020-06-22T09:08:57.69Z","utmMarks":{"utm_source":"instagram"}}`,
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
				"users":[{"id":"60509800acc5ae000d74ce21","name":"Max"}],
				"orders":[{"id":"65cf58ba1261175f8d40a75f","person_id":"","title":"","description":"","price":"100.50","currency":"",
					"status":"","paymentMethod":""}]}}`,
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
		leeloo.Call{
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
			"created_at":"2024-03-22T12:00:36.98Z","updated_at":"2024-03-22T12:00:36.981Z","next_check":"2024-03-22T12:19:51.65Z"}`,
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
			"createdAt":"2020-02-25T11:18:56.419Z","updatedAt":"2020-02-25T11:18:56.42Z"}`,
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
		`{"id":"595f5d522a934035decc093d","name":"My tunnel","createdAt":"2015-04-02T14:20:00Z","updatedAt":"2015-04-02T14:21:00Z",
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

func TestModelsAreComplete(t *testing.T) {
	var names []string
	for _, model := range models {
		names = append(names, nameOf(model.value))
		value := reflect.ValueOf(model.value)
		for i := range value.NumField() {
			assert.False(t, value.Field(i).IsZero(), "%s.%s is not set", value.Type(), value.Type().Field(i).Name)
		}
	}
	assert.ElementsMatch(t, declaredModels(t), names)
}

// declaredModels returns the names of the types with the comment //readgen:model.
func declaredModels(t *testing.T) (names []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	require.NoError(t, err)
	for _, file := range files {
		code, err := os.ReadFile(file)
		require.NoError(t, err)
		for _, match := range regexp.MustCompile(`(?m)^//readgen:model\ntype (\w+) struct`).FindAllSubmatch(code, -1) {
			names = append(names, string(match[1]))
		}
	}
	require.NotEmpty(t, names)
	return names
}

func nameOf(model any) string { return reflect.TypeOf(model).Name() }

// readModel reads the data of a response into a new model of the type of like, through the client.
func readModel(t *testing.T, like any, data string) (any, error) {
	t.Helper()
	client, _ := canned(t, []byte(`{"status":1,"data":`+data+`}`))
	out := reflect.New(reflect.TypeOf(like))
	err := client.Do(t.Context(), leeloo.Request{Method: http.MethodGet, Path: "/models"}, out.Interface())
	return out.Elem().Interface(), err
}

// wireMembers returns the members of a JSON object.
func wireMembers(t *testing.T, wire string) map[string]json.RawMessage {
	t.Helper()
	var object map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(wire), &object))
	return object
}

// wireObject returns an object with the members as they are, also with invalid UTF-8, which encoding/json would replace.
func wireObject(members map[string]json.RawMessage) string {
	var parts []string
	for _, name := range slices.Sorted(maps.Keys(members)) {
		parts = append(parts, `"`+name+`":`+string(members[name]))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// field is a field of a model that has a name in JSON.
type field struct{ goName, name, kind string }

func fieldsOf(model any) (fields []field) {
	structType := reflect.TypeOf(model)
	for i := range structType.NumField() {
		f := structType.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "-" {
			fields = append(fields, field{f.Name, name, kindOf(f)})
		}
	}
	return fields
}

func kindOf(f reflect.StructField) string {
	switch f.Type {
	case reflect.TypeFor[time.Time]():
		return "time"
	case reflect.TypeFor[leeloo.Amount]():
		return "amount"
	}
	switch kind := f.Type.Kind(); {
	case kind == reflect.String && f.Tag.Get("leeloo") == "verbatim":
		return "verbatim text"
	case kind == reflect.String && f.Type.Name() != "string" && strings.HasSuffix(f.Type.Name(), "ID"):
		return "id"
	case kind == reflect.String:
		return "text" // or an enumeration
	default:
		return kind.String()
	}
}

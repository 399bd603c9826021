package leeloo_test

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestModelsReadBothSpellings(t *testing.T) {
	spellings := map[string][]string{
		"CreatedAt":        {"createdAt", "created_at"},
		"UpdatedAt":        {"updatedAt", "updated_at"},
		"ConnectionStatus": {"connectionStatus", "connection_status"},
	}
	zero := map[string]string{"CreatedAt": `null`, "UpdatedAt": `"soon"`, "ConnectionStatus": `"NOT_DEFINED"`}
	tested := make(map[string]bool)
	for _, model := range models {
		for _, field := range fieldsOf(model.value) {
			for i, spelling := range spellings[field.goName] {
				tested[field.goName] = true
				t.Run(nameOf(model.value)+"/"+spelling, func(t *testing.T) {
					wire := wireMembers(t, model.wire)
					value := wire[field.name]
					require.NotNil(t, value)
					requireModel := func(name string) {
						got, err := readModel(t, model.value, wireObject(wire))
						require.NoError(t, err, name)
						require.Equal(t, model.value, got, name)
					}
					delete(wire, field.name)
					wire[spelling] = value
					requireModel("one")

					other := spellings[field.goName][1-i]
					wire[other] = value
					requireModel("both")
					wire[other] = json.RawMessage(zero[field.goName])
					requireModel("both, and one has no value")
				})
			}
		}
	}
	require.Len(t, tested, len(spellings))
}

func TestModelsReadEveryScalarInEveryField(t *testing.T) {
	type scalar struct {
		value string // JSON
		want  any    // nil: the zero value of the field
	}
	type failure struct{}
	anError := failure{} // ErrUnexpectedResponse, which names the field
	withAbsent := func(scalars ...scalar) []scalar {
		return append(scalars, scalar{`null`, nil}, scalar{`"NOT_DEFINED"`, nil}, scalar{`"NO_DATA"`, nil}, scalar{`""`, nil})
	}
	kinds := map[string][]scalar{
		"text": withAbsent(
			scalar{`5`, "5"}, scalar{`-1.50`, "-1.50"}, scalar{`1e3`, "1e3"}, scalar{`true`, "true"}, scalar{`false`, "false"},
			scalar{`"SOMETHING_NEW"`, "SOMETHING_NEW"}, scalar{`"not_defined"`, "not_defined"}, scalar{`"\u041e\"\\"`, `О"\`},
			scalar{"\"a\xffb\"", "a\ufffdb"}, scalar{`"\ud800"`, "\ufffd"},
			scalar{`{"id":1}`, anError}, scalar{`["x"]`, anError},
		),
		"verbatim text": {
			{`null`, ""}, {`"NOT_DEFINED"`, "NOT_DEFINED"}, {`"NO_DATA"`, "NO_DATA"}, {`" x "`, " x "}, {`42`, "42"}, {`true`, "true"},
			{"\"a\xffb\"", "a\ufffdb"}, {`{}`, anError}, {`[]`, anError},
		},
		"id": withAbsent(
			scalar{`"5E2825e0"`, "5E2825e0"}, scalar{`"\u0061"`, "a"},
			scalar{`5`, anError}, scalar{`true`, anError}, scalar{`{"$oid":"5e2825e081fbca000d8596e4"}`, anError}, scalar{`["x"]`, anError},
		),
		"time": withAbsent(
			scalar{`"2015-04-02T14:20Z"`, at("2015-04-02T14:20:00Z")}, scalar{`"2015-04-02T14:20:00+02:00"`, at("2015-04-02T12:20:00Z")},
			scalar{`1580988630035`, at("2020-02-06T11:30:30.035Z")}, scalar{`"soon"`, nil}, scalar{`true`, nil}, scalar{`1e99`, nil},
			scalar{"\"\xff\"", nil}, scalar{`{}`, anError}, scalar{`[]`, anError},
		),
		"amount": withAbsent(
			scalar{`20`, amount("20")}, scalar{`"20"`, amount("20")}, scalar{`20.50`, amount("20.50")}, scalar{`0`, amount("0")},
			scalar{`-0.01`, amount("-0.01")}, scalar{`0.1`, amount("0.1")}, scalar{`9007199254740993`, amount("9007199254740993")},
			scalar{`1e3`, leeloo.Amount{Raw: "1e3"}}, scalar{`"free"`, leeloo.Amount{Raw: "free"}},
			scalar{`true`, leeloo.Amount{Raw: "true"}}, scalar{`"1 000"`, leeloo.Amount{Raw: "1 000"}},
			scalar{`{}`, anError}, scalar{`[]`, anError},
		),
		"int": withAbsent(
			scalar{`20`, 20}, scalar{`"20"`, 20}, scalar{`20.0`, 20}, scalar{`2e1`, 20}, scalar{`-1`, -1}, scalar{`true`, 1}, scalar{`"true"`, 1},
			scalar{`false`, 0}, scalar{`20.5`, anError}, scalar{`"many"`, anError}, scalar{`1e300`, anError}, scalar{`{}`, anError}, scalar{`[]`, anError},
		),
		"bool": withAbsent(
			scalar{`true`, true}, scalar{`"true"`, true}, scalar{`1`, true}, scalar{`"1"`, true}, scalar{`false`, false}, scalar{`"false"`, false},
			scalar{`0`, false}, scalar{`"maybe"`, anError}, scalar{`{}`, anError}, scalar{`[]`, anError},
		),
		"slice":     {{`null`, nil}, {`"vip"`, anError}, {`5`, anError}, {`true`, anError}, {`{}`, anError}},
		"map":       withAbsent(scalar{`[]`, nil}, scalar{`"x"`, anError}, scalar{`5`, anError}, scalar{`true`, anError}, scalar{`["x"]`, anError}),
		"interface": {{`null`, nil}, {`5`, 5.0}, {`true`, true}, {`"NOT_DEFINED"`, "NOT_DEFINED"}, {`["x"]`, []any{"x"}}},
	}
	for _, model := range models {
		for _, field := range fieldsOf(model.value) {
			require.NotEmpty(t, kinds[field.kind], "%s.%s is a %s", nameOf(model.value), field.goName, field.kind)
			for _, scalar := range kinds[field.kind] {
				t.Run(nameOf(model.value)+"."+field.goName+"/"+strings.ToValidUTF8(scalar.value, "�"), func(t *testing.T) {
					wire := wireMembers(t, model.wire)
					wire[field.name] = json.RawMessage(scalar.value)
					got, err := readModel(t, model.value, wireObject(wire))
					if scalar.want == anError {
						require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
						require.ErrorContains(t, err, "data."+field.name+": want ")
						return
					}
					require.NoError(t, err)
					want := reflect.New(reflect.TypeOf(model.value)).Elem()
					want.Set(reflect.ValueOf(model.value))
					target := want.FieldByName(field.goName)
					if scalar.want == nil {
						target.SetZero()
					} else {
						target.Set(reflect.ValueOf(scalar.want).Convert(target.Type()))
					}
					require.Equal(t, want.Interface(), got)
				})
			}
		}
	}
}

func TestOnlyTextsOfPeopleKeepSentinels(t *testing.T) {
	var verbatim []string
	for _, model := range models {
		for _, field := range fieldsOf(model.value) {
			if field.kind == "verbatim text" {
				verbatim = append(verbatim, nameOf(model.value)+"."+field.goName)
			}
		}
	}
	require.ElementsMatch(t, []string{"Message.Text", "Comment.Text", "CustomField.Value"}, verbatim)
}

func TestModelsIgnoreUnknownNames(t *testing.T) {
	for _, model := range models {
		t.Run(nameOf(model.value), func(t *testing.T) {
			wire := wireMembers(t, model.wire)
			for name := range wireMembers(t, model.wire) {
				wire[strings.ToUpper(name)] = json.RawMessage(`{"wrong":true}`) // names match in their exact case
			}
			wire["__v"] = json.RawMessage(`[{"a":[null,1e400,"\ud800"]}]`)
			got, err := readModel(t, model.value, wireObject(wire))
			require.NoError(t, err)
			require.Equal(t, model.value, got)
		})
	}
}

func TestModelsReadNestedValuesLeniently(t *testing.T) {
	for name, test := range map[string]struct {
		wire string
		want any
	}{
		"UTM marks of any scalar": {
			"{\"id\":\"a1\",\"utmMarks\":{\"utm_\xff\":\"a\xffb\",\"n\":1,\"none\":null}}",
			leeloo.Channel{ID: "a1", UTMMarks: map[string]string{"utm_\ufffd": "a\ufffdb", "n": "1", "none": ""}},
		},
		"tags of any scalar": {"{\"id\":\"p1\",\"tags\":[\"a\xffb\",7]}", leeloo.Person{ID: "p1", Tags: []string{"a\ufffdb", "7"}}},
		"a number in a custom field": {
			`{"id":"p1","custom_fields":[{"type":"NUMBER","name":"age","value":42.50}]}`,
			leeloo.Person{ID: "p1", CustomFields: []leeloo.CustomField{{Type: "NUMBER", Name: "age", Value: "42.50"}}},
		},
		"null and empty links": {`{"id":"p1","links":{"contactedUsers":null,"orders":[]}}`, leeloo.Person{ID: "p1", OrderIDs: []leeloo.OrderID{}}},
		"links without an id":  {`{"id":"p1","links":{"orders":[{},{"id":""},5,{"id":"o1"}]}}`, leeloo.Person{ID: "p1", OrderIDs: []leeloo.OrderID{"o1"}}},
		"no links":             {`{"id":"p1","links":null}`, leeloo.Person{ID: "p1"}},
		"nothing included":     {`{"id":"p1","included":[]}`, leeloo.Person{ID: "p1"}},
		"accounts and subscriptions without ids": {
			`{"id":"p1","accounts":[{}],"subscribeHistory":[{}]}`,
			leeloo.Person{ID: "p1", Accounts: []leeloo.Account{{}}, History: []leeloo.Subscription{{}}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readModel(t, test.want, test.wire)
			require.NoError(t, err)
			require.Equal(t, test.want, got)
		})
	}
}

func TestErrorsNameTheNestedField(t *testing.T) {
	for wire, want := range map[string]string{
		`{"id":"p1","accounts":[{"account_id":"a1"},{"account_id":5}]}`: "data.accounts.1.account_id: want an id in a string, not a number",
		`{"id":"p1","subscribeHistory":[{"tunnelId":{}}]}`:              "data.subscribeHistory.0.tunnelId: want an id in a string, not an object",
		`{"id":"p1","links":{"orders":[{"id":7}]}}`:                     "data.links.orders.0.id: want an id in a string, not a number",
		`{"id":"p1","included":{"orders":[{"id":"o1"},{}]}}`:            "data.included.orders.1: the id is missing",
		`{"id":"p1","accounts":{}}`:                                     "data.accounts: want an array, not an object",
		`{"id":"p1","tags":"vip"}`:                                      "data.tags: want an array, not a string",
		`[]`:                                                            "data: want an object, not an array",
	} {
		t.Run(wire, func(t *testing.T) {
			_, err := readModel(t, leeloo.Person{}, wire)
			require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			require.ErrorContains(t, err, ": unexpected response: "+want+" (HTTP 200, application/json, ")
		})
	}
}

func TestErrorsNameTheItemOfAPage(t *testing.T) {
	client, _ := canned(t, []byte(`{"status":1,"data":[{"id":"o1"},{"id":"o2"},{"id":"o3"},{"id":"o4","person_id":5}]}`))
	_, err := client.Orders.List(t.Context(), leeloo.ListParams{})
	require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
	require.ErrorContains(t, err, "leeloo: Orders.List: unexpected response: data.3.person_id: want an id in a string, not a number (HTTP 200, ")
}

func TestCallReadsItsDurationInSeconds(t *testing.T) {
	for billsec, want := range map[string]time.Duration{
		`140`: 140 * time.Second, `"140"`: 140 * time.Second, `140.0`: 140 * time.Second, `0.25`: 250 * time.Millisecond, `0`: 0,
		`null`: 0, `"NOT_DEFINED"`: 0, `"long"`: 0, `true`: 0, `1e300`: 0, `-1e300`: 0, `"NaN"`: 0, `"Inf"`: 0,
	} {
		t.Run(billsec, func(t *testing.T) {
			got, err := readModel(t, leeloo.Call{}, `{"id":"c1","billsec":`+billsec+`}`)
			require.NoError(t, err)
			require.Equal(t, leeloo.Call{ID: "c1", Duration: want}, got)
		})
	}
	_, err := readModel(t, leeloo.Call{}, `{"id":"c1","billsec":[]}`)
	require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
	require.ErrorContains(t, err, "data.billsec: want a number of seconds, not an array")
}

// An empty object may arrive as another empty value. The list is read nevertheless.
func TestEmptyUTMMarksDoNotFailAList(t *testing.T) {
	for _, marks := range []string{`[]`, `""`, `null`, `{}`} {
		client, _ := canned(t, []byte(`{"status":1,"data":[{"id":"5ef074e9e31801000d73ba11","utmMarks":`+marks+`}]}`))
		page, err := client.Channels.List(t.Context(), leeloo.ChannelListParams{})
		require.NoError(t, err, marks)
		assert.Empty(t, page.Items[0].UTMMarks)
	}
	client, _ := canned(t, []byte(`{"status":1,"data":[{"id":"5ef074e9e31801000d73ba11","utmMarks":["utm_source"]}]}`))
	_, err := client.Channels.List(t.Context(), leeloo.ChannelListParams{})
	require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
	assert.ErrorContains(t, err, "data.0.utmMarks: want an object, not an array", "data are not dropped silently")
}

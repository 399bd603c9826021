package leeloo_test

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestModelsMarshalUnderTheNamesOfTheAPI(t *testing.T) {
	for _, model := range models {
		t.Run(nameOf(model.value), func(t *testing.T) {
			encoded, err := json.Marshal(model.value)
			require.NoError(t, err)
			require.JSONEq(t, model.wire, string(encoded))
			requireReadBack(t, model.value)
		})
	}
}

func TestZeroModelsReadBackEqual(t *testing.T) {
	for _, model := range models {
		t.Run(nameOf(model.value), func(t *testing.T) {
			requireReadBack(t, reflect.Zero(reflect.TypeOf(model.value)).Interface())
		})
	}
}

func TestUnusualModelsReadBackEqual(t *testing.T) {
	for name, model := range map[string]any{
		"no price":              leeloo.Order{ID: "o1"},
		"a price of zero":       leeloo.Order{ID: "o1", Price: amount("0")},
		"a price of 0.00":       leeloo.Order{ID: "o1", Price: amount("0.00")},
		"an unreadable price":   leeloo.Order{ID: "o1", Price: leeloo.Amount{Raw: "free"}},
		"a time in nanoseconds": leeloo.User{ID: "u1", CreatedAt: at("2020-02-06T11:30:30.035000001Z")},
		"the first second":      leeloo.User{ID: "u1", CreatedAt: at("0001-01-01T00:00:01Z")},
		"the last second":       leeloo.User{ID: "u1", CreatedAt: at("9999-12-31T23:59:59.999999999Z")},
		"no tags":               leeloo.Person{ID: "p1"},
		"an empty list of tags": leeloo.Person{ID: "p1", Tags: []string{}},
		"empty lists": leeloo.Person{
			ID: "p1", Accounts: []leeloo.Account{}, History: []leeloo.Subscription{}, CustomFields: []leeloo.CustomField{},
			ContactedUserIDs: []leeloo.UserID{}, OrderIDs: []leeloo.OrderID{}, ContactedUsers: []leeloo.User{}, Orders: []leeloo.Order{},
		},
		"a tunnel without tools":  leeloo.Tunnel{ID: "t1", LeadGenToolIDs: []leeloo.LeadGenToolID{}, LeadGenTools: []leeloo.LeadGenTool{}},
		"a created person":        leeloo.CreatedPerson{AccountID: "a1", Tags: []string{}, History: []leeloo.Subscription{}},
		"empty UTM marks":         leeloo.Channel{ID: "a1", UTMMarks: map[string]string{}},
		"a call of a millisecond": leeloo.Call{ID: "c1", Duration: time.Millisecond},
		"a long call":             leeloo.Call{ID: "c1", Duration: 10_000 * time.Hour},
		"a sentinel as a message": leeloo.Message{ID: "m1", Text: "NOT_DEFINED"},
		"a sentinel as a comment": leeloo.Comment{ID: "c1", Text: "NO_DATA"},
		"a sentinel in a field":   leeloo.CustomField{Value: "NOT_DEFINED"},
		"a sentinel on a card":    leeloo.Person{ID: "p1", CustomFields: []leeloo.CustomField{{Value: "NO_DATA"}}},
	} {
		t.Run(name, func(t *testing.T) { requireReadBack(t, model) })
	}
}

// requireReadBack requires that the JSON of a model reads back equal, with encoding/json and through the client.
func requireReadBack(t *testing.T, model any) {
	t.Helper()
	encoded, err := json.Marshal(model)
	require.NoError(t, err)

	stored := reflect.New(reflect.TypeOf(model))
	require.NoError(t, json.Unmarshal(encoded, stored.Interface()))
	require.Equal(t, model, stored.Elem().Interface(), "with encoding/json")

	got, err := readModel(t, model, string(encoded))
	require.NoError(t, err)
	require.Equal(t, model, got, "through the client")
}

func TestZeroTimesAreLeftOut(t *testing.T) {
	for _, model := range models {
		encoded, err := json.Marshal(reflect.Zero(reflect.TypeOf(model.value)).Interface())
		require.NoError(t, err)
		members := wireMembers(t, string(encoded))
		for _, field := range fieldsOf(model.value) {
			if field.kind == "time" {
				assert.NotContains(t, members, field.name, nameOf(model.value))
			}
		}
	}
}

// A program may decode one row of its database after the other into the same variable.
func TestUnmarshalJSONResetsTheModel(t *testing.T) {
	tested := 0
	for _, model := range models {
		stored := reflect.New(reflect.TypeOf(model.value))
		if _, ok := stored.Interface().(json.Unmarshaler); !ok {
			continue
		}
		tested++
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
	require.Equal(t, 3, tested, "Person, Tunnel and Call")
}

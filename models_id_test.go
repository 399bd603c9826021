package leeloo_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestOwnIDMustBePresent(t *testing.T) {
	edits := map[string]func(item map[string]any){
		"is missing":     func(item map[string]any) { delete(item, "id") },
		"is null":        func(item map[string]any) { item["id"] = nil },
		"is empty":       func(item map[string]any) { item["id"] = "" },
		"is NOT_DEFINED": func(item map[string]any) { item["id"] = "NOT_DEFINED" },
		"is a number":    func(item map[string]any) { item["id"] = 5 },
		"is an object":   func(item map[string]any) { item["id"] = map[string]any{"$oid": "5e2825e081fbca000d8596e4"} },
	}
	for _, test := range itemsWithIDs {
		for how, edit := range edits {
			t.Run(test.operation+" "+test.path+".id "+how, func(t *testing.T) {
				op := operationNamed(t, test.operation)
				client, _ := canned(t, edited(t, op, func(response map[string]any) { edit(itemAt(response, test.path)) }))
				got, err := op.call(t.Context(), client)
				require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
				require.Regexp(t, `\bid\b`, err.Error())
				require.Nil(t, got, "no model is returned with an error")
			})
		}
	}
}

func TestOnlyTheOwnIDMustBePresent(t *testing.T) {
	for _, test := range itemsWithIDs {
		t.Run(test.operation+" "+test.path, func(t *testing.T) {
			op := operationNamed(t, test.operation)
			client, _ := canned(t, edited(t, op, func(response map[string]any) {
				item := itemAt(response, test.path)
				for name := range item {
					if name != "id" {
						delete(item, name)
					}
				}
			}))
			_, err := op.call(t.Context(), client)
			require.NoError(t, err)
		})
	}
	for _, model := range models {
		for _, data := range []string{`{}`, `null`} {
			got, err := readModel(t, model.value, data)
			require.NoError(t, err, nameOf(model.value))
			require.Zero(t, got)
		}
	}
}

// itemsWithIDs are the places of the items that have an id of their own.
var itemsWithIDs = []struct{ operation, path string }{
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
}

// itemAt returns the item at a path of a response, or the last item of the list there.
func itemAt(response map[string]any, path string) map[string]any {
	var at any = response
	for name := range strings.SplitSeq(path, ".") {
		at = at.(map[string]any)[name]
	}
	if items, ok := at.([]any); ok {
		at = items[len(items)-1]
	}
	return at.(map[string]any)
}

func TestResponseMustHaveTheRequestedID(t *testing.T) {
	for _, name := range []string{"Orders.Get", "People.Get", "Tunnels.Get", "Users.Get", "Orders.Update"} {
		op := operationNamed(t, name)
		t.Run(name+" with another id", func(t *testing.T) {
			client, _ := canned(t, edited(t, op, func(response map[string]any) {
				itemAt(response, "data")["id"] = "ffffffffffffffffffffffff"
			}))
			_, err := op.call(t.Context(), client)
			require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
			require.ErrorContains(t, err, "data.id is not the id that was asked for")
		})
		t.Run(name+" in another case", func(t *testing.T) {
			client, _ := canned(t, edited(t, op, func(response map[string]any) {
				data := itemAt(response, "data")
				data["id"] = strings.ToUpper(data["id"].(string))
			}))
			_, err := op.call(t.Context(), client)
			require.NoError(t, err)
		})
	}
}

func TestOrderUpdateMayComeWithoutID(t *testing.T) {
	op := operationNamed(t, "Orders.Update")
	for _, data := range []any{map[string]any{}, map[string]any{"id": nil}, nil, []any{}} {
		client, _ := canned(t, edited(t, op, func(response map[string]any) { response["data"] = data }))
		_, err := op.call(t.Context(), client)
		require.NoError(t, err, "%v", data)
	}
	client, _ := canned(t, edited(t, op, func(response map[string]any) { itemAt(response, "data")["id"] = 5 }))
	_, err := op.call(t.Context(), client)
	require.ErrorIs(t, err, leeloo.ErrUnexpectedResponse)
	require.ErrorContains(t, err, "data.id: want an id in a string, not a number")
	require.ErrorIs(t, err, leeloo.ErrMaybeApplied)
}

func TestPersonUpdateMayReturnThePerson(t *testing.T) {
	client, _ := canned(t, sample(t, "people_get.json"))
	_, err := operationNamed(t, "People.Update").call(t.Context(), client)
	require.NoError(t, err)
}

func TestIncludedItemsAreReadUnderBothNames(t *testing.T) {
	for _, name := range []string{"People.Get", "Tunnels.Get"} {
		for _, key := range []string{"included", "linked"} {
			t.Run(name+"/"+key, func(t *testing.T) {
				op := operationNamed(t, name)
				client, _ := canned(t, edited(t, op, func(response map[string]any) {
					for _, other := range []string{"included", "linked"} {
						if items, ok := response[other]; ok {
							delete(response, other)
							response[key] = items
						}
					}
				}))
				got, err := op.call(t.Context(), client)
				require.NoError(t, err)
				require.Equal(t, sampleModels[name], got)
			})
		}
	}
}

func TestNothingMayBeIncluded(t *testing.T) {
	for _, nothing := range []any{nil, map[string]any{}, []any{}, "", map[string]any{"users": nil, "orders": nil, "tags": []any{1}}} {
		op := operationNamed(t, "People.Get")
		client, _ := canned(t, edited(t, op, func(response map[string]any) { response["included"] = nothing }))
		got, err := op.call(t.Context(), client)
		require.NoError(t, err, "%v", nothing)
		person := got.(*leeloo.Person)
		require.Empty(t, person.Orders)
		require.Len(t, person.OrderIDs, 1)
	}
}

func operationNamed(t *testing.T, name string) operationCase {
	t.Helper()
	i := slices.IndexFunc(operations, func(op operationCase) bool { return op.name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return operations[i]
}

// edited returns the sample of an operation after a change.
func edited(t *testing.T, op operationCase, edit func(response map[string]any)) []byte {
	t.Helper()
	var response map[string]any
	require.NoError(t, json.Unmarshal(sample(t, op.sample), &response))
	edit(response)
	body, err := json.Marshal(response)
	require.NoError(t, err)
	return body
}

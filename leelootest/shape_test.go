package leelootest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// A response has the keys and types of the sample of its operation, at every depth.
func TestResponsesHaveTheShapeOfSamples(t *testing.T) {
	w := newWire(t, 20)
	person, account, order := w.People[0].ID, w.Accounts[0].ID, w.Orders[0].ID
	tunnel := w.Tunnels[0]
	w.ok("PUT", fmt.Sprintf("/people/%s/add-tag", person), object{"tag_id": w.Tags[0].ID})
	w.ok("PUT", fmt.Sprintf("/people/%s", person), object{
		"custom_fields": []object{{"type": "KEYWORD", "name": "city", "value": "Kyiv"}},
	})

	var tested []string
	for _, test := range []struct {
		op, sample, path string
		body             object
	}{
		{"Templates.Categories", "templates_categories", "/categories/templates", nil},
		{"Templates.List", "templates_list", fmt.Sprintf("/categories/templates/%s", w.Categories[0].ID), nil},
		{"Templates.Send", "templates_send", "/messages/send-template", object{
			"account_id": account, "template_id": w.Templates[0].ID, "variables": object{"name": "Olena"},
		}},
		{"Messages.List", "messages_list", fmt.Sprintf("/communication-channels/%s/chat-messages", account), nil},
		{"Messages.Send", "messages_send", "/messages/send-message", object{"account_id": account, "text": "Hello"}},
		{"Channels.List", "channels_list", "/communication-channels", nil},
		{"Channels.Connections", "channels_connections", "/connections", nil},
		{"Channels.Person", "channels_person", fmt.Sprintf("/communication-channels/%s/person", account), nil},
		{"LGT.CreateTrafficSource", "lgt_create_traffic_source",
			fmt.Sprintf("/leadgentools/%s/create-traffic-source", tunnel.LeadGenTools[0].ID),
			object{"name": "spring", "description": "posters"}},
		{"Orders.Create", "orders_create", "/orders", w.newOrder()},
		{"Orders.List", "orders_list", "/orders", nil},
		{"Orders.Get", "orders_get", fmt.Sprintf("/orders/%s", order), nil},
		{"Orders.Update", "orders_update", fmt.Sprintf("/orders/%s", order), object{"status": "RESOLVED"}},
		{"People.List", "people_list", "/people", nil},
		{"People.Get", "people_get", fmt.Sprintf("/people/%s?include=contactedUsers,orders", person), nil},
		{"People.Update", "people_update", fmt.Sprintf("/people/%s", person), object{"phone": "+380500999999"}},
		{"People.Create", "people_create", "/people", object{"name": "Feliks"}},
		{"People.ConnectSMS", "people_sms", "/people/sms", w.newSMS()},
		{"People.ConnectEmail", "accounts_email", "/accounts/email", w.newEmail()},
		{"People.AddComment", "people_add_comment", fmt.Sprintf("/people/%s/add-comment", person), object{"comment": "x"}},
		{"People.AddCall", "people_add_call", "/calls", w.newCall()},
		{"Tags.List", "tags_list", "/tags", nil},
		{"Tags.Remove", "tags_remove", fmt.Sprintf("/people/%s/remove-tag", person), object{"tag_id": w.Tags[0].ID}},
		{"Tags.Add", "tags_add", fmt.Sprintf("/people/%s/add-tag", person), object{"tag_id": w.Tags[0].ID}},
		{"Tunnels.List", "tunnels_list", "/tunnels", nil},
		{"Tunnels.Get", "tunnels_get", fmt.Sprintf("/tunnels/%s?include=leadgentools", tunnel.ID), nil},
		{"Tunnels.ListStats", "tunnels_stats", "/tunnels/stats", nil},
		{"Tunnels.GetStats", "tunnels_stats_one", fmt.Sprintf("/tunnels/%s/stats", tunnel.ID), nil},
		{"Tunnels.Subscribe", "tunnels_subscribe", fmt.Sprintf("/communication-channels/%s/manual-subscribe", account),
			object{"tunnel_id": tunnel.ID, "tunnel_block_id": tunnel.Blocks[0].ID}},
		{"Users.List", "users_list", "/users", nil},
		{"Users.Get", "users_get", fmt.Sprintf("/users/%s", w.Users[0].ID), nil},
	} {
		tested = append(tested, test.op)
		t.Run(test.op, func(t *testing.T) {
			var response object
			if test.body == nil {
				response = w.get(test.path)
			} else {
				response = w.json(methodOf(t, test.op), test.path, test.body)
			}
			requests := w.Requests()
			require.Equal(t, test.op, requests[len(requests)-1].Op)

			sample, err := os.ReadFile("../testdata/" + test.sample + ".json")
			require.NoError(t, err)
			compareShapes(t, "", parse(t, sample), response)
		})
	}
	for _, op := range operation.All() {
		assert.Contains(t, tested, op.Name)
	}
}

func methodOf(t testing.TB, op string) string {
	for _, r := range operation.All() {
		if r.Name == op {
			return r.Method
		}
	}
	t.Fatalf("no operation %s", op)
	return ""
}

// optional lists keys that only some items of a sample have; free lists objects whose keys are data.
var (
	optional = []string{".data[].createdAt"}
	free     = []string{".data[].utmMarks"}
)

func compareShapes(t *testing.T, at string, sample, response any) {
	t.Helper()
	require.IsType(t, sample, response, at)
	switch sample := sample.(type) {
	case object:
		if !slices.Contains(free, at) {
			compareObjects(t, at, sample, response.(object))
		}
	case []any:
		if len(sample) == 0 {
			return
		}
		require.NotEmpty(t, response, "%s: nothing to compare", at)
		for _, item := range response.([]any) {
			compareShapes(t, at+"[]", merged(sample), item)
		}
	}
}

func compareObjects(t *testing.T, at string, sample, response object) {
	t.Helper()
	for key := range sample {
		if !slices.Contains(optional, at+"."+key) {
			require.Contains(t, response, key, at)
		}
	}
	for key := range response {
		require.Contains(t, sample, key, at)
		compareShapes(t, at+"."+key, sample[key], response[key])
	}
}

// merged returns one item with the keys of all items.
func merged(items []any) any {
	first, isObject := items[0].(object)
	if !isObject {
		return items[0]
	}
	all := maps.Clone(first)
	for _, item := range items {
		maps.Copy(all, item.(object))
	}
	return all
}

// The shapes do not cover empty lists and the contents of texts.
func TestSentinelsAndTimes(t *testing.T) {
	w := newWire(t, 5)
	assert.Equal(t, "2024-05-31T12:00Z", w.data(fmt.Sprintf("/tunnels/%s", w.Tunnels[0].ID))["createdAt"])
	assert.Equal(t, "2024-06-01T12:00:00.250Z", w.data(fmt.Sprintf("/tunnels/%s", w.Tunnels[1].ID))["createdAt"])
	assert.Equal(t, "2024-05-31T12:00Z", w.data(fmt.Sprintf("/users/%s", w.Users[0].ID))["createdAt"])
	assert.Equal(t, "2025-04-03T02:07Z", w.data(fmt.Sprintf("/orders/%s", w.Orders[0].ID))["createdAt"])

	assert.Equal(t, "NOT_DEFINED", w.data(fmt.Sprintf("/people/%s", w.People[3].ID))["phone"])
	assert.Equal(t, "NOT_DEFINED", w.data(fmt.Sprintf("/people/%s", w.People[4].ID))["email"])

	created := w.ok("POST", "/people", object{"name": "Feliks"})["data"].(object)
	assert.Equal(t, "2025-06-01T12:00:00.250Z", created["createdAt"])
	for _, field := range []string{"phone", "email", "gender"} {
		assert.Equal(t, "NOT_DEFINED", created[field], field)
	}
	assert.Empty(t, created["locale"])
	person := w.data(fmt.Sprintf("/people/%s", created["person_id"]))
	for _, list := range []string{"tags", "subscribeHistory", "custom_fields"} {
		assert.Equal(t, []any{}, person[list], "an empty list is not null: %s", list)
	}
}

func TestTimesAreUTC(t *testing.T) {
	kyiv := time.FixedZone("Kyiv", 3*60*60)
	w := newWire(t, 0, WithClock(func() time.Time { return noon.In(kyiv) }))
	created := w.ok("POST", "/people", object{"name": "Feliks"})["data"].(object)
	assert.Equal(t, "2025-06-01T12:00:00.250Z", created["createdAt"])
}

func TestIncludedObjects(t *testing.T) {
	w := newWire(t, 1)
	for query, want := range map[string][]string{
		"":                                {},
		"?include=":                       {},
		"?include=orders":                 {"orders"},
		"?include=contactedUsers":         {"users"},
		"?include=orders,contactedUsers":  {"orders", "users"},
		"?include=contactedUsers,unheard": {"users"},
	} {
		response := w.get(fmt.Sprintf("/people/%s%s", w.People[0].ID, query))
		require.IsType(t, object{}, response["included"], query)
		assert.ElementsMatch(t, want, slices.Collect(maps.Keys(response["included"].(object))), query)
	}

	assert.NotContains(t, w.get(fmt.Sprintf("/tunnels/%s", w.Tunnels[0].ID)), "linked")
	linked := w.get(fmt.Sprintf("/tunnels/%s?include=leadgentools", w.Tunnels[0].ID))["linked"].(object)
	assert.Len(t, linked["leadgentools"], len(w.Tunnels[0].LeadGenTools))
}

func TestFaultsMatchSamples(t *testing.T) {
	for name, fault := range map[string]Fault{
		"error_rate_limited.txt":       RateLimited(0),
		"error_server.json":            ServerError(),
		"error_phone.json":             Rejected("FORMAT_ERROR", map[string]string{"phone": "NOT_VALID_PHONE_NUMBER"}),
		"error_validation_nested.json": Rejected("FORMAT_ERROR", map[string]string{"data/0/email": "WRONG_EMAIL"}),
		"error_auth_missing.json":      Rejected("FORMAT_ERROR", map[string]string{"authToken": "REQUIRED"}),
	} {
		sample, err := os.ReadFile("../testdata/" + name)
		require.NoError(t, err)
		if !strings.HasSuffix(name, ".json") {
			assert.Equal(t, string(bytes.TrimSpace(sample)), fault.Body)
			continue
		}
		require.True(t, json.Valid([]byte(fault.Body)))
		assert.JSONEq(t, string(sample), fault.Body)
	}
}

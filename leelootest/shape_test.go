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

	"github.com/leeloo-go/leeloo/internal/route"
)

func TestEveryOperationOfTheTableIsServed(t *testing.T) {
	var table []string
	for _, r := range route.All() {
		table = append(table, r.Name)
	}
	require.Len(t, table, 30)
	assert.ElementsMatch(t, table, slices.Collect(maps.Keys(operations)))
}

// An answer has the keys and types that the sample of its operation has, all the way down.
func TestAnswersHaveTheShapeOfTheSamples(t *testing.T) {
	w := newWire(t, 20)
	person, account, order := w.People[0], w.Accounts[0], w.Orders[0]
	tunnel := w.Tunnels[0]
	w.ok("PUT", fmt.Sprintf("/people/%s/add-tag", person), object{"tag_id": w.Tags[0].ID})
	w.ok("PUT", fmt.Sprintf("/people/%s", person), object{
		"custom_fields": []object{{"type": "KEYWORD", "name": "city", "value": "Kyiv"}},
	})

	for _, test := range []struct {
		op, sample, path string
		body             object
	}{
		{"Templates.Categories", "templates_categories", "/categories/templates", nil},
		{"Templates.List", "templates_list", fmt.Sprintf("/categories/templates/%s", w.Categories[0]), nil},
		{"Templates.Send", "templates_send", "/messages/send-template", object{
			"account_id": account, "template_id": w.Templates[0], "variables": object{"name": "Olena"},
		}},
		{"Messages.List", "messages_list", fmt.Sprintf("/communication-channels/%s/chat-messages", account), nil},
		{"Messages.Send", "messages_send", "/messages/send-message", object{"account_id": account, "text": "Hello"}},
		{"Channels.List", "channels_list", "/communication-channels", nil},
		{"Channels.Connections", "channels_connections", "/connections", nil},
		{"Channels.Person", "channels_person", fmt.Sprintf("/communication-channels/%s/person", account), nil},
		{"LGT.CreateTrafficSource", "lgt_create_traffic_source",
			fmt.Sprintf("/leadgentools/%s/create-traffic-source", tunnel.LeadGenTools[0]),
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
		{"People.AddComment", "people_add_comment", fmt.Sprintf("/people/%s/add-comment", person), object{"comment": "x"}},
		{"People.AddCall", "people_add_call", "/calls", w.newCall()},
		{"Tags.List", "tags_list", "/tags", nil},
		{"Tags.Remove", "tags_remove", fmt.Sprintf("/people/%s/remove-tag", person), object{"tag_id": w.Tags[0].ID}},
		{"Tags.Add", "tags_add", fmt.Sprintf("/people/%s/add-tag", person), object{"tag_id": w.Tags[0].ID}},
		{"Tunnels.List", "tunnels_list", "/tunnels", nil},
		{"Tunnels.Get", "tunnels_get", fmt.Sprintf("/tunnels/%s?include=leadgentools", tunnel.ID), nil},
		{"Tunnels.Stats", "tunnels_stats", "/tunnels/stats", nil},
		{"Tunnels.StatsOf", "tunnels_stats_one", fmt.Sprintf("/tunnels/%s/stats", tunnel.ID), nil},
		{"Tunnels.Subscribe", "tunnels_subscribe", fmt.Sprintf("/communication-channels/%s/manual-subscribe", account),
			object{"tunnel_id": tunnel.ID, "tunnel_block_id": tunnel.Blocks[0]}},
		{"Users.List", "users_list", "/users", nil},
		{"Users.Get", "users_get", fmt.Sprintf("/users/%s", w.Users[0]), nil},
	} {
		t.Run(test.op, func(t *testing.T) {
			var answer object
			if test.body == nil {
				answer = w.get(test.path)
			} else {
				answer = w.json(methodOf(t, test.op), test.path, test.body)
			}
			arrived := w.Requests()
			require.Equal(t, test.op, arrived[len(arrived)-1].Op)

			sample, err := os.ReadFile("../testdata/" + test.sample + ".json")
			require.NoError(t, err)
			compareShapes(t, "", parse(t, sample), answer)
		})
	}
}

func methodOf(t testing.TB, op string) string {
	for _, r := range route.All() {
		if r.Name == op {
			return r.Method
		}
	}
	t.Fatalf("no operation %s", op)
	return ""
}

// optional are the keys that the sample has in some rows only, and free the objects whose keys are data.
var (
	optional = []string{".data[].createdAt"}
	free     = []string{".data[].utmMarks"}
)

func compareShapes(t *testing.T, at string, sample, answer any) {
	t.Helper()
	require.IsType(t, sample, answer, at)
	switch sample := sample.(type) {
	case object:
		if !slices.Contains(free, at) {
			compareObjects(t, at, sample, answer.(object))
		}
	case []any:
		if len(sample) == 0 {
			return
		}
		require.NotEmpty(t, answer, "%s: nothing to compare", at)
		for _, item := range answer.([]any) {
			compareShapes(t, at+"[]", merged(sample), item)
		}
	}
}

func compareObjects(t *testing.T, at string, sample, answer object) {
	t.Helper()
	for key := range sample {
		if !slices.Contains(optional, at+"."+key) {
			require.Contains(t, answer, key, at)
		}
	}
	for key := range answer {
		require.Contains(t, sample, key, at)
		compareShapes(t, at+"."+key, sample[key], answer[key])
	}
}

// merged returns one row with the keys of all.
func merged(rows []any) any {
	first, isObject := rows[0].(object)
	if !isObject {
		return rows[0]
	}
	all := maps.Clone(first)
	for _, row := range rows {
		maps.Copy(all, row.(object))
	}
	return all
}

// The shapes above take an empty list for one of any kind, and a time for any text.
func TestAnswersKeepTheirSentinelsAndTimes(t *testing.T) {
	w := newWire(t, 5)
	assert.Equal(t, "2015-04-02T14:20Z", w.data(fmt.Sprintf("/tunnels/%s", w.Tunnels[0].ID))["createdAt"])
	assert.Equal(t, "2022-09-21T11:37:59.353Z", w.data(fmt.Sprintf("/tunnels/%s", w.Tunnels[1].ID))["createdAt"])
	assert.Equal(t, "2015-04-02T14:20Z", w.data(fmt.Sprintf("/users/%s", w.Users[0]))["createdAt"])
	assert.Equal(t, "2015-04-02T14:20Z", w.data(fmt.Sprintf("/orders/%s", w.Orders[0]))["createdAt"])

	assert.Equal(t, "NOT_DEFINED", w.data(fmt.Sprintf("/people/%s", w.People[3]))["phone"])
	assert.Equal(t, "NOT_DEFINED", w.data(fmt.Sprintf("/people/%s", w.People[4]))["email"])

	created := w.ok("POST", "/people", object{"name": "Feliks"})["data"].(object)
	assert.Equal(t, "2025-06-01T12:00:00.250Z", created["createdAt"])
	for _, field := range []string{"phone", "email", "gender"} {
		assert.Equal(t, "NOT_DEFINED", created[field], field)
	}
	assert.Empty(t, created["locale"])
	person := w.data(fmt.Sprintf("/people/%s", created["person_id"]))
	for _, list := range []string{"tags", "subscribeHistory", "custom_fields"} {
		assert.Equal(t, []any{}, person[list], "the list of none is no null: %s", list)
	}
}

func TestTimesAreUTC(t *testing.T) {
	kyiv := time.FixedZone("Kyiv", 3*60*60)
	w := newWire(t, 0, WithClock(func() time.Time { return noon.In(kyiv) }))
	created := w.ok("POST", "/people", object{"name": "Feliks"})["data"].(object)
	assert.Equal(t, "2025-06-01T12:00:00.250Z", created["createdAt"])
}

func TestRelatedRowsComeOnRequest(t *testing.T) {
	w := newWire(t, 1)
	for query, want := range map[string][]string{
		"":                                {},
		"?include=":                       {},
		"?include=orders":                 {"orders"},
		"?include=contactedUsers":         {"users"},
		"?include=orders,contactedUsers":  {"orders", "users"},
		"?include=contactedUsers,unheard": {"users"},
	} {
		answer := w.get(fmt.Sprintf("/people/%s%s", w.People[0], query))
		require.IsType(t, object{}, answer["included"], query)
		assert.ElementsMatch(t, want, slices.Collect(maps.Keys(answer["included"].(object))), query)
	}

	assert.NotContains(t, w.get(fmt.Sprintf("/tunnels/%s", w.Tunnels[0].ID)), "linked")
	linked := w.get(fmt.Sprintf("/tunnels/%s?include=leadgentools", w.Tunnels[0].ID))["linked"].(object)
	assert.Len(t, linked["leadgentools"], len(w.Tunnels[0].LeadGenTools))
}

func TestScriptedAnswersAreTheSamples(t *testing.T) {
	for name, fault := range map[string]Fault{
		"error_rate_limited.txt":  RateLimited(0),
		"error_server.json":       ServerError(),
		"error_auth_missing.json": Refused("FORMAT_ERROR", map[string]string{"authToken": "REQUIRED"}),
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

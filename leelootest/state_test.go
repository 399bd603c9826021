package leelootest

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCreatedPersonIsInAllResponses(t *testing.T) {
	w := newWire(t, 3)
	tool := w.Tunnels[1].LeadGenTools[1].ID
	created := w.ok("POST", "/people", object{
		"name": "Feliks", "phone": "+380500000099", "email": "feliks@example.com",
		"leadgentool_id": tool, "connected_users_ids": []any{w.Users[2].ID},
	})["data"].(object)
	account, id := created["id"], created["person_id"]
	assert.Equal(t, "MANUAL", created["from"])
	assert.Len(t, created["subscribeHistory"], 1)

	listed := w.items("/people")[0]
	assert.Equal(t, id, listed["id"], "the newest is the first")
	assert.Equal(t, "+380500000099", listed["phone"])
	assert.Equal(t, "2025-06-01T12:00:00.250Z", listed["lastMessageTime"])

	channel := w.items("/communication-channels")[0]
	assert.Equal(t, account, channel["id"])
	assert.Equal(t, id, channel["person_id"])

	person := w.data(fmt.Sprintf("/people/%s", id))
	assert.Equal(t, person, w.data(fmt.Sprintf("/communication-channels/%s/person", account)))
	assert.Equal(t, "feliks@example.com", person["email"])
	assert.Equal(t, account, person["accounts"].([]any)[0].(object)["account_id"])
	entry := person["subscribeHistory"].([]any)[0].(object)
	assert.Equal(t, "Mini course", entry["tunnelName"])
	assert.Equal(t, "Form on the site", entry["leadgentoolName"])
	assert.Equal(t, string(tool), entry["leadgentoolId"])
	assert.Equal(t, account, entry["accountId"])
	users := person["links"].(object)["contactedUsers"].([]any)
	assert.Equal(t, []any{object{"type": "users", "id": string(w.Users[2].ID)}}, users)
}

func TestPersonUpdateIsPartial(t *testing.T) {
	w := newWire(t, 1)
	path := fmt.Sprintf("/people/%s", w.People[0].ID)
	before := w.data(path)

	w.ok("PUT", path, object{"phone": "+380500000055"})
	assert.Equal(t, "+380500000055", w.data(path)["phone"])
	assert.Equal(t, before["email"], w.data(path)["email"])

	w.ok("PUT", path, object{"email": "NOT_DEFINED"})
	assert.Equal(t, "NOT_DEFINED", w.data(path)["email"])
	assert.Empty(t, w.items("/people?filter[email]=NOT_DEFINED"), "it is not an address")

	w.ok("PUT", path, object{"email": "new@example.com", "phone": ""})
	assert.Equal(t, "NOT_DEFINED", w.data(path)["phone"])
	assert.Equal(t, "new@example.com", w.data(path)["email"])
	assert.Equal(t, "2025-06-01T12:00:00.250Z", w.data(path)["updated_at"])

	for _, city := range []string{"Kyiv", "Lviv"} {
		w.ok("PUT", path, object{"custom_fields": []object{
			{"type": "KEYWORD", "name": "city", "value": city}, {"type": "NUMBER", "name": "age", "value": "30"},
		}})
	}
	assert.Equal(t, []any{
		object{"type": "KEYWORD", "name": "city", "value": "Lviv"},
		object{"type": "NUMBER", "name": "age", "value": "30"},
	}, w.data(path)["custom_fields"])
}

func TestTagsAreAddedAndRemovedOnce(t *testing.T) {
	w := newWire(t, 0)
	person := w.ok("POST", "/people", object{"name": "Olena"})["data"].(object)["person_id"]
	path := fmt.Sprintf("/people/%s", person)
	vip, lead := w.Tags[0], w.Tags[1]

	for _, tag := range []Tag{vip, lead, vip} {
		w.ok("PUT", path+"/add-tag", object{"tag_id": tag.ID})
	}
	assert.Equal(t, []any{vip.Name, lead.Name}, w.data(path)["tags"])
	for range 2 {
		w.ok("PUT", path+"/remove-tag", object{"tag_id": vip.ID})
	}
	assert.Equal(t, []any{lead.Name}, w.data(path)["tags"])
	assert.Equal(t, []any{lead.Name}, w.items("/people")[0]["tags"])
}

func TestMessagesAreListedNewestFirst(t *testing.T) {
	w := newWire(t, 2)
	account := w.Accounts[0].ID
	chat := fmt.Sprintf("/communication-channels/%s/chat-messages", account)
	before := w.items(chat)

	w.ok("POST", "/messages/send-message", object{"account_id": account, "text": "Hello"})
	w.ok("POST", "/messages/send-template", object{
		"account_id": account, "template_id": w.Templates[1].ID, "variables": object{"name": "Olena", "else": "x"},
	})
	after := w.items(chat)
	require.Len(t, after, len(before)+2)
	assert.Equal(t, []any{"Olena, your first lesson starts on {{date}}.", "Hello"}, column(after[:2], "text"))
	assert.Equal(t, "YOUR_MESSAGE", after[0]["type"])
	assert.Equal(t, false, after[0]["read"])
	assert.Equal(t, before, after[2:])

	items := w.items("/people?filter[last_message][from]=2025-06-01")
	assert.Equal(t, []any{string(w.People[0].ID)}, column(items, "id"), "its last message is new")
	assert.Equal(t, "2025-06-01T12:00:00.250Z", items[0]["lastMessageTime"])
}

func TestOrderIsClosedOnce(t *testing.T) {
	w := newWire(t, 2)
	created := w.ok("POST", "/orders", w.but(w.newOrder(), object{
		"managerId": w.Users[1].ID, "email": "olena@example.com", "phone": "+380500000001", "isNotifyAccount": true,
	}))["data"].(object)
	assert.Equal(t, "OPENED", created["status"])
	assert.Equal(t, "Marathon", created["title"])
	assert.Equal(t, json.Number("49.90"), created["price"])
	assert.Equal(t, "USD", created["currency"])

	listed := w.items("/orders")[0]
	assert.Equal(t, created["id"], listed["id"])
	assert.Equal(t, string(w.People[0].ID), listed["person_id"])

	path := fmt.Sprintf("/orders/%s", created["id"])
	response := w.ok("POST", path, object{
		"status": "RESOLVED", "paymentDate": "2018-06-27 07:32", "currency": "EUR", "price": "1490.10",
		"userComments": "paid in cash",
	})
	assert.Equal(t, object{"id": created["id"]}, response["data"])
	order := w.data(path)
	assert.Equal(t, "RESOLVED", order["status"])
	assert.Equal(t, json.Number("1490.10"), order["price"])
	assert.Equal(t, "EUR", order["currency"])
	assert.Equal(t, "MANUAL", order["paymentMethod"])

	again := w.json("POST", path, object{"status": "REJECTED", "price": "1"})
	assert.Equal(t, object{"order_id": "NOT_ALLOWED_VALUE"}, fieldsOf(t, again))
	assert.Equal(t, order, w.data(path), "a refusal changes nothing")

	included := w.get(fmt.Sprintf("/people/%s?include=orders", w.People[0].ID))["included"].(object)["orders"].([]any)
	assert.Equal(t, created["id"], included[len(included)-1].(object)["id"])
}

func TestOrderMayBeRejectedWithoutPrice(t *testing.T) {
	w := newWire(t, 1)
	path := fmt.Sprintf("/orders/%s", w.Orders[0].ID)
	before := w.data(path)
	w.ok("POST", path, object{"status": "REJECTED"})
	assert.Equal(t, "REJECTED", w.data(path)["status"])
	assert.Equal(t, before["price"], w.data(path)["price"])
	assert.Equal(t, before["currency"], w.data(path)["currency"])
}

type tunnelStats struct {
	Subscribers, UniqSubscribers, Orders, Sales, UniqSales, Visits int
	TotalSale                                                      json.Number
}

func TestStatisticsCountSubscriptionsAndOrders(t *testing.T) {
	w := newWire(t, 1)
	tunnel := w.Tunnels[0]
	stats := func() (s tunnelStats) {
		body, err := json.Marshal(w.get(fmt.Sprintf("/tunnels/%s/stats", tunnel.ID))["data"].([]any)[0])
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(body, &s))
		return s
	}
	// A seeded person already has subscriptions, so this test creates one.
	account := w.ok("POST", "/people", object{"name": "Olena"})["data"].(object)
	before := stats()

	subscribe := fmt.Sprintf("/communication-channels/%s/manual-subscribe", account["id"])
	for range 2 {
		w.ok("POST", subscribe, object{"tunnel_id": tunnel.ID, "tunnel_block_id": tunnel.Blocks[2].ID})
	}
	order := w.ok("POST", "/orders", w.but(w.newOrder(), object{"personId": account["person_id"]}))["data"].(object)
	opened := stats()
	assert.Equal(t, before.Subscribers+2, opened.Subscribers)
	assert.Equal(t, before.UniqSubscribers+1, opened.UniqSubscribers)
	assert.Equal(t, before.Visits+6, opened.Visits)
	assert.Equal(t, before.Orders+1, opened.Orders)
	assert.Equal(t, before.Sales, opened.Sales)
	assert.Equal(t, before.TotalSale, opened.TotalSale)

	w.ok("POST", fmt.Sprintf("/orders/%s", order["id"]), object{"status": "RESOLVED", "currency": "EUR", "price": "10"})
	sold := stats()
	assert.Equal(t, before.Sales+1, sold.Sales)
	assert.Equal(t, before.UniqSales+1, sold.UniqSales)
	assert.Equal(t, json.Number("11.00"), sold.TotalSale, "ten euros")

	history := w.data(fmt.Sprintf("/people/%s", account["person_id"]))["subscribeHistory"].([]any)
	require.Len(t, history, 2)
	assert.Equal(t, "Free webinar", history[0].(object)["tunnelName"])
	assert.Equal(t, "Webinar, default", history[0].(object)["leadgentoolName"])
}

func TestCurrencyWithoutRateAddsNothingToTotalSale(t *testing.T) {
	w := newWire(t, 1)
	order := w.ok("POST", "/orders", w.newOrder())["data"].(object)
	w.ok("POST", fmt.Sprintf("/orders/%s", order["id"]), object{"status": "RESOLVED", "currency": "KZT", "price": "5000"})
	item := w.items(fmt.Sprintf("/tunnels/%s/stats", w.Tunnels[0].ID))[0]
	assert.Equal(t, json.Number("1"), item["sales"])
	assert.Equal(t, json.Number("0.00"), item["totalSale"])
}

func TestStatisticsHaveOneItemPerTunnel(t *testing.T) {
	w := newWire(t, 200)
	items := w.items("/tunnels/stats")
	require.Len(t, items, len(w.Tunnels))
	number := func(item object, name string) int {
		n, err := item[name].(json.Number).Int64()
		require.NoError(t, err, name)
		return int(n)
	}
	orders := 0
	for i, item := range items {
		orders += number(item, "orders")
		assert.Equal(t, item, w.items(fmt.Sprintf("/tunnels/%s/stats", w.Tunnels[i].ID))[0])
		descending := []string{"visits", "subscribers", "orders", "sales", "uniqSales"}
		for j := range len(descending) - 1 {
			assert.GreaterOrEqual(t, number(item, descending[j]), number(item, descending[j+1]), descending[j])
		}
		assert.Positive(t, number(item, "sales"))
	}
	assert.Equal(t, len(w.Orders), orders, "each order belongs to one tunnel")
}

func TestCommentsAndCalls(t *testing.T) {
	w := newWire(t, 2)
	for _, text := range []string{"first", "again", "again"} {
		response := w.ok("PUT", fmt.Sprintf("/people/%s/add-comment", w.People[1].ID), object{"comment": text})
		assert.Equal(t, string(w.People[1].ID), response["data"].(object)["entity_id"])
	}
	assert.Equal(t, []string{"first", "again", "again"}, w.Comments(w.People[1].ID))
	assert.Empty(t, w.Comments(w.People[0].ID))
	assert.Nil(t, w.Comments(wellFormedID))

	call := w.ok("POST", "/calls", w.but(w.newCall(), object{"record_link": "https://files.example.com/1.mp3"}))["data"].(object)
	assert.Equal(t, json.Number("100"), call["billsec"])
	assert.Equal(t, "https://files.example.com/1.mp3", call["record_link"])
	assert.Equal(t, "606", call["from"])
	require.Len(t, w.Calls(w.People[0].ID), 1)
	assert.EqualValues(t, call["id"], w.Calls(w.People[0].ID)[0])
	assert.Nil(t, w.Calls(wellFormedID))
}

func TestTrafficSourceBelongsToItsTool(t *testing.T) {
	w := newWire(t, 0)
	tool := w.Tunnels[1].LeadGenTools[2].ID
	source := w.ok("POST", fmt.Sprintf("/leadgentools/%s/create-traffic-source", tool), object{"name": "spring"})["data"].(object)
	assert.Equal(t, "spring", source["name"])
	assert.Empty(t, source["description"])
	assert.Equal(t, string(tool), source["leadgentool_id"])
	assert.Equal(t, string(w.Tunnels[1].ID), source["tunnel_id"])
}

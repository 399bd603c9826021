package leelootest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPaging(t *testing.T) {
	w := newWire(t, 130)
	capped := newWire(t, 130, WithMaxLimit(7))
	for _, test := range []struct {
		server               wire
		query                string
		limit, offset, count int
	}{
		{w, "", 20, 0, 20},
		{w, "?limit=0", 20, 0, 20},
		{w, "?limit=50", 50, 0, 50},
		{w, "?limit=1000", 100, 0, 100},
		{w, "?limit=50&offset=100", 50, 100, 30},
		{w, "?offset=130", 20, 130, 0},
		{w, "?offset=9000", 20, 9000, 0},
		{capped, "", 7, 0, 7},
		{capped, "?limit=3", 3, 0, 3},
		{capped, "?limit=8&offset=129", 7, 129, 1},
	} {
		response := test.server.get("/people" + test.query)
		assert.Len(t, response["data"], test.count, test.query)
		number := func(n int) json.Number { return json.Number(fmt.Sprint(n)) }
		assert.Equal(t, object{
			"limit": number(test.limit), "offset": number(test.offset),
			"filteredCount": number(test.count), "totalCount": number(130),
		}, response["meta"], test.query)
	}
}

func TestPagesAreContiguous(t *testing.T) {
	w := newWire(t, 25)
	for _, list := range []string{
		"/people", "/communication-channels", "/orders", "/tunnels", "/users",
		fmt.Sprintf("/communication-channels/%s/chat-messages", w.Accounts[1].ID),
	} {
		all := w.items(list + "?limit=100")
		require.NotEmpty(t, all, list)
		var joined []object
		for offset := range len(all) {
			joined = append(joined, w.items(fmt.Sprintf("%s?limit=1&offset=%d", list, offset))...)
		}
		assert.Equal(t, all, joined, list)
	}
}

func TestListsAreOrderedByCreation(t *testing.T) {
	w := newWire(t, 60)
	for list, newestFirst := range map[string]bool{
		"/people": true, "/communication-channels": true, "/orders": true, "/tunnels": false, "/users": false,
		fmt.Sprintf("/communication-channels/%s/chat-messages", w.Accounts[2].ID): true,
	} {
		times := column(w.items(list+"?limit=100"), "createdAt")
		var sorted []string
		for _, at := range times {
			sorted = append(sorted, at.(string))
		}
		slices.Sort(sorted)
		if newestFirst {
			slices.Reverse(sorted)
		}
		for i := range times {
			assert.Equal(t, sorted[i], times[i], list)
		}
	}
}

func TestFiltersOfPeople(t *testing.T) {
	var today atomic.Pointer[time.Time]
	today.Store(&noon)
	w := newWire(t, 0, WithClock(func() time.Time { return *today.Load() }))
	const firstOfDay, lastOfDay = 0, 24*time.Hour - time.Millisecond
	add := func(day int, at time.Duration, name string, fields object, tags ...Tag) {
		today.Store(new(time.Date(2025, 3, day, 0, 0, 0, 0, time.UTC).Add(at)))
		fields["name"] = name
		person := w.ok("POST", "/people", fields)["data"].(object)["person_id"]
		for _, tag := range tags {
			w.ok("PUT", fmt.Sprintf("/people/%s/add-tag", person), object{"tag_id": tag.ID})
		}
	}
	vip, lead := w.Tags[0], w.Tags[1]
	add(1, lastOfDay, "Anna", object{"phone": "+380500000001", "email": "anna@example.com"}, vip)
	add(2, firstOfDay, "Ivan", object{"phone": "+380500000002"}, vip, lead)
	add(3, lastOfDay, "Mark", object{"email": "mark@example.com"}, lead)

	for query, want := range map[string]string{
		"":                                   "Mark Ivan Anna",
		"filter[tags]=vip":                   "Ivan Anna",
		"filter%5Btags%5D=vip":               "Ivan Anna",
		"filter[tags]=vip&filter[tags]=lead": "Ivan",
		"filter[tags]=VIP":                   "",
		"filter[tags]=" + string(vip.ID):     "",

		"filter[phone]=%2B380500000001":  "Anna",
		"filter[phone]=+380500000001":    "", // the + is a space
		"filter[phone]=380500000001":     "",
		"filter[phone]=%2B380500000002":  "Ivan",
		"filter[phone]=NOT_DEFINED":      "",
		"filter[email]=mark@example.com": "Mark",
		"filter[email]=mark@example.co":  "",

		"filter[last_message][from]=2025-03-02":                                                  "Mark Ivan",
		"filter[last_message][to]=2025-03-02":                                                    "Ivan Anna",
		"filter[last_message][from]=2025-03-02&filter[last_message][to]=2025-03-02":              "Ivan",
		"filter[last_message][from]=2025-03-03&filter[last_message][to]=2025-03-02":              "",
		"filter[last_message][from]=2025-03-04":                                                  "",
		"filter[tags]=lead&filter[email]=mark@example.com&filter[last_message][from]=2025-03-03": "Mark",
		"filter[phone]=&filter[email]=":                                                          "Mark Ivan Anna",
	} {
		response := w.get("/people?" + query)
		var names []string
		for _, name := range column(itemsOf(t, response), "name") {
			names = append(names, name.(string))
		}
		assert.Equal(t, want, strings.Join(names, " "), query)
		assert.Equal(t, json.Number(fmt.Sprint(len(names))), response["meta"].(object)["totalCount"], query)
	}
	for query, want := range map[string]int{
		"": 3, "?filter[last_message][to]=2025-03-01": 1, "?filter[last_message][from]=2025-03-02": 2,
	} {
		assert.Len(t, w.items("/communication-channels"+query), want, query)
	}
}

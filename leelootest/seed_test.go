package leelootest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/check"
)

func TestTheSameSeedMakesTheSameCompany(t *testing.T) {
	a, b := newWire(t, 40), newWire(t, 40)
	assert.Equal(t, a.Dataset, b.Dataset)
	for _, path := range []string{
		"/people?limit=100", "/communication-channels?limit=100", "/orders?limit=100", "/tunnels/stats", "/users",
		fmt.Sprintf("/communication-channels/%s/chat-messages", a.Accounts[7]),
		fmt.Sprintf("/people/%s?include=contactedUsers,orders", a.People[8]),
	} {
		assert.Equal(t, a.get(path), b.get(path), path)
	}
}

func TestSeedAdds(t *testing.T) {
	w := newWire(t, 10)
	more := w.Seed(5)
	assert.Len(t, more.People, 5)
	assert.Len(t, more.Accounts, 5)
	assert.NotContains(t, w.People, more.People[0])
	assert.Equal(t, w.Tunnels, more.Tunnels)
	assert.Len(t, w.rows("/people"), 15)

	phones := map[any]bool{}
	for _, phone := range column(w.rows("/people"), "phone") {
		assert.False(t, phones[phone] && phone != "NOT_DEFINED", "two people have the phone %s", phone)
		phones[phone] = true
	}

	nobody := w.Seed(0)
	assert.Empty(t, nobody.People)
	assert.Equal(t, w.Offers, nobody.Offers)
	assert.Panics(t, func() { w.Seed(-1) })
}

func TestADatasetTellsWhatIsThere(t *testing.T) {
	w := newWire(t, 9)
	for i, id := range w.People {
		account := w.data(fmt.Sprintf("/people/%s", id))["accounts"].([]any)[0].(object)
		assert.EqualValues(t, account["account_id"], w.Accounts[i])
	}
	require.Len(t, w.Orders, 3)
	for i, status := range []string{"OPENED", "RESOLVED", "REJECTED"} {
		assert.Equal(t, status, w.data(fmt.Sprintf("/orders/%s", w.Orders[i]))["status"])
	}
	for _, kind := range []struct {
		path, id string
	}{
		{"/categories/templates/", string(w.Categories[0])},
		{"/users/", string(w.Users[1])},
		{"/tunnels/", string(w.Tunnels[2].ID)},
	} {
		assert.Equal(t, json.Number("1"), w.get(kind.path + kind.id)["status"])
		assert.NoError(t, check.ID(kind.id))
		assert.Regexp(t, "^[0-9a-f]{24}$", kind.id)
	}
	tag := w.rows("/tags")[1]
	assert.Equal(t, Tag{w.Tags[1].ID, "lead"}, w.Tags[1])
	assert.EqualValues(t, tag["id"], w.Tags[1].ID)
	assert.Len(t, w.Connections, len(connectionsOfCompany))
	assert.Len(t, w.Templates, 5)
	assert.Len(t, w.Tunnels[0].LeadGenTools, 3)
}

// A company in which everything happens that callers have to cope with.
func TestSeededPeopleAreOfAllKinds(t *testing.T) {
	const people = 400
	w := newWire(t, people, WithMaxLimit(1000))
	count := map[string]int{}
	for _, person := range w.rows("/people?limit=1000") {
		if person["phone"] == "NOT_DEFINED" {
			count["no phone"]++
		} else {
			assert.Regexp(t, `^\+380500\d{6}$`, person["phone"])
		}
		if person["email"] == "NOT_DEFINED" {
			count["no email"]++
		} else {
			assert.True(t, strings.HasSuffix(person["email"].(string), "@example.com"))
		}
		if len(person["tags"].([]any)) > 0 {
			count["tagged"]++
		}
		if len(person["accounts"].([]any)) > 1 {
			count["two channels"]++
		}
	}
	for _, channel := range w.rows("/communication-channels?limit=1000") {
		count[channel["from"].(string)]++
		if len(channel["utmMarks"].(object)) > 0 {
			count["utm"]++
		}
	}
	for _, order := range w.rows("/orders?limit=1000") {
		count[order["status"].(string)]++
		count[order["currency"].(string)]++
		if strings.Contains(order["price"].(json.Number).String(), ".") {
			count["decimals"]++
		}
	}
	for what, atLeast := range map[string]int{
		"no phone": people / 5, "no email": people / 5, "tagged": people / 2, "two channels": people / 20,
		"TELEGRAM": people / 2, "FACEBOOK": people / 10, "VKONTAKTE": people / 20, "MANUAL": people / 20, "utm": people / 3,
		"OPENED": 30, "RESOLVED": 30, "REJECTED": 30, "USD": 20, "EUR": 20, "UAH": 20, "decimals": 40,
	} {
		assert.GreaterOrEqual(t, count[what], atLeast, what)
	}

	total := len(w.rows("/people?limit=1000&filter[last_message][to]=2024-03-31"))
	assert.Greater(t, total, people/4, "chats run over weeks")
	assert.Less(t, total, people)
}

func TestSeedingManyIsFast(t *testing.T) {
	s := New(t)
	start := time.Now()
	assert.Len(t, s.Seed(10_000).People, 10_000)
	assert.Less(t, time.Since(start), 10*time.Second, "it takes a tenth of a second, more under -race")
}

package leelootest

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/validate"
)

func TestSeedIsDeterministic(t *testing.T) {
	a, b := newWire(t, 40), newWire(t, 40)
	assert.Equal(t, a.Dataset, b.Dataset)
	for _, path := range []string{
		"/people?limit=100", "/communication-channels?limit=100", "/orders?limit=100", "/tunnels/stats", "/users",
		fmt.Sprintf("/communication-channels/%s/chat-messages", a.Accounts[7].ID),
		fmt.Sprintf("/people/%s?include=contactedUsers,orders", a.People[8].ID),
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
	assert.Len(t, w.items("/people"), 15)

	phones := map[any]bool{}
	for _, phone := range column(w.items("/people"), "phone") {
		assert.False(t, phones[phone] && phone != "NOT_DEFINED", "two people have the phone %s", phone)
		phones[phone] = true
	}

	nobody := w.Seed(0)
	assert.Empty(t, nobody.People)
	assert.Equal(t, w.Offers, nobody.Offers)
	assert.Panics(t, func() { w.Seed(-1) })
}

func TestDatasetMatchesResponses(t *testing.T) {
	w := newWire(t, 9)
	for i, person := range w.People {
		account := w.data(fmt.Sprintf("/people/%s", person.ID))["accounts"].([]any)[0].(object)
		assert.EqualValues(t, account["account_id"], w.Accounts[i].ID)
	}
	require.Len(t, w.Orders, 3)
	for i, status := range []string{"OPENED", "RESOLVED", "REJECTED"} {
		assert.Equal(t, status, w.data(fmt.Sprintf("/orders/%s", w.Orders[i].ID))["status"])
	}
	for _, kind := range []struct {
		path, id string
	}{
		{"/categories/templates/", string(w.Categories[0].ID)},
		{"/users/", string(w.Users[1].ID)},
		{"/tunnels/", string(w.Tunnels[2].ID)},
	} {
		assert.Equal(t, json.Number("1"), w.get(kind.path + kind.id)["status"])
		assert.NoError(t, validate.ID(kind.id))
		assert.Regexp(t, "^[0-9a-f]{24}$", kind.id)
	}
	tag := w.items("/tags")[1]
	assert.Equal(t, Tag{w.Tags[1].ID, "lead"}, w.Tags[1])
	assert.EqualValues(t, tag["id"], w.Tags[1].ID)
	assert.Len(t, w.Connections, 5)
	assert.Len(t, w.Templates, 5)
	assert.Len(t, w.Tunnels[0].LeadGenTools, 3)
}

// Seeded people cover the cases that callers must handle.
func TestSeededPeopleAreDiverse(t *testing.T) {
	const people = 400
	w := newWire(t, people, WithMaxLimit(1000))
	count := map[string]int{}
	for _, person := range w.items("/people?limit=1000") {
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
	for _, channel := range w.items("/communication-channels?limit=1000") {
		count[channel["from"].(string)]++
		if len(channel["utmMarks"].(object)) > 0 {
			count["utm"]++
		}
	}
	for _, order := range w.items("/orders?limit=1000") {
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

	total := len(w.items("/people?limit=1000&filter[last_message][to]=2025-05-25"))
	assert.Greater(t, total, people/4, "chats run over weeks")
	assert.Less(t, total, people)
}

func TestSeedIsFast(t *testing.T) {
	s := New(t)
	start := time.Now()
	assert.Len(t, s.Seed(10_000).People, 10_000)
	assert.Less(t, time.Since(start), 10*time.Second, "usually a tenth of a second, more with -race")
}

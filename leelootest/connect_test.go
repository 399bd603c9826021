package leelootest

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPhonesArePlusAndDigits(t *testing.T) {
	w := newWire(t, 1)
	person := fmt.Sprintf("/people/%s", w.People[0].ID)
	for _, phone := range []string{"+380 50 0000000", "380500000000", "+38050-000-00-00", "(050)0000000", "+", "+٣٨٠", "\u202a+380500000000"} {
		for path, body := range map[string]object{
			"/people": {"name": "x", "phone": phone},
			"/orders": w.but(w.newOrder(), object{"phone": phone}),
		} {
			assert.Equal(t, object{"phone": "NOT_VALID_PHONE_NUMBER"}, fieldsOf(t, w.json("POST", path, body)), phone)
		}
		assert.Equal(t, object{"phone": "NOT_VALID_PHONE_NUMBER"}, fieldsOf(t, w.json("PUT", person, object{"phone": phone})), phone)
	}
	for _, phone := range []string{"+380500000000", "", "NOT_DEFINED"} {
		w.ok("PUT", person, object{"phone": phone})
	}
}

func TestPeopleMayShareAPhone(t *testing.T) {
	w := newWire(t, 0)
	for range 2 {
		w.ok("POST", "/people", object{"name": "x", "phone": "+380500000001", "email": "x@example.com"})
	}
	assert.Len(t, w.items("/people?filter[phone]=%2B380500000001"), 2)
}

func TestAccountIDIsNotAPersonID(t *testing.T) {
	w := newWire(t, 1)
	path := fmt.Sprintf("/people/%s", w.Accounts[0].ID)
	assert.Equal(t, object{"person_id": "NOT_FOUND"}, fieldsOf(t, w.get(path)))
	assert.Equal(t, object{"person_id": "NOT_FOUND"}, fieldsOf(t, w.json("PUT", path, object{"email": "x@example.com"})))
}

func TestConnectSMSIgnoresDuplicates(t *testing.T) {
	w := newWire(t, 3)
	known := w.data(fmt.Sprintf("/people/%s", w.People[0].ID))
	body := w.but(w.newSMS(), object{
		"data": []object{
			{"phone": known["phone"], "name": "another name"},
			{"phone": "+380500777777", "name": "Olena", "email": "olena@example.com"},
			{"phone": "+380500777777", "name": "Olena, again"},
		},
		"tags": []any{w.Tags[5].ID},
	})
	w.ok("POST", "/people/sms", body)
	before := w.items("/people")
	require.Len(t, before, 4, "one is new")
	assert.Equal(t, object{"count_to_process": json.Number("3")}, w.ok("POST", "/people/sms", w.but(body, object{
		"tags": []any{w.Tags[0].ID},
	}))["data"])
	assert.Equal(t, before, w.items("/people"), "a repeat changes nothing")

	assert.Equal(t, "Olena", before[0]["name"])
	assert.Equal(t, []any{w.Tags[5].Name}, before[0]["tags"])
	created := w.data(fmt.Sprintf("/people/%s", before[0]["id"]))
	assert.Len(t, created["subscribeHistory"], 1)

	found := w.data(fmt.Sprintf("/people/%s", w.People[0].ID))
	assert.Equal(t, known["name"], found["name"])
	assert.Len(t, found["accounts"], len(known["accounts"].([]any))+1)
	assert.Contains(t, found["tags"], w.Tags[5].Name)
}

func TestConnectEmail(t *testing.T) {
	w := newWire(t, 2)
	known := w.data(fmt.Sprintf("/people/%s", w.People[0].ID))
	body := w.but(w.newEmail(), object{
		"data": []object{
			{"email": known["email"]},
			{"email": "olena@example.com", "name": "Olena", "phone": "050"},
			{"email": "olena@example.com", "phone": "+380500777777"},
		},
		"tags": w.Tags[5].ID,
	})
	for range 2 {
		assert.Equal(t, object{"count_to_process": json.Number("3")}, w.ok("POST", "/accounts/email", body)["data"])
	}
	people := w.items("/people")
	require.Len(t, people, 3, "one is new")
	assert.Equal(t, "Olena", people[0]["name"])
	assert.Equal(t, "NOT_DEFINED", people[0]["phone"], "an invalid phone is dropped")
	assert.Equal(t, []any{w.Tags[5].Name}, people[0]["tags"])
	account := people[0]["accounts"].([]any)[0].(object)
	assert.Equal(t, string(w.Connections[3].ID), account["connection_id"])
	assert.Len(t, people[2]["accounts"], len(known["accounts"].([]any))+1)

	w.ok("POST", "/accounts/email", w.but(w.newEmail(), object{"tags": []any{w.Tags[0].ID, w.Tags[1].ID}}))
	assert.Equal(t, []any{w.Tags[0].Name, w.Tags[1].Name}, w.items("/people")[0]["tags"])
}

func TestConnectEmailRefusals(t *testing.T) {
	w := newWire(t, 0)
	for _, test := range []struct{ changes, fields object }{
		{object{"data": []object{{"email": "x"}}}, object{"data/0/email": "WRONG_EMAIL"}},
		{object{"data": []object{{"name": "x"}}}, object{"data/0/email": "REQUIRED"}},
		{object{"data": nil}, object{"data": "REQUIRED"}},
		{object{"connection_id": nil}, object{"connection_id": "REQUIRED"}},
		{object{"tags": "vip"}, object{"tags": "NOT_FOUND"}},
		{object{"tags": []any{wellFormedID}}, object{"tags/0": "NOT_FOUND"}},
	} {
		response := w.json("POST", "/accounts/email", w.but(w.newEmail(), test.changes))
		assert.Equal(t, test.fields, fieldsOf(t, response))
	}
	assert.Empty(t, w.items("/people"))
}

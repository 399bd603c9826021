package leelootest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/route"
)

func TestRefusals(t *testing.T) {
	w := newWire(t, 2)
	person := fmt.Sprintf("/people/%s", w.People[0])
	order := fmt.Sprintf("/orders/%s", w.Orders[0])
	subscribe := fmt.Sprintf("/communication-channels/%s/manual-subscribe", w.Accounts[0])
	source := fmt.Sprintf("/leadgentools/%s/create-traffic-source", w.Tunnels[0].LeadGenTools[0])
	long := strings.Repeat("a", 129)

	for _, test := range []struct {
		what, method, path string
		body               object
		fields             object
	}{
		{"no account", "POST", "/messages/send-message", object{"text": "x"}, object{"account_id": "REQUIRED"}},
		{"null", "POST", "/messages/send-message", object{"account_id": nil, "text": "x"}, object{"account_id": "REQUIRED"}},
		{"all that is wrong", "POST", "/messages/send-message", object{"account_id": "..", "text": ""},
			object{"account_id": "WRONG_FORMAT", "text": "CANNOT_BE_EMPTY"}},
		{"text of another type", "POST", "/messages/send-message", object{"account_id": w.Accounts[0], "text": object{}},
			object{"text": "WRONG_FORMAT"}},
		{"a person for an account", "POST", "/messages/send-message", object{"account_id": w.People[0], "text": "x"},
			object{"account_id": "NOT_FOUND"}},
		{"an unknown template", "POST", "/messages/send-template",
			object{"account_id": w.Accounts[0], "template_id": wellFormedID}, object{"template_id": "NOT_FOUND"}},
		{"variables in a list", "POST", "/messages/send-template",
			object{"account_id": w.Accounts[0], "template_id": w.Templates[0], "variables": []any{}},
			object{"variables": "WRONG_FORMAT"}},
		{"a variable that is no text", "POST", "/messages/send-template",
			object{"account_id": w.Accounts[0], "template_id": w.Templates[0], "variables": object{"name": 1}},
			object{"variables.name": "WRONG_FORMAT"}},

		{"no offer", "POST", "/orders", w.but(w.newOrder(), object{"offerId": nil}), object{"offerId": "REQUIRED"}},
		{"unknown credits", "POST", "/orders", w.but(w.newOrder(), object{"paymentCreditsId": wellFormedID}),
			object{"paymentCreditsId": "NOT_FOUND"}},
		{"an unknown manager", "POST", "/orders", w.but(w.newOrder(), object{"managerId": wellFormedID}),
			object{"managerId": "NOT_FOUND"}},
		{"a date without time", "POST", "/orders", w.but(w.newOrder(), object{"transactionDate": "2020-02-04"}),
			object{"transactionDate": "WRONG_FORMAT"}},
		{"a flag that is none", "POST", "/orders", w.but(w.newOrder(), object{"isNotifyAccount": "yes"}),
			object{"isNotifyAccount": "NOT_ALLOWED_VALUE"}},
		{"a bad e-mail", "POST", "/orders", w.but(w.newOrder(), object{"email": "Olena <olena@example.com>"}),
			object{"email": "WRONG_EMAIL"}},

		{"no status", "POST", order, object{}, object{"status": "REQUIRED"}},
		{"another status", "POST", order, object{"status": "OPENED"}, object{"status": "NOT_ALLOWED_VALUE"}},
		{"a price with a comma", "POST", order, object{"status": "RESOLVED", "price": "10,5"}, object{"price": "WRONG_FORMAT"}},
		{"a price in JSON's own notation", "POST", order, object{"status": "RESOLVED", "price": 1e21},
			object{"price": "WRONG_FORMAT"}},
		{"a negative price", "POST", order, object{"status": "RESOLVED", "price": "-1"}, object{"price": "WRONG_FORMAT"}},
		{"currency in small letters", "POST", order, object{"status": "RESOLVED", "currency": "usd"},
			object{"currency": "WRONG_FORMAT"}},
		{"the other layout", "POST", order, object{"status": "RESOLVED", "paymentDate": "2018-06-27T07:32:00Z"},
			object{"paymentDate": "WRONG_FORMAT"}},

		{"no name", "POST", "/people", object{}, object{"name": "REQUIRED"}},
		{"a bad e-mail", "POST", "/people", object{"name": "x", "email": "x"}, object{"email": "WRONG_EMAIL"}},
		{"an unknown tool", "POST", "/people", object{"name": "x", "leadgentool_id": wellFormedID},
			object{"leadgentool_id": "NOT_FOUND"}},
		{"an unknown user", "POST", "/people", object{"name": "x", "connected_users_ids": []any{w.Users[0], wellFormedID}},
			object{"connected_users_ids.1": "NOT_FOUND"}},
		{"an id for a list of ids", "POST", "/people", object{"name": "x", "connected_users_ids": w.Users[0]},
			object{"connected_users_ids": "WRONG_FORMAT"}},
		{"a custom field without name", "PUT", person, object{"custom_fields": []any{object{"type": "KEYWORD"}}},
			object{"custom_fields.0.name": "REQUIRED"}},
		{"a custom field that is none", "PUT", person, object{"custom_fields": []any{"city"}},
			object{"custom_fields.0": "WRONG_FORMAT"}},
		{"a bad e-mail", "PUT", person, object{"email": "x"}, object{"email": "WRONG_EMAIL"}},
		{"no comment", "PUT", person + "/add-comment", object{}, object{"comment": "REQUIRED"}},
		{"no tag", "PUT", person + "/add-tag", object{}, object{"tag_id": "REQUIRED"}},
		{"a tag by name", "PUT", person + "/remove-tag", object{"tag_id": w.Tags[0].Name}, object{"tag_id": "NOT_FOUND"}},

		{"nobody", "POST", "/people/sms", w.but(w.newSMS(), object{"data": []any{}}), object{"data": "REQUIRED"}},
		{"no phone", "POST", "/people/sms", w.but(w.newSMS(), object{"data": []object{{"phone": "1"}, {}}}),
			object{"data.1.phone": "REQUIRED"}},
		{"an unknown tag", "POST", "/people/sms", w.but(w.newSMS(), object{"tags": []any{wellFormedID}}),
			object{"tags.0": "NOT_FOUND"}},
		{"no connection", "POST", "/people/sms", w.but(w.newSMS(), object{"connection_id": nil}),
			object{"connection_id": "REQUIRED"}},

		{"an empty call", "POST", "/calls", object{}, object{
			"user_id": "REQUIRED", "account_id": "REQUIRED", "from": "REQUIRED", "to": "REQUIRED", "date": "REQUIRED",
			"record_link": "REQUIRED", "status": "REQUIRED", "duration": "REQUIRED", "type": "REQUIRED",
		}},
		{"closed lists", "POST", "/calls", w.but(w.newCall(), object{"status": "BUSY", "type": "inbound"}),
			object{"status": "NOT_ALLOWED_VALUE", "type": "NOT_ALLOWED_VALUE"}},
		{"half a second", "POST", "/calls", w.but(w.newCall(), object{"duration": "0.5"}), object{"duration": "NOT_INTEGER"}},
		{"less than a second", "POST", "/calls", w.but(w.newCall(), object{"duration": -1}), object{"duration": "WRONG_FORMAT"}},
		{"no link", "POST", "/calls", w.but(w.newCall(), object{"record_link": "1.mp3"}), object{"record_link": "WRONG_FORMAT"}},

		{"another tunnel's block", "POST", subscribe,
			object{"tunnel_id": w.Tunnels[0].ID, "tunnel_block_id": w.Tunnels[1].Blocks[0]},
			object{"tunnel_block_id": "NOT_FOUND"}},
		{"no source name", "POST", source, object{"description": "x"}, object{"name": "REQUIRED"}},

		{"a path id with a space", "GET", "/people/a%20b", nil, object{"person_id": "WRONG_FORMAT"}},
		{"a path id with a slash", "GET", "/orders/a%2Fb", nil, object{"order_id": "WRONG_FORMAT"}},
		{"a path id too long", "GET", "/users/" + long, nil, object{"user_id": "WRONG_FORMAT"}},

		{"a limit below 0", "GET", "/people?limit=-1", nil, object{"limit": "WRONG_FORMAT"}},
		{"a limit in words", "GET", "/orders?limit=all", nil, object{"limit": "NOT_INTEGER"}},
		{"an offset below 0", "GET", "/tunnels?offset=-20", nil, object{"offset": "WRONG_FORMAT"}},
		{"half a row", "GET", "/users?limit=1.5&offset=x", nil, object{"limit": "NOT_INTEGER", "offset": "NOT_INTEGER"}},
		{"a day that is none", "GET", "/people?filter[last_message][from]=2025-02-30", nil,
			object{"filter.last_message.from": "WRONG_FORMAT"}},
		{"a time for a day", "GET", "/communication-channels?filter[last_message][to]=2025-02-03T00:00:00Z", nil,
			object{"filter.last_message.to": "WRONG_FORMAT"}},
	} {
		t.Run(test.path+" "+test.what, func(t *testing.T) {
			var answer object
			if test.body == nil {
				answer = w.send(test.method, test.path, "", "")
			} else {
				answer = w.json(test.method, test.path, test.body)
			}
			assert.Equal(t, test.fields, fieldsOf(t, answer))
			want := "FORMAT_ERROR"
			for _, why := range test.fields {
				if why == "NOT_FOUND" {
					want = "NOT_FOUND"
				}
			}
			assert.Equal(t, want, codeOf(answer))
		})
	}
}

func TestUnknownIDsInThePath(t *testing.T) {
	w := newWire(t, 1)
	for _, r := range route.All() {
		param := pathParam.FindStringSubmatch(r.Path)
		if param == nil {
			continue
		}
		path := strings.ReplaceAll(r.Path, param[0], wellFormedID)
		fields := fieldsOf(t, w.send(r.Method, path, "", ""))
		assert.Equal(t, "NOT_FOUND", fields[param[1]], r.Name)
	}
}

func TestTheTokenIsAskedForByEveryOperation(t *testing.T) {
	w := newWire(t, 0, WithToken("the-only-one"))
	for _, r := range route.All() {
		path := strings.ReplaceAll(strings.ReplaceAll(r.Path, "{", ""), "}", "")
		for token, why := range map[string]string{"": "REQUIRED", "another": "NOT_ALLOWED_VALUE", "the-only-one2": "NOT_ALLOWED_VALUE"} {
			request := w.request(r.Method, path, "", "")
			request.Header.Set("X-Leeloo-AuthToken", token)
			status, _, body := w.do(request)
			assert.Equal(t, http.StatusOK, status)
			assert.Equal(t, object{"authToken": why}, fieldsOf(t, parse(t, body)), r.Name)
		}
	}
	assert.Equal(t, json.Number("1"), w.get("/tags")["status"])
}

func TestWhatIsNoOperationIsRefusedLoudly(t *testing.T) {
	w := newWire(t, 1)
	for _, test := range []struct{ method, path string }{
		{"GET", "/"},
		{"GET", ""},
		{"GET", "/person"},
		{"GET", "/people/"},
		{"GET", "//people"},
		{"POST", "/orders/"},
		{"POST", "/orders/."},
		{"POST", "/orders/%2e"},
		{"POST", "/orders/x/.."},
		{"DELETE", "/people/" + string(w.People[0])},
		{"PATCH", "/people/" + string(w.People[0])},
		{"HEAD", "/people"},
		{"GET", "/people/sms/x"},
		{"GET", "/../v2/people"},
	} {
		request := w.request(test.method, "", "", "")
		request.URL.Opaque = "//" + request.URL.Host + basePath + test.path // as it is, not cleaned
		status, header, body := w.do(request)
		assert.Equal(t, http.StatusNotFound, status, test)
		assert.Contains(t, header.Get("Content-Type"), "application/json", test)
		arrived := w.Requests()
		assert.Empty(t, arrived[len(arrived)-1].Op, test)
		if test.method != "HEAD" {
			message := parse(t, body)["error"].(object)["message"]
			assert.Contains(t, message, "leelootest knows no operation "+test.method+" ", test)
		}
	}
	assert.Len(t, w.rows("/orders"), len(w.Orders), "no order was made")
}

func TestUnknownFieldsAreDropped(t *testing.T) {
	w := newWire(t, 1)
	w.ok("POST", "/messages/send-message", object{"account_id": w.Accounts[0], "text": "x", "idempotency_key": "1"})
	assert.Equal(t, json.Number("1"), w.get("/people?filter[name]=x&sort=name")["status"])
}

func TestBodiesOfEveryKindAreRead(t *testing.T) {
	fields := map[string]string{"status": "RESOLVED", "currency": "EUR", "price": "10.50"}
	for kind, encode := range map[string]func() (string, string){
		"json": func() (string, string) {
			b, _ := json.Marshal(fields)
			return "application/json; charset=utf-8", string(b)
		},
		"form":      func() (string, string) { return urlEncoded(fields) },
		"multipart": func() (string, string) { return multipartForm(t, fields) },
		"a number": func() (string, string) {
			return "application/json", `{"status":"RESOLVED","currency":"EUR","price":10.50}`
		},
	} {
		t.Run(kind, func(t *testing.T) {
			w := newWire(t, 1)
			path := fmt.Sprintf("/orders/%s", w.Orders[0])
			contentType, body := encode()
			assert.Equal(t, json.Number("1"), w.send("POST", path, contentType, body)["status"])
			assert.Equal(t, json.Number("10.50"), w.data(path)["price"])
		})
	}
}

func TestUnreadableBodies(t *testing.T) {
	w := newWire(t, 0)
	for _, test := range []struct{ what, contentType, body string }{
		{"no JSON", "application/json", "name=x"},
		{"half", "application/json", `{"name":"x"`},
		{"two", "application/json", `{"name":"x"}{}`},
		{"a list", "application/json", `[]`},
		{"null", "application/json", `null`},
		{"JSON for a form", "multipart/form-data; boundary=x", `{"name":"x"}`},
		{"no boundary", "multipart/form-data", "x"},
		{"a broken escape", "application/x-www-form-urlencoded", "name=%zz"},
		{"another type", "text/plain", `{"name":"x"}`},
		{"no type", "", `{"name":"x"}`},
	} {
		fields := fieldsOf(t, w.send("POST", "/people", test.contentType, test.body))
		assert.Equal(t, object{"body": "WRONG_FORMAT"}, fields, test.what)
	}
	assert.Empty(t, w.rows("/people"))
}

func TestJSONOnlyFindsNothingInForms(t *testing.T) {
	w := newWire(t, 1, WithJSONOnly())
	path := fmt.Sprintf("/orders/%s", w.Orders[0])
	fields := map[string]string{"status": "RESOLVED"}
	for _, encode := range []func() (string, string){
		func() (string, string) { return urlEncoded(fields) },
		func() (string, string) { return multipartForm(t, fields) },
	} {
		contentType, body := encode()
		assert.Equal(t, object{"status": "REQUIRED"}, fieldsOf(t, w.send("POST", path, contentType, body)))
	}
	w.ok("POST", path, maps.Clone(object{"status": "RESOLVED"}))
}

package leelootest

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

func TestRefusals(t *testing.T) {
	w := newWire(t, 2)
	person := fmt.Sprintf("/people/%s", w.People[0].ID)
	order := fmt.Sprintf("/orders/%s", w.Orders[0].ID)
	subscribe := fmt.Sprintf("/communication-channels/%s/manual-subscribe", w.Accounts[0].ID)
	source := fmt.Sprintf("/leadgentools/%s/create-traffic-source", w.Tunnels[0].LeadGenTools[0].ID)
	long := strings.Repeat("a", 129)

	for _, test := range []struct {
		what, method, path string
		body               object
		fields             object
	}{
		{"no account", "POST", "/messages/send-message", object{"text": "x"}, object{"account_id": "REQUIRED"}},
		{"null", "POST", "/messages/send-message", object{"account_id": nil, "text": "x"}, object{"account_id": "REQUIRED"}},
		{"all invalid fields", "POST", "/messages/send-message", object{"account_id": "..", "text": ""},
			object{"account_id": "WRONG_FORMAT", "text": "CANNOT_BE_EMPTY"}},
		{"text of another type", "POST", "/messages/send-message", object{"account_id": w.Accounts[0].ID, "text": object{}},
			object{"text": "WRONG_FORMAT"}},
		{"a person for an account", "POST", "/messages/send-message", object{"account_id": w.People[0].ID, "text": "x"},
			object{"account_id": "NOT_FOUND"}},
		{"an unknown template", "POST", "/messages/send-template",
			object{"account_id": w.Accounts[0].ID, "template_id": wellFormedID}, object{"template_id": "NOT_FOUND"}},
		{"variables in a list", "POST", "/messages/send-template",
			object{"account_id": w.Accounts[0].ID, "template_id": w.Templates[0].ID, "variables": []any{}},
			object{"variables": "WRONG_FORMAT"}},
		{"a variable that is not a text", "POST", "/messages/send-template",
			object{"account_id": w.Accounts[0].ID, "template_id": w.Templates[0].ID, "variables": object{"name": 1}},
			object{"variables/name": "WRONG_FORMAT"}},

		{"no offer", "POST", "/orders", w.but(w.newOrder(), object{"offerId": nil}), object{"offerId": "REQUIRED"}},
		{"unknown credits", "POST", "/orders", w.but(w.newOrder(), object{"paymentCreditsId": wellFormedID}),
			object{"paymentCreditsId": "NOT_FOUND"}},
		{"an unknown manager", "POST", "/orders", w.but(w.newOrder(), object{"managerId": wellFormedID}),
			object{"managerId": "NOT_FOUND"}},
		{"a date without time", "POST", "/orders", w.but(w.newOrder(), object{"transactionDate": "2020-02-04"}),
			object{"transactionDate": "WRONG_FORMAT"}},
		{"an invalid flag", "POST", "/orders", w.but(w.newOrder(), object{"isNotifyAccount": "yes"}),
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
		{"an unknown user", "POST", "/people", object{"name": "x", "connected_users_ids": []any{w.Users[0].ID, wellFormedID}},
			object{"connected_users_ids/1": "NOT_FOUND"}},
		{"an id for a list of ids", "POST", "/people", object{"name": "x", "connected_users_ids": w.Users[0].ID},
			object{"connected_users_ids": "WRONG_FORMAT"}},
		{"a custom field without name", "PUT", person, object{"custom_fields": []any{object{"type": "KEYWORD"}}},
			object{"custom_fields/0/name": "REQUIRED"}},
		{"an invalid custom field", "PUT", person, object{"custom_fields": []any{"city"}},
			object{"custom_fields/0": "WRONG_FORMAT"}},
		{"a bad e-mail", "PUT", person, object{"email": "x"}, object{"email": "WRONG_EMAIL"}},
		{"no comment", "PUT", person + "/add-comment", object{}, object{"comment": "REQUIRED"}},
		{"no tag", "PUT", person + "/add-tag", object{}, object{"tag_id": "REQUIRED"}},
		{"a tag by name", "PUT", person + "/remove-tag", object{"tag_id": w.Tags[0].Name}, object{"tag_id": "NOT_FOUND"}},

		{"nobody", "POST", "/people/sms", w.but(w.newSMS(), object{"data": []any{}}), object{"data": "REQUIRED"}},
		{"no phone", "POST", "/people/sms", w.but(w.newSMS(), object{"data": []object{{"phone": "1"}, {}}}),
			object{"data/0/phone": "NOT_VALID_PHONE_NUMBER", "data/1/phone": "REQUIRED"}},
		{"an unknown tag", "POST", "/people/sms", w.but(w.newSMS(), object{"tags": []any{wellFormedID}}),
			object{"tags/0": "NOT_FOUND"}},
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
			object{"tunnel_id": w.Tunnels[0].ID, "tunnel_block_id": w.Tunnels[1].Blocks[0].ID},
			object{"tunnel_block_id": "NOT_FOUND"}},
		{"no source name", "POST", source, object{"description": "x"}, object{"name": "REQUIRED"}},

		{"a path id with a space", "GET", "/people/a%20b", nil, object{"person_id": "WRONG_FORMAT"}},
		{"a path id with a slash", "GET", "/orders/a%2Fb", nil, object{"order_id": "WRONG_FORMAT"}},
		{"a path id too long", "GET", "/users/" + long, nil, object{"user_id": "WRONG_FORMAT"}},

		{"a limit below 0", "GET", "/people?limit=-1", nil, object{"limit": "WRONG_FORMAT"}},
		{"a limit in words", "GET", "/orders?limit=all", nil, object{"limit": "NOT_INTEGER"}},
		{"an offset below 0", "GET", "/tunnels?offset=-20", nil, object{"offset": "WRONG_FORMAT"}},
		{"half a item", "GET", "/users?limit=1.5&offset=x", nil, object{"limit": "NOT_INTEGER", "offset": "NOT_INTEGER"}},
		{"an invalid day", "GET", "/people?filter[last_message][from]=2025-02-30", nil,
			object{"filter/last_message/from": "WRONG_FORMAT"}},
		{"a time for a day", "GET", "/communication-channels?filter[last_message][to]=2025-02-03T00:00:00Z", nil,
			object{"filter/last_message/to": "WRONG_FORMAT"}},
	} {
		t.Run(test.path+" "+test.what, func(t *testing.T) {
			var response object
			if test.body == nil {
				response = w.send(test.method, test.path, "", "")
			} else {
				response = w.json(test.method, test.path, test.body)
			}
			assert.Equal(t, test.fields, fieldsOf(t, response))
			want := "FORMAT_ERROR"
			for _, reason := range test.fields {
				if reason == "NOT_FOUND" {
					want = "NOT_FOUND"
				}
			}
			assert.Equal(t, want, codeOf(response))
		})
	}
}

func TestUnknownIDsInThePath(t *testing.T) {
	w := newWire(t, 1)
	for _, r := range operation.All() {
		param := regexp.MustCompile(`\{(\w+)\}`).FindStringSubmatch(r.Path)
		if param == nil {
			continue
		}
		path := strings.ReplaceAll(r.Path, param[0], wellFormedID)
		fields := fieldsOf(t, w.send(r.Method, path, "", ""))
		assert.Equal(t, "NOT_FOUND", fields[param[1]], r.Name)
	}
}

func TestEveryOperationRequiresToken(t *testing.T) {
	w := newWire(t, 0, WithToken("the-only-one"))
	for _, r := range operation.All() {
		path := strings.ReplaceAll(strings.ReplaceAll(r.Path, "{", ""), "}", "")
		for token, reason := range map[string]string{"": "REQUIRED", "another": "NOT_ALLOWED_VALUE", "the-only-one2": "NOT_ALLOWED_VALUE"} {
			request := w.request(r.Method, path, "", "")
			request.Header.Set("X-Leeloo-AuthToken", token)
			status, _, body := w.do(request)
			assert.Equal(t, http.StatusOK, status)
			assert.Equal(t, object{"authToken": reason}, fieldsOf(t, parse(t, body)), r.Name)
		}
	}
	assert.Equal(t, json.Number("1"), w.get("/tags")["status"])
}

func TestUnknownOperationsAreNotFound(t *testing.T) {
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
		{"DELETE", "/people/" + string(w.People[0].ID)},
		{"PATCH", "/people/" + string(w.People[0].ID)},
		{"HEAD", "/people"},
		{"GET", "/people/sms/x"},
		{"GET", "/../v2/people"},
	} {
		request := w.request(test.method, "", "", "")
		request.URL.Opaque = "//" + request.URL.Host + fake.BasePath + test.path // without cleaning the path
		status, header, body := w.do(request)
		assert.Equal(t, http.StatusNotFound, status, test)
		assert.Contains(t, header.Get("Content-Type"), "application/json", test)
		requests := w.Requests()
		assert.Empty(t, requests[len(requests)-1].Op, test)
		if test.method != "HEAD" {
			message := parse(t, body)["error"].(object)["message"]
			assert.Contains(t, message, "leelootest has no operation "+test.method+" ", test)
		}
	}
	assert.Len(t, w.items("/orders"), len(w.Orders), "no order was created")
}

func TestUnknownFieldsAreIgnored(t *testing.T) {
	w := newWire(t, 1)
	w.ok("POST", "/messages/send-message", object{"account_id": w.Accounts[0].ID, "text": "x", "idempotency_key": "1"})
	assert.Equal(t, json.Number("1"), w.get("/people?filter[name]=x&sort=name")["status"])
}

func TestOperationsReadEveryKindOfBody(t *testing.T) {
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
			path := fmt.Sprintf("/orders/%s", w.Orders[0].ID)
			contentType, body := encode()
			assert.Equal(t, json.Number("1"), w.send("POST", path, contentType, body)["status"])
			assert.Equal(t, json.Number("10.50"), w.data(path)["price"])
		})
	}
}

func TestInvalidBodies(t *testing.T) {
	w := newWire(t, 0)
	for _, test := range []struct{ what, contentType, body string }{
		{"not JSON", "application/json", "name=x"},
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
	assert.Empty(t, w.items("/people"))
}

func TestJSONOnlyDoesNotReadForms(t *testing.T) {
	w := newWire(t, 1, WithJSONOnly())
	path := fmt.Sprintf("/orders/%s", w.Orders[0].ID)
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

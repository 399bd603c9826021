package leelootest

import (
	"encoding/json"
	"fmt"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestRequestsReportsRequests(t *testing.T) {
	w := newWire(t, 1)
	person := fmt.Sprintf("/people/%s", w.People[0].ID)
	form, formBody := urlEncoded(map[string]string{"tag_id": "a&b"})
	multi, multiBody := multipartForm(t, map[string]string{"tag_id": "a&b"})

	for _, test := range []struct {
		method, path, contentType, body string
		want                            Request
	}{
		{"GET", "/people?filter[tags]=vip&filter[tags]=lead&limit=5", "", "", Request{
			Op: "People.List", Method: "GET", Path: "/people",
			Query: url.Values{"filter[tags]": {"vip", "lead"}, "limit": {"5"}},
		}},
		{"POST", "/people", "application/json; charset=utf-8", `{"name":"x","n":1.50,"list":["a"]}`, Request{
			Op: "People.Create", Method: "POST", Path: "/people", Query: url.Values{}, ContentType: "application/json",
			Body: object{"name": "x", "n": json.Number("1.50"), "list": []any{"a"}},
		}},
		{"PUT", person + "/add-tag", form, formBody, Request{
			Op: "Tags.Add", Method: "PUT", Path: person + "/add-tag", Query: url.Values{},
			ContentType: "application/x-www-form-urlencoded", Body: object{"tag_id": "a&b"},
		}},
		{"PUT", person + "/add-tag", multi, multiBody, Request{
			Op: "Tags.Add", Method: "PUT", Path: person + "/add-tag", Query: url.Values{},
			ContentType: "multipart/form-data", Body: object{"tag_id": "a&b"},
		}},
		{"PUT", person, "application/json", "{", Request{
			Op: "People.Update", Method: "PUT", Path: person, Query: url.Values{}, ContentType: "application/json",
		}},
		{"POST", "/unheard-of?x=1", ";;", "x", Request{
			Method: "POST", Path: "/unheard-of", Query: url.Values{"x": {"1"}}, ContentType: ";;",
		}},
	} {
		w.do(w.request(test.method, test.path, test.contentType, test.body))
		requests := w.Requests()
		assert.Equal(t, test.want, requests[len(requests)-1])
	}
	assert.Len(t, w.Requests(), 6)
}

func TestRequestsReturnsCopy(t *testing.T) {
	w := newWire(t, 0)
	w.json("POST", "/people?x=1", object{"name": "x", "nested": object{"a": "b"}})
	mine := w.Requests()[0]
	mine.Query.Set("x", "2")
	mine.Body["nested"].(object)["a"] = "c"
	assert.Equal(t, url.Values{"x": {"1"}}, w.Requests()[0].Query)
	assert.Equal(t, object{"a": "b"}, w.Requests()[0].Body["nested"])
}

package leelootest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestResetRestoresInitialState(t *testing.T) {
	w := newWire(t, 3)
	w.AddTag("beta")
	w.ok("POST", "/people", object{"name": "Olena"})
	w.Fail(Fault{Status: 503})
	w.BeforeEach(func(*Lists) { t.Error("the function of BeforeEach is called") })

	w.Reset()
	assert.Empty(t, w.Requests())
	assert.Zero(t, w.Count(""))
	assert.Zero(t, w.Count("People.Create"))
	assert.Empty(t, w.items("/people"))
	assert.Equal(t, w.Dataset, w.Seed(3), "the same ids as after Start")
}

func TestCountCountsAllRequests(t *testing.T) {
	w := newWire(t, 0)
	w.Fail(Fault{Status: 503})
	w.try("GET", "/tags", "")
	w.try("GET", "/tags", "")
	w.try("POST", "/people", "{}")
	w.try("GET", "/unknown", "")
	assert.Equal(t, 2, w.Count("Tags.List"))
	assert.Equal(t, 1, w.Count("People.Create"))
	assert.Zero(t, w.Count("Users.List"))
	assert.Equal(t, 4, w.Count(""))
}

func TestRequestsAreBounded(t *testing.T) {
	var log requestLog
	for i := range 2500 {
		log.add(rawRequest{path: fmt.Sprint(i), body: make([]byte, 10)})
	}
	assert.Len(t, log.requests, 1000)
	assert.Equal(t, "1500", log.requests[0].path)
	assert.Equal(t, 10_000, log.bytes)

	log.add(rawRequest{path: "large", body: make([]byte, 6<<20)})
	assert.Len(t, log.requests, 1000)
	log.add(rawRequest{path: "larger", body: make([]byte, 16<<20)})
	assert.Len(t, log.requests, 1)
	assert.Equal(t, 16<<20, log.bytes)
	log.add(rawRequest{path: "small"})
	assert.Equal(t, []rawRequest{{path: "small"}}, log.requests)
	assert.Zero(t, log.bytes)
}

func TestFormsOnlyDoesNotReadJSONOfForms(t *testing.T) {
	w := newWire(t, 1, WithFormsOnly())
	order := fmt.Sprintf("/orders/%s", w.Orders[0].ID)
	for path, required := range map[string]string{
		order:    "status",
		"/calls": "user_id",
		fmt.Sprintf("/people/%s/add-tag", w.People[0].ID):                            "tag_id",
		fmt.Sprintf("/communication-channels/%s/manual-subscribe", w.Accounts[0].ID): "tunnel_id",
	} {
		method := "POST"
		if strings.HasSuffix(path, "add-tag") {
			method = "PUT"
		}
		fields := fieldsOf(t, w.json(method, path, object{required: "RESOLVED"}))
		assert.Equal(t, "REQUIRED", fields[required], path)
	}
	w.ok("POST", "/people", object{"name": "Olena"})
	w.ok("PUT", fmt.Sprintf("/people/%s/remove-tag", w.People[0].ID), object{"tag_id": w.Tags[0].ID})
	contentType, body := urlEncoded(map[string]string{"status": "RESOLVED"})
	assert.EqualValues(t, "1", w.send("POST", order, contentType, body)["status"])
}

package request

import (
	"math"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/operation"
)

const id = "5e2825e081fbca000d8596e4"

func TestNew(t *testing.T) {
	fields := Form(Field{Name: "price", Text: "100"}, Field{Name: "duration", Text: "7", Number: true})
	tests := map[string]struct {
		endpoint    operation.Endpoint
		body        Body
		encoding    Encoding
		path, query string
		contentType string
		want        string
	}{
		"nothing":       {operation.OrdersGet.With(id), Body{}, Auto, "/orders/" + id, "", "", ""},
		"query":         {operation.OrdersList.With(), Query(struct{ Limit int }{7}), Auto, "/orders", "Limit=7", "", ""},
		"JSON":          {operation.OrdersCreate.With(), JSON(map[string]int{"b": 1, "a": 2}), Auto, "/orders", "", "application/json", `{"a":2,"b":1}`},
		"a form":        {operation.OrdersUpdate.With(id), fields, Auto, "/orders/" + id, "", "application/x-www-form-urlencoded", "price=100&duration=7"},
		"a form as URL": {operation.OrdersUpdate.With(id), fields, URLEncoded, "/orders/" + id, "", "application/x-www-form-urlencoded", "price=100&duration=7"},
		"a form in JSON": {operation.OrdersUpdate.With(id), fields, AsJSON, "/orders/" + id, "", "application/json",
			`{"duration":7,"price":"100"}`},
		"JSON and a query": {operation.OrdersCreate.With(), JSON(1).WithQuery(url.Values{"a": {"b c"}}), Auto, "/orders", "a=b+c", "application/json", "1"},
		"only a query":     {operation.OrdersList.With(), Body{}.WithQuery(url.Values{"a": {"+"}}), Auto, "/orders", "a=%2B", "", ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r, err := New(tt.endpoint, tt.body, tt.encoding)
			require.NoError(t, err)
			assert.Equal(t, tt.endpoint.Method, r.Method)
			assert.Equal(t, tt.path, r.Path)
			assert.Equal(t, tt.query, r.Query)
			assert.Equal(t, tt.contentType, r.ContentType)
			assert.Equal(t, tt.want, string(r.Body))
			assert.Equal(t, tt.endpoint.Class != operation.Safe, r.Trace, "whether it matters that nothing was sent")
		})
	}
}

func TestNewRefuses(t *testing.T) {
	tests := map[string]struct {
		endpoint operation.Endpoint
		body     Body
	}{
		"an id that changes the path": {operation.OrdersGet.With(".."), Body{}},
		"a missing id":                {operation.OrdersGet.With(), Body{}},
		"JSON that does not exist":    {operation.OrdersCreate.With(), JSON(math.NaN())},
		"text that is not UTF-8":      {operation.OrdersCreate.With(), JSON("+380500000000\xff")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := New(tt.endpoint, tt.body, Auto)
			require.Error(t, err)
			assert.NotContains(t, err.Error(), "380500000000")
		})
	}
}

func TestUnreadField(t *testing.T) {
	form := Form(Field{Name: "status", Text: "RESOLVED"}, Field{Name: "price", Text: "1"}, Field{Name: "currency"})
	tests := map[string]struct {
		refused map[string]string
		want    string
	}{
		"a field of the form":      {map[string]string{"status": "REQUIRED"}, "status"},
		"in a list":                {map[string]string{"price.0": "REQUIRED"}, "price"},
		"with another one":         {map[string]string{"status": "REQUIRED", "other": "REQUIRED"}, "status"},
		"a field that is left out": {map[string]string{"currency": "REQUIRED"}, ""},
		"a field of a longer name": {map[string]string{"statuses": "REQUIRED"}, ""},
		"another code":             {map[string]string{"status": "NOT_ALLOWED_VALUE"}, ""},
		"another code besides":     {map[string]string{"status": "REQUIRED", "price": "WRONG_FORMAT"}, ""},
		"no fields":                {nil, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, tt.want, form.UnreadField(tt.refused))
		})
	}
	assert.Empty(t, JSON(1).UnreadField(map[string]string{"status": "REQUIRED"}))
}

func TestFormsSwitchToJSON(t *testing.T) {
	update, add := operation.OrdersUpdate.Operation(), operation.TagsAdd.Operation()
	auto := Forms{Encoding: Auto}
	assert.Equal(t, Auto, auto.For(update))
	assert.True(t, auto.SwitchToJSON(update))
	assert.Equal(t, AsJSON, auto.For(update))
	assert.Equal(t, Auto, auto.For(add), "each operation for itself")
	assert.False(t, auto.SwitchToJSON(&operation.Operation{Class: operation.Unknown}), "an unknown operation is sent once")

	for _, encoding := range []Encoding{URLEncoded, Multipart, AsJSON} {
		chosen := Forms{Encoding: encoding}
		assert.False(t, chosen.SwitchToJSON(update), "the caller chose")
		assert.Equal(t, encoding, chosen.For(update))
	}
}

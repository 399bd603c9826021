package webhook_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/webhook"
)

func amount(text string) leeloo.Amount {
	a, err := leeloo.NewAmount(text)
	if err != nil {
		panic(err)
	}
	return a
}

func TestParseReadsOrdersAndSales(t *testing.T) {
	want := webhook.OrderEvent{
		OrderID: orderID, AccountID: accountID, OfferName: "Course", Price: amount("1490.50"), Currency: "UAH",
		Email: "olena@example.com", Phone: "+380500000000",
		CreatedAt: time.Date(2020, 2, 25, 11, 18, 56, 419e6, time.UTC),
	}
	event, err := webhook.Parse([]byte(orderBody))
	require.NoError(t, err)
	assert.Equal(t, webhook.Event{Type: webhook.TypeOrder, Order: &want, Raw: []byte(orderBody)}, event)

	want.PaymentMethod = "WAYFORPAY"
	event, err = webhook.Parse([]byte(saleBody))
	require.NoError(t, err)
	assert.Equal(t, webhook.Event{Type: webhook.TypeSale, Order: &want, Raw: []byte(saleBody)}, event)
}

func TestParseTolerates(t *testing.T) {
	tests := map[string]struct {
		members string // besides order_id
		want    webhook.OrderEvent
	}{
		"missing members":             {``, webhook.OrderEvent{}},
		"unknown members":             {`, "new": [{"a": null}]`, webhook.OrderEvent{}},
		"null":                        {`, "account_id": null, "price": null, "email": null, "created_at": null`, webhook.OrderEvent{}},
		"sentinel values":             {`, "account_id": "NO_DATA", "price": "NO_DATA", "phone": "NOT_DEFINED", "currency": "NOT_DEFINED"`, webhook.OrderEvent{}},
		"names in another case":       {`, "Email": "a@example.com", "PRICE": 1`, webhook.OrderEvent{}},
		"price as text":               {`, "price": "20.50"`, webhook.OrderEvent{Price: amount("20.50")}},
		"price beyond a float":        {`, "price": 9007199254740993.10`, webhook.OrderEvent{Price: amount("9007199254740993.10")}},
		"price of 0":                  {`, "price": 0`, webhook.OrderEvent{Price: amount("0")}},
		"price with an exponent":      {`, "price": 1e3`, webhook.OrderEvent{}},
		"price as a word":             {`, "price": "free"`, webhook.OrderEvent{}},
		"phone as a number":           {`, "phone": 380500000000`, webhook.OrderEvent{Phone: "380500000000"}},
		"boolean":                     {`, "offer_name": true`, webhook.OrderEvent{OfferName: "true"}},
		"object and array for text":   {`, "offer_name": {}, "email": ["a@example.com"], "price": [1], "created_at": {}`, webhook.OrderEvent{}},
		"escapes and broken UTF-8":    {`, "offer_name": "\u041a\ud83d` + "\xff" + `"`, webhook.OrderEvent{OfferName: "К\ufffd\ufffd"}},
		"both spellings":              {`, "createdAt": "2020-02-25T11:18:56Z"`, webhook.OrderEvent{CreatedAt: time.Date(2020, 2, 25, 11, 18, 56, 0, time.UTC)}},
		"time without seconds":        {`, "created_at": "2015-04-02T14:20Z"`, webhook.OrderEvent{CreatedAt: time.Date(2015, 4, 2, 14, 20, 0, 0, time.UTC)}},
		"time without zone":           {`, "created_at": "2018-06-27 07:32"`, webhook.OrderEvent{CreatedAt: time.Date(2018, 6, 27, 7, 32, 0, 0, time.UTC)}},
		"time in another zone":        {`, "created_at": "2020-02-25T13:00:00+02:00"`, webhook.OrderEvent{CreatedAt: time.Date(2020, 2, 25, 11, 0, 0, 0, time.UTC)}},
		"time in milliseconds":        {`, "created_at": 1582629536419`, webhook.OrderEvent{CreatedAt: time.Date(2020, 2, 25, 11, 18, 56, 419e6, time.UTC)}},
		"unreadable time":             {`, "created_at": "yesterday"`, webhook.OrderEvent{}},
		"time beyond the year 9999":   {`, "created_at": 9223372036854775807`, webhook.OrderEvent{}},
		"time as fraction or boolean": {`, "created_at": 1.5, "createdAt": true`, webhook.OrderEvent{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			event, err := webhook.Parse([]byte(" {\"data\" :\n {\"order_id\" : \"a-B_9\"" + tt.members + `}, "type" : "ORDER", "more": 1} `))
			require.NoError(t, err)
			tt.want.OrderID = "a-B_9"
			assert.Equal(t, &tt.want, event.Order)
		})
	}
}

func TestParseKeepsUnknownTypes(t *testing.T) {
	for _, body := range []string{
		`{"type":"SUBSCRIBE","data":{"account_id":1}}`, `{"type":"order"}`, `{"type":"SALE "}`, `{"type":7,"data":null}`,
	} {
		input := []byte(body)
		event, err := webhook.Parse(input)
		require.NoError(t, err, body)
		assert.NotEmpty(t, event.Type)
		assert.Nil(t, event.Order)
		clear(input)
		assert.Equal(t, body, string(event.Raw), "Raw is a copy")
	}
}

// canary is data that must not appear in an error, a log or a response.
const canary = "olena-1f2e"

func TestParseErrorsNameTheProblemWithoutTheBody(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"empty":                 {``, "webhook: the body is not a JSON object"},
		"HTML":                  {`<html>olena-1f2e</html>`, "webhook: the body is not a JSON object"},
		"null":                  {`null`, "webhook: the body is not a JSON object"},
		"array":                 {`[{"type":"olena-1f2e"}]`, "webhook: the body is not a JSON object"},
		"truncated":             {`{"type":"ORDER","data":{"order_id":"olena-1f2e"}`, "webhook: the body is not a JSON object"},
		"truncated in a name":   {`{"olena-1f2e`, "webhook: the body is not a JSON object"},
		"broken value":          {`{"type":olena-1f2e}`, "webhook: the body is not a JSON object"},
		"broken name":           {`{1:2}`, "webhook: the body is not a JSON object"},
		"trailing comma":        {`{"type":"ORDER",}`, "webhook: the body is not a JSON object"},
		"trailing garbage":      {`{"type":"X"} olena-1f2e`, "webhook: something follows the body"},
		"second object":         {`{"type":"X"}{}`, "webhook: something follows the body"},
		"deep nesting":          {`{"type":"X","data":` + strings.Repeat("[", 1<<20), "webhook: the body is not a JSON object"},
		"deep objects":          {strings.Repeat(`{"data":`, 1<<17), "webhook: the body is not a JSON object"},
		"repeated type":         {`{"type":"ORDER","type":"olena-1f2e"}`, "webhook: the body repeats a name"},
		"repeated data":         {`{"type":"X","data":{},"d\u0061ta":{}}`, "webhook: the body repeats a name"},
		"repeated price":        {`{"type":"SALE","data":{"order_id":"a","price":1,"price":2}}`, "webhook: data repeats a name"},
		"no type":               {`{"data":{"order_id":"olena-1f2e"}}`, "webhook: type is missing"},
		"type null":             {`{"type":null}`, "webhook: type is missing"},
		"type an object":        {`{"type":{"a":"olena-1f2e"}}`, "webhook: type is missing"},
		"no data":               {`{"type":"SALE"}`, "webhook: data is not a JSON object"},
		"data null":             {`{"type":"ORDER","data":null}`, "webhook: data is not a JSON object"},
		"data a text":           {`{"type":"ORDER","data":"olena-1f2e"}`, "webhook: data is not a JSON object"},
		"no order id":           {`{"type":"ORDER","data":{"email":"olena-1f2e"}}`, "webhook: data.order_id is missing"},
		"order id NOT_DEFINED":  {`{"type":"ORDER","data":{"order_id":"NOT_DEFINED"}}`, "webhook: data.order_id is missing"},
		"order id a number":     {`{"type":"ORDER","data":{"order_id":380500000000}}`, "webhook: data.order_id is not an id"},
		"order id an array":     {`{"type":"ORDER","data":{"order_id":["olena-1f2e"]}}`, "webhook: data.order_id is not an id"},
		"order id a dot":        {`{"type":"ORDER","data":{"order_id":"."}}`, "webhook: data.order_id is not an id"},
		"order id with a slash": {`{"type":"ORDER","data":{"order_id":"olena-1f2e/a"}}`, "webhook: data.order_id is not an id"},
		"order id of 129 bytes": {`{"type":"ORDER","data":{"order_id":"` + strings.Repeat("a", 129) + `"}}`, "webhook: data.order_id is not an id"},
		"account id an e-mail":  {`{"type":"ORDER","data":{"order_id":"a","account_id":"olena-1f2e@example.com"}}`, "webhook: data.account_id is not an id"},
		"account id a number":   {`{"type":"ORDER","data":{"order_id":"a","account_id":1}}`, "webhook: data.account_id is not an id"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			event, err := webhook.Parse([]byte(tt.body))
			require.EqualError(t, err, tt.want)
			assert.Zero(t, event)
			assert.NotContains(t, err.Error(), canary)
		})
	}
}

func TestParseAcceptsTheLongestID(t *testing.T) {
	id := strings.Repeat("a", 128)
	event, err := webhook.Parse([]byte(`{"type":"ORDER","data":{"order_id":"` + id + `"}}`))
	require.NoError(t, err)
	assert.Equal(t, leeloo.OrderID(id), event.Order.OrderID)
}

func key(t *testing.T, body string) string {
	t.Helper()
	event, err := webhook.Parse([]byte(body))
	require.NoError(t, err)
	return event.Key()
}

func TestKey(t *testing.T) {
	order, sale := key(t, orderBody), key(t, saleBody)
	unknown := key(t, `{"type":"SUBSCRIBE","data":{"phone":"+380500000000"}}`)

	assert.Equal(t, "ORDER/"+orderID, order)
	assert.Equal(t, "SALE/"+orderID, sale)
	assert.Regexp(t, `^sha256/[0-9a-f]{64}$`, unknown)

	t.Run("same event", func(t *testing.T) {
		assert.Equal(t, order, key(t, orderBody))
		assert.Equal(t, order, key(t, `{"data":{"order_id":"`+strings.ToUpper(orderID)+`"},"type":"ORDER"}`))
		assert.Equal(t, unknown, key(t, `{"type":"SUBSCRIBE","data":{"phone":"+380500000000"}}`))
	})
	t.Run("other event", func(t *testing.T) {
		assert.NotEqual(t, order, key(t, `{"type":"ORDER","data":{"order_id":"5e5502a01b1668000ccc93ef"}}`))
		assert.NotEqual(t, unknown, key(t, `{"type":"SUBSCRIBE","data":{"phone":"+380500000001"}}`))
		assert.NotEqual(t, unknown, key(t, `{"type":"UNSUBSCRIBE","data":{"phone":"+380500000000"}}`))
	})
}

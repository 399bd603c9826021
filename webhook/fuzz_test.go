package webhook_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/webhook"
)

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		orderBody, saleBody, `{"type":"SUBSCRIBE","data":[]}`, `{"type":"SALE","data":{"order_id":"a","price":"NO_DATA","created_at":1}}`,
		``, `{`, `{"a":1,}`, `{"type":"ORDER","data":{"order_id":"."}}`, `{"type":"X","type":"Y"}`, "{\"type\":\"\xff\"} {}",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		event, err := webhook.Parse(body)
		if err != nil {
			assert.Zero(t, event)
			return
		}
		assert.True(t, json.Valid(body), "accepted what is not JSON")
		assert.NotEmpty(t, event.Type)
		assert.Equal(t, body, event.Raw)
		assert.Equal(t, event.Type == webhook.TypeOrder || event.Type == webhook.TypeSale, event.Order != nil)
		assert.Regexp(t, `^((ORDER|SALE)/[a-z0-9_-]{1,128}|sha256/[0-9a-f]{64})$`, event.Key())

		again, err := webhook.Parse(event.Raw)
		require.NoError(t, err)
		assert.Equal(t, event, again)
		assert.Equal(t, event.Key(), again.Key())
	})
}

func FuzzParseExternalRequest(f *testing.F) {
	for _, seed := range []string{
		`{"data":{"id":"a","name":"Olena","phone":1,"email":null,"utm_marks":{"utm_source":"site"}}}`,
		``, `{"data":{"utm_marks":[{}]}}`, `{"data":{"id":1}}`, `{"data":{}}x`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		request, err := webhook.ParseExternalRequest(body)
		if err != nil {
			assert.Zero(t, request)
			return
		}
		assert.True(t, json.Valid(body), "accepted what is not JSON")
		assert.Regexp(t, `^[A-Za-z0-9_-]{0,128}$`, string(request.ID))
	})
}

package webhook_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/webhook"
)

func TestParseExternalRequest(t *testing.T) {
	tests := map[string]struct {
		body string
		want webhook.ExternalRequest
	}{
		"all members": {
			`{"data": {"id": "5df0fac42121a5000e07d80b", "name": "Олена", "phone": "+380500000000", "email": "olena@example.com",
				"utm_marks": {"utm_source": "site", "utm_term": 7, "utm_content": null}}}`,
			webhook.ExternalRequest{
				ID: "5df0fac42121a5000e07d80b", Name: "Олена", Phone: "+380500000000", Email: "olena@example.com",
				UTMMarks: map[string]string{"utm_source": "site", "utm_term": "7", "utm_content": ""},
			},
		},
		"missing members": {`{"data":{}}`, webhook.ExternalRequest{}},
		"unknown members": {`{"data":{"new":[]},"type":1}`, webhook.ExternalRequest{}},
		"sentinel values": {`{"data":{"id":null,"name":"Olena","phone":"NOT_DEFINED","email":"NO_DATA"}}`, webhook.ExternalRequest{Name: "Olena"}},
		"no marks":        {`{"data":{"utm_marks":{}}}`, webhook.ExternalRequest{}},
		"marks null":      {`{"data":{"utm_marks":null}}`, webhook.ExternalRequest{}},
		"marks a list":    {`{"data":{"utm_marks":[]}}`, webhook.ExternalRequest{}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := webhook.ParseExternalRequest([]byte(tt.body))
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestParseExternalRequestErrorsNameTheProblemWithoutTheBody(t *testing.T) {
	tests := map[string]struct{ body, want string }{
		"empty":         {``, "webhook: the body is not a JSON object"},
		"form":          {`name=olena-1f2e`, "webhook: the body is not a JSON object"},
		"deep nesting":  {`{"data":` + strings.Repeat(`{"utm_marks":`, 1<<17), "webhook: the body is not a JSON object"},
		"no data":       {`{"id":"olena-1f2e"}`, "webhook: data is not a JSON object"},
		"data a list":   {`{"data":["olena-1f2e"]}`, "webhook: data is not a JSON object"},
		"repeated name": {`{"data":{"email":"a","email":"olena-1f2e"}}`, "webhook: data repeats a name"},
		"id a number":   {`{"data":{"id":380500000000}}`, "webhook: data.id is not an id"},
		"id an e-mail":  {`{"data":{"id":"olena-1f2e@example.com"}}`, "webhook: data.id is not an id"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := webhook.ParseExternalRequest([]byte(tt.body))
			require.EqualError(t, err, tt.want)
			assert.Zero(t, got)
		})
	}
}

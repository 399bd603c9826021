package contract

import (
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"testing"

	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/schema_validation"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
	"github.com/leeloo-go/leeloo/webhook"
)

// Each webhook of leelootest and each example is as described, and package webhook reads it.
func TestWebhooksAreAsDescribed(t *testing.T) {
	assert.Empty(t, webhookProblems(t, parse(t, readDescription(t)), sentWebhooks(t)))
}

// sentWebhooks returns the bodies that leelootest sends when an order is created and resolved, by their types.
func sentWebhooks(t *testing.T) map[string][]byte {
	t.Helper()
	bodies := make(chan []byte, 2)
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		bodies <- body
	}))
	t.Cleanup(receiver.Close)

	fake := leelootest.New(t, leelootest.WithWebhook(receiver.URL))
	client, data := fake.Client(), fake.Seed(1)
	order, err := client.Orders.Create(t.Context(), newOrder(data))
	require.NoError(t, err)
	require.NoError(t, client.Orders.Update(t.Context(), order.ID, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved}))
	return map[string][]byte{webhook.TypeOrder: <-bodies, webhook.TypeSale: <-bodies}
}

func webhookProblems(t *testing.T, d description, sent map[string][]byte) (problems []string) {
	t.Helper()
	validator := schema_validation.NewSchemaValidator(config.WithFormatAssertions())
	described := set{}
	for name, item := range d.Webhooks.FromOldest() {
		described[name] = true
		media, ok := item.Post.RequestBody.Content.Get("application/json")
		require.True(t, ok, name)
		bodies := examplesOf(t, media)
		if body, ok := sent[name]; ok {
			bodies["sent by leelootest"] = body
		}
		for variant, body := range bodies {
			what := name + " (" + variant + ")"
			_, errs := validator.ValidateSchemaBytes(media.Schema.Schema(), body)
			problems = append(problems, format(what, errs)...)
			problems = append(problems, eventProblems(t, what, name, body)...)
		}
	}
	return append(problems, differences("the webhooks", keys(sent), keys(described))...)
}

// eventProblems checks that package webhook reads each field of an event.
func eventProblems(t *testing.T, what, eventType string, body []byte) (problems []string) {
	t.Helper()
	event, err := webhook.Parse(body)
	require.NoError(t, err, what)
	if event.Type != eventType || event.Order == nil {
		return []string{what + " has the type " + event.Type}
	}
	order := reflect.ValueOf(*event.Order)
	for i := range order.NumField() {
		name := order.Type().Field(i).Name
		if isOnlyInSales := name == "PaymentMethod"; order.Field(i).IsZero() != (isOnlyInSales && eventType == webhook.TypeOrder) {
			problems = append(problems, what+": unexpected value of "+name)
		}
	}
	return problems
}

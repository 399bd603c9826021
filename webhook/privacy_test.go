package webhook_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/webhook"
)

// The canary is in every value of a request, of the API's response, of an error and of a panic.
func TestLogsAndResponsesContainNoPersonalData(t *testing.T) {
	body := strings.NewReplacer(
		orderID, canary, accountID, canary, "Course", canary, "UAH", canary, "WAYFORPAY", canary,
		"olena@example.com", canary, "+380500000000", canary, "2020-02-25T11:18:56.419Z", canary,
	)
	requests := map[string]func() *http.Request{
		"ORDER":        func() *http.Request { return post(body.Replace(orderBody)) },
		"SALE":         func() *http.Request { return post(body.Replace(saleBody)) },
		"unknown type": func() *http.Request { return post(`{"type":"` + canary + `"}`) },
		"no JSON":      func() *http.Request { return post(canary) },
		"wrong path":   func() *http.Request { return post("", path("/"+canary)) },
		"wrong method": func() *http.Request { return post("", method(canary)) },
		"wrong headers": func() *http.Request {
			return post("", header("Content-Type", canary), header("User-Agent", canary), func(r *http.Request) { r.URL.RawQuery = canary })
		},
	}
	apis := map[string]roundTrip{
		"none":     nil,
		"agrees":   respondWith(200, `{"status":1,"data":{"id":"`+canary+`"}}`),
		"differs":  respondWith(200, `{"status":1,"data":{"id":"`+canary+`","currency":"x`+canary+`"}}`),
		"refuses":  respondWith(200, `{"status":0,"error":{"code":"NOT_FOUND","message":"`+canary+`"}}`),
		"fails":    respondWith(500, canary),
		"no order": respondWith(404, canary),
		"outage":   func(*http.Request) (*http.Response, error) { return nil, errors.New(canary) },
	}
	outcomes := map[string]func(context.Context, webhook.Event) error{
		"success": func(context.Context, webhook.Event) error { return nil },
		"error":   func(context.Context, webhook.Event) error { return errors.New(canary) },
		"panic":   func(context.Context, webhook.Event) error { panic(canary) },
	}
	for request, newRequest := range requests {
		for api, transport := range apis {
			for outcome, onEvent := range outcomes {
				t.Run(request+", API "+api+", "+outcome, func(t *testing.T) {
					receiver := newReceiver()
					receiver.OnEvent = onEvent
					if transport != nil {
						receiver.Client = clientOf(t, transport)
					}
					response := serve(receiver, newRequest())
					assert.NotContains(t, receiver.log.String(), canary)
					assert.NotContains(t, receiver.log.String(), secret)
					assert.NotContains(t, response.Body.String(), canary)
					assert.NotContains(t, fmt.Sprint(response.Header()), canary)
				})
			}
		}
	}
}

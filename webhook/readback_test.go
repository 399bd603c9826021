package webhook_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/webhook"
)

// order is a response of Orders.Get with more members than the id.
func order(members string) roundTrip {
	return respondWith(200, `{"status":1,"data":{"id":"`+orderID+`"`+members+`}}`)
}

func TestReadBackComparesEventAndOrder(t *testing.T) {
	tests := map[string]struct {
		api        roundTrip
		order      int // the status for an ORDER of 1490.50 UAH
		sale       int // the status for a SALE of 1490.50 UAH
		saleReason string
	}{
		"open":              {order(`,"price":1490.5,"currency":"UAH","status":"OPENED"`), 200, 503, "the order is not paid yet"},
		"pending":           {order(`,"price":1490.5,"currency":"UAH","status":"PENDING"`), 200, 503, "the order is not paid yet"},
		"ORDER as a status": {order(`,"price":1490.5,"currency":"UAH","status":"ORDER"`), 200, 503, "the order is not paid yet"},
		"paid":              {order(`,"price":1490.5,"currency":"UAH","status":"RESOLVED"`), 200, 200, ""},
		"SUCCESS":           {order(`,"price":"1490.500","currency":"uah","status":"SUCCESS"`), 200, 200, ""},
		"rejected":          {order(`,"price":1490.5,"currency":"UAH","status":"REJECTED"`), 200, 422, "the order is not paid"},
		"failed":            {order(`,"price":1490.5,"currency":"UAH","status":"FAILED"`), 200, 422, "the order is not paid"},
		"refunded":          {order(`,"price":1490.5,"currency":"UAH","status":"REFUNDED"`), 200, 422, "the order is not paid"},
		"unknown status":    {order(`,"price":1490.5,"currency":"UAH","status":"PARTLY"`), 200, 200, ""},
		"nothing but an id": {order(``), 200, 200, ""},
		"sentinel values":   {order(`,"price":null,"currency":"NOT_DEFINED","status":"NO_DATA"`), 200, 200, ""},
		"unreadable price":  {order(`,"price":"free","status":"RESOLVED"`), 200, 200, ""},
		"id in upper case":  {respondWith(200, `{"status":1,"data":{"id":"`+strings.ToUpper(orderID)+`"}}`), 200, 200, ""},

		"open, other price":            {order(`,"price":1490.51,"currency":"UAH","status":"OPENED"`), 422, 503, "the order is not paid yet"},
		"no status, higher price":      {order(`,"price":2000,"currency":"UAH"`), 422, 200, ""},
		"paid, part of the price":      {order(`,"price":2000,"currency":"UAH","status":"RESOLVED"`), 200, 200, ""},
		"paid, less than the event":    {order(`,"price":1490.49,"currency":"UAH","status":"RESOLVED"`), 200, 422, "the price is above the order's"},
		"paid, price of 0":             {order(`,"price":0,"currency":"UAH","status":"RESOLVED"`), 200, 422, "the price is above the order's"},
		"paid in another currency":     {order(`,"price":38.20,"currency":"USD","status":"RESOLVED"`), 200, 422, "the currency is not the order's"},
		"open, other currency":         {order(`,"price":1490.5,"currency":"USD","status":"OPENED"`), 422, 422, "the currency is not the order's"},
		"other currency, without rest": {order(`,"currency":"USD"`), 422, 422, "the currency is not the order's"},

		"unknown order":         {respondWith(200, `{"status":0,"error":{"code":"NOT_FOUND"}}`), 422, 422, "Leeloo refused to return the order"},
		"unknown order, 404":    {respondWith(404, `{"status":0,"error":{"code":"NOT_FOUND"}}`), 422, 422, "Leeloo refused to return the order"},
		"malformed id":          {respondWith(200, `{"status":0,"error":{"code":"FORMAT_ERROR","fields":{"id":"WRONG_FORMAT"}}}`), 422, 422, "Leeloo refused to return the order"},
		"other order":           {respondWith(200, `{"status":1,"data":{"id":"5e5502a01b1668000ccc93ef"}}`), 503, 503, "the order could not be read back"},
		"HTML":                  {respondWith(200, `<html>`), 503, 503, "the order could not be read back"},
		"rate limit":            {respondWith(429, `Too many requests`), 503, 503, "the order could not be read back"},
		"server error":          {respondWith(500, `{}`), 503, 503, "the order could not be read back"},
		"code SERVER_ERROR":     {respondWith(200, `{"status":0,"error":{"code":"SERVER_ERROR"}}`), 503, 503, "the order could not be read back"},
		"bad gateway":           {respondWith(502, ``), 503, 503, "the order could not be read back"},
		"token was revoked":     {respondWith(401, `{}`), 503, 503, "the order could not be read back"},
		"connection is refused": {func(*http.Request) (*http.Response, error) { return nil, errors.New("refused") }, 503, 503, "the order could not be read back"},
		"transport panics":      {func(*http.Request) (*http.Response, error) { panic("broken") }, 500, 500, "the handler panicked"},
	}
	for name, tt := range tests {
		for event, body := range map[string]string{webhook.TypeOrder: orderBody, webhook.TypeSale: saleBody} {
			t.Run(name+", "+event, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					receiver := newReceiver()
					receiver.Client = clientOf(t, tt.api)
					want := tt.order
					if event == webhook.TypeSale {
						want = tt.sale
					}
					response := serve(receiver, post(body))
					assert.Equal(t, want, response.Code)
					assert.Equal(t, want == 200, len(receiver.events) == 1, "OnEvent is called if and only if the status is 200")
					if event == webhook.TypeSale && want != 200 {
						assert.Contains(t, receiver.log.String(), `reason="webhook: `+tt.saleReason+`"`)
					}
					assert.NotContains(t, receiver.log.String()+response.Body.String(), orderID)
				})
			})
		}
	}
}

// The webhook of a payment may arrive before the API shows the payment.
func TestReadBackReadsAnUnpaidOrderAgain(t *testing.T) {
	for paidAt, want := range map[int]int{1: 200, 2: 200, 3: 200, 4: 503} {
		synctest.Test(t, func(t *testing.T) {
			reads := 0
			receiver := newReceiver()
			receiver.Client = clientOf(t, roundTrip(func(r *http.Request) (*http.Response, error) {
				status := "OPENED"
				if reads++; reads >= paidAt {
					status = "RESOLVED"
				}
				return order(`,"price":1490.5,"currency":"UAH","status":"` + status + `"`)(r)
			}))
			assert.Equal(t, want, serve(receiver, post(saleBody)).Code, "paid at read %d", paidAt)
			assert.Equal(t, min(paidAt, 3), reads)
		})
	}
}

func TestReadBackComparesOnlyWhatTheEventHas(t *testing.T) {
	for _, status := range []string{"OPENED", "RESOLVED"} {
		receiver := newReceiver()
		receiver.Client = clientOf(t, order(`,"price":1490.5,"currency":"UAH","status":"`+status+`"`))
		assert.Equal(t, 200, serve(receiver, post(`{"type":"ORDER","data":{"order_id":"`+orderID+`"}}`)).Code)
	}
}

func TestReadBackGetsTheOrderOnce(t *testing.T) {
	var requests []string
	receiver := newReceiver()
	receiver.Client = clientOf(t, roundTrip(func(r *http.Request) (*http.Response, error) {
		requests = append(requests, r.Method+" "+r.URL.Path)
		return order(`,"status":"RESOLVED"`)(r)
	}))
	assert.Equal(t, 200, serve(receiver, post(saleBody)).Code)
	assert.Equal(t, []string{"GET /api/v2/orders/" + orderID}, requests)

	assert.Equal(t, 200, serve(receiver, post(`{"type":"SUBSCRIBE"}`)).Code)
	assert.Len(t, requests, 1, "an unknown type has no order")
}

func TestReadBackWithAZeroClient(t *testing.T) {
	receiver := newReceiver()
	receiver.Client = &leeloo.Client{}
	assert.Equal(t, 503, serve(receiver, post(orderBody)).Code)
	assert.Empty(t, receiver.events)
}

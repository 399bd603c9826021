package webhook_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"

	"github.com/leeloo-go/leeloo/webhook"
)

// send posts a webhook as Leeloo does.
func send(url, body string) {
	response, err := http.Post(url, "application/json", strings.NewReader(body))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer response.Body.Close()
	fmt.Println(response.Status)
}

func ExampleHandler() {
	handler := webhook.Handler{
		Secret: "3JX7QK2M5TZB4WNR6YHC", // from the configuration; created with crypto/rand.Text
		// Client: crm,                 // reads each order back; recommended
		// Logger: slog.Default(),
		OnEvent: func(ctx context.Context, e webhook.Event) error {
			switch e.Type {
			case webhook.TypeOrder:
				fmt.Println("ordered:", e.Order.OfferName, e.Order.Price, e.Order.Currency)
			case webhook.TypeSale:
				fmt.Println("paid:", e.Order.OfferName, e.Order.Price, e.Order.Currency)
			default: // its body is e.Raw
				fmt.Println("another event")
			}
			return nil
		},
	}
	mux := http.NewServeMux()
	mux.Handle("/leeloo/", handler)
	server := httptest.NewServer(mux) // in a program: an http.Server behind HTTPS
	defer server.Close()

	// In Leeloo's web interface: https://example.com/leeloo/3JX7QK2M5TZB4WNR6YHC
	send(server.URL+"/leeloo/3JX7QK2M5TZB4WNR6YHC", `{"type": "SALE", "data": {"order_id": "5e5502a01b1668000ccc93ee",
		"offer_name": "Course", "price": 1490.50, "currency": "UAH", "payment_method": "WAYFORPAY"}}`)
	send(server.URL+"/leeloo/guess", `{"type": "SALE", "data": {"order_id": "5e5502a01b1668000ccc93ee"}}`)
	// Output:
	// paid: Course 1490.50 UAH
	// 200 OK
	// 404 Not Found
}

// processed stands for a table with a unique key. In a database, insert the key in the transaction of the work.
type processed struct {
	mu   sync.Mutex
	keys map[string]bool
}

// once calls work unless it has succeeded for the key.
func (p *processed) once(key string, work func() error) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.keys[key] {
		return nil
	}
	if err := work(); err != nil {
		return err // status 500; the next delivery tries again
	}
	p.keys[key] = true
	return nil
}

func ExampleEvent_Key() {
	done := processed{keys: map[string]bool{}}
	handler := webhook.Handler{
		Secret: "3JX7QK2M5TZB4WNR6YHC",
		OnEvent: func(ctx context.Context, e webhook.Event) error {
			return done.once(e.Key(), func() error {
				fmt.Println("processing", e.Key())
				return nil
			})
		},
	}
	server := httptest.NewServer(handler)
	defer server.Close()

	url := server.URL + "/3JX7QK2M5TZB4WNR6YHC"
	send(url, `{"type": "ORDER", "data": {"order_id": "5e5502a01b1668000ccc93ee"}}`)
	send(url, `{"type": "SALE", "data": {"order_id": "5e5502a01b1668000ccc93ee"}}`)
	send(url, `{"type": "SALE", "data": {"order_id": "5e5502a01b1668000ccc93ee"}}`) // delivered again
	// Output:
	// processing ORDER/5e5502a01b1668000ccc93ee
	// 200 OK
	// processing SALE/5e5502a01b1668000ccc93ee
	// 200 OK
	// 200 OK
}

func ExampleParseExternalRequest() {
	request, err := webhook.ParseExternalRequest([]byte(`{"data": {"id": "5df0fac42121a5000e07d80b", "name": "Olena",
		"phone": "+380500000000", "email": "NOT_DEFINED", "utm_marks": {"utm_source": "site"}}}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s %q %s\n", request.Name, request.Email, request.UTMMarks["utm_source"])
	// Output: Olena "" site
}

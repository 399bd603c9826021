package leeloo_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"sync"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// tenants has one client for each token, since the limiter is the client's. The clients share a pool of connections.
type tenants struct {
	options []leeloo.Option

	mu      sync.Mutex
	clients map[string]*leeloo.Client
}

func (t *tenants) client(token string) (*leeloo.Client, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if client, ok := t.clients[token]; ok {
		return client, nil
	}
	client, err := leeloo.NewClient(token, t.options...)
	if err != nil {
		return nil, err
	}
	if t.clients == nil {
		t.clients = map[string]*leeloo.Client{}
	}
	t.clients[token] = client
	return client, nil
}

// A program for several companies has a client for each token. Keep the clients: a new client for each request would have
// a new limiter each time, and so none.
func Example_severalTenants() {
	shop := leelootest.Start(leelootest.WithToken("token-of-the-shop"))
	defer shop.Close()
	shop.Seed(3)
	school := leelootest.Start(leelootest.WithToken("token-of-the-school"))
	defer school.Close()
	school.Seed(5)
	companies := map[string]http.Handler{shop.Token: shop, school.Token: school}
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		companies[r.Header.Get("X-Leeloo-AuthToken")].ServeHTTP(w, r)
	}))
	defer api.Close()

	all := tenants{options: []leeloo.Option{leeloo.WithBaseURL(api.URL + "/api/v2")}} // in a program: without it
	for _, token := range []string{"token-of-the-shop", "token-of-the-school", "token-of-the-shop"} {
		client, err := all.client(token)
		if err != nil {
			fmt.Println(err)
			return
		}
		people, err := leeloo.Collect(client.People.All(context.Background(), leeloo.PeopleListParams{}))
		fmt.Println(len(people), "people", err)
	}
	fmt.Println(len(all.clients), "clients")
	// Output:
	// 3 people <nil>
	// 5 people <nil>
	// 3 people <nil>
	// 2 clients
}

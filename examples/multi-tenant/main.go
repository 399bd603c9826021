// Multi-tenant works for many companies in one process: a client for each token, with a limit of its own, and one pool of
// connections for all. Copy tenants.go.
package main

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/signal"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func main() {
	demo := flag.Bool("demo", false, "work for three companies of a fake Leeloo in this process")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, *demo)
	stop()
	os.Exit(code)
}

// run returns the exit code: 0 done, 1 failed for at least one tenant, 2 wrong usage.
func run(ctx context.Context, demo bool) int {
	tokens, baseURL := tokensOf(os.Environ()), cmp.Or(os.Getenv("LEELOO_BASE_URL"), "https://api.leeloo.ai/api/v2")
	if demo {
		var closeDemo func()
		tokens, baseURL, closeDemo = startDemo()
		defer closeDemo()
	}
	if len(tokens) == 0 {
		fmt.Fprintln(os.Stderr, "Set LEELOO_TOKEN_SHOP to the token of the company that you call shop, and so on for the others. Or try -demo.")
		return 2
	}
	tenants := NewTenants(func(tenant string) (string, error) { return tokens[tenant], nil }, 10*time.Minute, leeloo.WithBaseURL(baseURL))
	return report(ctx, tenants, slices.Sorted(maps.Keys(tokens)))
}

// tokensOf returns the tokens of variables such as LEELOO_TOKEN_SHOP, by the tenant: "shop".
func tokensOf(environ []string) map[string]string {
	tokens := map[string]string{}
	for _, variable := range environ {
		name, token, _ := strings.Cut(variable, "=")
		if tenant, ok := strings.CutPrefix(name, "LEELOO_TOKEN_"); ok && token != "" {
			tokens[strings.ToLower(tenant)] = token
		}
	}
	return tokens
}

// report counts the people and orders of all tenants at the same time. A tenant that fails does not stop the others.
func report(ctx context.Context, tenants *Tenants, names []string) (code int) {
	lines, errs := make([]string, len(names)), make([]error, len(names))
	var all sync.WaitGroup
	for i, name := range names {
		all.Go(func() {
			errs[i] = tenants.Do(name, func(client *leeloo.Client) error {
				people, err := client.People.List(ctx, leeloo.PeopleListParams{ListParams: leeloo.ListParams{Limit: 1}})
				if err != nil {
					return err
				}
				orders, err := client.Orders.List(ctx, leeloo.ListParams{Limit: 1})
				if err != nil {
					return err
				}
				lines[i] = fmt.Sprintf("%s: %d people, %d orders", name, people.Meta.TotalCount, orders.Meta.TotalCount)
				return nil
			})
		})
	}
	all.Wait()
	for i, name := range names {
		if errs[i] != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", name, errs[i]) // no error contains a token
			code = 1
		} else {
			fmt.Println(lines[i])
		}
	}
	return code
}

// startDemo starts a Leeloo with three companies, which it distinguishes by the token.
func startDemo() (tokens map[string]string, baseURL string, closeAll func()) {
	tokens = map[string]string{"gym": "token-of-the-gym", "school": "token-of-the-school", "shop": "token-of-the-shop"}
	companies := map[string]*leelootest.Server{}
	for tenant, people := range map[string]int{"gym": 8, "school": 5, "shop": 3} {
		server := leelootest.Start(leelootest.WithToken(tokens[tenant]))
		server.Seed(people)
		companies[tokens[tenant]] = server
	}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		companies[r.Header.Get("X-Leeloo-AuthToken")].ServeHTTP(w, r)
	}))
	return tokens, front.URL + "/api/v2", func() {
		front.Close()
		for _, company := range companies {
			company.Close()
		}
	}
}

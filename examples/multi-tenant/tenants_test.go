package main

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// companies is a Leeloo with a company for each token. Each has one person, who is named like the token.
type companies map[string]*leelootest.Server

func newCompanies(t *testing.T, tokens ...string) companies {
	t.Helper()
	all := companies{}
	for _, token := range tokens {
		all[token] = leelootest.New(t, leelootest.WithToken(token))
		all[token].AddPerson(leelootest.Person{Name: token})
	}
	return all
}

func (c companies) RoundTrip(r *http.Request) (*http.Response, error) {
	return c[r.Header.Get("X-Leeloo-AuthToken")].Transport().RoundTrip(r)
}

// tenants returns Tenants whose names are their tokens.
func (c companies) tenants(idle time.Duration, options ...leeloo.Option) *Tenants {
	options = append(options, leeloo.WithHTTPClient(&http.Client{Transport: c}))
	return NewTenants(func(tenant string) (string, error) { return tenant, nil }, idle, options...)
}

// person returns the name of the person of a tenant.
func person(t *testing.T, tenants *Tenants, tenant string) (name string) {
	t.Helper()
	err := tenants.Do(tenant, func(client *leeloo.Client) error {
		page, err := client.People.List(t.Context(), leeloo.PeopleListParams{})
		if err == nil {
			name = page.Items[0].Name
		}
		return err
	})
	assert.NoError(t, err)
	return name
}

func clientOf(t *testing.T, tenants *Tenants, tenant string) (client *leeloo.Client) {
	t.Helper()
	require.NoError(t, tenants.Do(tenant, func(c *leeloo.Client) error {
		client = c
		return nil
	}))
	return client
}

func TestTenantsAreNotMixedUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var tokens []string
		for i := range 30 {
			tokens = append(tokens, fmt.Sprint("token", i))
		}
		all := newCompanies(t, tokens...)
		tenants := all.tenants(0)
		var working sync.WaitGroup
		for _, token := range tokens {
			for range 20 {
				working.Go(func() { assert.Equal(t, token, person(t, tenants, token)) })
			}
		}
		working.Wait()
		assert.Len(t, tenants.clients, 30)
		for token, company := range all {
			assert.Equal(t, 20, company.Count(""), token)
		}
	})
}

func TestEachTenantHasItsOwnLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenants := newCompanies(t, "shop", "school").tenants(0)
		start := time.Now()
		for range 300 {
			person(t, tenants, "shop")
		}
		person(t, tenants, "school")
		assert.Zero(t, time.Since(start))
		person(t, tenants, "shop")
		assert.Equal(t, time.Minute, time.Since(start), "the 301st request waits, and clients were not created anew")
	})
}

// A new client has a new limiter, and would not know of the requests or of the HTTP 429 before it.
func TestEvictionForgetsNoLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := newCompanies(t, "shop", "school", "gym")
		tenants := all.tenants(0)
		all["shop"].Fail(leelootest.RateLimited(90 * time.Second))
		start := time.Now()
		err := tenants.Do("shop", func(client *leeloo.Client) error {
			_, err := client.Tags.List(t.Context(), leeloo.NoRetry())
			return err
		})
		require.ErrorIs(t, err, leeloo.ErrRateLimited)
		time.Sleep(80 * time.Second)
		person(t, tenants, "school") // a new client, so idle ones are evicted
		person(t, tenants, "shop")
		assert.GreaterOrEqual(t, time.Since(start), 90*time.Second)
	})
}

func TestIdleClientIsEvictedWhenAnotherIsCreated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenants := newCompanies(t, "shop", "school", "gym").tenants(10 * time.Minute)
		shop := clientOf(t, tenants, "shop")
		time.Sleep(9 * time.Minute)
		clientOf(t, tenants, "school")
		assert.Same(t, shop, clientOf(t, tenants, "shop"), "not idle for long enough")

		time.Sleep(10 * time.Minute)
		assert.Same(t, shop, clientOf(t, tenants, "shop"), "idle, but nothing has evicted it")
		time.Sleep(10 * time.Minute)
		clientOf(t, tenants, "gym")
		assert.Len(t, tenants.clients, 1)
		assert.NotSame(t, shop, clientOf(t, tenants, "shop"), "created when it is needed again")
	})
}

func TestClientInUseIsNotEvicted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenants := newCompanies(t, "shop", "school").tenants(10 * time.Minute)
		require.NoError(t, tenants.Do("shop", func(shop *leeloo.Client) error {
			time.Sleep(time.Hour)
			clientOf(t, tenants, "school")
			assert.Same(t, shop, clientOf(t, tenants, "shop"))
			return nil
		}))
		clientOf(t, tenants, "gym")
		assert.Len(t, tenants.clients, 3, "its idle time begins at the end of its use")
	})
}

func TestNewTokenIsANewClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		all := newCompanies(t, "old", "new")
		token := "old"
		tenants := NewTenants(func(string) (string, error) { return token, nil }, 0, leeloo.WithHTTPClient(&http.Client{Transport: all}))
		assert.Equal(t, "old", person(t, tenants, "shop"))
		token = "new"
		assert.Equal(t, "new", person(t, tenants, "shop"))
		time.Sleep(minIdle)
		token = "another"
		clientOf(t, tenants, "shop")
		assert.Len(t, tenants.clients, 1, "the client of an old token does not stay")
	})
}

func TestTenantsWithOneTokenShareItsLimit(t *testing.T) {
	token := "x"
	tenants := NewTenants(func(string) (string, error) { return token, nil }, 0)
	first := clientOf(t, tenants, "shop")
	token = " x\n" // as from a file
	assert.Same(t, first, clientOf(t, tenants, "school"))
}

func TestClientsShareTheirConnections(t *testing.T) {
	all := newCompanies(t, "shop", "school", "gym")
	var connections atomic.Int32
	front := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		all[r.Header.Get("X-Leeloo-AuthToken")].ServeHTTP(w, r)
	}))
	front.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	front.Start()
	defer front.Close()
	tenants := NewTenants(func(tenant string) (string, error) { return tenant, nil }, 0, leeloo.WithBaseURL(front.URL+"/api/v2"))
	for token := range all {
		assert.Equal(t, token, person(t, tenants, token))
	}
	assert.Equal(t, int32(1), connections.Load())
}

func TestFailureOfTheTokenOrTheClientNamesTheTenant(t *testing.T) {
	missing := errors.New("no such secret")
	work := func(*leeloo.Client) error {
		t.Error("work was called")
		return nil
	}
	err := NewTenants(func(string) (string, error) { return "", missing }, 0).Do("shop", work)
	require.ErrorIs(t, err, missing)
	assert.ErrorContains(t, err, `"shop"`)
	err = NewTenants(func(string) (string, error) { return "two words", nil }, 0).Do("shop", work)
	require.ErrorIs(t, err, leeloo.ErrInvalidArgument)
	assert.ErrorContains(t, err, `"shop"`)
	assert.NotContains(t, err.Error(), "two words")
}

func TestPanicReleasesTheClient(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		tenants := newCompanies(t, "shop").tenants(0)
		assert.Panics(t, func() { _ = tenants.Do("shop", func(*leeloo.Client) error { panic("x") }) })
		time.Sleep(minIdle)
		clientOf(t, tenants, "school")
		assert.Len(t, tenants.clients, 1)
	})
}

func TestTokensAreInNoTextAndNoLog(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const token = "canary-token-8f3a"
		var text bytes.Buffer
		log := slog.New(slog.NewJSONHandler(&text, &slog.HandlerOptions{Level: slog.LevelDebug}))
		all := newCompanies(t, token)
		tenants := NewTenants(func(string) (string, error) { return token, nil }, 0,
			leeloo.WithHTTPClient(&http.Client{Transport: all}), leeloo.WithLogger(log))
		for _, fault := range []leelootest.Fault{
			{}, leelootest.HTMLPage(502), {Status: 401}, {Status: 429, Body: token}, leelootest.Rejected(token, map[string]string{token: token}),
			leelootest.Dropped(), leelootest.Redirect(307, "https://example.com/"+token),
		} {
			all[token].Fail(fault)
			err := tenants.Do("shop", func(client *leeloo.Client) error {
				fmt.Fprintf(&text, "%v %+v %#v", client, client, client)
				_, err := client.Tags.List(t.Context(), leeloo.NoRetry())
				return err
			})
			fmt.Fprintf(&text, "%v %+v %#v", err, err, err)
			log.Info("failed", "error", err)
		}
		fmt.Fprintf(&text, "%v %+v %#v", tenants, tenants, tenants)
		assert.Contains(t, text.String(), "Tags.List")
		assert.NotContains(t, text.String(), token)
	})
}

package main

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/leeloo-go/leeloo"
)

// minIdle is how long a client is kept at least after its last use. A client has the limiter of its token, whose window is
// a minute, and the pause after an HTTP 429, which is 90 seconds at most: a new client would not know of either.
const minIdle = 2 * time.Minute

// Tenants has a client for each token. It creates a client when it is needed, and evicts it when others are needed and it
// has not been used for a while. It keeps no token outside of the clients, which do not show it.
type Tenants struct {
	token   func(tenant string) (string, error)
	idle    time.Duration
	options []leeloo.Option

	mu      sync.Mutex
	clients map[[sha256.Size]byte]*entry // by a hash of the token: the limit belongs to the token
}

type entry struct {
	client   *leeloo.Client
	users    int
	lastUsed time.Time
}

// NewTenants returns Tenants. token returns the current token of a tenant, for example from a secret store. The clients
// share the connections of the process, unless options has another http.Client.
func NewTenants(token func(tenant string) (string, error), idle time.Duration, options ...leeloo.Option) *Tenants {
	return &Tenants{token: token, idle: max(idle, minIdle), options: options, clients: map[[sha256.Size]byte]*entry{}}
}

// Do calls work with the client of a tenant. The client is not evicted meanwhile; work must not keep it.
func (t *Tenants) Do(tenant string, work func(*leeloo.Client) error) error {
	token, err := t.token(tenant)
	if err != nil {
		return fmt.Errorf("the token of the tenant %q: %w", tenant, err)
	}
	e, err := t.acquire(token)
	if err != nil {
		return fmt.Errorf("the client of the tenant %q: %w", tenant, err)
	}
	defer t.release(e)
	return work(e.client)
}

func (t *Tenants) acquire(token string) (*entry, error) {
	key := sha256.Sum256([]byte(strings.TrimSpace(token)))
	t.mu.Lock()
	defer t.mu.Unlock()
	e, ok := t.clients[key]
	if !ok {
		t.evict()
		client, err := leeloo.NewClient(token, t.options...)
		if err != nil {
			return nil, err
		}
		e = &entry{client: client}
		t.clients[key] = e
	}
	e.users++
	return e, nil
}

func (t *Tenants) release(e *entry) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e.users--
	e.lastUsed = time.Now()
}

// evict is called before the number of clients grows. It needs no goroutine: an idle client is only a little memory.
func (t *Tenants) evict() {
	for key, e := range t.clients {
		if e.users == 0 && time.Since(e.lastUsed) >= t.idle {
			delete(t.clients, key)
		}
	}
}

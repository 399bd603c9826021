package service

import (
	"cmp"
	"context"
	"fmt"
	"os"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// Account is the account in Leeloo that a program works on.
type Account struct {
	Client  *leeloo.Client
	Limiter *durable.Limiter   // of the client
	Fake    *leelootest.Server // of a demo; nil otherwise
	Dir     string             // of a demo, for its database; empty otherwise
}

// Connect connects to the account of LEELOO_TOKEN, or of a demo to a fake Leeloo in this process. Only a demo uses the
// fake: without a token, Connect returns ErrUsage. It reads a list, so that a wrong token fails here and not in the first
// job.
func Connect(ctx context.Context, demo bool) (*Account, error) {
	a := &Account{Limiter: durable.NewLimiter(nil)}
	if demo {
		dir, err := os.MkdirTemp("", "leeloo-demo-")
		if err != nil {
			return nil, err
		}
		a.Dir, a.Fake = dir, leelootest.Start()
		a.Client = a.Fake.Client(leeloo.WithLimiter(a.Limiter))
		return a, nil
	}
	token := os.Getenv("LEELOO_TOKEN")
	if token == "" {
		return nil, fmt.Errorf("LEELOO_TOKEN is not set, and there is no -demo; %w", ErrUsage)
	}
	baseURL := cmp.Or(os.Getenv("LEELOO_BASE_URL"), "https://api.leeloo.ai/api/v2")
	client, err := leeloo.NewClient(token, leeloo.WithBaseURL(baseURL), leeloo.WithLimiter(a.Limiter))
	if err != nil {
		return nil, fmt.Errorf("LEELOO_TOKEN or LEELOO_BASE_URL: %w; %w", err, ErrUsage)
	}
	if _, err := client.Tags.List(ctx); err != nil {
		return nil, fmt.Errorf("Leeloo cannot be read with LEELOO_TOKEN: %w", err)
	}
	a.Client = client
	return a, nil
}

// Close ends a demo, and deletes its database.
func (a *Account) Close() error {
	if a.Fake == nil {
		return nil
	}
	a.Fake.Close()
	return os.RemoveAll(a.Dir)
}

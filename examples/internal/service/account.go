package service

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

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
	a.Client = client
	err = a.Check(ctx, slog.Default(), func(ctx context.Context) error { _, err := client.Tags.List(ctx); return err })
	if err != nil {
		return nil, fmt.Errorf("Leeloo cannot be read with LEELOO_TOKEN: %w", err)
	}
	return a, nil
}

// Check calls a function that reads, and returns its error if Leeloo refuses what it asks for. That Leeloo is down is no
// reason not to take events: they are stored, and wait.
func (a *Account) Check(ctx context.Context, log *slog.Logger, read func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	err := read(ctx)
	switch {
	case leeloo.OutcomeOf(err) == leeloo.Refused:
		if e, ok := errors.AsType[*leeloo.Error](err); ok && len(e.Candidates) > 0 {
			err = fmt.Errorf("%w; similar names: %q", err, e.Candidates)
		}
		return fmt.Errorf("%w; %w", err, ErrUsage)
	case errors.Is(err, leeloo.ErrUnauthorized):
		return err
	case err != nil:
		log.Warn("Leeloo cannot be read now: what is received is stored, and waits", "error", err)
	}
	return nil
}

// Close ends a demo, and deletes its database.
func (a *Account) Close() error {
	if a.Fake == nil {
		return nil
	}
	a.Fake.Close()
	return os.RemoveAll(a.Dir)
}

package leeloo_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

// sharedLimiter limits the requests of several processes with one token. take asks their store for a place in the rate
// limit: it returns how long to wait, or an error if the store cannot be reached.
type sharedLimiter struct {
	take func(ctx context.Context) (wait time.Duration, err error)
}

// Wait retries a short failure of the store until the context ends, since its error would end the operation.
func (l sharedLimiter) Wait(ctx context.Context) error {
	for {
		wait, err := l.take(ctx)
		if err == nil && wait == 0 {
			return nil
		}
		if err != nil {
			wait = 100 * time.Millisecond
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return errors.Join(ctx.Err(), err)
		}
	}
}

// A limiter in a store that several processes share, for example Redis. The store fails once.
func ExampleWithLimiter() {
	srv := leelootest.Start()
	defer srv.Close()

	takes := 0
	limiter := sharedLimiter{func(context.Context) (time.Duration, error) {
		if takes++; takes == 1 {
			return 0, errors.New("connection to the store lost")
		}
		return 0, nil
	}}
	tags, err := srv.Client(leeloo.WithLimiter(limiter)).Tags.List(context.Background())
	fmt.Println(len(tags), "tags", err)
	fmt.Println(takes, "requests to the store")
	// Output:
	// 6 tags <nil>
	// 2 requests to the store
}

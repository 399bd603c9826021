// Shared-limit reads people, in as many processes as you start: together they keep to one rate limit, through Redis. Copy
// limiter.go.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/alicebob/miniredis/v2"
	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func main() {
	demo := flag.Bool("demo", false, "run two clients against a fake Leeloo and a small Redis in this process")
	perMinute := flag.Int("per-minute", 300, "the `number` of requests that all processes together may send in any minute, 2 to 300;\n"+
		"give all of them the same")
	people := flag.Int("people", 10, "the `number` of people to read, 1 to 100")
	flag.Parse()
	logging.Disable() // go-redis logs each attempt to connect; the limiter logs an outage once
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, *demo, *perMinute, *people)
	stop()
	os.Exit(code)
}

// run returns the exit code: 0 done, 1 failed, 2 wrong usage.
func run(ctx context.Context, demo bool, perMinute, people int) int {
	token, redisURL := os.Getenv("LEELOO_TOKEN"), os.Getenv("REDIS_URL")
	switch {
	case perMinute < 2 || perMinute > 300:
		fmt.Fprintln(os.Stderr, "-per-minute must be from 2 to 300, which is what the API allows.")
		return 2
	case people < 1 || people > 100:
		fmt.Fprintln(os.Stderr, "-people must be from 1 to 100.")
		return 2
	case demo:
		return report(runDemo(ctx, perMinute, people))
	case token == "" || redisURL == "":
		fmt.Fprintln(os.Stderr, "Set LEELOO_TOKEN to the token of your company and REDIS_URL to redis://localhost:6379. Or try -demo.")
		return 2
	}
	options, err := redis.ParseURL(redisURL)
	if err != nil { // the error may quote the password
		fmt.Fprintln(os.Stderr, "REDIS_URL is not the URL of a Redis: write it like redis://user:password@host:6379/0, or rediss:// for TLS.")
		return 2
	}
	base := leeloo.WithBaseURL(cmp.Or(os.Getenv("LEELOO_BASE_URL"), "https://api.leeloo.ai/api/v2"))
	return report(work(ctx, "this process", options, token, perMinute, people, base))
}

// work reads people one by one: a request for each.
func work(ctx context.Context, name string, options *redis.Options, token string, perMinute, people int, opts ...leeloo.Option) error {
	// All requests wait for Redis, so it is given up soon and asked again by the limiter.
	options.DialTimeout, options.ReadTimeout, options.WriteTimeout = time.Second, time.Second, time.Second
	options.DialerRetries, options.MaxRetries, options.ContextTimeoutEnabled = 1, -1, true
	store := redis.NewClient(options)
	defer store.Close()
	limiter, err := NewLimiter(store, token, perMinute)
	if err != nil {
		return err
	}
	client, err := leeloo.NewClient(token, append(opts, leeloo.WithLimiter(limiter))...)
	if err != nil {
		return fmt.Errorf("check LEELOO_TOKEN and LEELOO_BASE_URL: %w", err)
	}
	start := time.Now()
	page, err := client.People.List(ctx, leeloo.PeopleListParams{ListParams: leeloo.ListParams{Limit: people}})
	if err != nil {
		return err
	}
	for _, person := range page.Items {
		if _, err := client.People.Get(ctx, person.ID, leeloo.PersonGetParams{}); err != nil {
			return err
		}
	}
	fmt.Printf("%d people read by %s in %s\n", len(page.Items), name, time.Since(start).Round(100*time.Millisecond))
	return nil
}

// runDemo has two clients, each with a connection to Redis of its own, as two processes have.
func runDemo(ctx context.Context, perMinute, people int) error {
	small, err := miniredis.Run()
	if err != nil {
		return err
	}
	defer small.Close()
	server := leelootest.Start()
	defer server.Close()
	server.Seed(people)
	var both sync.WaitGroup
	var errs [2]error
	for i := range errs {
		both.Go(func() {
			options := &redis.Options{Addr: small.Addr()}
			errs[i] = work(ctx, "one of two clients", options, server.Token, perMinute, people, leeloo.WithBaseURL(server.URL))
		})
	}
	both.Wait()
	return errors.Join(errs[:]...)
}

func report(err error) int {
	switch {
	case err == nil:
		return 0
	case errors.Is(err, ErrLimiter):
		fmt.Fprintln(os.Stderr, "Redis does not respond, and without it nothing is sent. Check REDIS_URL.", err)
	default:
		fmt.Fprintln(os.Stderr, err)
	}
	return 1
}

// Observability does a piece of ordinary work with OpenTelemetry traces and metrics, in two clients that stand for two
// processes and keep to one rate limit through Redis. transport.go, tasks.go, telemetry.go and limiter.go are meant to
// be copied.
//
// What is exported holds operations, routes, statuses, durations and the API's codes: no token, phone, e-mail, id, body
// or text of an error, whatever the API answers. It does hold the host of the base URL, and the names that the
// application gives to its tasks, which have to be constants.
//
// The limit holds for the moments at which requests leave, among those who share the Redis and the token. Nobody can
// promise when they arrive, or what another program with that token sends: the SDK still waits out an HTTP 429. When
// Redis does not answer, nothing is sent.
//
// With LEELOO_TOKEN it works on the real account, and only reads. Without, each client has a fake of its own, on which
// it writes a comment, too.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"sync"
	"syscall"

	"github.com/leeloo-go/leeloo/examples/internal/command"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(report(err, os.Stderr))
}

// report tells an error, and returns the exit code.
func report(err error, stderr io.Writer) int {
	code := command.ExitCode(err)
	switch {
	case code == 0:
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(stderr, "Stopped.")
	case errors.Is(err, ErrLimiter):
		fmt.Fprintln(stderr, "Redis does not answer, and without it nothing is sent. Check -redis.\n"+err.Error())
	default:
		fmt.Fprintln(stderr, err)
	}
	return code
}

// run keeps stdout to the telemetry, so that jq can read it.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	f, err := parseFlags(args, stderr)
	if err != nil {
		return err
	}
	telemetry, err := NewTelemetry(ctx, stdout)
	if err != nil {
		return err
	}
	return errors.Join(workTogether(ctx, telemetry, f, stderr), telemetry.Shutdown(ctx))
}

// workTogether has two processes do the same work at the same time, and tells what each did.
func workTogether(ctx context.Context, telemetry *Telemetry, f flags, stderr io.Writer) error {
	addr, stopRedis, err := redisAddr(f.redis)
	if err != nil {
		return err
	}
	defer stopRedis()

	var processes [2]*process
	for i := range processes {
		if processes[i], err = newProcess(telemetry, addr, f); err != nil {
			return err
		}
		defer processes[i].Close()
	}
	var all sync.WaitGroup
	var done [2]string
	var errs [2]error
	for i, p := range processes {
		all.Go(func() { done[i], errs[i] = p.work(ctx, f.people) })
	}
	all.Wait()
	for i, what := range done {
		fmt.Fprintf(stderr, "Process %d %s.\n", i+1, what)
	}
	fmt.Fprintf(stderr, "Together they send no more than %d requests in any minute.\n", f.perMinute)
	return errors.Join(errs[:]...)
}

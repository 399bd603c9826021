package main

import (
	"errors"
	"flag"
	"io"
	"net"
	"strconv"

	"github.com/leeloo-go/leeloo/examples/internal/command"
)

type flags struct {
	redis     string
	perMinute int
	people    int
}

const usage = `Observability reads people and orders, with OpenTelemetry traces and metrics, in two clients that share a rate limit
through Redis.

  go run ./examples/observability
  go run ./examples/observability -redis localhost:6379 -per-minute 120 -people 20
  go run ./examples/observability 2>/dev/null | jq 'select(.SpanContext) | .Name, .Attributes'

LEELOO_TOKEN                 the real account of this token, which is only read (without: a fake one, on this machine)
LEELOO_BASE_URL              another address than Leeloo's own
OTEL_EXPORTER_OTLP_ENDPOINT  send traces and metrics there, by OTLP over HTTP: http://localhost:4318 (without: to stdout)

`

func parseFlags(args []string, stderr io.Writer) (f flags, err error) {
	set := flag.NewFlagSet("observability", flag.ContinueOnError)
	set.StringVar(&f.redis, "redis", "", "the Redis that keeps the limit, as `host:port` (default: one inside this program)")
	set.IntVar(&f.perMinute, "per-minute", 300, "the `number` of requests that all processes together may send in any minute, 2 to 300;\n"+
		"give all of them the same")
	set.IntVar(&f.people, "people", 3, "the `number` of people whose cards each client reads, 1 to 100")
	if err := command.Parse(set, args, usage, stderr); err != nil {
		return f, err
	}
	if err := f.validate(); err != nil {
		return f, command.Usagef("%w", err)
	}
	return f, nil
}

func (f flags) validate() error {
	if f.redis != "" {
		_, port, err := net.SplitHostPort(f.redis)
		if _, portErr := strconv.ParseUint(port, 10, 16); err != nil || portErr != nil {
			return errors.New("-redis must be host:port, such as localhost:6379")
		}
	}
	switch {
	case f.perMinute < 2 || f.perMinute > 300:
		return errors.New("-per-minute must be from 2 to 300, which is what the API allows")
	case f.people < 1 || f.people > 100:
		return errors.New("-people must be from 1 to 100")
	}
	return nil
}

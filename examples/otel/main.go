// Otel reads people with OpenTelemetry traces and metrics. Copy instrument.go.
//
// What is exported contains operations, routes, statuses, durations, the API's codes, the host of the base URL and the names
// of tasks: no token, phone, e-mail address, id, body or text of an error.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func main() {
	demo := flag.Bool("demo", false, "read a fake Leeloo in this process")
	flag.Parse()
	signal.Ignore(syscall.SIGPIPE) // stdout is only telemetry
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, *demo, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run returns the exit code: 0 done, 1 failed, 2 wrong usage. Lost telemetry does not make the program fail.
func run(ctx context.Context, demo bool, stdout, stderr io.Writer) int {
	token, baseURL := os.Getenv("LEELOO_TOKEN"), cmp.Or(os.Getenv("LEELOO_BASE_URL"), "https://api.leeloo.ai/api/v2")
	switch {
	case demo:
		server := leelootest.Start()
		defer server.Close()
		server.Seed(3)
		token, baseURL = server.Token, server.URL
	case token == "":
		fmt.Fprintln(stderr, "Set LEELOO_TOKEN to the token of your company. Or try -demo.")
		return 2
	}
	traces, metrics := newTelemetry(ctx, stdout)
	defer shutdown(ctx, traces, metrics)
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.IdleConnTimeout = 4 * time.Second // as in the SDK: servers drop idle connections, and a POST may meet that
	client, err := leeloo.NewClient(token, leeloo.WithBaseURL(baseURL),
		leeloo.WithHTTPClient(&http.Client{Transport: NewTransport(base, traces, metrics)}))
	if err != nil {
		fmt.Fprintln(stderr, "Check LEELOO_TOKEN and LEELOO_BASE_URL:", err)
		return 2
	}
	err = NewTasks(traces, metrics).Do(ctx, "read cards", func(ctx context.Context) error {
		page, err := client.People.List(ctx, leeloo.PeopleListParams{ListParams: leeloo.ListParams{Limit: 3}})
		if err != nil {
			return err
		}
		for _, person := range page.Items {
			if _, err := client.People.Get(ctx, person.ID, leeloo.PersonGetParams{}); err != nil {
				return err
			}
		}
		fmt.Fprintln(stderr, "Cards read:", len(page.Items))
		return nil
	})
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

// newTelemetry exports by OTLP over HTTP if OTEL_EXPORTER_OTLP_ENDPOINT is set, or else as JSON to out. The other variables
// of OpenTelemetry apply as well. Do not add resource.WithProcess: a command line may contain anything.
func newTelemetry(ctx context.Context, out io.Writer) (*sdktrace.TracerProvider, *sdkmetric.MeterProvider) {
	var spans sdktrace.SpanExporter
	var points sdkmetric.Exporter
	var spansErr, pointsErr error
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" {
		spans, spansErr = otlptracehttp.New(ctx)
		points, pointsErr = otlpmetrichttp.New(ctx)
	} else {
		spans, spansErr = stdouttrace.New(stdouttrace.WithWriter(out), stdouttrace.WithPrettyPrint())
		points, pointsErr = stdoutmetric.New(stdoutmetric.WithWriter(out), stdoutmetric.WithPrettyPrint())
	}
	if err := errors.Join(spansErr, pointsErr); err != nil {
		otel.Handle(err) // logs it
		return sdktrace.NewTracerProvider(), sdkmetric.NewMeterProvider()
	}
	return sdktrace.NewTracerProvider(sdktrace.WithBatcher(spans)),
		sdkmetric.NewMeterProvider(sdkmetric.WithReader(sdkmetric.NewPeriodicReader(points)))
}

// shutdown exports the rest, in a time of its own: after Ctrl-C the context has ended.
func shutdown(ctx context.Context, traces *sdktrace.TracerProvider, metrics *sdkmetric.MeterProvider) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := errors.Join(traces.Shutdown(ctx), metrics.Shutdown(ctx)); err != nil {
		otel.Handle(fmt.Errorf("telemetry was lost: %w", err))
	}
}

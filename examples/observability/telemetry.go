package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
)

// Telemetry is the OpenTelemetry SDK, set up.
type Telemetry struct {
	Traces  *sdktrace.TracerProvider
	Metrics *sdkmetric.MeterProvider
}

// NewTelemetry exports by OTLP over HTTP when OTEL_EXPORTER_OTLP_ENDPOINT is set, or else as JSON to out. The other
// variables of OpenTelemetry apply as well: OTEL_SERVICE_NAME, OTEL_TRACES_SAMPLER, OTEL_EXPORTER_OTLP_HEADERS, ...
func NewTelemetry(ctx context.Context, out io.Writer) (*Telemetry, error) {
	// Not resource.WithProcess: the command line of a program may hold anything.
	res, err := resource.New(ctx,
		resource.WithTelemetrySDK(),
		resource.WithAttributes(semconv.ServiceName("leeloo-example")),
		resource.WithFromEnv())
	if err != nil {
		return nil, err
	}
	spans, metrics, err := newExporters(ctx, out)
	if err != nil {
		return nil, err
	}
	return &Telemetry{
		Traces:  sdktrace.NewTracerProvider(sdktrace.WithResource(res), sdktrace.WithBatcher(spans)),
		Metrics: sdkmetric.NewMeterProvider(sdkmetric.WithResource(res), sdkmetric.WithReader(sdkmetric.NewPeriodicReader(metrics))),
	}, nil
}

func newExporters(ctx context.Context, out io.Writer) (spans sdktrace.SpanExporter, metrics sdkmetric.Exporter, err error) {
	var spansErr, metricsErr error
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") != "" {
		spans, spansErr = otlptracehttp.New(ctx)
		metrics, metricsErr = otlpmetrichttp.New(ctx)
	} else {
		spans, spansErr = stdouttrace.New(stdouttrace.WithWriter(out), stdouttrace.WithPrettyPrint())
		metrics, metricsErr = stdoutmetric.New(stdoutmetric.WithWriter(out), stdoutmetric.WithPrettyPrint())
	}
	return spans, metrics, errors.Join(spansErr, metricsErr)
}

// Shutdown exports what is left, in a time of its own: the context of a program that is told to stop has ended.
func (t *Telemetry) Shutdown(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if err := errors.Join(t.Traces.Shutdown(ctx), t.Metrics.Shutdown(ctx)); err != nil {
		return fmt.Errorf("telemetry was lost: %w", err)
	}
	return nil
}

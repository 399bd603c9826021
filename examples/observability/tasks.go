package main

import (
	"context"
	"errors"
	"regexp"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/leeloo-go/leeloo"
)

// Tasks records what became of the application's own pieces of work. The spans of the transport can't tell: Leeloo
// refuses under HTTP 200, and a call may be several requests, or none.
type Tasks struct {
	tracer   trace.Tracer
	duration metric.Float64Histogram
}

const scope = "github.com/leeloo-go/leeloo/examples/observability"

// NewTasks returns the recorder.
func NewTasks(traces trace.TracerProvider, metrics metric.MeterProvider) (*Tasks, error) {
	duration, err := metrics.Meter(scope).Float64Histogram("leeloo.task.duration",
		metric.WithUnit("s"),
		metric.WithDescription("How long a piece of work took, with retries and waits for the limiter."),
		metric.WithExplicitBucketBoundaries(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120))
	if err != nil {
		return nil, err
	}
	return &Tasks{traces.Tracer(scope), duration}, nil
}

// Do does a piece of work inside a span, and returns its error. The name is a constant of the program: "read people".
func (t *Tasks) Do(ctx context.Context, name string, work func(context.Context) error) error {
	start := time.Now()
	ctx, span := t.tracer.Start(ctx, name)
	err := work(ctx)
	outcome := outcome(err)
	if err != nil {
		span.SetStatus(codes.Error, kind(err))
		span.SetAttributes(outcome...)
		span.SetAttributes(details(err)...)
	}
	t.duration.Record(ctx, time.Since(start).Seconds(),
		metric.WithAttributes(append(outcome, attribute.String("leeloo.task", name))...))
	// Not deferred: a deferred End records a panic with its text, which may quote anything.
	span.End()
	return err
}

// outcome is what spans and metrics both say of an error: few values, none of them anybody's. An alert on
// leeloo.maybe_applied finds what a human has to look at.
func outcome(err error) []attribute.KeyValue {
	if err == nil {
		return nil
	}
	return []attribute.KeyValue{
		semconv.ErrorTypeKey.String(kind(err)),
		attribute.Bool("leeloo.maybe_applied", errors.Is(err, leeloo.ErrMaybeApplied)),
	}
}

// details are for spans alone. Of the error's own texts there is the API's code: Message may quote a phone.
func details(err error) []attribute.KeyValue {
	e, ok := errors.AsType[*leeloo.Error](err)
	if !ok {
		return nil
	}
	attributes := []attribute.KeyValue{attribute.Int("leeloo.attempts", e.Attempts)}
	if code.MatchString(e.Code) {
		attributes = append(attributes, attribute.String("leeloo.code", e.Code))
	}
	return attributes
}

// code matches what can't be a phone, an e-mail or an id.
var code = regexp.MustCompile(`^[A-Z_]{1,64}$`)

// kind is the first of these that an error is. The sentinels come before the ends of contexts, which they may wrap.
func kind(err error) string {
	for _, of := range kinds {
		if errors.Is(err, of.err) {
			return of.name
		}
	}
	if _, ok := errors.AsType[*leeloo.Error](err); ok {
		return "no_answer"
	}
	return semconv.ErrorTypeOther.Value.AsString()
}

var kinds = []struct {
	err  error
	name string
}{
	{leeloo.ErrInvalidArgument, "invalid_argument"},
	{leeloo.ErrUnauthorized, "unauthorized"},
	{leeloo.ErrNotFound, "not_found"},
	{leeloo.ErrRateLimited, "rate_limited"},
	{leeloo.ErrRejected, "rejected"},
	{leeloo.ErrServer, "server"},
	{leeloo.ErrRedirect, "redirect"},
	{leeloo.ErrResponseTooLarge, "response_too_large"},
	{leeloo.ErrUnexpectedResponse, "unexpected_response"},
	{leeloo.ErrPaginationStuck, "pagination_stuck"},
	{ErrLimiter, "limiter"},
	{context.Canceled, "canceled"},
	{context.DeadlineExceeded, "timeout"},
}

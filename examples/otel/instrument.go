package main

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0" // the version that otelhttp uses
	"go.opentelemetry.io/otel/trace"

	"github.com/leeloo-go/leeloo"
)

// NewTransport instruments a transport for leeloo.WithHTTPClient with otelhttp. Each attempt of an operation is a span with
// the name of the operation, and is measured in http.client.request.duration.
//
// otelhttp records the URL, which contains ids, phones and e-mail addresses, and the text of errors, which may quote
// anything. So it is between two others: conceal, before it, leaves it only the route; restore, after it, sends the request
// of the SDK. That also keeps traceparent and baggage from a third party, whatever the global propagator is. Do not add
// otelhttptrace: it records the headers, and so the token.
func NewTransport(base http.RoundTripper, traces trace.TracerProvider, metrics metric.MeterProvider) http.RoundTripper {
	return conceal{otelhttp.NewTransport(restore{base},
		otelhttp.WithTracerProvider(traces),
		otelhttp.WithMeterProvider(metrics),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return operation(r).Name }),
	)}
}

type conceal struct{ next http.RoundTripper }

type concealedKey struct{}

func (t conceal) RoundTrip(r *http.Request) (*http.Response, error) {
	// New labels for each request: those in the context of the caller could name a person.
	labels := &otelhttp.Labeler{}
	labels.Add(attribute.String("leeloo.operation", operation(r).Name))
	ctx := otelhttp.ContextWithClientLabeler(r.Context(), labels)

	shown := r.WithContext(context.WithValue(ctx, concealedKey{}, r))
	shown.Header = http.Header{}
	// Opaque, since a Path would show the braces of the route as %7B.
	shown.URL = &url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Opaque: "//" + r.URL.Host + route(r)}
	return t.next.RoundTrip(shown)
}

type restore struct{ base http.RoundTripper }

func (t restore) RoundTrip(shown *http.Request) (*http.Response, error) {
	concealed := shown.Context().Value(concealedKey{}).(*http.Request)
	span := trace.SpanFromContext(shown.Context())
	if path := route(concealed); path != "" {
		span.SetAttributes(semconv.URLTemplate(path))
	}
	if retries := operation(concealed).Attempt - 1; retries > 0 {
		span.SetAttributes(semconv.HTTPRequestResendCount(retries))
	}
	r := concealed.WithContext(shown.Context())
	r.Body, r.GetBody = shown.Body, shown.GetBody // otelhttp counts their bytes
	response, err := t.base.RoundTrip(r)
	if err != nil {
		return nil, TransportError{err}
	}
	if response != nil && response.Body != nil {
		response.Body = quietBody{response.Body}
	}
	return response, nil
}

// operation returns the operation of the SDK, or for a request of another program only its method.
func operation(r *http.Request) leeloo.Operation {
	if op, ok := leeloo.OperationFromContext(r.Context()); ok {
		return op
	}
	return leeloo.Operation{Name: r.Method}
}

// route returns the route without the method: "/orders/{order_id}". Client.Do has none.
func route(r *http.Request) string {
	_, path, _ := strings.Cut(operation(r).Route, " ")
	return path
}

// TransportError is a failure of the transport with a text that is safe to record. The SDK finds its cause with errors.Is
// and errors.As.
type TransportError struct{ err error }

func (e TransportError) Error() string { return "transport error: " + e.ErrorType() }

// Unwrap returns the cause.
func (e TransportError) Unwrap() error { return e.err }

// ErrorType is recorded by otelhttp as error.type of the span. On metrics that is always the name of this type.
func (e TransportError) ErrorType() string { return kind(e.err) }

// quietBody makes the errors of a body a TransportError: otelhttp records those too.
type quietBody struct{ io.ReadCloser }

func (b quietBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = TransportError{err}
	}
	return n, err
}

// Tasks records the outcome of the tasks of a program. The spans of the transport do not show it: Leeloo refuses with HTTP
// 200, and an operation may be several requests, or none.
type Tasks struct {
	tracer   trace.Tracer
	duration metric.Float64Histogram
}

const scope = "github.com/leeloo-go/leeloo/examples/otel"

// NewTasks returns the recorder.
func NewTasks(traces trace.TracerProvider, metrics metric.MeterProvider) *Tasks {
	duration, _ := metrics.Meter(scope).Float64Histogram("leeloo.task.duration", // fails only for an invalid name
		metric.WithUnit("s"),
		metric.WithDescription("How long a task took, with retries and waits for the rate limit."),
		metric.WithExplicitBucketBoundaries(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120))
	return &Tasks{traces.Tracer(scope), duration}
}

// Do runs a task in a span and returns its error. The name is a constant of the program, such as "read cards".
func (t *Tasks) Do(ctx context.Context, name string, task func(context.Context) error) error {
	start, attributes := time.Now(), []attribute.KeyValue{attribute.String("leeloo.task", name)}
	ctx, span := t.tracer.Start(ctx, name)
	err := task(ctx)
	if err != nil {
		// Both spans and metrics have these, so they have few values. Alert on leeloo.maybe_applied: a human has to look.
		attributes = append(attributes, semconv.ErrorTypeKey.String(kind(err)),
			attribute.Bool("leeloo.maybe_applied", errors.Is(err, leeloo.ErrMaybeApplied)))
		span.SetStatus(codes.Error, kind(err))
	}
	// Of the texts of an error, spans have the API's code: Message may quote a phone.
	if e, ok := errors.AsType[*leeloo.Error](err); ok {
		span.SetAttributes(attribute.Int("leeloo.attempts", e.Attempts))
		if code.MatchString(e.Code) {
			span.SetAttributes(attribute.String("leeloo.code", e.Code))
		}
	}
	span.SetAttributes(attributes...)
	t.duration.Record(ctx, time.Since(start).Seconds(), metric.WithAttributes(attributes...))
	span.End() // not deferred: that would record the text of a panic, which may quote anything
	return err
}

// code matches what cannot be a phone, an e-mail address or an id.
var code = regexp.MustCompile(`^[A-Z_]{1,64}$`)

// kind returns the name of an error: for a sentinel, such as leeloo.ErrRateLimited, its text ("rate_limited").
func kind(err error) string {
	for _, sentinel := range sentinels {
		if errors.Is(err, sentinel) {
			return strings.ReplaceAll(strings.TrimPrefix(sentinel.Error(), "leeloo: "), " ", "_")
		}
	}
	if failure, ok := errors.AsType[net.Error](err); ok && failure.Timeout() {
		return "timeout"
	}
	if failure, ok := errors.AsType[*net.OpError](err); ok && failure.Op == "dial" {
		return "dial"
	}
	if _, ok := errors.AsType[*leeloo.Error](err); ok {
		return "transport"
	}
	return semconv.ErrorTypeOther.Value.AsString()
}

var sentinels = []error{
	leeloo.ErrInvalidArgument, leeloo.ErrUnauthorized, leeloo.ErrNotFound, leeloo.ErrAmbiguous, leeloo.ErrRateLimited, leeloo.ErrRejected,
	leeloo.ErrServer, leeloo.ErrRedirect, leeloo.ErrResponseTooLarge, leeloo.ErrUnexpectedResponse, leeloo.ErrPaginationStuck, context.Canceled,
}

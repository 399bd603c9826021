package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0" // the one that otelhttp uses
	"go.opentelemetry.io/otel/trace"

	"github.com/leeloo-go/leeloo"
)

// NewTransport instruments a transport for leeloo.WithHTTPClient with otelhttp. Each attempt of a call makes a span,
// which has the operation's name, and is measured in http.client.request.duration.
//
// By itself otelhttp records the URL, which has ids in its path and phones and e-mails in its query, and the text of
// errors, which may quote anything. So it stands between two others: conceal, above it, leaves it nothing to record
// but the route; restore, below it, sends the request as the SDK made it. That also keeps traceparent and baggage
// from a third party, whatever the global propagator. Don't add otelhttptrace: it records the headers, and so the token.
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
	// The labels are new ones for each request: those that the caller's context may hold could name a person.
	labels := &otelhttp.Labeler{}
	labels.Add(attribute.String("leeloo.operation", operation(r).Name))
	ctx := otelhttp.ContextWithClientLabeler(r.Context(), labels)

	shown := r.WithContext(context.WithValue(ctx, concealedKey{}, r))
	shown.Header = http.Header{}
	// Opaque, since a Path would show the braces of the template as %7B.
	shown.URL = &url.URL{Scheme: r.URL.Scheme, Host: r.URL.Host, Opaque: "//" + r.URL.Host + template(r)}
	return t.next.RoundTrip(shown)
}

type restore struct{ base http.RoundTripper }

func (t restore) RoundTrip(shown *http.Request) (*http.Response, error) {
	concealed := shown.Context().Value(concealedKey{}).(*http.Request)
	trace.SpanFromContext(shown.Context()).SetAttributes(spanAttributes(concealed)...)

	r := concealed.WithContext(shown.Context())
	r.Body, r.GetBody = shown.Body, shown.GetBody // otelhttp counts their bytes
	response, err := t.base.RoundTrip(r)
	if err != nil {
		return nil, NoAnswer{err}
	}
	if response != nil && response.Body != nil {
		response.Body = silentBody{response.Body}
	}
	return response, nil
}

func spanAttributes(r *http.Request) (attributes []attribute.KeyValue) {
	if route := template(r); route != "" {
		attributes = append(attributes, semconv.URLTemplate(route))
	}
	if repeated := operation(r).Attempt - 1; repeated > 0 {
		attributes = append(attributes, semconv.HTTPRequestResendCount(repeated))
	}
	return attributes
}

// operation is the SDK's, or of a request that is not the SDK's no more than its method.
func operation(r *http.Request) leeloo.Operation {
	if of, ok := leeloo.OperationFromContext(r.Context()); ok {
		return of
	}
	return leeloo.Operation{Name: r.Method}
}

// template is the route without the method: "/orders/{order_id}". Client.Call has none.
func template(r *http.Request) string {
	_, path, _ := strings.Cut(operation(r).Route, " ")
	return path
}

// NoAnswer is a failure of the transport under a text that is safe to record. The SDK finds out what it is by
// errors.Is and errors.As.
type NoAnswer struct{ err error }

func (e NoAnswer) Error() string { return "no whole answer: " + e.ErrorType() }

func (e NoAnswer) Unwrap() error { return e.err }

// ErrorType is what otelhttp sets the span's error.type to. On metrics that is always the name of this type.
func (e NoAnswer) ErrorType() string {
	if errors.Is(e.err, context.Canceled) {
		return "canceled"
	}
	if failure, ok := errors.AsType[net.Error](e.err); ok && failure.Timeout() {
		return "timeout"
	}
	if failure, ok := errors.AsType[*net.OpError](e.err); ok && failure.Op == "dial" {
		return "dial"
	}
	return fmt.Sprintf("%T", e.err)
}

// silentBody gives the errors of a body the text of NoAnswer: otelhttp records those, too.
type silentBody struct{ io.ReadCloser }

func (b silentBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if err != nil && err != io.EOF {
		err = NoAnswer{err}
	}
	return n, err
}

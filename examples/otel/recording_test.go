package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/stdout/stdoutmetric"
	"go.opentelemetry.io/otel/exporters/stdout/stdouttrace"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
)

// recording is an OpenTelemetry SDK that keeps what it would export.
type recording struct {
	spans   *tracetest.InMemoryExporter
	reader  *sdkmetric.ManualReader
	traces  *sdktrace.TracerProvider
	metrics *sdkmetric.MeterProvider
}

func record(t *testing.T) *recording {
	spans, reader := tracetest.NewInMemoryExporter(), sdkmetric.NewManualReader()
	return &recording{
		spans: spans, reader: reader,
		traces:  sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans)),
		metrics: sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader)),
	}
}

// exported returns everything as the exporters of the program write it.
func (r *recording) exported(t *testing.T) string {
	t.Helper()
	var out bytes.Buffer
	spans, err := stdouttrace.New(stdouttrace.WithWriter(&out))
	require.NoError(t, err)
	require.NoError(t, spans.ExportSpans(t.Context(), r.spans.GetSpans().Snapshots()))
	metrics, err := stdoutmetric.New(stdoutmetric.WithWriter(&out))
	require.NoError(t, err)
	require.NoError(t, metrics.Export(t.Context(), r.collect(t)))
	return out.String()
}

func (r *recording) collect(t *testing.T) *metricdata.ResourceMetrics {
	t.Helper()
	var collected metricdata.ResourceMetrics
	require.NoError(t, r.reader.Collect(t.Context(), &collected))
	return &collected
}

func (r *recording) onlySpan(t *testing.T) tracetest.SpanStub {
	t.Helper()
	spans := r.spans.GetSpans()
	require.Len(t, spans, 1)
	return spans[0]
}

// series returns the numbers of measurements of a histogram, by their attributes.
func (r *recording) series(t *testing.T, metric string) map[attribute.Distinct]point {
	t.Helper()
	series := map[attribute.Distinct]point{}
	for _, scope := range r.collect(t).ScopeMetrics {
		for _, m := range scope.Metrics {
			if m.Name != metric {
				continue
			}
			switch data := m.Data.(type) {
			case metricdata.Histogram[float64]:
				for _, p := range data.DataPoints {
					series[p.Attributes.Equivalent()] = point{p.Attributes, p.Count}
				}
			case metricdata.Histogram[int64]:
				for _, p := range data.DataPoints {
					series[p.Attributes.Equivalent()] = point{p.Attributes, p.Count}
				}
			}
		}
	}
	return series
}

type point struct {
	attributes attribute.Set
	count      uint64
}

// counts returns the numbers of measurements of a histogram, by the value of an attribute.
func (r *recording) counts(t *testing.T, metric string, by attribute.Key) map[string]uint64 {
	t.Helper()
	counts := map[string]uint64{}
	for _, p := range r.series(t, metric) {
		value, _ := p.attributes.Value(by)
		counts[value.String()] += p.count
	}
	return counts
}

// attrs are the attributes of a span.
type attrs map[attribute.Key]any

func attributes(list []attribute.KeyValue) attrs {
	byKey := attrs{}
	for _, a := range list {
		byKey[a.Key] = a.Value.AsInterface()
	}
	return byKey
}

const token = "canary-token-8f3a"

// canaries are what no export may contain, in the parts that no escaping changes.
var canaries = []string{token, "380501234567", "canary", string(person), string(order), string(person)[:23]}

// requireSilent fails if what is exported contains a token, a phone, an e-mail address or an id.
func requireSilent(t *testing.T, exported string) {
	t.Helper()
	require.NotEmpty(t, exported)
	for _, canary := range canaries {
		if at := strings.Index(strings.ToLower(exported), canary); at >= 0 {
			require.Fail(t, "what is exported contains "+canary, exported[max(0, at-300):min(len(exported), at+100)])
		}
	}
}

func randomID() string { return fmt.Sprintf("%024x", rand.Uint64()) }

package main

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"

	"github.com/leeloo-go/leeloo"
)

// Whoever calls may have labels of his own for otelhttp in the context. They may name a person.
func TestTheCallersLabelsAreNotUsed(t *testing.T) {
	r, labels := record(t), &otelhttp.Labeler{}
	labels.Add(attribute.String("user.phone", phone))
	ctx := otelhttp.ContextWithClientLabeler(t.Context(), labels)
	crm := r.client(t, says(200, emptyList))
	for range 3 {
		_, err := crm.Orders.List(ctx, leeloo.ListParams{})
		require.NoError(t, err)
	}
	requireSilent(t, r.exported(t))
	assert.Len(t, labels.Get(), 1, "nor added to")
}

// A hundred people are not a hundred series.
func TestSeriesAreFew(t *testing.T) {
	r := record(t)
	crm := r.client(t, says(200, ok))
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			assert.NoError(t, crm.Tags.Remove(t.Context(), leeloo.PersonID(randomID()), leeloo.TagID(randomID())))
			assert.NoError(t, crm.Tags.Add(t.Context(), leeloo.PersonID(randomID()), leeloo.TagID(randomID())))
		})
	}
	all.Wait()
	for _, metric := range []string{"http.client.request.duration", "http.client.request.body.size"} {
		assert.Len(t, r.series(t, metric), 2)
		assert.Equal(t, map[string]uint64{"Tags.Add": 100, "Tags.Remove": 100}, r.counts(t, metric, "leeloo.operation"))
	}
}

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

// A caller may have labels for otelhttp in the context. They may name a person.
func TestLabelsOfTheCallerAreNotUsed(t *testing.T) {
	r, labels := record(t), &otelhttp.Labeler{}
	labels.Add(attribute.String("user.phone", phone))
	ctx := otelhttp.ContextWithClientLabeler(t.Context(), labels)
	client := r.client(t, says(200, emptyList))
	for range 3 {
		_, err := client.Orders.List(ctx, leeloo.ListParams{})
		require.NoError(t, err)
	}
	requireSilent(t, r.exported(t))
	assert.Len(t, labels.Get(), 1, "nothing is added to them")
}

func TestHundredPeopleAreNotAHundredSeries(t *testing.T) {
	r := record(t)
	client := r.client(t, says(200, ok))
	var all sync.WaitGroup
	for range 100 {
		all.Go(func() {
			assert.NoError(t, client.Tags.Remove(t.Context(), leeloo.PersonID(randomID()), leeloo.TagID(randomID())))
			assert.NoError(t, client.Tags.Add(t.Context(), leeloo.PersonID(randomID()), leeloo.TagID(randomID())))
		})
	}
	all.Wait()
	for _, metric := range []string{"http.client.request.duration", "http.client.request.body.size"} {
		assert.Len(t, r.series(t, metric), 2)
		assert.Equal(t, map[string]uint64{"Tags.Add": 100, "Tags.Remove": 100}, r.counts(t, metric, "leeloo.operation"))
	}
}

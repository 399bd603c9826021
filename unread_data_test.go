package leeloo_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// The vendor does not document what these operations return as data. Whatever it is, status 1 proves the success.
func TestWritesWithoutADocumentedResult(t *testing.T) {
	t.Parallel()
	for _, op := range []string{"Messages.Send", "Templates.Send", "People.Update", "Tags.Add", "Tags.Remove", "Tunnels.Subscribe"} {
		for _, data := range []string{`{}`, `[]`, `null`, `true`, `{"id":5}`, `{"id":{}}`, `{"id":"other"}`} {
			c := scripted(respondData(data)).client(t)
			assert.NoError(t, canaryCalls[op].do(t.Context(), c), "%s: %s", op, data)
		}
		e := requireKind(t, leeloo.ErrUnexpectedResponse, canaryCalls[op].do(t.Context(), scripted(respondData(`{"a":1,"a":2}`)).client(t)))
		assert.True(t, e.MaybeApplied(), op)
	}
}

func TestTemplateByNameNamesTheParameter(t *testing.T) {
	t.Parallel()
	c := scripted(respondData(`{"categories":[{"id":"a","name":"funnel"}],"templates":[]}`)).client(t)
	_, err := c.Templates.ByName(t.Context(), " ", "welcome")
	require.ErrorIs(t, err, leeloo.ErrInvalidArgument)
	assert.ErrorContains(t, err, "category is required")
	_, err = c.Templates.ByName(t.Context(), "funnels", "welcome")
	require.ErrorIs(t, err, leeloo.ErrNotFound)
	assert.ErrorContains(t, err, "nothing has this category; see Error.Candidates")
	_, err = c.Templates.ByName(t.Context(), "funnel", "welcome")
	require.ErrorIs(t, err, leeloo.ErrNotFound)
	assert.ErrorContains(t, err, "nothing has this name")
	assert.NotContains(t, err.Error(), "Candidates", "there are none")
}

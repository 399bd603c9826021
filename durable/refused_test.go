package durable_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/durable"
)

func TestRefusedTellsRefusalsFromUnknownOutcomes(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		want bool
	}{
		"refused":                {refused, true},
		"may have been applied":  {errUnknown, false},
		"to be sent again later": {notApplied, false},
	} {
		t.Run(name, func(t *testing.T) {
			store := durable.Memory()
			work := func(ctx context.Context, task *durable.Task) error { return step(ctx, task, "a", sends(tt.err))() }
			require.Error(t, durable.Run(t.Context(), store, durable.Job{ID: "task"}, work))
			record, err := durable.Show(t.Context(), store, "task")
			require.NoError(t, err)
			require.Len(t, record.Steps, 1)
			assert.Equal(t, tt.want, record.Steps[0].Refused())
		})
	}
}

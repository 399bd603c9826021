package leeloo_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// What a call allocates at most, with a transport that responds from memory (which makes 3 of them): no more
// than an expert's code for that one endpoint, see BenchmarkCall, but for the refusal, which that code does not even
// notice. They are the same on each machine.
var allocations = map[string]float64{
	"get":            17,
	"post_json":      26,
	"post_form":      27,
	"post_multipart": 31,
	"list_100":       266,
	"refusal":        26,
}

func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates on its own account, and has pools forget")
	}
	require.Len(t, allocations, len(benchCalls))
	for _, call := range benchCalls {
		t.Run(call.name, func(t *testing.T) {
			c, err := leeloo.NewClient("token", leeloo.WithHTTPClient(&http.Client{Transport: cannedTransport(call.response)}),
				leeloo.WithLimiter(nil), leeloo.WithFormEncoding(call.encoding))
			require.NoError(t, err)
			got := testing.AllocsPerRun(100, func() { require.NoError(t, call.sdk(t.Context(), c)) })
			t.Logf("%.0f allocations", got)
			assert.LessOrEqual(t, got, allocations[call.name])
		})
	}
}

// A call that is refused allocates no more than one that succeeds.
func TestAllocationsOfARefusal(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates on its own account, and has pools forget")
	}
	count := func(response []byte) float64 {
		c, err := leeloo.NewClient("token", leeloo.WithHTTPClient(&http.Client{Transport: cannedTransport(response)}), leeloo.WithLimiter(nil))
		require.NoError(t, err)
		return testing.AllocsPerRun(100, func() { _, _ = c.Orders.Get(t.Context(), "5e2825e081fbca000d8596e4") })
	}
	assert.LessOrEqual(t, count([]byte(benchRefusal)), count(sample(t, "orders_get.json")))
}

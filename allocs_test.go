package leeloo_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// What a call allocates at most, with a transport that answers from memory (which makes 3 of them): no more
// than an expert's code for that one endpoint, see BenchmarkCall, but for the refusal, which that code does not even
// notice. They are the same on each machine.
var allocations = map[string]float64{
	"get":            25,
	"post_json":      34,
	"post_form":      45,
	"post_multipart": 185,
	"list_100":       946,
	"refusal":        26,
}

func TestAllocations(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates on its own account, and has pools forget")
	}
	require.Len(t, allocations, len(benchCalls))
	for _, call := range benchCalls {
		t.Run(call.name, func(t *testing.T) {
			c, err := leeloo.NewClient("token", leeloo.WithHTTPClient(&http.Client{Transport: cannedTransport(call.answer)}),
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
	count := func(answer []byte) float64 {
		c, err := leeloo.NewClient("token", leeloo.WithHTTPClient(&http.Client{Transport: cannedTransport(answer)}), leeloo.WithLimiter(nil))
		require.NoError(t, err)
		return testing.AllocsPerRun(100, func() { _, _ = c.Orders.Get(t.Context(), "5e2825e081fbca000d8596e4") })
	}
	assert.LessOrEqual(t, count([]byte(benchRefusal)), count(sample(t, "orders_get.json")))
}

// Most values of an answer cost an allocation at most, for their text, and none where there is nothing to keep.
func TestAllocationsOfValues(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates on its own account")
	}
	tests := map[json.Unmarshaler]map[string]float64{
		new(leeloo.Text):        {`"Olena"`: 1, `""`: 0, `null`: 0, `"NOT_DEFINED"`: 0, `"NO_DATA"`: 0, `20`: 1},
		new(leeloo.Time):        {`"2020-02-06T11:30:30.035Z"`: 0, `null`: 0},
		new(leeloo.Amount):      {`"1490.50"`: 1, `20.50`: 1, `null`: 0, `"NO_DATA"`: 0},
		new(leeloo.PersonID):    {`"625946dd585052c1629f1b2b"`: 1, `null`: 0, `"NOT_DEFINED"`: 0},
		new(leeloo.OrderStatus): {`"RESOLVED"`: 0, `"REFUNDED"`: 0, `"NEW_ONE"`: 1, `"NO_DATA"`: 0},
	}
	for target, values := range tests {
		for value, want := range values {
			text := []byte(value)
			got := testing.AllocsPerRun(100, func() { require.NoError(t, target.UnmarshalJSON(text)) })
			assert.LessOrEqual(t, got, want, "%T %s", target, value)
		}
	}
}

package funnel

import (
	"math/big"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestMoney(t *testing.T) {
	assert.Equal(t, unknown, money(nil))
	for text, want := range map[string]string{
		"0": "0.00", "-0.001": "0.00", "0.005": "0.01", "-0.005": "−0.01", "0.0049999": "0.00", "1.005": "1.01", "-1.005": "−1.01",
		"999": "999.00", "999.995": "1,000.00", "1000": "1,000.00", "-1234567.891": "−1,234,567.89", "100000": "100,000.00",
		"1490.5": "1,490.50",
	} {
		n, ok := new(big.Rat).SetString(text)
		require.True(t, ok)
		assert.Equal(t, want, money(n), text)
	}
}

package leeloo_test

import (
	"encoding/json"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/leeloo-go/leeloo"
)

func TestAmount(t *testing.T) {
	for _, test := range []struct {
		text  string
		rat   *big.Rat
		float float64
		sign  int
	}{
		{"0", new(big.Rat), 0, 0},
		{"-0", new(big.Rat), 0, 0},
		{"0.00", new(big.Rat), 0, 0},
		{"20", big.NewRat(20, 1), 20, 1},
		{"20.00", big.NewRat(20, 1), 20, 1},
		{"007.10", big.NewRat(71, 10), 7.1, 1},
		{"-1490.50", big.NewRat(-298100, 200), -1490.5, -1},
		{"0.1", big.NewRat(1, 10), 0.1, 1},
		{"9007199254740993", big.NewRat(9007199254740993, 1), 9007199254740992, 1}, // no float64 equals it
	} {
		t.Run(test.text, func(t *testing.T) {
			got, err := leeloo.NewAmount(test.text)
			require.NoError(t, err)
			assert.Equal(t, test.text, got.String(), "the digits as given")
			assert.Zero(t, test.rat.Cmp(got.Rat()))
			assert.Equal(t, test.float, got.Float64())
			assert.Equal(t, test.sign, got.Sign())
			assert.False(t, got.IsZero(), "an amount of zero is not none")
			assert.Empty(t, got.Raw)
		})
	}
}

func TestNewAmountAcceptsUpTo34Digits(t *testing.T) {
	digits := strings.Repeat("9", 34)
	for _, text := range []string{digits, "-" + digits, digits[:32] + ".99", "0." + digits[:33]} {
		_, err := leeloo.NewAmount(text)
		assert.NoError(t, err, text)
	}
	for _, text := range []string{digits + "9", "-" + digits + "9", digits + ".9", "0." + digits, strings.Repeat("0", 1<<20)} {
		_, err := leeloo.NewAmount(text)
		requireInvalid(t, err, "NewAmount", "text")
	}
}

func TestNewAmountRejectsOtherForms(t *testing.T) {
	for _, text := range []string{
		"", "-", ".", "-.", "canary", "1e3", "1E3", "0x10", "1_000", "1,50", "1 000", " 1", "1 ", "+1", "--1", "1.", ".5", "1.2.3", "1.-2",
		"Inf", "NaN", "1/2", "٣", "１", "1\n", "$20",
	} {
		got, err := leeloo.NewAmount(text)
		requireInvalid(t, err, "NewAmount", "text")
		assert.NotContains(t, err.Error(), "canary")
		assert.Equal(t, leeloo.Amount{}, got, text)
	}
}

func TestNewAmountMinor(t *testing.T) {
	for _, test := range []struct {
		units    int64
		decimals int
		want     leeloo.Amount
	}{
		{149050, 2, amount("1490.50")},
		{149050, 0, amount("149050")},
		{149050, 3, amount("149.050")},
		{5, 2, amount("0.05")},
		{50, 2, amount("0.50")},
		{0, 2, amount("0.00")},
		{0, 0, amount("0")},
		{-5, 2, amount("-0.05")},
		{-149050, 2, amount("-1490.50")},
		{math.MaxInt64, 2, amount("92233720368547758.07")},
		{math.MinInt64, 2, amount("-92233720368547758.08")},
		{math.MinInt64, 19, amount("-0.9223372036854775808")},
		{1, 33, amount("0.000000000000000000000000000000001")},
		{1, 34, leeloo.Amount{Raw: "1e-34"}},
		{-5, -2, leeloo.Amount{Raw: "-5e2"}},
		{5, math.MaxInt, leeloo.Amount{Raw: "5e-" + big.NewInt(math.MaxInt).String()}},
	} {
		got := leeloo.NewAmountMinor(test.units, test.decimals)
		assert.Equal(t, test.want, got, "%d with %d decimals", test.units, test.decimals)
	}
}

func TestAmountCompares(t *testing.T) {
	none, raw := leeloo.Amount{}, leeloo.Amount{Raw: "free"}
	for _, test := range []struct {
		a, b  leeloo.Amount
		cmp   int
		equal bool
	}{
		{amount("20"), amount("20"), 0, true},
		{amount("20"), amount("20.00"), 0, true},
		{amount("0"), amount("-0.0"), 0, true},
		{amount("0.1"), amount("0.10000000000000000000000000000001"), -1, false},
		{amount("-1"), amount("1"), -1, false},
		{amount("10"), amount("9"), 1, false},
		{none, none, 0, true},
		{none, amount("0"), 0, false},
		{none, amount("-0.01"), 1, false},
		{raw, raw, 0, true},
		{raw, none, 0, false},
		{raw, amount("0"), 0, false},
		{raw, leeloo.Amount{Raw: "gratis"}, 0, false},
	} {
		assert.Equal(t, test.cmp, test.a.Cmp(test.b), "%#v and %#v", test.a, test.b)
		assert.Equal(t, -test.cmp, test.b.Cmp(test.a), "%#v and %#v", test.b, test.a)
		assert.Equal(t, test.equal, test.a.Equal(test.b), "%#v and %#v", test.a, test.b)
		assert.Equal(t, test.equal, test.b.Equal(test.a), "%#v and %#v", test.b, test.a)
	}
	assert.NotEqual(t, amount("20"), amount("20.00"), "== compares the digits")
}

func TestAmountNone(t *testing.T) {
	none := leeloo.Amount{}
	assert.True(t, none.IsZero())
	assert.Empty(t, none.String())
	assert.Zero(t, none.Sign())
	assert.Zero(t, none.Rat().Sign())
	assert.Zero(t, none.Float64())
	assert.False(t, leeloo.Amount{Raw: "free"}.IsZero(), "Raw is kept by omitzero")
}

func TestAmountSurvivesEveryEncoding(t *testing.T) {
	for name, value := range map[string]leeloo.Amount{
		"none":             {},
		"an amount":        amount("1490.50"),
		"whole":            amount("20"),
		"zero":             amount("0"),
		"zero with cents":  amount("0.00"),
		"negative":         amount("-0.10"),
		"leading zeros":    amount("007"),
		"34 digits":        amount("12345678901234567890123456789012.34"),
		"unreadable":       {Raw: "free"},
		"unreadable, odd":  {Raw: " <1,50> & \"€\"\n "},
		"unreadable, bool": {Raw: "true"},
	} {
		t.Run(name, func(t *testing.T) { requireSurvives(t, value) })
	}
}

func TestAmountIsWrittenAsText(t *testing.T) {
	type order struct {
		Price leeloo.Amount `json:"price" yaml:"price"`
		Paid  leeloo.Amount `json:"paid,omitzero" yaml:"paid,omitempty"`
	}
	for name, test := range map[string]struct {
		order      order
		json, yaml string
	}{
		"digits": {order{amount("1490.50"), amount("20")}, `{"price":"1490.50","paid":"20"}`, "price: \"1490.50\"\npaid: \"20\"\n"},
		"zero":   {order{amount("0"), amount("0")}, `{"price":"0","paid":"0"}`, "price: \"0\"\npaid: \"0\"\n"},
		"none":   {order{}, `{"price":null}`, "price: \"\"\n"},
		"Raw":    {order{leeloo.Amount{Raw: "free"}, leeloo.Amount{Raw: "free"}}, `{"price":"free","paid":"free"}`, "price: free\npaid: free\n"},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := json.Marshal(test.order)
			require.NoError(t, err)
			assert.Equal(t, test.json, string(data))
			data, err = yaml.Marshal(test.order)
			require.NoError(t, err)
			assert.Equal(t, test.yaml, string(data))
		})
	}
}

func TestAmountReadsJSON(t *testing.T) {
	for text, want := range map[string]leeloo.Amount{
		`20`: amount("20"), `"20"`: amount("20"), `20.50`: amount("20.50"), `"20.50"`: amount("20.50"), `0`: amount("0"), `-0.0`: amount("-0.0"),
		`null`: {}, `""`: {}, `"NOT_DEFINED"`: {}, `"NO_DATA"`: {},
		`1e3`: {Raw: "1e3"}, `"free"`: {Raw: "free"}, `"1,5"`: {Raw: "1,5"}, `true`: {Raw: "true"},
		strings.Repeat("1", 35): {Raw: strings.Repeat("1", 35)},
	} {
		got := leeloo.Amount{Raw: "old"}
		require.NoError(t, json.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got, text)
	}
	for _, text := range []string{`{}`, `[20]`, ``, `"`, `"a`, `"a"b"`, `"\`, `{`, `[`} {
		got := amount("7")
		require.Error(t, got.UnmarshalJSON([]byte(text)), "%q", text)
		assert.Equal(t, amount("7"), got, "unchanged after an error")
	}
}

func TestAmountReadsYAML(t *testing.T) {
	for text, want := range map[string]leeloo.Amount{
		`20.50`: amount("20.50"), `"20.50"`: amount("20.50"), `007`: amount("007"), `~`: {}, `""`: {}, `0x10`: {Raw: "0x10"},
	} {
		var got leeloo.Amount
		require.NoError(t, yaml.Unmarshal([]byte(text), &got), text)
		assert.Equal(t, want, got, text)
	}
}

func TestAmountIsStoredAsTextOrNULL(t *testing.T) {
	for _, test := range []struct {
		amount leeloo.Amount
		want   any
	}{
		{amount("20.50"), "20.50"}, {amount("0"), "0"}, {leeloo.Amount{}, nil}, {leeloo.Amount{Raw: "free"}, "free"},
	} {
		got, err := test.amount.Value()
		require.NoError(t, err)
		assert.Equal(t, test.want, got)
	}
}

func TestAmountScansColumns(t *testing.T) {
	for _, test := range []struct {
		column any
		want   leeloo.Amount
	}{
		{nil, leeloo.Amount{}},
		{"", leeloo.Amount{}},
		{"1490.50", amount("1490.50")},
		{[]byte("1490.50"), amount("1490.50")},
		{"free", leeloo.Amount{Raw: "free"}},
		{int64(-20), amount("-20")},
		{int64(math.MinInt64), amount("-9223372036854775808")},
		{0.0, amount("0")},
		{1490.5, amount("1490.5")},
		{-0.1, amount("-0.1")},
		{1e-7, amount("0.0000001")},
		{123456789012.345, amount("123456789012.345")},
		{1e21, amount("1000000000000000000000")},
	} {
		got := leeloo.Amount{Raw: "old"}
		require.NoError(t, got.Scan(test.column), "%v", test.column)
		assert.Equal(t, test.want, got, "%v", test.column)
	}
	for name, column := range map[string]any{
		"an inexact sum":      0.1 + math.Nextafter(0.2, 1),
		"more than 15 digits": 9007199254740992.0,
		"too large":           1e34,
		"infinity":            math.Inf(1),
		"not a number":        math.NaN(),
		"a time":              time.Unix(0, 0),
		"a boolean":           true,
	} {
		got := amount("7")
		requireInvalid(t, got.Scan(column), "Amount.Scan", "store amounts as decimal or text")
		assert.Equal(t, amount("7"), got, "%s: unchanged after an error", name)
	}
}

func TestAmountScanCopiesTheDriversBytes(t *testing.T) {
	column := []byte("1490.50")
	var got leeloo.Amount
	require.NoError(t, got.Scan(column))
	copy(column, "9999999")
	assert.Equal(t, amount("1490.50"), got)
}

// requireInvalid requires that err reports an invalid argument, for which nothing was sent.
func requireInvalid(t *testing.T, err error, op, names string) {
	t.Helper()
	require.ErrorIs(t, err, leeloo.ErrInvalidArgument)
	var e *leeloo.Error
	require.ErrorAs(t, err, &e)
	assert.Equal(t, op, e.Op)
	assert.Contains(t, e.Error(), "leeloo: "+op+": invalid argument: ")
	assert.Contains(t, e.Error(), names)
	assert.False(t, e.MaybeApplied())
	assert.Zero(t, e.Attempts)
	assert.Zero(t, e.StatusCode)
}

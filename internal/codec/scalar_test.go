package codec_test

import (
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

type (
	color string
	id    string
)

func (c *color) UnmarshalJSON(value []byte) error { return codec.Enum(c, value, "red") }

func (i *id) UnmarshalJSON(value []byte) error { return codec.ID(i, value) }

// read decodes one value into a T.
func read[T any](value string) (out T, err error) {
	err = codec.Unmarshal([]byte(value), &out)
	return out, err
}

// assertReads checks what a value decodes to; want nil means an error.
func assertReads[T any](t *testing.T, value string, want any) {
	t.Helper()
	got, err := read[T](value)
	if want == nil {
		require.Error(t, err, value)
		assert.NotEmpty(t, codec.Problem(err))
		return
	}
	require.NoError(t, err, value)
	assert.EqualValues(t, want, got, value)
}

func TestTextsReadScalarsOfAnyKind(t *testing.T) {
	tests := map[string]struct {
		value  string
		plain  any // string
		scalar any // an enum, which knows the sentinels
		id     any
	}{
		"text":                  {`"MANUAL"`, "MANUAL", "MANUAL", "MANUAL"},
		"empty":                 {`""`, "", "", ""},
		"null":                  {`null`, "", "", ""},
		"NOT_DEFINED":           {`"NOT_DEFINED"`, "NOT_DEFINED", "", ""},
		"NO_DATA":               {`"NO_DATA"`, "NO_DATA", "", ""},
		"NO_DATA, escaped":      {`"NO\u005fDATA"`, "NO_DATA", "", ""},
		"no_data":               {`"no_data"`, "no_data", "no_data", "no_data"},
		"NO_DATA and a blank":   {`"NO_DATA "`, "NO_DATA ", "NO_DATA ", "NO_DATA "},
		"unknown":               {`"NEW_ONE"`, "NEW_ONE", "NEW_ONE", "NEW_ONE"},
		"number":                {`20`, "20", "20", nil},
		"number as it stands":   {`-20.50e+1`, "-20.50e+1", "-20.50e+1", nil},
		"true":                  {`true`, "true", "true", nil},
		"false":                 {`false`, "false", "false", nil},
		"array":                 {`["MANUAL"]`, nil, nil, nil},
		"object":                {`{}`, nil, nil, nil},
		"broken":                {`nul`, nil, nil, nil},
		"cut":                   {`"MANU`, nil, nil, nil},
		"nothing":               {``, nil, nil, nil},
		"escapes":               {`"\"\\\/\b\f\n\r\t\u0041"`, "\"\\/\b\f\n\r\tA", "\"\\/\b\f\n\r\tA", "\"\\/\b\f\n\r\tA"},
		"Cyrillic":              {`"Марина"`, "Марина", "Марина", "Марина"},
		"surrogates":            {`"\ud83d\ude00"`, "😀", "😀", "😀"},
		"half a surrogate":      {`"a\ud83db"`, "a\ufffdb", "a\ufffdb", "a\ufffdb"},
		"broken UTF-8":          {"\"a\xffb\"", "a\ufffdb", "a\ufffdb", "a\ufffdb"},
		"broken UTF-8, escapes": {"\"\\u0041\xff\"", "A\ufffd", "A\ufffd", "A\ufffd"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			assertReads[string](t, tt.value, tt.plain)
			assertReads[color](t, tt.value, tt.scalar)
			assertReads[id](t, tt.value, tt.id)
		})
	}
}

func TestText(t *testing.T) {
	for value, want := range map[string]string{
		`"a"`: "a", `""`: "", `"\u0061\n"`: "a\n", `null`: "", `20.50`: "20.50", `-1`: "-1", `true`: "true", `false`: "false",
		`"NO_DATA"`: "NO_DATA", "\"\xff\"": "\ufffd",
	} {
		got, err := codec.Text([]byte(value))
		require.NoError(t, err, value)
		assert.Equal(t, want, got, value)
	}
	for _, value := range []string{`[]`, `{}`, ``, `x`} {
		_, err := codec.Text([]byte(value))
		assert.Error(t, err, value)
	}
}

func TestIntegers(t *testing.T) {
	tests := map[string]any{ // nil: an error
		`20`: 20, `"20"`: 20, `-3`: -3, `"-3"`: -3, `"+3"`: 3, `0`: 0, `-0`: 0, `"007"`: 7,
		`20.0`: 20, `2e1`: 20, `"2E+1"`: 20, `2000e-2`: 20,
		`null`: 0, `""`: 0, `"NOT_DEFINED"`: 0, `"NO_DATA"`: 0, `false`: 0, `true`: 1, `"true"`: 1,
		`2147483647`: math.MaxInt32, `-2147483648`: math.MinInt32,

		`20.5`: nil, `"20.5"`: nil, `1e-3`: nil, `1e999`: nil, `-1e999`: nil, `1e30`: nil,
		`"many"`: nil, `"20 "`: nil, `"NaN"`: nil, `"Inf"`: nil, `"1,000"`: nil, `[]`: nil, `[20]`: nil, `{}`: nil, ``: nil, `2` + `x`: nil,
	}
	for value, want := range tests {
		assertReads[int](t, value, want)
	}
	if strconv.IntSize == 64 {
		assertReads[int](t, "9007199254740993", int64(9007199254740993)) // exact beyond 2^53
		assertReads[int](t, "9007199254740992.0", int64(9007199254740992))
		assertReads[int](t, "9007199254740994.0", nil)
		assertReads[int](t, "9223372036854775808", nil)
	} else {
		assertReads[int](t, "2147483648", nil)
		assertReads[int](t, "2147483648.0", nil)
	}
	assertReads[int](t, strings.Repeat("1", 1<<20), nil)
	assertReads[int](t, "0."+strings.Repeat("1", 1<<20), nil)
}

func TestBooleans(t *testing.T) {
	for value, want := range map[string]any{
		`true`: true, `"true"`: true, `1`: true, `"1"`: true,
		`false`: false, `"false"`: false, `0`: false, `"0"`: false, `null`: false, `""`: false, `"NO_DATA"`: false, `"NOT_DEFINED"`: false,
		`2`: nil, `"yes"`: nil, `"TRUE"`: nil, `[]`: nil, `{}`: nil, ``: nil,
	} {
		assertReads[bool](t, value, want)
	}
}

func TestNoSentinel(t *testing.T) {
	for text, want := range map[string]string{"NOT_DEFINED": "", "NO_DATA": "", "": "", "NOT_DEFINED_": "NOT_DEFINED_", "vip": "vip"} {
		assert.Equal(t, want, codec.NoSentinel(text))
	}
}

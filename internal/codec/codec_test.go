package codec_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// read reads one value with a method of Reader.
func read[T any](value string, method func(*codec.Reader) T) (out T, err error) {
	err = codec.Read([]byte(value), codec.ReadFunc(func(r *codec.Reader) { out = method(r) }))
	return out, err
}

func TestReadReadsOneCompleteValue(t *testing.T) {
	for value, problem := range map[string]string{
		``:          "the JSON ends too early",
		` `:         "the JSON ends too early",
		`"a`:        "the JSON ends too early",
		`[1`:        "the JSON ends too early",
		`nul`:       "the JSON ends too early",
		`x`:         "not JSON at byte 0",
		`"a" "b"`:   "something follows the JSON value",
		`"a",`:      "something follows the JSON value",
		"\"a\"\x00": "something follows the JSON value",
		"\ufeff1":   "not JSON at byte 0",
	} {
		_, err := read(value, (*codec.Reader).Text)
		require.Error(t, err, value)
		assert.Equal(t, problem, codec.Problem(err), value)
	}
	text, err := read(" \"a\" \r\n\t", (*codec.Reader).Text)
	require.NoError(t, err)
	assert.Equal(t, "a", text)
}

func TestMarshalGivesTheSameBytesEveryTime(t *testing.T) {
	variables := make(map[string]string)
	for i := range 100 {
		variables[strconv.Itoa(i)] = "<&>\u2028"
	}
	first, err := codec.Marshal(variables)
	require.NoError(t, err)
	for range 100 {
		next, err := codec.Marshal(variables)
		require.NoError(t, err)
		require.Equal(t, string(first), string(next))
	}
	assert.Contains(t, string(first), `"0":"<&>`, "no unnecessary escapes")
}

func TestMarshalRefusesInvalidUTF8(t *testing.T) {
	type person struct {
		Name string            `json:"name"`
		More map[string]string `json:"more,omitempty"`
	}
	for path, value := range map[string]person{
		"people.1.name":   {Name: "380501234567\xff"},
		"people.1.more.a": {More: map[string]string{"a": "380501234567\xff"}},
	} {
		_, err := codec.Marshal(map[string][]person{"people": {{}, value}})
		require.Error(t, err)
		assert.Equal(t, path, codec.Path(err))
		assert.NotContains(t, codec.Problem(err), "38050")
	}
	_, err := codec.Marshal(func() {})
	require.Error(t, err, "a type without JSON")
}

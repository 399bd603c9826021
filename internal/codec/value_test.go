package codec_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

func TestKinds(t *testing.T) {
	type is struct{ null, object, number bool }
	tests := map[string]is{
		"null": {null: true}, "[]": {}, "{}": {object: true}, `""`: {},
		"0": {number: true}, "-1.5": {number: true}, "7e3": {number: true}, "true": {}, "false": {}, "": {}, " null": {null: true},
	}
	for value, want := range tests {
		v := []byte(value)
		got := is{codec.IsNull(v), codec.IsObject(v), codec.IsNumber(v)}
		assert.Equal(t, want, got, value)
	}
}

func TestTextOf(t *testing.T) {
	for value, want := range map[string]string{
		`"a"`: "a", `""`: "", `"\u0061\n"`: "a\n", `null`: "", `20.50`: "20.50", `-1`: "-1", `true`: "true", `false`: "false",
		`"NO_DATA"`: "NO_DATA", "\"\xff\"": "\ufffd", "\"\\u0061\xff\"": "a\ufffd", `"\ud83d"`: "\ufffd", `"Марина"`: "Марина",
	} {
		got, err := codec.TextOf([]byte(value))
		require.NoError(t, err, value)
		assert.Equal(t, want, got, value)
	}
	for _, value := range []string{`[]`, `{}`, ``, `x`} {
		_, err := codec.TextOf([]byte(value))
		assert.Error(t, err, value)
	}
	for _, value := range []string{`"`, `"a`, `"\`, `"\"`, `"a"b"`} { // not JSON: any result, but no panic
		_, _ = codec.TextOf([]byte(value))
	}
}

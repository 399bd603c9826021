package codec_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

func TestUnmarshalTakesWhatDrifts(t *testing.T) {
	type account struct {
		ID     id     `json:"account_id"`
		Status color  `json:"connection_status,case:ignore"`
		Name   string `json:"name"`
		Rows   []int  `json:"rows"`
	}
	tests := map[string]struct {
		value string
		want  account
	}{
		"unknown members":      {`{"account_id":"a","new":{"b":[1]}}`, account{ID: "a"}},
		"snake case":           {`{"connection_status":"OK"}`, account{Status: "OK"}},
		"camel case":           {`{"connectionStatus":"OK"}`, account{Status: "OK"}},
		"both spellings":       {`{"connection_status":"OK","connectionStatus":"OK"}`, account{Status: "OK"}},
		"the case of others":   {`{"Name":"x","NAME":"y"}`, account{}},
		"null for a list":      {`{"rows":null}`, account{}},
		"null for the whole":   {`null`, account{}},
		"broken UTF-8":         {"{\"name\":\"\xff\"}", account{Name: "\ufffd"}},
		"broken UTF-8, a name": {"{\"\xff\":1,\"name\":\"x\"}", account{Name: "x"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := read[account](tt.value)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestAny(t *testing.T) {
	assert.Equal(t, map[string]any{"a": []any{1.5, "x", true, nil}}, codec.Any([]byte(`{"a":[1.5,"x",true,null]}`)))
	assert.Equal(t, "\ufffd", codec.Any([]byte("\"\xff\"")))
	for _, value := range []string{``, `null`, `{"a":`, `{"a":1,"a":2}`, `{} x`} {
		assert.Nil(t, codec.Any([]byte(value)), value)
	}
}

func TestMarshalGivesTheSameBytesEveryTime(t *testing.T) {
	variables := make(map[string]string)
	for i := range 100 {
		variables[strconv.Itoa(i)] = "<&>\u2028"
	}
	first, err := codec.Marshal(variables)
	require.NoError(t, err)
	for range 100 {
		again, err := codec.Marshal(variables)
		require.NoError(t, err)
		require.Equal(t, string(first), string(again))
	}
	assert.Contains(t, string(first), `"0":"<&>`, "nothing is escaped that need not be")
}

func TestMarshalRefusesTextThatIsNotUTF8(t *testing.T) {
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
	require.Error(t, err, "what has no JSON")
}

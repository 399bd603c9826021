package codec_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// selfReader reads a number under another name than its field.
type selfReader struct{ Value int }

func (s *selfReader) Read(r *codec.Reader) {
	for range r.Object([]string{"own"}) {
		s.Value = r.Int()
	}
}

func decode(value []byte, out any) error {
	return codec.Decode(value, out, codec.DecoderOf(func(out *selfReader, r *codec.Reader) { out.Read(r) }))
}

func TestDecodeLetsValuesReadThemselves(t *testing.T) {
	type embedding struct {
		selfReader
		Name string `json:"name"`
	}
	var got struct {
		One      selfReader             `json:"one"`
		List     []selfReader           `json:"list"`
		Pointers map[string]*selfReader `json:"pointers"`
		Null     *selfReader            `json:"null"`
		Embeds   embedding              `json:"embeds"`
	}
	require.NoError(t, decode([]byte(`{"one":{"own":"1"},"list":[{},{"own":2}],"pointers":{"x":{"own":3}},"null":null,"embeds":{"own":4,"name":"x"}}`), &got))
	assert.Equal(t, selfReader{1}, got.One)
	assert.Equal(t, []selfReader{{}, {2}}, got.List)
	assert.Equal(t, map[string]*selfReader{"x": {3}}, got.Pointers)
	assert.Nil(t, got.Null)
	assert.Equal(t, embedding{Name: "x"}, got.Embeds, "decoded by reflection")

	err := decode([]byte(`{"list":[{},{"own":"many"}]}`), &got)
	assert.Equal(t, "list.1.own", codec.Path(err))
	assert.Equal(t, "want a whole number", codec.Problem(err))
}

func TestDecodeIsTolerant(t *testing.T) {
	type id string
	type model struct {
		ID     id                `json:"id"`
		Status string            `json:"connection_status,case:ignore"`
		Name   string            `json:"name"`
		Count  int               `json:"count"`
		Read   bool              `json:"read"`
		At     time.Time         `json:"at"`
		Texts  map[string]string `json:"texts"`
		List   []model           `json:"list"`
		Raw    json.RawMessage   `json:"raw"`
	}
	tests := map[string]struct {
		value string
		want  model
	}{
		"unknown members":        {`{"id":"a","new":{"b":[1]}}`, model{ID: "a"}},
		"both spellings":         {`{"connection_status":"OK","connectionStatus":"OK"}`, model{Status: "OK"}},
		"another case":           {`{"Name":"x","NAME":"y"}`, model{}},
		"null for a list":        {`{"list":null}`, model{}},
		"null":                   {`null`, model{}},
		"invalid UTF-8":          {"{\"name\":\"\xff\"}", model{Name: "\ufffd"}},
		"invalid UTF-8 in names": {"{\"\xff\":1,\"name\":\"x\"}", model{Name: "x"}},
		"escapes":                {`{"n\u0061me":"a\n","texts":{"\"":"\\"}}`, model{Name: "a\n", Texts: map[string]string{`"`: `\`}}},
		"a number for a text":    {`{"name":20.50}`, model{Name: "20.50"}},
		"a text for a number":    {`{"count":"20"}`, model{Count: 20}},
		"a number for a boolean": {`{"read":1}`, model{Read: true}},
		"another layout":         {`{"at":"2015-04-02T14:20Z"}`, model{At: time.Date(2015, 4, 2, 14, 20, 0, 0, time.UTC)}},
		"no time":                {`{"at":"soon"}`, model{}},
		"an empty array":         {`{"texts":[]}`, model{}},
		"numbers in an object":   {`{"texts":{"a":1}}`, model{Texts: map[string]string{"a": "1"}}},
		"nested":                 {`{"list":[{"name":7},{"count":true}]}`, model{List: []model{{Name: "7"}, {Count: 1}}}},
		"raw JSON":               {`{"raw":{"a": 1}}`, model{Raw: []byte(`{"a": 1}`)}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var got model
			require.NoError(t, decode([]byte(tt.value), &got))
			assert.Equal(t, tt.want, got)
		})
	}
	for value, path := range map[string]string{
		`[]`: "", `{"id":7}`: "id", `{"list":[{},{"count":"many"}]}`: "list.1.count", `{"list":{}}`: "list", `{"texts":{"a":[]}}`: "texts",
		`{"at":[]}`: "at", `{"count":x}`: "count", `{"read":"perhaps"}`: "read",
	} {
		var got model
		err := decode([]byte(value), &got)
		require.Error(t, err, value)
		assert.Equal(t, path, codec.Path(err), value)
		assert.NotEmpty(t, codec.Problem(err))
	}
	require.Error(t, decode([]byte(`{}`), model{}), "not a pointer")
}

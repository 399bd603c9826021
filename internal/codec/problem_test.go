package codec_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// nested decodes itself, as the models with links do.
type nested struct {
	ID     id
	Inner  *nested
	Orders []nested
}

func (n *nested) UnmarshalJSON(value []byte) error {
	type plain struct {
		ID     id       `json:"id"`
		Inner  *nested  `json:"inner"`
		Orders []nested `json:"orders"`
	}
	var p plain
	err := codec.Unmarshal(value, &p)
	*n = nested(p)
	return err
}

type model struct {
	ID     id                `json:"id"`
	Count  int               `json:"count"`
	Read   bool              `json:"read"`
	Colors []color           `json:"colors"`
	Marks  map[string]string `json:"marks"`
	Nested nested            `json:"nested"`
	List   []model           `json:"list"`
}

func TestPath(t *testing.T) {
	tests := map[string]struct{ value, path string }{
		"the value itself":            {`[]`, ""},
		"a member":                    {`{"id":7}`, "id"},
		"an element":                  {`{"colors":["a","b",{}]}`, "colors.2"},
		"deep":                        {`{"list":[{},{"list":[{"count":"many"}]}]}`, "list.1.list.0.count"},
		"a list that is none":         {`{"list":{}}`, "list"},
		"one that decodes itself":     {`{"nested":{"id":7}}`, "nested.id"},
		"a chain of them":             {`{"nested":{"inner":{"orders":[{},{"id":true}]}}}`, "nested.inner.orders.1.id"},
		"one that is no object":       {`{"nested":[]}`, "nested"},
		"one in a list":               {`{"list":[{"nested":{"orders":[{"id":[]}]}}]}`, "list.0.nested.orders.0.id"},
		"broken JSON":                 {`{"list":[{"count":x}]}`, "list.0.count"},
		"broken JSON in what decodes": {`{"nested":{"id":tru}}`, "nested.id"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := read[model](tt.value)
			require.Error(t, err)
			assert.Equal(t, tt.path, codec.Path(err))
		})
	}
	assert.Empty(t, codec.Path(errors.New("of another package")))
	assert.Empty(t, codec.Path(nil))
}

func TestProblem(t *testing.T) {
	tests := map[string]struct{ value, want string }{
		"cut":                       {`{"id":"a`, "ends too early"},
		"empty":                     {``, "ends too early"},
		"broken":                    {`{"read":x}`, "not JSON at byte 8"},
		"an id that is a number":    {`{"id":7}`, "a number"},
		"an id that is a boolean":   {`{"id":false}`, "a boolean"},
		"a text that is an array":   {`{"marks":{"a":[]}}`, "an array"},
		"an enum that is an object": {`{"colors":[{}]}`, "an object"},
		"a count of words":          {`{"count":"many"}`, "a whole number"},
		"a boolean of words":        {`{"read":"perhaps"}`, "true or false"},
		"an object for a list":      {`{"list":{}}`, "another JSON type"},
		"nested: an id":             {`{"nested":{"id":7}}`, "a number"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := read[model](tt.value)
			require.Error(t, err)
			assert.Contains(t, codec.Problem(err), tt.want)
		})
	}

	for object, want := range map[string]string{
		``: "ends too early", `{"a":1`: "ends too early", `null`: "not null", `[]`: "not an array", `"x"`: "not a text", `1`: "not a number",
		`{}{}`: "follows", `{"a":1,"a":2}`: "twice", `{"a":{"b":1,"b":2}}`: "twice", "<html>": "not JSON at byte 0", "\ufeff{}": "not JSON at byte 0",
	} {
		_, err := members(object)
		assert.Contains(t, codec.Problem(err), want, object)
	}
}

// Whatever is wrong with JSON, neither a name nor a text of it is quoted: they may be a client's.
func TestProblemQuotesNothing(t *testing.T) {
	const canary = "380501234567"
	wrong := []string{
		`"` + canary + `"`, canary + "x", `{"` + canary + `"`, `{"` + canary + `":1,"` + canary + `":2}`, `{"` + canary + `":` + canary + `x}`,
		`{"id":` + canary + `}`, `{"count":"` + canary + `.5"}`, `{"count":` + canary + strings.Repeat("0", 20) + `}`, `{"read":"` + canary + `"}`,
		`{"marks":{"` + canary + `":[]}}`, `{"marks":{"` + canary + `":"` + canary + `","` + canary + `":1}}`,
		`{"list":"` + canary + `"}`, `{"nested":"` + canary + `"}`, `{"nested":{"id":` + canary + `}}`, `{"id":"\u` + canary, `{"id":"` + canary + "\n\"}",
		`{"id":"` + canary + `" "` + canary + `"}`, `{"` + canary + `":{"` + canary + `":[` + canary + `}}}`,
		`{} ` + canary,
	}
	for _, value := range wrong {
		_, decoding := read[model](value)
		_, reading := members(value)
		require.False(t, decoding == nil && reading == nil, value)
		for _, err := range []error{decoding, reading} {
			if err != nil {
				assert.NotContains(t, codec.Problem(err), canary[:5], value)
			}
		}
	}
	assert.NotContains(t, codec.Problem(errors.New(canary)), canary, "of another package")
	assert.NotContains(t, codec.Problem(&json.SyntaxError{Offset: 380501234567}), canary, "of another package")
}

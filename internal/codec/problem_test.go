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

func TestProblemAndPath(t *testing.T) {
	tests := map[string]struct{ value, path, problem string }{
		"the value itself":          {`[]`, "", "want an object, not an array"},
		"a member":                  {`{"id":7}`, "id", "want an id in a string, not a number"},
		"an id that is a boolean":   {`{"id":false}`, "id", "want an id in a string, not a boolean"},
		"an id that is an object":   {`{"id":{}}`, "id", "want an id in a string, not an object"},
		"an element":                {`{"tags":["a","b",{}]}`, "tags.2", "want a text, not an object"},
		"deep":                      {`{"children":[{},{"children":[{"count":"many"}]}]}`, "children.1.children.0.count", "want a whole number"},
		"a list that is not a list": {`{"children":{}}`, "children", "want an array, not an object"},
		"a count that is a list":    {`{"count":[1]}`, "count", "want a whole number, not an array"},
		"after other members":       {`{"x":[1,{"y":2}],"tags":["a"],"count":"1.5"}`, "count", "want a whole number"},
		"invalid JSON":              {`{"children":[{"count":x}]}`, "children.0.count", "not JSON at byte 22"},
		"invalid JSON, unknown":     {`{"x":tru}`, "x", "not JSON at byte 8"},
		"truncated":                 {`{"children":[{"count":1`, "children.0", "the JSON ends too early"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := readNode(tt.value)
			require.Error(t, err)
			assert.Equal(t, tt.problem, codec.Problem(err))
			assert.Equal(t, tt.path, codec.Path(err))
		})
	}
	assert.Empty(t, codec.Path(errors.New("of another package")))
	assert.Empty(t, codec.Path(nil))
}

// Neither a name nor a text of the JSON is quoted, whatever is wrong with it: they may be personal data.
func TestProblemQuotesNothing(t *testing.T) {
	const canary = "380501234567"
	invalid := []string{
		`"` + canary + `"`, canary + "x", `{"` + canary + `"`, `{"` + canary + `":1,"` + canary + `":2}`, `{"` + canary + `":` + canary + `x}`,
		`{"id":` + canary + `}`, `{"count":"` + canary + `.5"}`, `{"count":` + canary + strings.Repeat("0", 20) + `}`,
		`{"texts":{"` + canary + `":[]}}`, `{"texts":{"` + canary + `":"` + canary + `","` + canary + `":1}}`, `{"texts":"` + canary + `"}`,
		`{"children":"` + canary + `"}`, `{"children":[{"id":` + canary + `}]}`, `{"id":"\u` + canary, `{"id":"` + canary + "\n\"}",
		`{"id":"` + canary + `" "` + canary + `"}`, `{"` + canary + `":{"` + canary + `":[` + canary + `}}}`,
		`{} ` + canary,
	}
	for _, value := range invalid {
		_, reading := readNode(value)
		require.Error(t, reading, value)
		_, raw := members(value)
		decoding := decode([]byte(value), new(struct{ ID, Count, Texts int }))
		for _, err := range []error{reading, raw, decoding} {
			if err != nil {
				assert.NotContains(t, codec.Problem(err), canary[:5], value)
			}
		}
	}
	assert.NotContains(t, codec.Problem(errors.New(canary)), canary, "of another package")
	assert.NotContains(t, codec.Problem(&json.SyntaxError{Offset: 380501234567}), canary, "of another package")
}

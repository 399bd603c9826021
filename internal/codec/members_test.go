package codec_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// members returns the members of an object as "name=value", in order.
func members(object string) (list []string, err error) {
	err = codec.Members([]byte(object), func(name, value []byte) error {
		list = append(list, string(name)+"="+string(value))
		return nil
	})
	return list, err
}

func TestMembers(t *testing.T) {
	tests := map[string]struct {
		object string
		want   []string
	}{
		"none":                         {`{}`, nil},
		"blanks around":                {" \t\r\n{ } \n", nil},
		"one of each kind":             {`{"a":"x","b":-1.5e3,"c":true,"d":null,"e":[1],"f":{"g":2}}`, []string{`a="x"`, "b=-1.5e3", "c=true", "d=null", "e=[1]", `f={"g":2}`}},
		"values come as they stand":    {"{ \"a\" : [ 1 , 2 ] , \"b\" : { } }", []string{"a=[ 1 , 2 ]", "b={ }"}},
		"another case is another name": {`{"data":1,"Data":2,"DATA":3}`, []string{"data=1", "Data=2", "DATA=3"}},
		"an escaped name":              {`{"\u0064ata":1}`, []string{"data=1"}},
		"an empty name":                {`{"":1}`, []string{"=1"}},
		"the same name a level down":   {`{"a":{"a":{"a":1}}}`, []string{`a={"a":{"a":1}}`}},
		"broken UTF-8 in a text":       {"{\"a\":\"x\xffy\"}", []string{"a=\"x\xffy\""}},
		"broken UTF-8 in a name":       {"{\"a\xff\":1}", []string{"a\ufffd=1"}},
		"half a surrogate":             {`{"a":"\ud83d"}`, []string{`a="\ud83d"`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := members(tt.object)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestMembersRefuses(t *testing.T) {
	tests := map[string]string{
		"empty":                        "",
		"blanks":                       " \n",
		"null":                         "null",
		"an array":                     `[{"a":1}]`,
		"a text":                       `"{}"`,
		"a number":                     "1",
		"a boolean":                    "true",
		"HTML":                         "<html><body>502 Bad Gateway</body></html>",
		"the text of the rate limit":   "Too many requests, please try again later.",
		"a byte order mark":            "\ufeff{}",
		"cut after the brace":          `{`,
		"cut in a name":                `{"a`,
		"cut after a name":             `{"a"`,
		"cut after the colon":          `{"a":`,
		"cut in a value":               `{"a":"x`,
		"cut in a nested value":        `{"a":{"b":[1,2`,
		"cut after a value":            `{"a":1`,
		"cut after a comma":            `{"a":1,`,
		"a comma at the end":           `{"a":1,}`,
		"no comma":                     `{"a":1 "b":2}`,
		"a name without quotes":        `{a:1}`,
		"single quotes":                `{'a':1}`,
		"NaN":                          `{"a":NaN}`,
		"a control character":          "{\"a\":\"x\ny\"}",
		"a second object":              `{}{}`,
		"a comma behind":               `{},`,
		"a brace behind":               `{}}`,
		"garbage behind":               `{} <!-- proxy -->`,
		"NUL behind":                   "{}\x00",
		"a comment":                    `{/* */}`,
		"a name twice":                 `{"status":0,"status":1}`,
		"a name twice, once escaped":   `{"status":0,"st\u0061tus":1}`,
		"a name twice, nested":         `{"a":{"b":1,"b":1}}`,
		"a name twice, in an array":    `{"a":[[{"b":1,"c":2,"b":3}]]}`,
		"a name twice, both broken":    "{\"a\xff\":1,\"a\xfe\":2}",
		"nested a million deep":        strings.Repeat(`{"a":`, 1e6) + "1" + strings.Repeat("}", 1e6),
		"nested a million deep, array": `{"a":` + strings.Repeat("[", 1e6) + strings.Repeat("]", 1e6) + "}",
	}
	for name, object := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := members(object)
			require.Error(t, err)
			assert.NotEmpty(t, err.Error())
			assert.NotEmpty(t, codec.Problem(err))
		})
	}
}

func TestMembersGivesPartsOfTheObject(t *testing.T) {
	object := []byte(`{ "a" : [1, 2], "b" : "x" }`)
	err := codec.Members(object, func(name, value []byte) error {
		at := bytes.Index(object, value)
		require.GreaterOrEqual(t, at, 0)
		assert.Same(t, &object[at], &value[0], "a copy of %s", name)
		return nil
	})
	require.NoError(t, err)
}

func TestMembersStopsAtTheErrorOfVisit(t *testing.T) {
	stop := errors.New("stop")
	var seen []string
	err := codec.Members([]byte(`{"a":1,"b":2,"c":3}`), func(name, _ []byte) error {
		if seen = append(seen, string(name)); string(name) == "b" {
			return stop
		}
		return nil
	})
	require.ErrorIs(t, err, stop)
	assert.Equal(t, []string{"a", "b"}, seen)
}

func TestKinds(t *testing.T) {
	type is struct{ null, object, text, number bool }
	tests := map[string]is{
		"null": {null: true}, "[]": {}, "{}": {object: true}, `""`: {text: true},
		"0": {number: true}, "-1.5": {number: true}, "7e3": {number: true}, "true": {}, "false": {}, "": {}, " null": {null: true},
	}
	for value, want := range tests {
		v := []byte(value)
		got := is{codec.IsNull(v), codec.IsObject(v), codec.IsString(v), codec.IsNumber(v)}
		assert.Equal(t, want, got, value)
	}
}

// addSamples gives a fuzz target an answer of each operation.
func addSamples(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("../../testdata/*")
	require.NoError(f, err)
	for _, file := range files {
		if info, err := os.Stat(file); err != nil || info.IsDir() {
			continue
		}
		sample, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(sample)
	}
}

func FuzzMembers(f *testing.F) {
	addSamples(f)
	for _, seed := range []string{``, `null`, `{}{}`, `{"a":1,"a":2}`, "\ufeff{}", `{"a":"\ud83d"}`, "{\"a\xff\":1}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, object []byte) {
		before := bytes.Clone(object)
		count := 0
		err := codec.Members(object, func(_, value []byte) error {
			count++
			assert.True(t, json.Valid(value), "%q", value)
			assert.Equal(t, bytes.TrimSpace(value), value)
			return nil
		})
		assert.Equal(t, before, object, "the input must not change")
		if err != nil {
			assert.NotEmpty(t, codec.Problem(err))
			return
		}
		var all map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(object, &all), "accepted what is no object")
		assert.Len(t, all, count, "a name stood twice")
	})
}

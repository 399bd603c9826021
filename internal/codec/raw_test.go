package codec_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

var memberNames = []string{"a", "b", "c", "d", "e", "f", "a\ufffd", ""}

// members returns the members of an object as "name=value", in order.
func members(object string) (list []string, err error) {
	err = codec.Read([]byte(object), codec.ReadFunc(func(r *codec.Reader) {
		for place := range r.Object(memberNames) {
			list = append(list, memberNames[place]+"="+string(r.Raw()))
		}
	}))
	return list, err
}

func TestRaw(t *testing.T) {
	tests := map[string]struct {
		object string
		want   []string
	}{
		"none":                         {`{}`, nil},
		"space around":                 {" \t\r\n{ } \n", nil},
		"one of each kind":             {`{"a":"x","b":-1.5e3,"c":true,"d":null,"e":[1],"f":{"g":2}}`, []string{`a="x"`, "b=-1.5e3", "c=true", "d=null", "e=[1]", `f={"g":2}`}},
		"values keep their space":      {"{ \"a\" : [ 1 , 2 ] , \"b\" : { } , \"c\" :\t1 }", []string{"a=[ 1 , 2 ]", "b={ }", "c=1"}},
		"another case is another name": {`{"a":1,"A":2,"B":3}`, []string{"a=1"}},
		"an escaped name":              {`{"\u0061":"\u0064"}`, []string{`a="\u0064"`}},
		"an empty name":                {`{"":1}`, []string{"=1"}},
		"the same name a level down":   {`{"a":{"a":{"a":1}}}`, []string{`a={"a":{"a":1}}`}},
		"invalid UTF-8 in a text":      {"{\"a\":\"x\xffy\"}", []string{"a=\"x\ufffdy\""}},
		"invalid UTF-8 in a name":      {"{\"a\xff\":1}", []string{"a\ufffd=1"}},
		"half a surrogate pair":        {`{"a":"\ud83d"}`, []string{`a="\ud83d"`}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := members(tt.object)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

func TestRawInAnArray(t *testing.T) {
	var got []string
	require.NoError(t, codec.Read([]byte(`[ {"a":1} ,[2] , "x",3 ]`), codec.ReadFunc(func(r *codec.Reader) {
		got = codec.List(r, func(text *string, r *codec.Reader) { *text = string(r.Raw()) })
	})))
	assert.Equal(t, []string{`{"a":1}`, "[2]", `"x"`, "3"}, got)
}

func TestReadRefuses(t *testing.T) {
	const early, follows, twice = "the JSON ends too early", "something follows the JSON value", "a name occurs twice in one JSON object"
	tests := map[string]struct{ object, problem string }{
		"empty":                     {"", early},
		"space":                     {" \n", early},
		"an array":                  {`[{"a":1}]`, "want an object, not an array"},
		"a string":                  {`"{}"`, "want an object, not a string"},
		"a number":                  {"1", "want an object, not a number"},
		"a boolean":                 {"true", "want an object, not a boolean"},
		"HTML":                      {"<html><body>502 Bad Gateway</body></html>", "not JSON at byte 0"},
		"the rate-limit text":       {"Too many requests, please try again later.", "not JSON at byte 0"},
		"a byte order mark":         {"\ufeff{}", "not JSON at byte 0"},
		"ends after the brace":      {`{`, early},
		"ends in a name":            {`{"a`, early},
		"ends after a name":         {`{"a"`, early},
		"ends after the colon":      {`{"a":`, early},
		"ends in a value":           {`{"a":"x`, early},
		"ends in a nested value":    {`{"a":{"b":[1,2`, early},
		"ends after a value":        {`{"a":1`, early},
		"ends after a comma":        {`{"a":1,`, early},
		"a comma at the end":        {`{"a":1,}`, "not JSON at byte 6"},
		"two commas":                {`{"a":1,,"b":2}`, "not JSON at byte 7"},
		"a comma first":             {`{,"a":1}`, "not JSON at byte 1"},
		"a comma at an array's end": {`{"a":[1,]}`, "not JSON at byte 7"},
		"no comma":                  {`{"a":1 "b":2}`, "not JSON at byte 7"},
		"no comma in an array":      {`{"a":[1 2]}`, "not JSON at byte 8"},
		"no colon":                  {`{"a" 1}`, "not JSON at byte 5"},
		"a name without quotes":     {`{a:1}`, "not JSON at byte 1"},
		"a number for a name":       {`{1:1}`, "not JSON at byte 1"},
		"single quotes":             {`{'a':1}`, "not JSON at byte 1"},
		"NaN":                       {`{"a":NaN}`, "not JSON at byte 5"},
		"a control character":       {"{\"a\":\"x\ny\"}", "not JSON at byte 7"},
		"the wrong bracket":         {`{"a":[1}}`, "not JSON at byte 7"},
		"a second object":           {`{}{}`, follows},
		"a comma behind":            {`{},`, follows},
		"a brace behind":            {`{}}`, follows},
		"text behind":               {`{} <!-- proxy -->`, follows},
		"NUL behind":                {"{}\x00", follows},
		"a comment":                 {`{/* */}`, "not JSON at byte 1"},
		"a duplicate name":          {`{"status":0,"status":1}`, twice},
		"a duplicate name, escaped": {`{"status":0,"st\u0061tus":1}`, twice},
		"a duplicate name, nested":  {`{"a":{"b":1,"b":1}}`, twice},
		"a duplicate in an array":   {`{"a":[[{"b":1,"c":2,"b":3}]]}`, twice},
		"a duplicate, invalid UTF8": {"{\"a\xff\":1,\"a\xfe\":2}", twice},
		"nested a million deep":     {strings.Repeat(`{"a":`, 1e6) + "1" + strings.Repeat("}", 1e6), "not JSON at byte"},
		"arrays a million deep":     {`{"a":` + strings.Repeat("[", 1e6) + strings.Repeat("]", 1e6) + "}", "not JSON at byte"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := members(tt.object)
			require.Error(t, err)
			assert.Contains(t, codec.Problem(err), tt.problem)

			_, err = try([]byte(tt.object))
			require.Error(t, err, "not an error of the data")
			assert.Contains(t, codec.Problem(err), tt.problem)
		})
	}
}

func TestRawDoesNotCopy(t *testing.T) {
	object := []byte(`{ "a" : [1, 2], "b" : "x" }`)
	err := codec.Read(object, codec.ReadFunc(func(r *codec.Reader) {
		for range r.Object(memberNames) {
			value := r.Raw()
			at := bytes.Index(object, value)
			require.GreaterOrEqual(t, at, 0)
			assert.Same(t, &object[at], &value[0])
		}
	}))
	require.NoError(t, err)
}

// tried is an object whose data was tried.
type tried struct {
	data    node
	raw     string
	dataErr error
	others  map[string]string
}

var triedNames = []string{"status", "data", "error"}

// try reads an object, its member "data" with Try.
func try(object []byte) (got tried, err error) {
	got.others = map[string]string{}
	err = codec.Read(object, codec.ReadFunc(func(r *codec.Reader) {
		for place := range r.Object(triedNames) {
			if triedNames[place] == "data" {
				var raw []byte
				raw, got.dataErr = r.Try(&got.data)
				got.raw = string(raw)
			} else {
				got.others[triedNames[place]] = string(r.Raw())
			}
		}
	}))
	return got, err
}

func TestTry(t *testing.T) {
	for body, raw := range map[string]string{
		`{"status":1, "data" : {"id":"a","count":"1"} ,"meta":{}}`:                      `{"id":"a","count":"1"}`,
		`{"status":1,"d\u0061ta":{"new":[{"data":1}],"count":true,"id":"a"},"meta":{}}`: `{"new":[{"data":1}],"count":true,"id":"a"}`,
	} {
		got, err := try([]byte(body))
		require.NoError(t, err)
		assert.Equal(t, tried{node{ID: "a", Count: 1}, raw, nil, map[string]string{"status": "1"}}, got)
	}
}

// What follows unreadable data is read: it may say that the operation was refused.
func TestTryGoesOnAfterUnreadableData(t *testing.T) {
	for data, path := range map[string]string{
		`"x"`:                                 "data",
		`[{"id":"a"}]`:                        "data",
		`{"id":7}`:                            "data.id",
		`{"new":1,"id":7,"new2":{"a":[]}}`:    "data.id",
		`{"children":[{},{"id":[1,[2],{}]}]}`: "data.children.1.id",
		`{"children":{"id":"a"},"count":1}`:   "data.children",
		`{"texts":{"a":{"b":1}},"count":1}`:   "data.texts",
	} {
		got, err := try([]byte(`{"x":1,"data": ` + data + ` ,"status":0,"error":{"code":"X"},"new":2}`))
		require.NoError(t, err)
		require.Error(t, got.dataErr, data)
		assert.Equal(t, path, codec.Path(got.dataErr))
		assert.Contains(t, codec.Problem(got.dataErr), "want ")
		assert.Equal(t, data, got.raw)
		assert.Equal(t, map[string]string{"status": "0", "error": `{"code":"X"}`}, got.others)
	}
	for _, body := range []string{
		`{"data":{"id":7,"x":{"a":1,"a":2}},"status":1}`, `{"data":{"x":1,"id":7,"x":1},"status":1}`, `{"data":{"id":"a","id":"a"},"status":1}`,
		`{"data":7,"data":7}`, `{"x":1,"data":[],"x":1}`, `{"data":{"id":7,]},"status":1}`, `{"data":[1`, `{"data":[1]}x`,
	} {
		_, err := try([]byte(body))
		assert.Error(t, err, "not an object that is accepted: %s", body)
	}
}

// What reads the data may refuse it after a look at its kind.
func TestTryGoesOnAfterDataThatWasNotRead(t *testing.T) {
	refuse := codec.ReadFunc(func(r *codec.Reader) { r.Fail("another kind") })
	for _, data := range []string{`null`, `7`, `"x"`, `{"a":[{}]}`, `[[1],2]`} {
		var got []string
		err := codec.Read([]byte(`{"a": `+data+` ,"b":0}`), codec.ReadFunc(func(r *codec.Reader) {
			for range r.Object(memberNames) {
				raw, err := r.Try(refuse)
				assert.Equal(t, "another kind", codec.Problem(err))
				got = append(got, string(raw))
			}
		}))
		require.NoError(t, err)
		assert.Equal(t, []string{data, "0"}, got)
	}
}

// addSamples gives a fuzz target the responses of all operations.
func addSamples(f *testing.F) {
	f.Helper()
	files, err := filepath.Glob("../../testdata/*.*")
	require.NoError(f, err)
	require.NotEmpty(f, files)
	for _, file := range files {
		sample, err := os.ReadFile(file)
		require.NoError(f, err)
		f.Add(sample)
	}
}

func FuzzTry(f *testing.F) {
	addSamples(f)
	for _, seed := range []string{
		``, `null`, `{}{}`, `{"a":1,"a":2}`, "\ufeff{}", `{"a":"\ud83d"}`, "{\"a\xff\":1}", `{"data":{"id":7},"status":1}`, `{"data":{"texts":{"a":[]}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, object []byte) {
		before := bytes.Clone(object)
		raw := map[string]string{}
		rawErr := codec.Read(object, codec.ReadFunc(func(r *codec.Reader) {
			for place := range r.Object(triedNames) {
				value := r.Raw()
				assert.Equal(t, bytes.TrimSpace(value), value)
				assert.NotContains(t, raw, triedNames[place])
				raw[triedNames[place]] = string(value)
			}
		}))
		got, err := try(object)
		assert.Equal(t, before, object, "the input must not change")
		if rawErr != nil {
			assert.NotEmpty(t, codec.Problem(rawErr))
			assert.Error(t, err)
			return
		}
		require.NoError(t, err)
		var all map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(object, &all), "accepted, but not an object")
		for name, value := range raw {
			assert.True(t, json.Valid([]byte(value)), "%s: %q", name, value)
		}
		assert.Equal(t, raw["data"], got.raw, "the same data, whether it is tried or not")
		delete(raw, "data")
		assert.Equal(t, raw, got.others)
	})
}

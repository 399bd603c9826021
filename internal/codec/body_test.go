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
	err = codec.ReadObject([]byte(object), nil, codec.VisitFunc(func(name, value []byte) error {
		list = append(list, string(name)+"="+string(value))
		return nil
	}))
	return list, err
}

func TestReadObjectVisitsEachMember(t *testing.T) {
	tests := map[string]struct {
		object string
		want   []string
	}{
		"none":                         {`{}`, nil},
		"space around":                 {" \t\r\n{ } \n", nil},
		"one of each kind":             {`{"a":"x","b":-1.5e3,"c":true,"d":null,"e":[1],"f":{"g":2}}`, []string{`a="x"`, "b=-1.5e3", "c=true", "d=null", "e=[1]", `f={"g":2}`}},
		"values keep their space":      {"{ \"a\" : [ 1 , 2 ] , \"b\" : { } }", []string{"a=[ 1 , 2 ]", "b={ }"}},
		"another case is another name": {`{"data":1,"Data":2,"DATA":3}`, []string{"data=1", "Data=2", "DATA=3"}},
		"an escaped name":              {`{"\u0064ata":"\u0064"}`, []string{`data="\u0064"`}},
		"an empty name":                {`{"":1}`, []string{"=1"}},
		"a long name":                  {`{"` + strings.Repeat("n", 100) + `":1}`, []string{strings.Repeat("n", 100) + "=1"}},
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

func TestReadObjectRefuses(t *testing.T) {
	const early, follows, twice = "the JSON ends too early", "something follows the JSON object", "a name occurs twice in one JSON object"
	tests := map[string]struct{ object, problem string }{
		"empty":                     {"", early},
		"space":                     {" \n", early},
		"null":                      {"null", "want a JSON object, not null"},
		"an array":                  {`[{"a":1}]`, "want a JSON object, not an array"},
		"a string":                  {`"{}"`, "want a JSON object, not a string"},
		"a number":                  {"1", "want a JSON object, not a number"},
		"a boolean":                 {"true", "want a JSON object, not a boolean"},
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

			err = codec.ReadObject([]byte(tt.object), new(node), codec.VisitFunc(func(_, _ []byte) error { return nil }))
			require.Error(t, err, "with data")
			var dataErr *codec.DataError
			assert.NotErrorAs(t, err, &dataErr)
		})
	}
}

func TestReadObjectDoesNotCopyValues(t *testing.T) {
	object := []byte(`{ "a" : [1, 2], "b" : "x" }`)
	err := codec.ReadObject(object, nil, codec.VisitFunc(func(name, value []byte) error {
		at := bytes.Index(object, value)
		require.GreaterOrEqual(t, at, 0)
		assert.Same(t, &object[at], &value[0], "a copy of %s", name)
		return nil
	}))
	require.NoError(t, err)
}

func TestReadObjectStopsAtTheErrorOfVisit(t *testing.T) {
	stop := errors.New("stop")
	var seen []string
	err := codec.ReadObject([]byte(`{"a":1,"b":2,"c":3}`), nil, codec.VisitFunc(func(name, _ []byte) error {
		if seen = append(seen, string(name)); string(name) == "b" {
			return stop
		}
		return nil
	}))
	require.ErrorIs(t, err, stop)
	assert.Equal(t, []string{"a", "b"}, seen)
}

func TestReadObjectReadsTheData(t *testing.T) {
	for _, body := range []string{
		`{"status":1, "data" : {"id":"a","count":"1"} ,"meta":{}}`,
		`{"status":1,"d\u0061ta":{"new":[{"data":1}],"count":true,"id":"a"},"meta":{}}`,
	} {
		var data node
		var seen []string
		err := codec.ReadObject([]byte(body), &data, codec.VisitFunc(func(name, value []byte) error {
			if string(name) == "data" {
				assert.Equal(t, "a", data.ID, "data is read before its visit")
				assert.True(t, json.Valid(value))
			}
			seen = append(seen, string(name))
			return nil
		}))
		require.NoError(t, err)
		assert.Equal(t, node{ID: "a", Count: 1}, data)
		assert.Equal(t, []string{"status", "data", "meta"}, seen)
	}
}

// Members after unreadable data are visited: they may say that the operation was refused.
func TestReadObjectVisitsAllMembersIfTheDataIsUnreadable(t *testing.T) {
	for data, path := range map[string]string{
		`"x"`:                                 "data",
		`[{"id":"a"}]`:                        "data",
		`{"id":7}`:                            "data.id",
		`{"new":1,"id":7,"new2":{"a":[]}}`:    "data.id",
		`{"children":[{},{"id":[1,[2],{}]}]}`: "data.children.1.id",
		`{"children":{"id":"a"},"count":1}`:   "data.children",
		`{"texts":{"a":{"b":1}},"count":1}`:   "data.texts",
	} {
		body := `{"x":1,"data": ` + data + ` ,"status":0,"error":{"code":"X"},"new":2}`
		var seen []string
		err := codec.ReadObject([]byte(body), new(node), codec.VisitFunc(func(name, value []byte) error {
			seen = append(seen, string(name)+"="+string(value))
			return nil
		}))
		var dataErr *codec.DataError
		require.ErrorAs(t, err, &dataErr, data)
		assert.Equal(t, path, codec.Path(err))
		assert.Contains(t, codec.Problem(err), "want ")
		assert.Equal(t, []string{"x=1", "data=" + strings.TrimSpace(data), "status=0", `error={"code":"X"}`, "new=2"}, seen)
	}
	for _, body := range []string{
		`{"data":{"id":7,"x":{"a":1,"a":2}},"status":1}`, `{"data":{"x":1,"id":7,"x":1},"status":1}`, `{"data":{"id":"a","id":"a"},"status":1}`,
		`{"data":7,"data":7}`, `{"x":1,"data":[],"x":1}`, `{"data":{"id":7,]},"status":1}`, `{"data":[1`, `{"data":[1]}x`,
	} {
		err := codec.ReadObject([]byte(body), new(node), codec.VisitFunc(func(_, _ []byte) error { return nil }))
		require.Error(t, err)
		var dataErr *codec.DataError
		assert.NotErrorAs(t, err, &dataErr, "not an object that is accepted: %s", body)
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

func FuzzReadObject(f *testing.F) {
	addSamples(f)
	for _, seed := range []string{
		``, `null`, `{}{}`, `{"a":1,"a":2}`, "\ufeff{}", `{"a":"\ud83d"}`, "{\"a\xff\":1}", `{"data":{"id":7},"status":1}`, `{"data":{"texts":{"a":[]}}}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, object []byte) {
		before := bytes.Clone(object)
		visit := func(seen map[string]string) codec.VisitFunc {
			return func(name, value []byte) error {
				assert.True(t, json.Valid(value), "%q", value)
				assert.Equal(t, bytes.TrimSpace(value), value)
				assert.NotContains(t, seen, string(name))
				seen[string(name)] = string(value)
				return nil
			}
		}
		skipped, read := map[string]string{}, map[string]string{}
		err := codec.ReadObject(object, nil, visit(skipped))
		dataErr := codec.ReadObject(object, new(node), visit(read))
		assert.Equal(t, before, object, "the input must not change")
		if err != nil {
			assert.NotEmpty(t, codec.Problem(err))
			assert.Error(t, dataErr)
			return
		}
		var all map[string]json.RawMessage
		require.NoError(t, json.Unmarshal(object, &all), "accepted, but not an object")
		assert.Len(t, all, len(skipped))
		assert.Equal(t, skipped, read, "the same members, whether the data is read or not")
		if dataErr != nil {
			_, ok := errors.AsType[*codec.DataError](dataErr)
			assert.True(t, ok)
		}
	})
}

package codec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

var nodeNames = []string{"id", "createdAt", "created_at", "children", "texts", "tags", "count"}

// node is a model with members of several kinds.
type node struct {
	ID        string
	CreatedAt string
	Children  []node
	Texts     map[string]string
	Tags      []string
	Count     int
}

func (n *node) Read(r *codec.Reader) {
	for place := range r.Object(nodeNames) {
		switch place {
		case 0:
			n.ID = r.ID()
		case 1, 2:
			n.CreatedAt = r.Text()
		case 3:
			n.Children = codec.List(r, (*node).Read)
		case 4:
			n.Texts = r.StringMap()
		case 5:
			n.Tags = r.Strings()
		case 6:
			n.Count = r.Int()
		}
	}
}

func readNode(value string) (n node, err error) {
	err = codec.Read([]byte(value), &n)
	return n, err
}

func TestObject(t *testing.T) {
	tests := map[string]struct {
		value string
		want  node
	}{
		"null":                    {`null`, node{}},
		"empty":                   {` { } `, node{}},
		"in order":                {`{"id":"a","createdAt":"b"}`, node{ID: "a", CreatedAt: "b"}},
		"in another order":        {`{"count":1,"createdAt":"b","id":"a"}`, node{ID: "a", CreatedAt: "b", Count: 1}},
		"space around tokens":     {"{ \"id\" :\t\"a\" ,\r\n\"count\" : 1 }", node{ID: "a", Count: 1}},
		"the other spelling":      {`{"created_at":"b"}`, node{CreatedAt: "b"}},
		"both spellings":          {`{"created_at":"b","createdAt":"c"}`, node{CreatedAt: "c"}},
		"another case is unknown": {`{"ID":"a","Id":"b","created_At":"c"}`, node{}},
		"escaped names":           {`{"\u0069d":"a","\u0000":1,"t\u0061gs":["x"]}`, node{ID: "a", Tags: []string{"x"}}},
		"unknown members":         {`{"x":{"id":"b","y":[1,{"z":null}]},"id":"a","w":[[],{}],"v":"\"","u":-1e5}`, node{ID: "a"}},
		"the same unknown names":  {`{"x":{"x":{"x":1},"y":[{"x":2},{"x":3}]},"y":{"x":4}}`, node{}},
		"invalid UTF-8 in a text": {"{\"id\":\"a\xff\xfeb\"}", node{ID: "a\ufffdb"}},
		"invalid UTF-8 in a name": {"{\"\xff\":1,\"id\":\"a\"}", node{ID: "a"}},
		"many unknown names":      {`{` + manyNames(1000) + `,"id":"a",` + strings.ReplaceAll(manyNames(1000), "n", "m") + `}`, node{ID: "a"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := readNode(tt.value)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
}

// manyNames returns n members with different names.
func manyNames(n int) string {
	members := make([]string, n)
	for i := range members {
		members[i] = fmt.Sprintf(`"n%d":%d`, i, i)
	}
	return strings.Join(members, ",")
}

func TestDuplicateNamesAreRefused(t *testing.T) {
	tests := map[string]struct{ value, path string }{
		"a known name":            {`{"id":"a","count":1,"id":"a"}`, "id"},
		"a known name, escaped":   {`{"id":"a","\u0069d":"a"}`, "id"},
		"an unknown name":         {`{"x":1,"y":2,"x":1}`, ""},
		"an unknown, escaped":     {`{"x":1,"\u0078":1}`, ""},
		"an empty name":           {`{"":1,"":1}`, ""},
		"invalid UTF-8":           {"{\"a\xff\":1,\"a\xfe\":2}", ""},
		"half surrogates":         {`{"\ud83d":1,"\ud83e":2}`, ""},
		"in an element":           {`{"children":[{},{"x":1,"x":1}]}`, "children.1"},
		"in an unknown object":    {`{"x":{"y":1,"y":1}}`, "x"},
		"in an unknown array":     {`{"x":[[{"y":1,"z":2,"y":3}]]}`, "x.0.0"},
		"in a map":                {`{"texts":{"y":"1","y":"1"}}`, "texts"},
		"in a map, escaped":       {`{"texts":{"y":"1","\u0079":"1"}}`, "texts"},
		"the last of few":         {`{` + manyNames(31) + `,"n0":1}`, ""},
		"the last of many":        {`{` + manyNames(1000) + `,"n999":1}`, ""},
		"the first of many again": {`{` + manyNames(33) + `,"n0":1}`, ""},
		"after a nested object":   {`{"x":1,"y":{` + manyNames(50) + `},"x":1}`, ""},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := readNode(tt.value)
			require.Error(t, err)
			assert.Equal(t, "a name occurs twice in one JSON object", codec.Problem(err))
			assert.Regexp(t, "^"+tt.path+`(\.n\d+)?$`, codec.Path(err))

			_, err = read(tt.value, func(r *codec.Reader) any { r.Skip(); return nil })
			require.Error(t, err, "skipped")
			_, err = read(tt.value, (*codec.Reader).Any)
			require.Error(t, err, "read as any")
		})
	}
}

func TestSkipReadsOneValue(t *testing.T) {
	for _, value := range []string{`null`, `true`, `-1.5e3`, `"a"`, `[]`, `[[[]],{}]`, `{}`, `{"a":{"b":[1,{"c":2}]}}`} {
		got, err := read("["+value+`,"next"]`, func(r *codec.Reader) (next string) {
			i := 0
			codec.List(r, func(*struct{}, *codec.Reader) {
				if i++; i == 1 {
					r.Skip()
				} else {
					next = r.Text()
				}
			})
			return next
		})
		require.NoError(t, err, value)
		assert.Equal(t, "next", got)
	}
}

func TestNestingIsBounded(t *testing.T) {
	for _, value := range []string{
		strings.Repeat("[", 1e6), strings.Repeat(`{"x":`, 1e6), strings.Repeat(`{"children":[`, 1e6),
		strings.Repeat("[", 1e6) + strings.Repeat("]", 1e6),
	} {
		_, err := readNode(`{"x":` + value)
		require.Error(t, err)
		_, err = readNode(value)
		require.Error(t, err)
	}
}

func TestIsObject(t *testing.T) {
	for value, want := range map[string]bool{`{}`: true, ` {"a":1}`: true, `[]`: false, `null`: false, `"{"`: false, `1`: false} {
		got, err := read(value, func(r *codec.Reader) bool {
			defer r.Skip()
			return r.IsObject()
		})
		require.NoError(t, err, value)
		assert.Equal(t, want, got, value)
	}
}

// After its first error, a Reader returns zero values and keeps that error.
func TestReaderKeepsItsFirstError(t *testing.T) {
	_, err := read(`{"id":"a","tags":["x"],"children":[{}],"count":7}`, func(r *codec.Reader) (_ any) {
		r.Fail("the first error")
		r.Fail("the second error")
		assert.Empty(t, r.Text())
		assert.Empty(t, r.TextOrEmpty())
		assert.Empty(t, r.ID())
		assert.Empty(t, codec.Enum(r, []string{""}))
		assert.Zero(t, r.Int())
		assert.False(t, r.Bool())
		assert.Zero(t, r.Time())
		assert.Zero(t, r.Seconds())
		assert.Nil(t, r.Any())
		assert.Nil(t, r.Strings())
		assert.Nil(t, r.StringMap())
		assert.False(t, r.IsObject())
		for range r.Object(nodeNames) {
			t.Error("a member after an error")
		}
		assert.Nil(t, codec.List(r, (*node).Read))
		r.Skip()
		assert.Nil(t, r.Raw())
		raw, tryErr := r.Try(new(node))
		assert.Nil(t, raw)
		assert.NoError(t, tryErr, "the error is of a value before")
		return nil
	})
	assert.Equal(t, "the first error", codec.Problem(err))
}

func TestFailReportsThePlaceOfTheItem(t *testing.T) {
	_, err := read(`[{"id":"a"},{"id":"b"},{}]`, func(r *codec.Reader) []node {
		return codec.List(r, func(n *node, r *codec.Reader) {
			if n.Read(r); n.ID == "" {
				r.Fail("an item without an id")
			}
		})
	})
	require.Error(t, err)
	assert.Equal(t, "2", codec.Path(err))
	assert.Equal(t, "an item without an id", codec.Problem(err))
}

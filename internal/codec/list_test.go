package codec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

type item struct {
	Name  string
	Count int
}

func (i *item) read(r *codec.Reader) {
	for place := range r.Object([]string{"name", "count"}) {
		switch place {
		case 0:
			i.Name = r.Text()
		case 1:
			i.Count = r.Int()
		}
	}
}

func readItems(r *codec.Reader) []item { return codec.List(r, (*item).read) }

func TestList(t *testing.T) {
	long := strings.Repeat("x", 1000)
	tests := map[string]struct {
		value string
		want  []item
	}{
		"null":               {`null`, nil},
		"none":               {`[]`, []item{}},
		"none, with space":   {" [ \n] ", []item{}},
		"one":                {`[{"name":"a","count":1}]`, []item{{"a", 1}}},
		"two":                {` [ {"name":"a"} , {"count":2} ] `, []item{{"a", 0}, {"", 2}}},
		"null items":         {`[null,{"name":"a"},null]`, []item{{}, {"a", 0}, {}}},
		"a small item first": {`[{},{"name":"` + long + `"}]`, []item{{}, {long, 0}}},
		"other kinds":        {`[{"name":"a","count":1},{"name":7,"count":"2"}]`, []item{{"a", 1}, {"7", 2}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			got, err := read(tt.value, readItems)
			require.NoError(t, err)
			assert.Equal(t, tt.want, got)
		})
	}
	for value, path := range map[string]string{`{}`: "", `"x"`: "", `7`: "", `[{"name":"a"},[]]`: "1", `[{"count":"x"}]`: "0.count", `[{}`: "", `[{}]]`: ""} {
		_, err := read(value, readItems)
		require.Error(t, err, value)
		assert.Equal(t, path, codec.Path(err), value)
		assert.NotEmpty(t, codec.Problem(err))
	}
}

// Items of any length are read completely, however wrong the guess of their number is, and without much spare room.
func TestListOfUnevenItems(t *testing.T) {
	for _, count := range []int{1, 2, 3, 99, 100, 101, 3000} {
		for name, size := range map[string]func(int) int{
			"even":        func(int) int { return 20 },
			"growing":     func(i int) int { return i % 500 },
			"shrinking":   func(i int) int { return 500 - i%500 },
			"first long":  func(i int) int { return 5000 / (1 + 5000*i) },
			"first short": func(i int) int { return min(i, 1) * 500 },
		} {
			want, parts := []item{}, []string{}
			for i := range count {
				one := item{strings.Repeat("x", size(i)), i}
				want, parts = append(want, one), append(parts, fmt.Sprintf(`{"name":%q,"count":%d}`, one.Name, one.Count))
			}
			got, err := read("["+strings.Join(parts, ",")+"]", readItems)
			require.NoError(t, err)
			require.Equal(t, want, got, "%d, %s", count, name)
			require.LessOrEqual(t, cap(got), 2*count, "%d, %s", count, name)
		}
	}
}

// A list inside of an item does not guess: many short lists would get room for many items each.
func TestNestedListsHaveNoSpareRoom(t *testing.T) {
	item := `{"id":"a","children":[{"id":"b"},{"id":"c"}],"tags":["x","y"]}`
	nodes, err := read("["+strings.Repeat(item+",", 5_000)+item+"]", func(r *codec.Reader) []node { return codec.List(r, (*node).Read) })
	require.NoError(t, err)
	require.Len(t, nodes, 5_001)
	for _, n := range nodes {
		require.Len(t, n.Children, 2)
		require.Equal(t, 2, cap(n.Children))
		require.Equal(t, 2, cap(n.Tags))
	}
}

func TestStrings(t *testing.T) {
	for value, want := range map[string][]string{
		`null`: nil, `[]`: {}, `[ ]`: {}, `["a"]`: {"a"}, `["a","б","c"]`: {"a", "б", "c"}, `[1,true,null,"NO_DATA"]`: {"1", "true", "", "NO_DATA"},
	} {
		got, err := read(value, (*codec.Reader).Strings)
		require.NoError(t, err, value)
		assert.Equal(t, want, got, value)
	}
	for value, path := range map[string]string{`{}`: "", `"a"`: "", `["a",["b"]]`: "1", `[{}]`: "0"} {
		_, err := read(value, (*codec.Reader).Strings)
		require.Error(t, err, value)
		assert.Equal(t, path, codec.Path(err), value)
	}
}

func TestStringMap(t *testing.T) {
	type texts = map[string]string
	for value, want := range map[string]texts{
		`null`: nil, `[]`: nil, ` [ ] `: nil, `""`: nil, `"NOT_DEFINED"`: nil, `"NO_DATA"`: nil, `{}`: {},
		`{"a":"b","в":"\u0433"}`: {"a": "b", "в": "г"}, `{"\u0061\n":1,"b":true,"c":null,"d":"NO_DATA"}`: {"a\n": "1", "b": "true", "c": "", "d": "NO_DATA"},
		"{\"a\xff\":\"\xff\"}": {"a\ufffd": "\ufffd"},
	} {
		got, err := read(value, (*codec.Reader).StringMap)
		require.NoError(t, err, value)
		assert.Equal(t, want, got, value)
	}
	for value, problem := range map[string]string{
		`["a"]`: "want an object, not an array", `"a"`: "want an object, not a string", `7`: "want an object, not a number",
		`true`: "want an object, not a boolean", `{"a":[]}`: "want texts in the object, not an array", `{"a":{}}`: "want texts in the object, not an object",
	} {
		_, err := read(`{"texts":`+value+`}`, func(r *codec.Reader) node { var n node; n.Read(r); return n })
		require.Error(t, err, value)
		assert.Equal(t, "texts", codec.Path(err), "no name of the map")
		assert.Equal(t, problem, codec.Problem(err))
	}
}

package codec_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/codec"
)

type rowModel struct {
	Name  string `json:"name"`
	Count int    `json:"count"`
}

func readRows(value string) (codec.Rows[rowModel], error) {
	rows := codec.Rows[rowModel]{Into: func(row *rowModel) any { return row }}
	err := codec.Unmarshal([]byte(value), &rows)
	return rows, err
}

func TestRows(t *testing.T) {
	tests := map[string]struct {
		value string
		want  []rowModel // nil for null
	}{
		"null":             {`null`, nil},
		"none":             {`[]`, []rowModel{}},
		"one":              {`[{"name":"a","count":1}]`, []rowModel{{"a", 1}}},
		"two":              {` [ {"name":"a"} , {"count":2} ] `, []rowModel{{"a", 0}, {"", 2}}},
		"null rows":        {`[null,{"name":"a"},null]`, []rowModel{{}, {"a", 0}, {}}},
		"a small row":      {`[{},{"name":"` + strings.Repeat("x", 1000) + `"}]`, []rowModel{{}, {strings.Repeat("x", 1000), 0}}},
		"one needs help":   {`[{"name":"a","count":1},{"name":"b","count":"2"}]`, []rowModel{{"a", 1}, {"b", 2}}},
		"the last one too": {`[{"name":"a"},{"name":7}]`, []rowModel{{"a", 0}, {"7", 0}}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			rows, err := readRows(tt.value)
			require.NoError(t, err)
			assert.Equal(t, tt.want, rows.List)
			assert.LessOrEqual(t, cap(rows.List), 2*len(rows.List)+1, "who keeps the rows keeps no more room")
		})
	}
	for value, path := range map[string]string{`{}`: "", `"x"`: "", `7`: "", `[{"name":"a"},[]]`: "1", `[{"count":"x"}]`: "0.count", `[{}`: "", `[{}]]`: ""} {
		_, err := readRows(value)
		require.Error(t, err, value)
		assert.Equal(t, path, codec.Path(err), value)
		assert.NotEmpty(t, codec.Problem(err))
	}
}

// Rows of any lengths come out as they are, however wrong the guess was that the first one gave.
func TestRowsOfUnevenLengths(t *testing.T) {
	for _, count := range []int{1, 2, 3, 99, 100, 101, 3000} {
		for name, size := range map[string]func(int) int{
			"even":       func(int) int { return 20 },
			"growing":    func(i int) int { return i % 500 },
			"shrinking":  func(i int) int { return 500 - i%500 },
			"first long": func(i int) int { return 5000 / (1 + 5000*i) },
		} {
			want, parts := []rowModel{}, []string{}
			for i := range count {
				row := rowModel{strings.Repeat("x", size(i)), i}
				want, parts = append(want, row), append(parts, fmt.Sprintf(`{"name":%q,"count":%d}`, row.Name, row.Count))
			}
			rows, err := readRows("[" + strings.Join(parts, ",") + "]")
			require.NoError(t, err)
			require.Equal(t, want, rows.List, "%d, %s", count, name)
		}
	}
}

func TestMembersInto(t *testing.T) {
	const body = `{"status":1, "data" : {"name":"a","count":1} ,"meta":{}}`
	var out rowModel
	var seen []string
	visit := func(name, value []byte) error {
		seen = append(seen, string(name)+"="+string(value))
		return nil
	}
	require.NoError(t, codec.MembersInto([]byte(body), "data", &out, visit))
	assert.Equal(t, rowModel{"a", 1}, out)
	assert.Equal(t, []string{`status=1`, `data={"name":"a","count":1}`, `meta={}`}, seen)

	for _, other := range []string{
		`{"data":{"count":"1"}}`, `{"data":{"name":"a","name":"b"}}`, `{"data":{},"data":{}}`, `{"data":[]}`, `{"data":{}`, `{"data":{}}x`,
		`{"data":{"x":{"a":1,"a":2}}}`, `{"x":{"a":1,"a":2},"data":{}}`,
	} {
		require.Error(t, codec.MembersInto([]byte(other), "data", new(rowModel), visit), other)
	}
}

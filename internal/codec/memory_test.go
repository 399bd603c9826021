package codec_test

import (
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// big is as large as the largest model.
type big struct {
	node
	_ [400]byte
}

// A response of at most 16 MiB that MoreValuesThan accepts costs less than 200 MiB in all: its values cost a fixed amount,
// its texts a multiple of their length.
func TestReadingIsBounded(t *testing.T) {
	const textSize, values = 2 << 20, 50_000
	repeat := func(first, item string, n int) string { return "[" + first + strings.Repeat(","+item, n) + "]" }
	fill := func(text string) string { return strings.Repeat(text, textSize/len(text)) }
	for name, data := range map[string]string{
		"small items":                `[{}` + strings.Repeat(",{}", values-10) + "]",
		"small items first":          repeat(strings.Repeat("{},", 100)+"{}", `{"id":"`+strings.Repeat("x", 300)+`"}`, values-200),
		"lists in items":             repeat("{}", `{"children":[{},{}]}`, values/5),
		"texts in items":             repeat("{}", `{"tags":["a"],"texts":{"a":"b"}}`, values/4),
		"a long text":                `[{"createdAt":"` + fill("x") + `"}]`,
		"a long text of escapes":     `[{"createdAt":"` + fill(`\n`) + `"}]`,
		"a long text, invalid UTF-8": `[{"createdAt":"` + fill("x\xff") + `"}]`,
		"a long number":              `[{"createdAt":` + fill("1") + `}]`,
		"a long id":                  `[{"id":"` + fill("NO_DATA") + `"}]`,
		"a long count":               `[{"count":"` + fill("1") + `"}]`,
		"unknown names":              `[{` + manyNames(5*values-10) + `}]`,
		"unknown values":             `[{"x":` + repeat("1", `[{"a":[]}]`, values/4) + `}]`,
	} {
		body := []byte(`{"status":1,"data":` + data + `}`)
		assert.False(t, codec.MoreValuesThan(values, body), name)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		into := codec.ReadFunc(func(r *codec.Reader) {
			codec.List(r, func(b *big, r *codec.Reader) { b.Read(r) })
		})
		_ = codec.Read(body, dataOf(into))
		runtime.ReadMemStats(&after)
		limit := 150 << 20 // 76 MiB were measured; the race detector adds to it
		if strings.HasPrefix(name, "a long") {
			limit = 6 * textSize
		}
		assert.Less(t, int(after.TotalAlloc-before.TotalAlloc), limit, name)
	}
}

// A caller who keeps one text of a response keeps the block of it, not the texts of all the response.
func TestAKeptTextKeepsOneBlock(t *testing.T) {
	body := []byte("[" + strings.Repeat(`"`+strings.Repeat("x", 100)+`",`, 10_000) + `""]`)
	heap := func() int {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return int(stats.HeapAlloc)
	}
	before := heap()
	var kept string
	assert.NoError(t, codec.Read(body, codec.ReadFunc(func(r *codec.Reader) { kept = r.Strings()[5_000] })))
	assert.Less(t, heap()-before, 100<<10, "the texts have 1 MB")
	runtime.KeepAlive(kept)
	runtime.KeepAlive(body)
}

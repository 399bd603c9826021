package leeloo_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

const (
	bodyLimit   = 16 << 20
	memoryLimit = 200 << 20
)

// filled returns JSON of the maximum size of a body: head, at most limit parts, as many as fit, and tail.
func filled(head, tail string, limit int, part func(i int) string) string {
	var body strings.Builder
	body.Grow(bodyLimit)
	body.WriteString(head)
	for i := range limit {
		next := part(i)
		if body.Len()+len(next)+len(tail)+1 > bodyLimit {
			break
		}
		if i > 0 {
			body.WriteByte(',')
		}
		body.WriteString(next)
	}
	body.WriteString(tail)
	return body.String()
}

func same(part string) func(int) string { return func(int) string { return part } }

func named(value string) func(int) string {
	return func(i int) string { return fmt.Sprintf(`"n%d":%s`, i, value) }
}

// expensiveResponses returns bodies that need much memory, each with the operation that reads it.
func expensiveResponses() map[string]struct{ op, body string } {
	const item = `{"status":1,"data":{"id":"` + canaryID + `",`
	const itemEnd, listEnd = `}}`, `}]}`
	const list = `{"status":1,"data":[{"id":"` + canaryID + `",`
	long := strings.Repeat("x", 300)
	return map[string]struct{ op, body string }{
		"four million {}":                    {"Tags.List", filled(`{"status":1,"data":[`, `]}`, 4e6, same("{}"))},
		"eight million 1":                    {"Tags.List", filled(`{"status":1,"data":[`, `]}`, 8e6, same("1"))},
		"nested arrays":                      {"People.AddCall", item + `"raw_response":` + strings.Repeat("[", 1e6) + strings.Repeat("]", 1e6) + itemEnd},
		"nested objects":                     {"People.AddCall", item + `"raw_response":` + strings.Repeat(`{"a":`, 1e6) + "1" + strings.Repeat("}", 1e6) + itemEnd},
		"nested, unknown":                    {"Users.Get", item + `"x":` + strings.Repeat("[", 8e6) + itemEnd},
		"nested, never closed":               {"Users.Get", strings.Repeat("[", bodyLimit)},
		"nested, shallow":                    {"People.AddCall", filled(item+`"raw_response":[`, `]`+itemEnd, 5, same(strings.Repeat("[", 9000)+strings.Repeat("]", 9000)))},
		"one string":                         {"Users.Get", filled(item+`"name":"`, `"`+itemEnd, 1, same(strings.Repeat("x", bodyLimit-100)))},
		"one string, escaped":                {"Users.Get", filled(item+`"name":"`, `"`+itemEnd, 1, same(strings.Repeat(`\u0416`, (bodyLimit-100)/6)))},
		"one string, invalid UTF-8":          {"Users.Get", filled(item+`"name":"`, `"`+itemEnd, 1, same(strings.Repeat("\xff", bodyLimit-100)))},
		"one name, invalid UTF-8":            {"Users.Get", filled(item+`"`, `":1`+itemEnd, 1, same(strings.Repeat("\xff", bodyLimit-100)))},
		"one name, escaped":                  {"Users.Get", filled(item+`"`, `":1`+itemEnd, 1, same(strings.Repeat(`\u0416`, (bodyLimit-100)/6)))},
		"error, invalid UTF-8":               {"Tags.List", filled(`{"status":0,"error":"`, `"}`, 1, same(strings.Repeat("\xff", bodyLimit-100)))},
		"tags, invalid UTF-8":                {"People.Get", filled(item+`"tags":[`, `]`+itemEnd, 49_000, same(`"`+strings.Repeat("\xff", 300)+`"`))},
		"UTM marks, invalid UTF-8":           {"Channels.List", filled(list+`"utmMarks":{`, `}`+listEnd, 49_000, named(`"`+strings.Repeat("\xff", 300)+`"`))},
		"one name":                           {"Users.Get", filled(item+`"`, `":1`+itemEnd, 1, same(strings.Repeat("x", bodyLimit-100)))},
		"one id":                             {"Users.Get", filled(`{"status":1,"data":{"id":"`, `"}}`, 1, same(strings.Repeat("x", bodyLimit-100)))},
		"numbers of a megabyte":              {"Orders.Get", filled(item+`"price":1`, itemEnd, 14, func(i int) string { return fmt.Sprintf(`"n%d":1%s`, i, strings.Repeat("0", 1e6)) })},
		"a price of megabytes":               {"Orders.Get", item + `"price":1` + strings.Repeat("0", 14e6) + itemEnd},
		"a status of megabytes":              {"Orders.Get", `{"status":1` + strings.Repeat("0", 14e6) + `,"data":{}}`},
		"a count of megabytes":               {"Orders.List", `{"status":1,"data":[],"meta":{"limit":1` + strings.Repeat("0", 14e6) + `}}`},
		"a time of megabytes":                {"Orders.Get", item + `"createdAt":1` + strings.Repeat("0", 14e6) + itemEnd},
		"seconds of megabytes":               {"People.AddCall", item + `"billsec":1` + strings.Repeat("0", 14e6) + itemEnd},
		"people":                             {"People.List", filled(`{"status":1,"data":[`, `]}`, 49_000, same(`{"id":"1"}`))},
		"people, long":                       {"People.List", filled(`{"status":1,"data":[`, `]}`, 49_000, same(`{"id":"1","name":"`+long+`"}`))},
		"people, one has a wrong type":       {"People.List", filled(`{"status":1,"data":[`, `,{"id":1}]}`, 48_000, same(`{"id":"1","name":"`+long+`"}`))},
		"people, the first small":            {"People.List", `{"status":1,"data":[{"id":"1"},` + filled(`{"id":"1","name":"`, `"}]}`, 1, same(strings.Repeat("x", bodyLimit-1000)))},
		"tags, one has a wrong type":         {"People.Get", filled(item+`"tags":[`, `,{}]`+itemEnd, 48_000, same(`"`+long+`"`))},
		"people, the first long":             {"People.List", filled(`{"status":1,"data":[{"id":"1","name":"`+strings.Repeat("x", 100_000)+`"},`, `,{"id":1}]}`, 48_000, same(`{"id":"1"}`))},
		"people, the last has a wrong type":  {"People.List", filled(`{"status":1,"data":[`, `,{"id":"1","tags":[1]}]}`, 24_000, same(`{"id":"1","name":"","tags":[]}`))},
		"invalid UTF-8, wrong type":          {"People.Get", filled(item+`"name":"`, `","tags":[1]`+itemEnd, 1, same(strings.Repeat("\xffa", (bodyLimit-200)/2)))},
		"escaped, invalid UTF-8, wrong type": {"People.AddCall", filled(item+`"call_id":"\n`, `","telephone_connection_id":1`+itemEnd, 1, same(strings.Repeat("\xffa", (bodyLimit-200)/2)))},
		"orders":                             {"Orders.List", filled(`{"status":1,"data":[`, `]}`, 49_000, same(`{"id":"1"}`))},
		"channels":                           {"Channels.List", filled(`{"status":1,"data":[`, `]}`, 24_000, same(`{"id":"1","utmMarks":{"a":"b"}}`))},
		"accounts of a person":               {"People.Get", filled(item+`"accounts":[`, `]`+itemEnd, 49_000, same(`{}`))},
		"history of a person":                {"People.Get", filled(item+`"subscribeHistory":[`, `]`+itemEnd, 49_000, same(`{}`))},
		"included orders":                    {"People.Get", filled(item+`"name":""},"included":{"orders":[`, `]}}`, 49_000, same(`{"id":"1"}`))},
		"included inside data":               {"People.Get", filled(item+`"included":{"orders":[`, `]}`+itemEnd, 49_000, same(`{"id":"1"}`))},
		"tags":                               {"People.Get", filled(item+`"tags":[`, `]`+itemEnd, 49_000, same(`"`+long+`"`))},
		"UTM marks":                          {"Channels.List", filled(list+`"utmMarks":{`, `}`+listEnd, 490_000, named(`"x"`))},
		"long UTM marks":                     {"Channels.List", filled(list+`"utmMarks":{`, `}`+listEnd, 49_000, named(`"`+long+`"`))},
		"unknown names":                      {"Users.Get", filled(item+`"x":{`, `}`+itemEnd, 490_000, named(`1`))},
		"too many names":                     {"Users.Get", filled(item+`"x":{`, `}`+itemEnd, 4e6, named(`1`))},
		"raw response, names":                {"People.AddCall", filled(item+`"raw_response":{`, `}`+itemEnd, 490_000, named(`1`))},
		"raw response, objects":              {"People.AddCall", filled(item+`"raw_response":[`, `]`+itemEnd, 49_000, same(`{"a":1}`))},
		"raw response, strings":              {"People.AddCall", filled(item+`"raw_response":[`, `]`+itemEnd, 49_000, same(`"`+long+`"`))},
		"error, many fields":                 {"Tags.List", filled(`{"status":0,"error":{"fields":{`, `}}}`, 490_000, named(`"X"`))},
		"error, fields in arrays":            {"Tags.List", filled(`{"status":0,"error":{"fields":[`, `]}}`, 49_000, same(`"`+long+`"`))},
		"error, long code":                   {"Tags.List", filled(`{"status":0,"error":{"code":"`, `"}}`, 1, same(strings.Repeat("X", bodyLimit-100)))},
		"error, a string":                    {"Tags.List", filled(`{"status":0,"error":"`, `"}`, 1, same(strings.Repeat("x", bodyLimit-100)))},
		"error, a long name":                 {"Tags.List", filled(`{"status":0,"error":{"fields":{"`+strings.Repeat("x", 1<<20)+`":{`, `}}}}`, 400, named(`"X"`))},
		"error, long names nested":           {"Tags.List", filled(`{"status":0,"error":{"fields":`+strings.Repeat(`{"`+strings.Repeat("x", 1e5)+`":`, 7)+`{`, strings.Repeat("}", 10), 500, named(`"X"`))},
	}
}

// No response makes a call allocate more than 200 MiB. The test is not parallel, since allocations of other tests would
// count.
func TestMemoryIsBounded(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates too")
	}
	for name, response := range expensiveResponses() {
		t.Run(name, func(t *testing.T) {
			require.LessOrEqual(t, len(response.body), bodyLimit)
			c := scripted(respond(200, response.body)).client(t)
			requireAllocatesLittle(t, func() {
				_ = canaryCalls[response.op].do(t.Context(), c)
			})
		})
	}
}

// requireAllocatesLittle checks how much a call allocates in total, garbage included.
func requireAllocatesLittle(t *testing.T, call func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	call()
	runtime.ReadMemStats(&after)
	allocated := int(after.TotalAlloc - before.TotalAlloc)
	t.Logf("%s: %d MiB", t.Name(), allocated>>20)
	if !raceEnabled {
		assert.LessOrEqual(t, allocated, memoryLimit)
	}
}

// A megabyte of gzip may decompress to a gigabyte.
func TestGzipBomb(t *testing.T) {
	var member bytes.Buffer
	w := gzip.NewWriter(&member)
	_, err := w.Write(bytes.Repeat([]byte(" "), 1<<20))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	for _, status := range []int{200, 400, 502} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.WriteHeader(status)
			for range 1024 {
				if _, err := w.Write(member.Bytes()); err != nil {
					return
				}
			}
		}))
		c := canaryClient(t, ownTransport(t), leeloo.WithBaseURL(server.URL))
		requireAllocatesLittle(t, func() {
			var captured leeloo.Response
			err := canaryCalls["Orders.Create"].do(t.Context(), c, leeloo.CaptureResponse(&captured))
			e := requireKind(t, map[int]error{200: leeloo.ErrResponseTooLarge, 400: leeloo.ErrRejected, 502: leeloo.ErrServer}[status], err)
			assert.Equal(t, status != 400, e.MaybeApplied())
			assert.Equal(t, status, e.StatusCode)
			assert.LessOrEqual(t, len(captured.Body), 64<<10)
		})
		server.Close()
	}
}

func TestMaxResponseBytes(t *testing.T) {
	t.Parallel()
	body := `{"status":1,"data":[]}`
	for limit, want := range map[int]error{len(body) - 1: leeloo.ErrResponseTooLarge, len(body): nil, len(body) + 1: nil} {
		for name, op := range map[string]string{"safe": "Tags.List", "write": "Templates.Send"} {
			t.Run(fmt.Sprint(name, limit), func(t *testing.T) {
				t.Parallel()
				server := scripted(respond(200, body))
				err := canaryCalls[op].do(t.Context(), server.client(t, leeloo.WithMaxResponseBytes(int64(limit))))
				if want == nil {
					require.NoError(t, err)
					return
				}
				e := requireKind(t, want, err)
				assert.Equal(t, op != "Tags.List", e.MaybeApplied())
				assert.Equal(t, 200, e.StatusCode)
				assert.Equal(t, 1, server.requests(), "not retried")
			})
		}
	}
	t.Run("16 MiB by default", func(t *testing.T) {
		t.Parallel()
		padded := body + strings.Repeat(" ", bodyLimit-len(body))
		require.NoError(t, get(t.Context(), scripted(respond(200, padded)).client(t)))
		requireKind(t, leeloo.ErrResponseTooLarge, get(t.Context(), scripted(respond(200, padded+" ")).client(t)))
	})
	t.Run("endless", func(t *testing.T) {
		t.Parallel()
		endless := func(r *http.Request) (*http.Response, error) { return cannedResponse(r, 200, blanks{}), nil }
		requireKind(t, leeloo.ErrResponseTooLarge, get(t.Context(), scripted(endless).client(t)))
	})
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// A body may contain at most 50,000 values, of any kind and at any place.
func TestMaxValues(t *testing.T) {
	t.Parallel()
	body := func(n int, value string) string {
		return `{"status":1,"data":[],"x":[` + strings.TrimSuffix(strings.Repeat(value+",", n), ",") + `]}`
	}
	for _, value := range []string{"{}", "1", `"x"`, "null", "[]", `{"a":1}`} {
		t.Run(value, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, get(t.Context(), scripted(respond(200, body(49_990, value))).client(t)))
			requireKind(t, leeloo.ErrResponseTooLarge, get(t.Context(), scripted(respond(200, body(50_010, value))).client(t)))
		})
	}
	t.Run("a write may have been applied", func(t *testing.T) {
		t.Parallel()
		assert.True(t, requireKind(t, leeloo.ErrResponseTooLarge, canaryDo(t.Context(), scripted(respond(200, body(60_000, "1"))).client(t))).MaybeApplied())
	})
}

// BenchmarkExpensiveResponses measures what each response costs.
func BenchmarkExpensiveResponses(b *testing.B) {
	for name, response := range expensiveResponses() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			server := scripted(respond(200, response.body))
			c := server.client(b)
			for b.Loop() {
				_ = canaryCalls[response.op].do(context.Background(), c)
				server.seen = nil
			}
		})
	}
}

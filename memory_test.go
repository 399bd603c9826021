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

// filled is a JSON text of the size of the largest body: head, as many of the parts as there is room for (no more than
// most), tail.
func filled(head, tail string, most int, part func(i int) string) string {
	var body strings.Builder
	body.Grow(bodyLimit)
	body.WriteString(head)
	for i := range most {
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

// costlyAnswers are the bodies that cost the most that we could think of, each for the operation that takes it in.
func costlyAnswers() map[string]struct{ op, body string } {
	const row = `{"status":1,"data":{"id":"` + canaryID + `",`
	const inRow, inRows = `}}`, `}]}`
	const rows = `{"status":1,"data":[{"id":"` + canaryID + `",`
	long := strings.Repeat("x", 300)
	return map[string]struct{ op, body string }{
		"four million {}":          {"Tags.List", filled(`{"status":1,"data":[`, `]}`, 4e6, same("{}"))},
		"eight million 1":          {"Tags.List", filled(`{"status":1,"data":[`, `]}`, 8e6, same("1"))},
		"nested lists":             {"People.AddCall", row + `"raw_response":` + strings.Repeat("[", 1e6) + strings.Repeat("]", 1e6) + inRow},
		"nested objects":           {"People.AddCall", row + `"raw_response":` + strings.Repeat(`{"a":`, 1e6) + "1" + strings.Repeat("}", 1e6) + inRow},
		"nested, unknown":          {"Users.Get", row + `"x":` + strings.Repeat("[", 8e6) + inRow},
		"nested, never closed":     {"Users.Get", strings.Repeat("[", bodyLimit)},
		"nested a little":          {"People.AddCall", filled(row+`"raw_response":[`, `]`+inRow, 5, same(strings.Repeat("[", 9000)+strings.Repeat("]", 9000)))},
		"one text":                 {"Users.Get", filled(row+`"name":"`, `"`+inRow, 1, same(strings.Repeat("x", bodyLimit-100)))},
		"one text, escaped":        {"Users.Get", filled(row+`"name":"`, `"`+inRow, 1, same(strings.Repeat(`\u0416`, (bodyLimit-100)/6)))},
		"one text, broken":         {"Users.Get", filled(row+`"name":"`, `"`+inRow, 1, same(strings.Repeat("\xff", bodyLimit-100)))},
		"one name, broken":         {"Users.Get", filled(row+`"`, `":1`+inRow, 1, same(strings.Repeat("\xff", bodyLimit-100)))},
		"one name, escaped":        {"Users.Get", filled(row+`"`, `":1`+inRow, 1, same(strings.Repeat(`\u0416`, (bodyLimit-100)/6)))},
		"error, broken text":       {"Tags.List", filled(`{"status":0,"error":"`, `"}`, 1, same(strings.Repeat("\xff", bodyLimit-100)))},
		"tags, broken":             {"People.Get", filled(row+`"tags":[`, `]`+inRow, 49_000, same(`"`+strings.Repeat("\xff", 300)+`"`))},
		"UTM marks, broken":        {"Channels.List", filled(rows+`"utmMarks":{`, `}`+inRows, 49_000, named(`"`+strings.Repeat("\xff", 300)+`"`))},
		"one name":                 {"Users.Get", filled(row+`"`, `":1`+inRow, 1, same(strings.Repeat("x", bodyLimit-100)))},
		"one id":                   {"Users.Get", filled(`{"status":1,"data":{"id":"`, `"}}`, 1, same(strings.Repeat("x", bodyLimit-100)))},
		"numbers of a megabyte":    {"Orders.Get", filled(row+`"price":1`, inRow, 14, func(i int) string { return fmt.Sprintf(`"n%d":1%s`, i, strings.Repeat("0", 1e6)) })},
		"a price of megabytes":     {"Orders.Get", row + `"price":1` + strings.Repeat("0", 14e6) + inRow},
		"a status of megabytes":    {"Orders.Get", `{"status":1` + strings.Repeat("0", 14e6) + `,"data":{}}`},
		"a count of megabytes":     {"Orders.List", `{"status":1,"data":[],"meta":{"limit":1` + strings.Repeat("0", 14e6) + `}}`},
		"a time of megabytes":      {"Orders.Get", row + `"createdAt":1` + strings.Repeat("0", 14e6) + inRow},
		"seconds of megabytes":     {"People.AddCall", row + `"billsec":1` + strings.Repeat("0", 14e6) + inRow},
		"people":                   {"People.List", filled(`{"status":1,"data":[`, `]}`, 49_000, same(`{"id":"1"}`))},
		"people, long":             {"People.List", filled(`{"status":1,"data":[`, `]}`, 49_000, same(`{"id":"1","name":"`+long+`"}`))},
		"people, one is wrong":     {"People.List", filled(`{"status":1,"data":[`, `,{"id":1}]}`, 48_000, same(`{"id":"1","name":"`+long+`"}`))},
		"people, the first small":  {"People.List", `{"status":1,"data":[{"id":"1"},` + filled(`{"id":"1","name":"`, `"}]}`, 1, same(strings.Repeat("x", bodyLimit-1000)))},
		"tags, one is wrong":       {"People.Get", filled(row+`"tags":[`, `,{}]`+inRow, 48_000, same(`"`+long+`"`))},
		"people, the first long":   {"People.List", filled(`{"status":1,"data":[{"id":"1","name":"`+strings.Repeat("x", 100_000)+`"},`, `,{"id":1}]}`, 48_000, same(`{"id":"1"}`))},
		"people, the last wrong":   {"People.List", filled(`{"status":1,"data":[`, `,{"id":"1","tags":[1]}]}`, 24_000, same(`{"id":"1","name":"","tags":[]}`))},
		"broken, and wrong":        {"People.Get", filled(row+`"name":"`, `","tags":[1]`+inRow, 1, same(strings.Repeat("\xffa", (bodyLimit-200)/2)))},
		"escaped, broken, wrong":   {"People.AddCall", filled(row+`"call_id":"\n`, `","telephone_connection_id":1`+inRow, 1, same(strings.Repeat("\xffa", (bodyLimit-200)/2)))},
		"orders":                   {"Orders.List", filled(`{"status":1,"data":[`, `]}`, 49_000, same(`{"id":"1"}`))},
		"channels":                 {"Channels.List", filled(`{"status":1,"data":[`, `]}`, 24_000, same(`{"id":"1","utmMarks":{"a":"b"}}`))},
		"accounts of a person":     {"People.Get", filled(row+`"accounts":[`, `]`+inRow, 49_000, same(`{}`))},
		"history of a person":      {"People.Get", filled(row+`"subscribeHistory":[`, `]`+inRow, 49_000, same(`{}`))},
		"included orders":          {"People.Get", filled(row+`"name":""},"included":{"orders":[`, `]}}`, 49_000, same(`{"id":"1"}`))},
		"included by data":         {"People.Get", filled(row+`"included":{"orders":[`, `]}`+inRow, 49_000, same(`{"id":"1"}`))},
		"tags":                     {"People.Get", filled(row+`"tags":[`, `]`+inRow, 49_000, same(`"`+long+`"`))},
		"UTM marks":                {"Channels.List", filled(rows+`"utmMarks":{`, `}`+inRows, 490_000, named(`"x"`))},
		"long UTM marks":           {"Channels.List", filled(rows+`"utmMarks":{`, `}`+inRows, 49_000, named(`"`+long+`"`))},
		"unknown names":            {"Users.Get", filled(row+`"x":{`, `}`+inRow, 490_000, named(`1`))},
		"too many names":           {"Users.Get", filled(row+`"x":{`, `}`+inRow, 4e6, named(`1`))},
		"raw response, names":      {"People.AddCall", filled(row+`"raw_response":{`, `}`+inRow, 490_000, named(`1`))},
		"raw response, objects":    {"People.AddCall", filled(row+`"raw_response":[`, `]`+inRow, 49_000, same(`{"a":1}`))},
		"raw response, texts":      {"People.AddCall", filled(row+`"raw_response":[`, `]`+inRow, 49_000, same(`"`+long+`"`))},
		"error, many fields":       {"Tags.List", filled(`{"status":0,"error":{"fields":{`, `}}}`, 490_000, named(`"X"`))},
		"error, fields in lists":   {"Tags.List", filled(`{"status":0,"error":{"fields":[`, `]}}`, 49_000, same(`"`+long+`"`))},
		"error, long code":         {"Tags.List", filled(`{"status":0,"error":{"code":"`, `"}}`, 1, same(strings.Repeat("X", bodyLimit-100)))},
		"error, a text":            {"Tags.List", filled(`{"status":0,"error":"`, `"}`, 1, same(strings.Repeat("x", bodyLimit-100)))},
		"error, a long name":       {"Tags.List", filled(`{"status":0,"error":{"fields":{"`+strings.Repeat("x", 1<<20)+`":{`, `}}}}`, 400, named(`"X"`))},
		"error, long names nested": {"Tags.List", filled(`{"status":0,"error":{"fields":`+strings.Repeat(`{"`+strings.Repeat("x", 1e5)+`":`, 7)+`{`, strings.Repeat("}", 10), 500, named(`"X"`))},
	}
}

// No answer makes a call allocate over 200 MiB. (Not parallel: what others allocate would count.)
func TestMemoryIsBounded(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates on its own account")
	}
	for name, answer := range costlyAnswers() {
		t.Run(name, func(t *testing.T) {
			require.LessOrEqual(t, len(answer.body), bodyLimit)
			c := scripted(says(200, answer.body)).client(t)
			requireCheap(t, func() {
				_ = canaryCalls[answer.op].do(t.Context(), c)
			})
		})
	}
}

// requireCheap checks what a call has allocated in all, garbage included.
func requireCheap(t *testing.T, call func()) {
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

// A megabyte of gzip that holds a gigabyte.
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
		requireCheap(t, func() {
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

// The limit of a body is exact.
func TestMaxResponseBytes(t *testing.T) {
	t.Parallel()
	body := `{"status":1,"data":[]}`
	for limit, want := range map[int]error{len(body) - 1: leeloo.ErrResponseTooLarge, len(body): nil, len(body) + 1: nil} {
		for name, op := range map[string]string{"read": "Tags.List", "act": "Templates.Send"} {
			t.Run(fmt.Sprint(name, limit), func(t *testing.T) {
				t.Parallel()
				server := scripted(says(200, body))
				err := canaryCalls[op].do(t.Context(), server.client(t, leeloo.WithMaxResponseBytes(int64(limit))))
				if want == nil {
					require.NoError(t, err)
					return
				}
				e := requireKind(t, want, err)
				assert.Equal(t, op != "Tags.List", e.MaybeApplied())
				assert.Equal(t, 200, e.StatusCode)
				assert.Equal(t, 1, server.requests(), "it would be no shorter the next time")
			})
		}
	}
	t.Run("16 MiB by default", func(t *testing.T) {
		t.Parallel()
		padded := body + strings.Repeat(" ", bodyLimit-len(body))
		require.NoError(t, get(t.Context(), scripted(says(200, padded)).client(t)))
		requireKind(t, leeloo.ErrResponseTooLarge, get(t.Context(), scripted(says(200, padded+" ")).client(t)))
	})
	t.Run("a body without an end", func(t *testing.T) {
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

// 50 000 values are the most, of whatever kind, and wherever they stand.
func TestMaxValues(t *testing.T) {
	t.Parallel()
	// The answer's own object and its data are two.
	rows := func(n int, part string) string {
		return `{"status":1,"data":[],"x":[` + strings.TrimSuffix(strings.Repeat(part+",", n), ",") + `]}`
	}
	for _, part := range []string{"{}", "1", `"x"`, "null", "[]", `{"a":1}`} {
		t.Run(part, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, get(t.Context(), scripted(says(200, rows(49_990, part))).client(t)))
			requireKind(t, leeloo.ErrResponseTooLarge, get(t.Context(), scripted(says(200, rows(50_010, part))).client(t)))
		})
	}
	t.Run("an act stays open", func(t *testing.T) {
		t.Parallel()
		assert.True(t, requireKind(t, leeloo.ErrResponseTooLarge, rawCall(t.Context(), scripted(says(200, rows(60_000, "1"))).client(t))).MaybeApplied())
	})
}

// BenchmarkHostileAnswers shows what each costs.
func BenchmarkHostileAnswers(b *testing.B) {
	for name, answer := range costlyAnswers() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			server := scripted(says(200, answer.body))
			c := server.client(b)
			for b.Loop() {
				_ = canaryCalls[answer.op].do(context.Background(), c)
				server.seen = nil
			}
		})
	}
}

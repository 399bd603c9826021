package leeloo_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/leeloo-go/leeloo"
)

// An iteration over 10,000 people in pages of 100, compared with a hand-written loop.
//
//	go test -run '^$' -bench Iterate -benchmem .

const (
	benchItems = 10_000
	benchLimit = 100
)

// peopleServer responds with pages of people from memory, and takes as little time for it as possible.
type peopleServer struct {
	latency time.Duration
	items   []byte // with a comma before each
	ends    []int  // of the items
}

func newPeopleServer(latency time.Duration) *peopleServer {
	s := &peopleServer{latency: latency, ends: []int{0}}
	for i := range benchItems {
		s.items = fmt.Appendf(s.items, `,{"id":"%024x","name":"Person %d","email":"p%d@example.com","phone":"+380500000000",`+
			`"tags":["vip","lead"],"accounts":[{"account_id":"%024x","connection_id":"5e1c7afcb4066a01900cdb8c","connection_status":"OK","from":"TELEGRAM"}],`+
			`"lastMessageTime":"2020-01-13T14:21:36.462Z","createdAt":"2020-01-12T10:00:00.000Z"}`, i, i, i, i+benchItems)
		s.ends = append(s.ends, len(s.items))
	}
	return s
}

func (s *peopleServer) RoundTrip(r *http.Request) (*http.Response, error) {
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	if s.latency > 0 {
		time.Sleep(s.latency)
	}
	body, size := s.page(offset, limit)
	return &http.Response{
		StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header:        http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body:          io.NopCloser(body),
		ContentLength: size,
	}, nil
}

func (s *peopleServer) page(offset, limit int) (body io.Reader, size int64) {
	from, to := min(offset, benchItems), min(offset+limit, benchItems)
	start := `{"status":1,"data":[`
	items := bytes.TrimPrefix(s.items[s.ends[from]:s.ends[to]], []byte(","))
	end := fmt.Appendf(nil, `],"meta":{"limit":%d,"offset":%d,"filteredCount":%d,"totalCount":%d}}`, limit, offset, benchItems, benchItems)
	return io.MultiReader(strings.NewReader(start), bytes.NewReader(items), bytes.NewReader(end)),
		int64(len(start) + len(items) + len(end))
}

func BenchmarkIterate(b *testing.B) {
	benchIteration(b, func(b *testing.B, byHand iteration, sdk map[int]iteration) {
		b.Run("by=hand", func(b *testing.B) { measure(b, byHand) })
		for _, prefetch := range prefetches {
			b.Run(fmt.Sprintf("prefetch=%d", prefetch), func(b *testing.B) { measure(b, sdk[prefetch]) })
		}
	})
}

func BenchmarkIterateRatio(b *testing.B) {
	benchIteration(b, func(b *testing.B, byHand iteration, sdk map[int]iteration) {
		for _, prefetch := range prefetches {
			b.Run(fmt.Sprintf("prefetch=%d", prefetch), func(b *testing.B) {
				reportRatios(b, 1, []way{
					{"hand_with_deadline", func() error { byHand(func(int) {}); return nil }},
					{"sdk", func() error { sdk[prefetch](func(int) {}); return nil }},
				})
			})
		}
	})
}

// iteration iterates over all people, calls atItem with the number of each, and returns how many there were.
type iteration func(atItem func(int)) int

var prefetches = []int{0, 1, 4, 8}

// benchIteration runs a benchmark with a server that responds at once, and with one that takes 5 ms.
func benchIteration(b *testing.B, run func(b *testing.B, byHand iteration, sdk map[int]iteration)) {
	for _, latency := range []time.Duration{0, 5 * time.Millisecond} {
		s := newPeopleServer(latency)
		c, err := leeloo.NewClient("token", leeloo.WithHTTPClient(&http.Client{Transport: s}), leeloo.WithLimiter(nil))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("latency=%v", latency), func(b *testing.B) {
			sdk := make(map[int]iteration)
			for _, prefetch := range prefetches {
				sdk[prefetch] = func(atItem func(int)) int { return iterate(b, c, prefetch, atItem) }
			}
			run(b, func(atItem func(int)) int { return iterateByHand(b, s, atItem) }, sdk)
		})
	}
}

// measure runs an iteration, and then once more for its peak heap.
func measure(b *testing.B, run iteration) {
	b.ReportAllocs()
	for b.Loop() {
		if got := run(func(int) {}); got != benchItems {
			b.Fatalf("%d items", got)
		}
	}
	b.ReportMetric(peak(run), "B-peak")
}

// peak is how much larger the heap is during an iteration, after a collection, than before it.
func peak(run iteration) float64 {
	held := func() int64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return int64(stats.HeapAlloc)
	}
	before, most := held(), int64(0)
	run(func(item int) {
		if item%997 == 0 {
			most = max(most, held()-before)
		}
	})
	return float64(most)
}

func iterate(b *testing.B, c *leeloo.Client, prefetch int, atItem func(int)) (items int) {
	params := leeloo.PeopleListParams{ListParams: leeloo.ListParams{Limit: benchLimit, Prefetch: prefetch}}
	for _, err := range c.People.All(b.Context(), params) {
		if err != nil {
			b.Fatal(err)
		}
		items++
		atItem(items)
	}
	return items
}

// iterateByHand is what one writes for one endpoint with net/http and encoding/json.
func iterateByHand(b *testing.B, transport http.RoundTripper, atItem func(int)) (items int) {
	type account struct {
		AccountID        string `json:"account_id"`
		ConnectionID     string `json:"connection_id"`
		ConnectionStatus string `json:"connection_status"`
		From             string `json:"from"`
	}
	type person struct {
		ID              string    `json:"id"`
		Name            string    `json:"name"`
		Email           string    `json:"email"`
		Phone           string    `json:"phone"`
		Tags            []string  `json:"tags"`
		Accounts        []account `json:"accounts"`
		LastMessageTime time.Time `json:"lastMessageTime"`
		CreatedAt       time.Time `json:"createdAt"`
	}
	client := &http.Client{Transport: transport}
	for {
		url := fmt.Sprintf("https://api.leeloo.ai/api/v2/people?limit=%d&offset=%d", benchLimit, items)
		ctx, cancel := context.WithTimeout(b.Context(), 30*time.Second)
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
		if err != nil {
			b.Fatal(err)
		}
		request.Header.Set("X-Leeloo-AuthToken", "token")
		response, err := client.Do(request)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		cancel()
		if err != nil {
			b.Fatal(err)
		}
		var envelope struct {
			Status int      `json:"status"`
			Data   []person `json:"data"`
		}
		if err := json.Unmarshal(body, &envelope); err != nil || envelope.Status != 1 {
			b.Fatal(err)
		}
		if len(envelope.Data) == 0 {
			return items
		}
		for range envelope.Data {
			items++
			atItem(items)
		}
	}
}

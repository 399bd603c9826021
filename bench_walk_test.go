package leeloo_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strconv"
	"testing"
	"time"

	"github.com/leeloo-go/leeloo"
)

// The export of a base of 10 000 people in pages of 100, beside the loop that one writes by hand.
//
//	go test -run '^$' -bench Walk -benchmem .

const (
	benchRows  = 10_000
	benchLimit = 100
)

// peopleServer answers pages of people from memory.
type peopleServer struct {
	latency time.Duration
	rows    []json.RawMessage
}

func newPeopleServer(latency time.Duration) *peopleServer {
	s := &peopleServer{latency: latency}
	for i := range benchRows {
		s.rows = append(s.rows, fmt.Appendf(nil, `{"id":"%024x","name":"Person %d","email":"p%d@example.com","phone":"+380500000000",`+
			`"tags":["vip","lead"],"accounts":[{"account_id":"%024x","connection_id":"5e1c7afcb4066a01900cdb8c","connection_status":"OK","from":"TELEGRAM"}],`+
			`"lastMessageTime":"2020-01-13T14:21:36.462Z","createdAt":"2020-01-12T10:00:00.000Z"}`, i, i, i, i+benchRows))
	}
	return s
}

func (s *peopleServer) RoundTrip(r *http.Request) (*http.Response, error) {
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	if s.latency > 0 {
		time.Sleep(s.latency)
	}
	body := s.page(offset, limit)
	return &http.Response{
		StatusCode: 200, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header:        http.Header{"Content-Type": {"application/json; charset=utf-8"}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)),
	}, nil
}

func (s *peopleServer) page(offset, limit int) []byte {
	from := min(offset, len(s.rows))
	var body bytes.Buffer
	body.WriteString(`{"status":1,"data":[`)
	for i, row := range s.rows[from:min(from+limit, len(s.rows))] {
		if i > 0 {
			body.WriteByte(',')
		}
		body.Write(row)
	}
	fmt.Fprintf(&body, `],"meta":{"limit":%d,"offset":%d,"filteredCount":%d,"totalCount":%d}}`, limit, offset, len(s.rows), len(s.rows))
	return body.Bytes()
}

func BenchmarkWalk(b *testing.B) {
	for _, latency := range []time.Duration{5 * time.Millisecond, 0} {
		s := newPeopleServer(latency)
		b.Run(fmt.Sprintf("latency=%v/by_hand", latency), func(b *testing.B) { measure(b, func(atRow func(int)) int { return walkByHand(b, s, atRow) }) })
		c, err := leeloo.NewClient("token", leeloo.WithHTTPClient(&http.Client{Transport: s}), leeloo.WithLimiter(nil))
		if err != nil {
			b.Fatal(err)
		}
		for _, prefetch := range []int{0, 1, 4, 8} {
			b.Run(fmt.Sprintf("latency=%v/prefetch=%d", latency, prefetch), func(b *testing.B) {
				measure(b, func(atRow func(int)) int { return walkAll(b, c, prefetch, atRow) })
			})
		}
	}
}

// measure runs a walk, and then once more for what it holds at most.
func measure(b *testing.B, walk func(atRow func(int)) int) {
	b.ReportAllocs()
	for b.Loop() {
		if got := walk(func(int) {}); got != benchRows {
			b.Fatalf("%d rows", got)
		}
	}
	b.ReportMetric(peak(walk), "B-held")
}

// peak is how much more the heap holds in the midst of a walk, after a collection, than before.
func peak(walk func(atRow func(int)) int) float64 {
	held := func() int64 {
		runtime.GC()
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		return int64(stats.HeapAlloc)
	}
	before, most := held(), int64(0)
	walk(func(row int) {
		if row%997 == 0 {
			most = max(most, held()-before)
		}
	})
	return float64(most)
}

func walkAll(b *testing.B, c *leeloo.Client, prefetch int, atRow func(int)) (rows int) {
	params := leeloo.PeopleListParams{ListParams: leeloo.ListParams{Limit: benchLimit, Prefetch: prefetch}}
	for _, err := range c.People.All(b.Context(), params) {
		if err != nil {
			b.Fatal(err)
		}
		rows++
		atRow(rows)
	}
	return rows
}

// walkByHand is what one writes for one endpoint with net/http and encoding/json.
func walkByHand(b *testing.B, transport http.RoundTripper, atRow func(int)) (rows int) {
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
	client := &http.Client{Transport: transport, Timeout: 30 * time.Second}
	for {
		url := fmt.Sprintf("https://api.leeloo.ai/api/v2/people?limit=%d&offset=%d", benchLimit, rows)
		request, err := http.NewRequestWithContext(b.Context(), http.MethodGet, url, nil)
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
		if err != nil {
			b.Fatal(err)
		}
		var answer struct {
			Status int      `json:"status"`
			Data   []person `json:"data"`
		}
		if err := json.Unmarshal(body, &answer); err != nil || answer.Status != 1 {
			b.Fatal(err)
		}
		if len(answer.Data) == 0 {
			return rows
		}
		for range answer.Data {
			rows++
			atRow(rows)
		}
	}
}

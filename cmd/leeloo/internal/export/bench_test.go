package export

import (
	"fmt"
	"io"
	"testing"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/export/table"
	"github.com/leeloo-go/leeloo/leelootest"
)

// The rows of a second from a fake in this process, without its rate limit: that of the API is 500, or 250 if the list is
// read twice.
func BenchmarkRead(b *testing.B) {
	srv := leelootest.New(b)
	srv.Seed(10_000)
	for b.Loop() {
		r := newReader(io.Discard)
		r.client, r.what, r.workers = srv.Client(), people, 4
		if err := readPeople(b.Context(), r); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(10_000*b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkRender(b *testing.B) {
	line := []byte(`{"id":"5e1c7ce2b4066a01900cdba0","name":"Олена Тестенко","phone":"+380500000000","email":"olena@example.com",` +
		`"tags":["vip","lead"],"accounts":[{"account_id":"5e1c7ce2b4066a01900cdba1","connection_id":"5e1c7ce2b4066a01900cdba2",` +
		`"connection_status":"OK","from":"TELEGRAM"}],"lastMessageTime":"2026-01-13T14:21:36.462Z"}` + "\n")
	for _, format := range []table.Format{table.CSV, table.ExcelCSV, table.XLSX, table.NDJSON} {
		b.Run(fmt.Sprint(format), func(b *testing.B) {
			b.ReportAllocs()
			r, err := newRows(io.Discard, people, format, b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			n := 0
			for b.Loop() {
				if err := r.add(line); err != nil {
					b.Fatal(err)
				}
				n++
			}
			if err := r.close(); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

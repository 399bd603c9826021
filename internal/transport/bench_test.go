package transport_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/leeloo-go/leeloo/internal/transport"
)

// BenchmarkDo compares one round trip in memory with hand-written net/http code, without and with a deadline of 30 s.
//
//	go test -run '^$' -bench Do -count 10 ./internal/transport | benchstat -col /by -
func BenchmarkDo(b *testing.B) {
	header := http.Header{"Content-Type": {"application/json"}}
	text := `{"status":1,"data":{}}` + strings.Repeat(" ", 1000)
	respond := roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			io.Copy(io.Discard, r.Body)
		}
		return &http.Response{StatusCode: 200, Header: header, ContentLength: int64(len(text)), Body: io.NopCloser(strings.NewReader(text))}, nil
	})
	u, err := transport.ParseBaseURL("WithBaseURL", "https://api.leeloo.ai/api/v2", false)
	if err != nil {
		b.Fatal(err)
	}
	tr := &transport.Transport{
		RoundTripper: respond, BaseURL: u, Token: func() string { return token }, UserAgent: "leeloo-go/test", Timeout: 30 * time.Second, MaxBytes: 1 << 20,
	}
	client := &http.Client{Transport: respond}
	get := get
	get.Trace = false

	sdk := func(ctx context.Context, r *transport.Request) error {
		got, err := tr.Do(ctx, r)
		tr.Release(&got)
		return err
	}
	byHand := func(ctx context.Context, r *transport.Request) error {
		var body io.Reader
		if r.Body != nil {
			body = bytes.NewReader(r.Body)
		}
		request, err := http.NewRequestWithContext(ctx, r.Method, "https://api.leeloo.ai/api/v2"+r.Path, body)
		if err != nil {
			return err
		}
		request.Header.Set(transport.TokenHeader, token)
		request.Header.Set("Accept", "application/json")
		if r.ContentType != "" {
			request.Header.Set("Content-Type", r.ContentType)
		}
		response, err := client.Do(request)
		if err != nil {
			return err
		}
		defer response.Body.Close()
		_, err = io.ReadAll(response.Body)
		return err
	}
	byHandInTime := func(ctx context.Context, r *transport.Request) error {
		ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
		defer cancel()
		return byHand(ctx, r)
	}
	ways := []struct {
		by string
		do func(context.Context, *transport.Request) error
	}{{"hand", byHand}, {"hand-deadline", byHandInTime}, {"sdk", sdk}}
	for _, r := range []*transport.Request{&get, &post} {
		for _, way := range ways {
			b.Run(r.Method+"/by="+way.by, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := way.do(b.Context(), r); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

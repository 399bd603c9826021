package webhook_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/webhook"
)

var _ http.Handler = webhook.Handler{}

func method(method string) func(*http.Request) {
	return func(r *http.Request) { r.Method = method }
}

// bomb returns a small gzip file that decompresses to 64 MiB.
func bomb() string {
	var member bytes.Buffer
	w := gzip.NewWriter(&member)
	_, _ = w.Write(make([]byte, 1<<20))
	_ = w.Close()
	return strings.Repeat(member.String(), 64)
}

// sized returns an unknown event with a body of exactly this length.
func sized(length int) string {
	const start, end = `{"type":"X","data":"`, `"}`
	return start + strings.Repeat("a", length-len(start)-len(end)) + end
}

func TestHandlerResponses(t *testing.T) {
	deep := `{"type":"X","data":` + strings.Repeat("[", 200_000) + strings.Repeat("]", 200_000) + `}`
	const text = "text/plain; charset=utf-8"
	tests := map[string]struct {
		request *http.Request
		status  int
		reason  string // in the log
	}{
		"ORDER":                     {post(orderBody), 200, ""},
		"SALE":                      {post(saleBody), 200, ""},
		"unknown type":              {post(`{"type":"SUBSCRIBE"}`), 200, ""},
		"other mount point":         {post(orderBody, path("/a/b/"+secret)), 200, ""},
		"mounted with StripPrefix":  {post(orderBody, path(secret)), 200, ""},
		"content type with charset": {post(orderBody, header("Content-Type", "Application/JSON; charset=utf-8")), 200, ""},
		"no content type":           {post(orderBody, header("Content-Type", "")), 200, ""},
		"identity":                  {post(orderBody, header("Content-Encoding", "identity")), 200, ""},
		"body of 1 MiB":             {post(sized(1 << 20)), 200, ""},

		"wrong secret":            {post(orderBody, path("/leeloo/4JX7QK2M5TZB4WNR6YHC")), 404, "the path does not end in the secret"},
		"no secret":               {post(orderBody, path("/leeloo/")), 404, "the path does not end in the secret"},
		"empty path":              {post(orderBody, path("")), 404, "the path does not end in the secret"},
		"start of the secret":     {post(orderBody, path("/leeloo/"+secret[:19])), 404, "the path does not end in the secret"},
		"more than the secret":    {post(orderBody, path("/leeloo/"+secret+"A")), 404, "the path does not end in the secret"},
		"secret in another case":  {post(orderBody, path("/leeloo/"+strings.ToLower(secret))), 404, "the path does not end in the secret"},
		"trailing slash":          {post(orderBody, path("/leeloo/"+secret+"/")), 404, "the path does not end in the secret"},
		"secret not last":         {post(orderBody, path("/"+secret+"/leeloo")), 404, "the path does not end in the secret"},
		"wrong secret and method": {post(orderBody, path("/leeloo/a"), method("GET")), 404, "the path does not end in the secret"},
		"GET":                     {post(orderBody, method("GET")), 405, "the method is not POST"},
		"HEAD":                    {post(orderBody, method("HEAD")), 405, "the method is not POST"},
		"PUT":                     {post(orderBody, method("PUT")), 405, "the method is not POST"},
		"form":                    {post("type=ORDER", header("Content-Type", "application/x-www-form-urlencoded")), 415, "the content type is not application/json"},
		"text":                    {post(orderBody, header("Content-Type", text)), 415, "the content type is not application/json"},
		"JSON of another kind":    {post(orderBody, header("Content-Type", "application/jsonlines")), 415, "the content type is not application/json"},
		"broken content type":     {post(orderBody, header("Content-Type", "application/json; charset")), 415, "the content type is not application/json"},
		"gzip bomb":               {post(bomb(), header("Content-Encoding", "gzip")), 415, "the body is compressed"},
		"gzip after identity": {post(bomb(), header("Content-Encoding", "identity"), func(r *http.Request) {
			r.Header.Add("Content-Encoding", "gzip")
		}), 415, "the body is compressed"},
		"unmarked gzip":        {post(bomb()), 400, "the body is not a JSON object"},
		"1 MiB and a byte":     {post(sized(1<<20 + 1)), 413, "the body is too large"},
		"10 MiB":               {post(sized(10 << 20)), 413, "the body is too large"},
		"10 MiB in chunks":     {post(sized(10<<20), func(r *http.Request) { r.ContentLength = -1 }), 413, "the body is too large"},
		"empty body":           {post(""), 400, "the body is not a JSON object"},
		"deep nesting":         {post(deep), 400, "the body is not a JSON object"},
		"missing data":         {post(`{"type":"SALE"}`), 400, "data is not a JSON object"},
		"missing order id":     {post(`{"type":"SALE","data":{}}`), 400, "data.order_id is missing"},
		"body that breaks off": {post("", func(r *http.Request) { r.Body = io.NopCloser(failingReader{}) }), 400, "the body is incomplete"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			receiver := newReceiver()
			response := serve(receiver, tt.request)
			assert.Equal(t, tt.status, response.Code)
			if tt.status == 200 {
				assert.Len(t, receiver.events, 1)
				assert.Contains(t, receiver.log.String(), "level=INFO")
				assert.Empty(t, response.Body.String())
				return
			}
			assert.Empty(t, receiver.events)
			assert.Contains(t, receiver.log.String(), "level=WARN")
			assert.Contains(t, receiver.log.String(), `reason="webhook: `+tt.reason+`"`)
			if tt.status == 404 {
				assert.Equal(t, "404 page not found\n", response.Body.String(), "the same as for any other path")
			} else {
				assert.Equal(t, "webhook: "+tt.reason+"\n", response.Body.String())
			}
			if tt.status == 405 {
				assert.Equal(t, "POST", response.Header().Get("Allow"))
			}
		})
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

func TestHandlerWithoutSetupAcceptsNothing(t *testing.T) {
	onEvent := func(context.Context, webhook.Event) error { panic("called") }
	tests := map[string]struct {
		handler webhook.Handler
		want    string
	}{
		"zero":                  {webhook.Handler{}, "Handler.Secret is empty"},
		"no secret":             {webhook.Handler{OnEvent: onEvent}, "Handler.Secret is empty"},
		"secret with a slash":   {webhook.Handler{OnEvent: onEvent, Secret: "a/b"}, "Handler.Secret contains a slash, blank or line break"},
		"secret with a newline": {webhook.Handler{OnEvent: onEvent, Secret: secret + "\n"}, "Handler.Secret contains a slash, blank or line break"},
		"no OnEvent":            {webhook.Handler{Secret: secret}, "Handler.OnEvent is nil"},
	}
	for name, tt := range tests {
		for _, target := range []string{"/leeloo/" + secret, "/leeloo/"} {
			t.Run(name+" "+target, func(t *testing.T) {
				receiver := newReceiver()
				tt.handler.Logger = receiver.Logger
				response := serve(tt.handler, post(orderBody, path(target)))
				assert.Equal(t, 500, response.Code)
				assert.Equal(t, "webhook: "+tt.want+"\n", response.Body.String())
				assert.Contains(t, receiver.log.String(), "level=ERROR")
				assert.Contains(t, receiver.log.String(), tt.want)
			})
		}
	}
}

func TestHandlerLimitsTheBodyToMaxBytes(t *testing.T) {
	receiver := newReceiver()
	receiver.MaxBytes = 100
	assert.Equal(t, 200, serve(receiver, post(sized(100))).Code)
	assert.Equal(t, 413, serve(receiver, post(sized(101))).Code)
}

func TestHandlerRespondsAfterOnEvent(t *testing.T) {
	type contextKey struct{}
	tests := map[string]struct {
		onEvent func(context.Context, webhook.Event) error
		status  int
		log     []string
	}{
		"success": {
			func(ctx context.Context, e webhook.Event) error {
				if ctx.Value(contextKey{}) != "value" || e.Type != webhook.TypeOrder {
					return errors.New("wrong arguments")
				}
				return nil
			}, 200, []string{"level=INFO", "type=ORDER", "status=200", "duration="},
		},
		"error": {
			func(context.Context, webhook.Event) error { return errors.New("no room for " + canary) },
			500, []string{"level=ERROR", "type=ORDER", "status=500", `reason="webhook: OnEvent failed"`},
		},
		"panic": {
			func(context.Context, webhook.Event) error { panic("no room for " + canary) },
			500, []string{"level=ERROR", "type=ORDER", "status=500", `reason="webhook: the handler panicked"`, "source=handler_test.go:"},
		},
		"panic of the runtime": {
			func(_ context.Context, e webhook.Event) error { e.Order = nil; _ = e.Order.Email; return nil },
			500, []string{`reason="webhook: the handler panicked"`, "source=handler_test.go:"},
		},
		"panic with a value that cannot be compared": {
			func(context.Context, webhook.Event) error { panic([]string{canary}) },
			500, []string{`reason="webhook: the handler panicked"`, "source=handler_test.go:"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			receiver := newReceiver()
			receiver.OnEvent = tt.onEvent
			request := post(orderBody)
			response := serve(receiver, request.WithContext(context.WithValue(request.Context(), contextKey{}, "value")))
			assert.Equal(t, tt.status, response.Code)
			for _, want := range tt.log {
				assert.Contains(t, receiver.log.String(), want)
			}
			assert.NotContains(t, receiver.log.String()+response.Body.String(), canary)
		})
	}
}

func TestHandlerPassesOnErrAbortHandler(t *testing.T) {
	receiver := newReceiver()
	receiver.OnEvent = func(context.Context, webhook.Event) error { panic(http.ErrAbortHandler) }
	assert.PanicsWithValue(t, http.ErrAbortHandler, func() { serve(receiver, post(orderBody)) })
}

func TestHandlerWithoutLogger(t *testing.T) {
	receiver := newReceiver()
	receiver.Logger = nil
	assert.Equal(t, 200, serve(receiver, post(orderBody)).Code)
	assert.Equal(t, 400, serve(receiver, post("")).Code)
}

func TestDuplicateDeliveriesHaveOneKey(t *testing.T) {
	receiver := newReceiver()
	counts := map[string]int{}
	receiver.OnEvent = func(_ context.Context, e webhook.Event) error {
		counts[e.Key()]++
		return nil
	}
	for _, body := range []string{saleBody, orderBody, saleBody} { // out of order, too
		assert.Equal(t, 200, serve(receiver, post(body)).Code)
	}
	assert.Equal(t, map[string]int{"ORDER/" + orderID: 1, "SALE/" + orderID: 2}, counts)
}

func TestHandlerIsSafeForConcurrentUse(t *testing.T) {
	receiver := newReceiver()
	receiver.Logger = nil
	server := httptest.NewServer(receiver)
	defer server.Close()
	const requests = 50
	var wg sync.WaitGroup
	for range requests {
		wg.Go(func() {
			response, err := http.Post(server.URL+"/leeloo/"+secret, "application/json", strings.NewReader(orderBody))
			if assert.NoError(t, err) {
				assert.Equal(t, 200, response.StatusCode)
				assert.NoError(t, response.Body.Close())
			}
		})
	}
	wg.Wait()
	assert.Len(t, receiver.events, requests)
}

func TestHandlerDoesNotDecompress(t *testing.T) {
	receiver := newReceiver()
	receiver.Logger = nil
	request := post(bomb())
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	require.Equal(t, 400, serve(receiver, request).Code)
	runtime.ReadMemStats(&after)
	assert.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(8<<20))
}

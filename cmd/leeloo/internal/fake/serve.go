package fake

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/leelootest"
)

// serve serves the fake until ctx ends, which is the usual end and not an error.
func serve(ctx context.Context, a *app.App, fake *leelootest.Server, listener net.Listener) error {
	var handler http.Handler = fake
	if logger := a.Logger(); logger != nil {
		handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			logger.Info("request", "method", r.Method, "path", r.URL.Path)
			fake.ServeHTTP(w, r)
		})
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	fake.Close() // sends the last webhooks, whose receivers may send requests; ends the delays of slow responses
	grace, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return nil
}

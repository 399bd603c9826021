package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/leeloo-go/leeloo"
)

const (
	takeUpEvery = 5 * time.Minute
	grace       = 20 * time.Second
)

// serve takes callbacks until ctx ends. Then it lets the work under way end, for a while. whenUp is called with the
// address of the callbacks.
func serve(ctx context.Context, addr string, p *processor, secret []byte, whenUp func(url string) error) error {
	listener, err := net.Listen("tcp", addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	server := &http.Server{
		Handler:           newHandler(work, p, secret),
		ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: maxWork + time.Minute, IdleTimeout: time.Minute,
	}
	serving := make(chan error, 1)
	go func() { serving <- server.Serve(listener) }()
	ctx, stop := context.WithCancel(ctx)
	var background sync.WaitGroup
	background.Go(func() { p.takeUp(ctx, work) })

	url := "http://" + listener.Addr().String() + "/callback"
	p.log.Info("waiting for callbacks", "url", url)
	err = whenUp(url)
	if err == nil {
		select {
		case err = <-serving:
		case <-ctx.Done():
		}
	} else if ctx.Err() != nil {
		err = nil // Ctrl-C came early
	}
	stop()

	patience, cancel := context.WithTimeout(work, grace)
	defer cancel()
	if server.Shutdown(patience) != nil {
		p.log.Warn("stopping in the middle of a payment; the next start goes on with it")
	}
	stopWork()
	background.Wait()
	return errors.Join(err, server.Shutdown(context.WithoutCancel(ctx)))
}

// takeUp goes on with what is unfinished, at the start and every few minutes: a provider does not deliver for ever.
func (p *processor) takeUp(ctx, work context.Context) {
	for {
		ids, err := p.ledger.unfinished()
		if err != nil {
			p.log.Error("can't read the journal", "error", err)
		}
		for _, id := range ids {
			if ctx.Err() != nil {
				return
			}
			_ = p.resume(work, id) // it is logged, and tried again
		}
		select {
		case <-time.After(takeUpEvery):
		case <-ctx.Done():
			return
		}
	}
}

// checkAccount reads a little, so that a wrong token or address shows at the start, and not with the first payment.
func checkAccount(ctx context.Context, crm *leeloo.Client) error {
	if _, err := crm.Orders.List(ctx, leeloo.ListParams{Limit: 1}); err != nil {
		return fmt.Errorf("can't read the orders of your Leeloo, look at LEELOO_TOKEN: %w", err)
	}
	return nil
}

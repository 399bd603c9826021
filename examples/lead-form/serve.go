package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

// service is the form and the work behind it.
type service struct {
	crm    *leeloo.Client
	leads  *journal.Journal[lead]
	goal   goal
	region string
	waits  waits
	log    *slog.Logger
}

func (s *service) carrier() *carrier {
	return &carrier{s, make(chan struct{}, slots)}
}

// serve takes leads until ctx ends. Then it finishes the answers and the calls under way; what is left of the leads
// stays in the journal.
func (s *service) serve(ctx context.Context, listener net.Listener) error {
	left, err := pick(s.leads, (*lead).open)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	s.log.Info("leads of the journal are taken up", "leads", len(left))
	work := newLines(ctx, s.carrier().carry)
	defer work.close()
	for _, l := range left {
		work.add(l)
	}

	form := &site{region: s.region, goal: s.goal, leads: s.leads, queue: work.add, log: s.log}
	server := &http.Server{
		Handler:           form.handler(),
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       20 * time.Second,
		WriteTimeout:      30 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    32 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
		return shutdown(context.WithoutCancel(ctx), server)
	}
}

func shutdown(ctx context.Context, server *http.Server) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := server.Shutdown(ctx); err != nil {
		return server.Close() // somebody sends a form a byte at a time
	}
	return nil
}

package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"

	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/examples/internal/journal"
)

func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, waits waits) error {
	s, err := parse(args, stdout)
	if err != nil {
		return err
	}
	if s.onlyLooks() {
		return s.look(stdout)
	}
	a, err := account.Open(0)
	if err != nil {
		return err
	}
	defer a.Close()
	if a.IsFake() {
		dir, err := os.MkdirTemp("", "lead-form")
		if err != nil {
			return err
		}
		defer os.RemoveAll(dir)
		if s, err = s.forFake(a.Company, filepath.Join(dir, "leads.db")); err != nil {
			return err
		}
		fmt.Fprintln(stdout, "LEELOO_TOKEN is not set: leads go to a fake Leeloo on this machine, and are gone at the end.")
	} else if err := s.forReal(); err != nil {
		return err
	}

	leads, err := journal.Open[lead](s.journal, "lead-form")
	if err != nil {
		return err
	}
	defer leads.Close()
	log := slog.New(slog.NewTextHandler(stderr, nil))
	if err := s.goal.check(ctx, a.CRM, log); err != nil {
		return err
	}
	const what = "A lead becomes a person, a comment, a tag and a subscription in the Leeloo account of LEELOO_TOKEN."
	if err := a.Allow(ctx, s.yes, stdin, stdout, what); err != nil {
		return err
	}
	if s.retry {
		if err := reopen(leads, s.goal); err != nil {
			return err
		}
	}
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("-addr: %w", err)
	}
	fmt.Fprintf(stdout, "The form is at http://%s (Ctrl-C ends the program).\n", listener.Addr())
	form := service{crm: a.CRM, leads: leads, goal: s.goal, region: s.region, waits: waits, log: log}
	return form.serve(ctx, listener)
}

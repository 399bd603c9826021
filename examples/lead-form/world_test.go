package main

import (
	"context"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/journal"
	"github.com/leeloo-go/leeloo/leelootest"
)

const (
	phone = "+380500000000"

	wait = 10 * time.Second // for what another goroutine does
	tick = 2 * time.Millisecond
)

var (
	olena = input{Name: "Olena Testenko", Phone: phone, Email: "olena@example.com", Message: "Call me, please"}

	// hasty waits for nothing.
	hasty = waits{retry: []time.Duration{time.Millisecond}}
)

// world is a fake Leeloo, and what the program writes of it to its log.
type world struct {
	t    *testing.T
	srv  *leelootest.Server
	goal goal
	logs *logs
}

func newWorld(t *testing.T) *world {
	srv := leelootest.New(t)
	w := &world{t: t, srv: srv, logs: &logs{}}
	tunnel := srv.Seed(0).Tunnels[0]
	w.goal = goal{srv.Seed(0).Tags[0].ID, leeloo.SubscribeParams{TunnelID: tunnel.ID, TunnelBlockID: tunnel.Blocks[0].ID}}
	t.Cleanup(func() {
		for _, secret := range []string{phone[1:], "500000000", olena.Name, olena.Email, olena.Message, srv.Token} {
			assert.NotContains(t, w.logs.String(), secret, "in the log")
		}
	})
	return w
}

type logs struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *logs) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logs) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// journal opens a journal that closes itself with the test, if that has not been done.
func (w *world) journal(path string) *journal.Journal[lead] {
	w.t.Helper()
	leads, err := journal.Open[lead](path, "lead-form")
	require.NoError(w.t, err)
	w.t.Cleanup(func() { leads.Close() })
	return leads
}

func (w *world) path() string { return filepath.Join(w.t.TempDir(), "leads.db") }

// service is a program on this world. Its client sends nothing twice by itself, so that no test has to wait for it.
func (w *world) service(leads *journal.Journal[lead], opts ...leeloo.Option) *service {
	return &service{
		crm: w.srv.Client(append([]leeloo.Option{leeloo.WithMaxAttempts(1)}, opts...)...), leads: leads,
		goal: w.goal, region: "UA", waits: hasty, log: slog.New(slog.NewTextHandler(w.logs, nil)),
	}
}

// submit puts a lead into the journal, as the form does.
func (w *world) submit(leads *journal.Journal[lead], in input) lead {
	w.t.Helper()
	l := lead{Number: in.number(strings.Repeat("A", 26)), Received: time.Now(), Input: in, Goal: w.goal}
	fresh, err := take(leads, l)
	require.NoError(w.t, err)
	require.True(w.t, fresh)
	return l
}

// carry submits a lead, carries it to its end, and returns what the journal has of it.
func (w *world) carry(s *service, in input) lead {
	w.t.Helper()
	l := w.submit(s.leads, in)
	s.carrier().carry(w.t.Context(), l.Number)
	return w.read(s.leads, l.Number)
}

func (w *world) read(leads *journal.Journal[lead], number string) lead {
	w.t.Helper()
	l, found, err := leads.Get(number)
	require.NoError(w.t, err)
	require.True(w.t, found)
	return l
}

// serve starts a program, and returns the address of its form and what ends it.
func (w *world) serve(s *service) (form string, stop func() error) {
	w.t.Helper()
	listener, err := net.Listen("tcp", "localhost:0")
	require.NoError(w.t, err)
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.serve(ctx, listener) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	w.t.Cleanup(func() { _ = stop() })
	return "http://" + listener.Addr().String(), stop
}

// settled waits until the program can do no more for any lead.
func (w *world) settled(leads *journal.Journal[lead]) {
	w.t.Helper()
	require.Eventually(w.t, func() bool {
		left, err := pick(leads, (*lead).open)
		return err == nil && len(left) == 0
	}, wait, tick)
}

// outcome is what is in Leeloo in the end.
type outcome struct{ People, Comments, Tags, Subscriptions int }

// once is what every lead should come to.
var once = outcome{People: 1, Comments: 1, Tags: 1, Subscriptions: 1}

// outcome counts what all the people with the phone have.
func (w *world) outcome() outcome {
	w.t.Helper()
	var sum outcome
	crm := w.srv.Client()
	for person, err := range crm.People.All(w.t.Context(), leeloo.PeopleListParams{Phone: phone}) {
		require.NoError(w.t, err)
		card, err := crm.People.Get(w.t.Context(), person.ID, leeloo.PersonGetParams{})
		require.NoError(w.t, err)
		sum.People++
		sum.Comments += len(w.srv.Comments(person.ID))
		sum.Tags += len(card.Tags)
		for _, entry := range card.History {
			if entry.TunnelID == w.goal.Start.TunnelID {
				sum.Subscriptions++
			}
		}
	}
	return sum
}

// requests counts those for an operation.
func (w *world) requests(op string) int {
	count := 0
	for _, request := range w.srv.Requests() {
		if request.Op == op {
			count++
		}
	}
	return count
}

package main

import (
	"context"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/examples/internal/jobs"
	"github.com/leeloo-go/leeloo/examples/internal/service"
	"github.com/leeloo-go/leeloo/leelootest"
)

// A process of the test binary with this variable is the program.
const programEnv = "LEAD_FORM_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(programEnv) != "" {
		main()
	}
	os.Unsetenv("LEELOO_TOKEN") // that of the developer
	os.Exit(m.Run())
}

const phone1 = "+380500000000"

// world is a company in Leeloo, a program that takes leads there, and its log.
type world struct {
	t       *testing.T
	srv     *leelootest.Server
	company leelootest.Dataset
	p       *program
	log     *log
}

func newWorld(t *testing.T) *world {
	srv := leelootest.New(t)
	w := &world{t: t, srv: srv, company: srv.Seed(0), log: &log{}}
	tunnel := w.company.Tunnels[0]
	limiter := durable.NewLimiter(unlimited{})
	w.p = &program{
		Account: &service.Account{Client: srv.Client(leeloo.WithLimiter(limiter)), Limiter: limiter},
		log:     slog.New(slog.NewTextHandler(w.log, nil)),
		country: "UA", consent: "I agree.",
		tag: w.company.Tags[0].Name, tunnel: tunnel.Name, block: tunnel.Blocks[0].ID, template: "Welcome/Greeting",
		credits: w.company.PaymentCredits[0].ID,
	}
	for _, o := range w.company.Offers {
		w.p.offers = append(w.p.offers, offer{o.Name, o.ID})
	}
	t.Cleanup(func() { w.assertNoPersonalData(w.log.String()) })
	return w
}

// assertNoPersonalData checks what the program writes to its log.
func (w *world) assertNoPersonalData(text string) {
	w.t.Helper()
	for _, secret := range []string{"500000000", "Olena", "olena@", "Call me", w.srv.Token} {
		assert.NotContains(w.t, text, secret)
	}
}

// olena is a lead that orders two offers.
func (w *world) olena() lead {
	return lead{
		Received: time.Now(), Name: "Olena Testenko", Phone: phone1, Email: "olena@example.com", Message: "Call me,\nplease",
		Consent: w.p.consent, Offers: w.p.offers[:2], UTM: []string{"utm_source: news"},
	}
}

// work works on a lead as the queue does, until it is done, or returns the Hold.
func (w *world) work(ctx context.Context, store durable.Store, id string, l lead) error {
	for range 100 {
		err := w.p.work(ctx, store, id, l)
		if hold, held := err.(durable.Hold); err == nil || held { //nolint:errorlint // Run returns it as it is
			if held {
				w.assertNoPersonalData(hold.Why)
			}
			return err
		}
		wait := time.Second
		if later, ok := asLater(err); ok {
			wait = max(wait, later.After)
		}
		time.Sleep(wait)
	}
	w.t.Fatal("the lead is neither done nor held")
	return nil
}

func asLater(err error) (l durable.Later, ok bool) {
	l, ok = err.(durable.Later) //nolint:errorlint // Run returns it as it is
	return l, ok
}

// outcome is what the people of a phone have in Leeloo.
type outcome struct{ People, Comments, Tags, Subscriptions, Orders, Templates int }

// once is what a lead with two offers comes to.
var once = outcome{People: 1, Comments: 1, Tags: 1, Subscriptions: 1, Orders: 2, Templates: 1}

func (w *world) outcome() (sum outcome) {
	w.t.Helper()
	client := w.srv.Client()
	people, err := client.People.ByPhone(w.t.Context(), phone1)
	require.NoError(w.t, err)
	for _, person := range people {
		card, err := client.People.Get(w.t.Context(), person.ID, leeloo.PersonGetParams{Include: []leeloo.PersonInclude{leeloo.IncludeOrders}})
		require.NoError(w.t, err)
		sum.People++
		sum.Comments += len(w.srv.Comments(person.ID))
		sum.Tags += len(card.Tags)
		sum.Subscriptions += len(card.History)
		sum.Orders += len(card.OrderIDs)
		for _, account := range card.Accounts {
			chat, err := client.Messages.List(w.t.Context(), account.AccountID, leeloo.ListParams{})
			require.NoError(w.t, err)
			sum.Templates += len(chat.Items)
		}
	}
	return sum
}

// open opens a queue, and closes it at the end of the test.
func (w *world) open(database string) {
	w.t.Helper()
	queue, err := jobs.Open(w.t.Context(), jobs.Config[lead]{Name: "lead-form", Database: database, Workers: 4, Work: w.p.work, Log: w.p.log})
	require.NoError(w.t, err)
	w.t.Cleanup(func() { _ = queue.Close() })
	w.p.queue = queue
}

func file(t *testing.T) string { return filepath.Join(t.TempDir(), "leads.db") }

// run works on the leads of the queue until stop is called.
func (w *world) run() (stop func()) {
	ctx, cancel := context.WithCancel(w.t.Context())
	ended := make(chan error, 1)
	go func() { ended <- w.p.queue.Run(ctx) }()
	return sync.OnceFunc(func() {
		cancel()
		require.NoError(w.t, <-ended)
	})
}

const wait = 2 * time.Minute // for what others do, on a busy computer

// ended waits until a number of leads are done.
func (w *world) ended(leads int) {
	w.t.Helper()
	require.Eventually(w.t, func() bool { return strings.Count(w.log.String(), "job ended") == leads }, wait, 5*time.Millisecond)
}

type log struct {
	mu   sync.Mutex
	text strings.Builder
}

var _ io.Writer = (*log)(nil)

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

type unlimited struct{}

func (unlimited) Wait(ctx context.Context) error { return ctx.Err() }

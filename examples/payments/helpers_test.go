package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

const testSecret = "a secret of the tests"

// desk is the program without its queue: a loop runs the job of an event until it has ended.
type desk struct {
	*program
	t       *testing.T
	srv     *leelootest.Server
	company leelootest.Dataset
	store   durable.Store
	logged  *buffer
}

// newDesk returns a program whose product "Full course" costs 1490.50 UAH, and "Course in parts" likewise, from 100 UAH.
func newDesk(t *testing.T, opts ...leeloo.Option) *desk {
	t.Helper()
	d := &desk{t: t, srv: leelootest.New(t), store: durable.Memory(), logged: &buffer{}}
	d.company = d.srv.Seed(4)
	d.program = newProgram(t, d.company, slog.New(slog.NewTextHandler(d.logged, nil)))
	d.job.Limiter = durable.NewLimiter(nil)
	d.client = d.srv.Client(append([]leeloo.Option{leeloo.WithLimiter(d.job.Limiter)}, opts...)...)
	return d
}

func newProgram(t *testing.T, company leelootest.Dataset, log *slog.Logger) *program {
	t.Helper()
	hundred, err := leeloo.NewAmount("100")
	require.NoError(t, err)
	course := company.Offer("Full course").ID
	return &program{
		credits: company.PaymentCredits[0].ID,
		offers: map[string]leeloo.OfferID{
			"Full course": course, "Course in parts": course, "Consultation": company.Offer("Consultation").ID,
		},
		minimum: map[string]leeloo.Amount{"Course in parts": hundred},
		secret:  []byte(testSecret),
		log:     log,
	}
}

// inBubble runs a test in which waits take no time.
func inBubble(t *testing.T, test func(t *testing.T)) {
	t.Helper()
	synctest.Test(t, test)
}

// eventBody returns the body of an event: eventBody("paid", "amount=10") is that of pay-1, with another amount than usual.
func eventBody(status string, changes ...string) []byte {
	members := map[string]any{
		"payment_id": "pay-1", "event_time": time.Now().UTC().Format(time.RFC3339), "status": status, "amount": "1490.50",
		"currency": "UAH", "product": "Full course", "name": "Olena", "phone": "+380500000077",
	}
	for _, change := range changes {
		name, value, _ := strings.Cut(change, "=")
		members[name] = value
		if value == "" {
			delete(members, name)
		}
	}
	body, _ := json.Marshal(members)
	return body
}

// run runs the job of an event until it has ended, is held, or has waited for an hour.
func (d *desk) run(body []byte) error {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Hour)
	defer cancel()
	return d.runUntil(ctx, body)
}

func (d *desk) runUntil(ctx context.Context, body []byte) error {
	id := parse(body, d.country).id
	for {
		err := d.work(ctx, d.store, id, body)
		later, waits := errors.AsType[durable.Later](err)
		if !waits || ctx.Err() != nil {
			return err
		}
		select {
		case <-time.After(max(later.After, time.Second)):
		case <-ctx.Done():
			return err
		}
	}
}

// say delivers an event whose job must end.
func (d *desk) say(status string, changes ...string) {
	d.t.Helper()
	require.NoError(d.t, d.run(eventBody(status, changes...)), "%s %v", status, changes)
}

// sayHeld delivers an event that must be held, and returns why.
func (d *desk) sayHeld(status string, changes ...string) string {
	d.t.Helper()
	hold, held := errors.AsType[durable.Hold](d.run(eventBody(status, changes...)))
	require.True(d.t, held, "%s %v", status, changes)
	return hold.Why
}

// held returns the ids of the tasks that a human has to look at.
func (d *desk) held() (ids []string) {
	d.t.Helper()
	held, err := durable.Held(d.t.Context(), d.store)
	require.NoError(d.t, err)
	for _, r := range held {
		ids = append(ids, r.ID)
	}
	return ids
}

// heldIDs returns them without hashes: "pay-1" or, of an event, "pay-1.paid".
func (d *desk) heldIDs() (ids []string) {
	d.t.Helper()
	for _, id := range d.held() {
		payment, event, _ := strings.Cut(id, ".")
		status, _, _ := strings.Cut(event, ".")
		ids = append(ids, strings.TrimSuffix(payment+"."+status, "."))
	}
	return ids
}

// settle gives a verdict about a task.
func (d *desk) settle(id string, v durable.Verdict) {
	d.t.Helper()
	require.NoError(d.t, durable.Settle(d.t.Context(), d.store, id, v))
}

// orders returns the orders that were not seeded, the oldest first: "RESOLVED 1490.50 UAH".
func orders(t *testing.T, srv *leelootest.Server, company leelootest.Dataset) []string {
	t.Helper()
	seeded := map[leeloo.OrderID]bool{}
	for _, order := range company.Orders {
		seeded[order.ID] = true
	}
	created := []string{}
	for order, err := range srv.Client().Orders.All(t.Context(), leeloo.ListParams{}) {
		require.NoError(t, err)
		if !seeded[order.ID] {
			created = append([]string{string(order.Status) + " " + order.Price.String() + " " + order.Currency}, created...)
		}
	}
	return created
}

func (d *desk) orders() []string { d.t.Helper(); return orders(d.t, d.srv, d.company) }

// createOrder creates an order of a person as another program would.
func (d *desk) createOrder(id leeloo.PersonID) leeloo.OrderID {
	d.t.Helper()
	order, err := d.srv.Client().Orders.Create(d.t.Context(), leeloo.OrderCreateParams{
		PaymentCreditsID: d.credits, OfferID: d.offers["Full course"], PersonID: id, TransactionDate: time.Now(),
	})
	require.NoError(d.t, err)
	return order.ID
}

// lastSent returns the members of the last request of an operation.
func (d *desk) lastSent(op string) map[string]any {
	var members map[string]any
	for _, request := range d.srv.Requests() {
		if request.Op == op {
			members = request.Body
		}
	}
	return maps.Clone(members)
}

// buffer is a buffer that is safe for concurrent use.
type buffer struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (b *buffer) Write(text []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(text)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

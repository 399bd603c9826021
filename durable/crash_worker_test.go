package durable_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// workerEnv holds the workload of a process that the crash test has started.
const workerEnv = "DURABLE_TEST_WORKLOAD"

func TestMain(m *testing.M) {
	if text := os.Getenv(workerEnv); text != "" {
		var w workload
		if err := json.Unmarshal([]byte(text), &w); err != nil {
			log.Fatal(err)
		}
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin) // ends with the test that started this process
			os.Exit(3)
		}()
		if err := w.work(context.Background()); err != nil {
			log.Fatal(err)
		}
		return
	}
	os.Exit(m.Run())
}

// The times of the crash test. A process is stopped for longer than the lease. No request is applied as late as
// crashSettle after its step was begun.
const (
	crashLease   = 400 * time.Millisecond
	crashTimeout = 700 * time.Millisecond
	crashSettle  = 2 * time.Second
	maxStop      = 900 * time.Millisecond
)

// workload is what the processes of a crash test do together: items, each with a comment, a tag, a message, an order and a
// subscription of a person. Three items share a person.
type workload struct {
	Items       int
	Control     bool // without Do: each run of an item sends everything
	Driver, DSN string
	Dialect     durable.Dialect
	URL, Token  string
	Company     leelootest.Dataset
	Goroutines  int
}

func itemID(i int) string { return fmt.Sprintf("item-%d", i) }

func phone(i int) string { return fmt.Sprintf("+380500%06d", i/3) }

// work runs all items until each is done or held.
func (w workload) work(ctx context.Context) error {
	db, err := sql.Open(w.Driver, w.DSN)
	if err != nil {
		return err
	}
	db.SetMaxIdleConns(w.Goroutines + 1)
	db.SetMaxOpenConns(w.Goroutines + 1)
	store, err := durable.SQL(ctx, db, w.Dialect)
	if err != nil {
		return err
	}
	limiter := durable.NewLimiter(unlimited{})
	crm, err := leeloo.NewClient(w.Token, leeloo.WithBaseURL(w.URL), leeloo.WithLimiter(limiter))
	if err != nil {
		return err
	}
	open, err := w.open(ctx, store)
	if err != nil {
		return err
	}
	rand.Shuffle(len(open), func(i, j int) { open[i], open[j] = open[j], open[i] })
	items := make(chan int, w.Items)
	var left sync.WaitGroup
	for _, i := range open {
		items <- i
		left.Add(1)
	}
	for range w.Goroutines {
		go func() {
			for i := range items {
				job := durable.Job{
					ID: itemID(i), Key: phone(i), Limiter: limiter, Lease: crashLease, SendTimeout: crashTimeout, Settle: crashSettle,
				}
				err := durable.Run(ctx, store, job, func(ctx context.Context, t *durable.Task) error {
					if w.Control {
						return w.plain(ctx, crm, i)
					}
					return w.item(ctx, durable.For(crm, t), i)
				})
				if _, held := errors.AsType[durable.Hold](err); err == nil || held {
					left.Done()
					continue
				}
				time.Sleep(20 * time.Millisecond)
				items <- i
			}
		}()
	}
	left.Wait()
	return nil
}

// open returns the items that are neither done nor held.
func (w workload) open(ctx context.Context, store durable.Store) (open []int, err error) {
	ended := map[string]bool{}
	for _, state := range []durable.State{durable.StateDone, durable.StateHeld} {
		list, err := store.List(ctx, state)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			ended[r.ID] = true
		}
	}
	for i := range w.Items {
		if !ended[itemID(i)] {
			open = append(open, i)
		}
	}
	return open, nil
}

// item does an item by steps.
func (w workload) item(ctx context.Context, writes durable.Writes, i int) error {
	ref, err := writes.Person(ctx, "person", leeloo.PersonCreateParams{Name: "Item", Phone: phone(i)}, nil)
	if err != nil {
		return err
	}
	return durable.All(
		func() error {
			_, err := writes.Comment(ctx, "comment", ref.PersonID, itemID(i))
			return err
		},
		func() error { return writes.Tag(ctx, "tag", ref.PersonID, w.Company.Tags[0].ID) },
		func() error {
			return writes.Text(ctx, "text", leeloo.SendMessageParams{AccountID: ref.AccountID, Text: itemID(i)})
		},
		func() error {
			id, err := writes.Order(ctx, "order", w.order(ref.PersonID))
			if err != nil {
				return err
			}
			return writes.Settle(ctx, "settle", id, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved})
		},
		func() error { return writes.Subscribe(ctx, "subscribe", ref.AccountID, w.subscribe()) },
	)
}

func (w workload) order(id leeloo.PersonID) leeloo.OrderCreateParams {
	return leeloo.OrderCreateParams{
		PaymentCreditsID: w.Company.PaymentCredits[0].ID, OfferID: w.Company.Offers[0].ID, PersonID: id, TransactionDate: time.Now(),
	}
}

func (w workload) subscribe() leeloo.SubscribeParams {
	tunnel := w.Company.Tunnels[0]
	return leeloo.SubscribeParams{TunnelID: tunnel.ID, TunnelBlockID: tunnel.Blocks[0].ID}
}

// plain does an item as a queue does that runs a job at least once.
func (w workload) plain(ctx context.Context, crm *leeloo.Client, i int) error {
	people, err := crm.People.ByPhone(ctx, phone(i))
	if err != nil {
		return err
	}
	var ref durable.PersonRef
	if len(people) > 0 {
		account, _ := people[0].MessageAccount()
		ref = durable.PersonRef{PersonID: people[0].ID, AccountID: account.AccountID}
	} else {
		created, err := crm.People.Create(ctx, leeloo.PersonCreateParams{Name: "Item", Phone: phone(i)})
		if err != nil {
			return err
		}
		ref = durable.PersonRef{PersonID: created.PersonID, AccountID: created.AccountID}
	}
	if _, err := crm.People.AddComment(ctx, ref.PersonID, itemID(i)); err != nil {
		return err
	}
	if err := crm.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: ref.AccountID, Text: itemID(i)}); err != nil {
		return err
	}
	if _, err := crm.Orders.Create(ctx, w.order(ref.PersonID)); err != nil {
		return err
	}
	return crm.Tunnels.Subscribe(ctx, ref.AccountID, w.subscribe())
}

// unlimited is a limiter without a limit.
type unlimited struct{}

func (unlimited) Wait(ctx context.Context) error { return ctx.Err() }

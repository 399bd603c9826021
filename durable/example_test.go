package durable_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/leelootest"
)

// A lead becomes a person with a tag and a comment. The job is delivered twice.
func ExampleRun() {
	srv := leelootest.Start()
	defer srv.Close()
	tag := srv.AddTag("lead")
	limiter := durable.NewLimiter(nil)
	client := srv.Client(leeloo.WithLimiter(limiter))
	store := durable.Memory() // durable.SQL(ctx, db, durable.SQLite) in a program

	work := func(ctx context.Context, t *durable.Task) error {
		writes := durable.For(client, t)
		person, err := writes.Person(ctx, "person", leeloo.PersonCreateParams{Name: "Olena", Phone: "+380500000000"}, durable.Oldest)
		if err != nil {
			return err
		}
		return durable.All(
			func() error { return writes.Tag(ctx, "tag", person.PersonID, tag.ID) },
			func() error {
				_, err := writes.Comment(ctx, "comment", person.PersonID, "Wrote from the site")
				return err
			},
		)
	}
	job := durable.Job{ID: "lead-1", Key: "+380500000000", Limiter: limiter}
	for range 2 {
		fmt.Println(durable.Run(context.Background(), store, job, work))
	}
	fmt.Println(srv.Count("People.Create"), "person,", srv.Count("People.AddComment"), "comment")
	// Output:
	// <nil>
	// <nil>
	// 1 person, 1 comment
}

// The response to a comment is lost. The API has no list of comments, so a human looks at the card.
func ExampleSettle() {
	srv := leelootest.Start()
	defer srv.Close()
	olena := srv.AddPerson(leelootest.Person{Name: "Olena"})
	client, store, ctx := srv.Client(), durable.Memory(), context.Background()
	job := durable.Job{ID: "lead-1"}
	work := func(ctx context.Context, t *durable.Task) error {
		_, err := durable.For(client, t).Comment(ctx, "comment", olena.ID, "Wrote from the site")
		return err
	}

	srv.Fail(leelootest.Dropped().AfterApplying().On("People.AddComment"))
	fmt.Println(durable.Run(ctx, store, job, work))

	held, err := durable.Held(ctx, store)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, task := range held {
		fmt.Println(task.ID, "is held:", task.Why)
	}
	if err := durable.Settle(ctx, store, "lead-1", durable.Verdict{Action: durable.Applied}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(durable.Run(ctx, store, job, work))
	fmt.Println(len(srv.Comments(olena.ID)), "comment")
	// Output:
	// durable: held: comment: it may have been applied, and the API cannot be asked: look in Leeloo
	// lead-1 is held: comment: it may have been applied, and the API cannot be asked: look in Leeloo
	// <nil>
	// 1 comment
}

// A step of one's own: an invoice of another service, which has its id before it is sent.
func ExampleDo() {
	invoices := map[string]bool{}
	job := durable.Job{ID: "payment-1"}
	err := durable.Run(context.Background(), durable.Memory(), job, func(ctx context.Context, t *durable.Task) error {
		number, err := durable.Do(ctx, t, "invoice", durable.Step[string, struct{}]{
			Find: func(context.Context, struct{}) (string, bool, error) { return t.ID(), invoices[t.ID()], nil },
			Send: func(context.Context, struct{}) (string, error) {
				invoices[t.ID()] = true
				return "", errors.New("connection reset") // the response is lost
			},
			Settle: time.Hour, Again: true,
		})
		fmt.Println(number, err)
		return err
	})
	fmt.Println(err)
	// Output:
	// payment-1 <nil>
	// <nil>
}

// lead is an entry of a form.
type lead struct{ ID, Name, Phone string }

// runLeads runs the job of each lead once, and returns the leads to run again.
func runLeads(ctx context.Context, store durable.Store, client *leeloo.Client, limiter *durable.Limiter, leads []lead) (again []lead) {
	for _, l := range leads {
		job := durable.Job{ID: l.ID, Key: l.Phone, Limiter: limiter}
		err := durable.Run(ctx, store, job, func(ctx context.Context, t *durable.Task) error {
			writes := durable.For(client, t)
			person, err := writes.Person(ctx, "person", leeloo.PersonCreateParams{Name: l.Name, Phone: l.Phone}, durable.Oldest)
			if err != nil {
				return err
			}
			_, err = writes.Comment(ctx, "comment", person.PersonID, "Wrote from the site")
			return err
		})
		hold, held := errors.AsType[durable.Hold](err)
		switch {
		case err == nil, errors.Is(err, durable.ErrGivenUp):
			continue // it has ended
		case held:
			fmt.Println(l.ID, "waits for a human:", hold.Why)
		}
		again = append(again, l) // also what is held: it goes on after Settle, and until then costs one read of the store
	}
	return again
}

// A program for cron or a systemd timer: one pass over the leads, and it ends. Two passes at a time do no harm.
func ExampleRun_cron() {
	srv := leelootest.Start()
	defer srv.Close()
	srv.Fail(leelootest.Dropped().AfterApplying().On("People.AddComment"))
	limiter := durable.NewLimiter(nil)
	client := srv.Client(leeloo.WithLimiter(limiter))
	ctx, store := context.Background(), durable.Memory() // durable.SQL(ctx, db, durable.SQLite) in a program
	leads := []lead{{"lead-1", "Olena", "+380500000001"}, {"lead-2", "Ivan", "+380500000002"}}

	leads = runLeads(ctx, store, client, limiter, leads)
	fmt.Println(len(leads), "left")

	// A human has looked at the card.
	if err := durable.Settle(ctx, store, "lead-1", durable.Verdict{Action: durable.Applied}); err != nil {
		fmt.Println(err)
	}
	leads = runLeads(ctx, store, client, limiter, leads)
	fmt.Println(len(leads), "left,", srv.Count("People.AddComment"), "comments")
	// Output:
	// lead-1 waits for a human: comment: it may have been applied, and the API cannot be asked: look in Leeloo
	// 1 left
	// 0 left, 2 comments
}

// A program that runs all the time: a pass over the leads each minute, until Ctrl-C.
func ExampleRun_loop() {
	srv := leelootest.Start()
	defer srv.Close()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	limiter := durable.NewLimiter(nil)
	client := srv.Client(leeloo.WithLimiter(limiter))
	store := durable.Memory()
	leads := []lead{{"lead-1", "Olena", "+380500000001"}}

	for len(leads) > 0 && ctx.Err() == nil {
		leads = runLeads(ctx, store, client, limiter, leads)
		if len(leads) == 0 {
			break
		}
		select {
		case <-time.After(time.Minute):
		case <-ctx.Done():
		}
	}
	fmt.Println(srv.Count("People.AddComment"), "comment")
	// Output: 1 comment
}

// A loop runs a job until it ends. A queue does the same with a delay of its own.
func ExampleLater() {
	ctx, store := context.Background(), durable.Memory()
	tries := 0
	work := func(ctx context.Context, t *durable.Task) error {
		if tries++; tries < 3 {
			return durable.Later{After: time.Millisecond, Err: errors.New("rate limited")}
		}
		return nil
	}
	for {
		err := durable.Run(ctx, store, durable.Job{ID: "lead-1"}, work)
		later, ok := errors.AsType[durable.Later](err)
		if !ok {
			fmt.Println("ended after", tries, "tries:", err)
			return
		}
		select {
		case <-time.After(max(later.After, time.Millisecond)):
		case <-ctx.Done():
			return
		}
	}
	// Output:
	// ended after 3 tries: <nil>
}

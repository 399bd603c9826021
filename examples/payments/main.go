// Payments receives the signed webhooks of a payment provider, and keeps orders in Leeloo in step with them.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/durable"
	"github.com/leeloo-go/leeloo/examples/internal/jobs"
	"github.com/leeloo-go/leeloo/examples/internal/service"
)

type program struct {
	client  *leeloo.Client
	queue   *jobs.Queue[[]byte] // of the bodies of events
	job     durable.Job         // what the tasks have in common
	credits leeloo.PaymentCreditsID
	offers  map[string]leeloo.OfferID // by product
	minimum map[string]leeloo.Amount  // of the products with part payments
	country string
	secret  []byte
	log     *slog.Logger
}

func main() { service.Main(run) }

func run(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	p := &program{offers: map[string]leeloo.OfferID{}, minimum: map[string]leeloo.Amount{}, secret: []byte(os.Getenv("PAYMENTS_SECRET")), log: log}
	flags := flag.NewFlagSet("payments", flag.ContinueOnError)
	addr := flags.String("addr", "localhost:8081", "`address` to listen on; put TLS in front of it")
	database := flags.String("db", "payments.db", "`file` of SQLite, or the URL of Postgres: postgres://…")
	demo := flags.Bool("demo", false, "work on a fake Leeloo in this process, and print an event to try")
	held := flags.Bool("held", false, "print what needs a human")
	settle := flags.String("settle", "", "`ID=VERDICT` of a human: applied, applied:ORDER_ID, 'send again' or 'give up'")
	flags.StringVar(&p.country, "country", "", "`code` of the country of phones without a country code, for example UA")
	flags.StringVar((*string)(&p.credits), "credits", "", "`id` of the payment system in Leeloo")
	flags.Func("offer", "`PRODUCT=OFFER_ID`, or PRODUCT=OFFER_ID:MINIMUM to allow part payments; once for each product", p.addOffer)
	if done, err := service.ParseFlags(flags, args, out); done || err != nil {
		return err
	}
	queue := jobs.Config[[]byte]{Name: "payments", Database: *database, Workers: 8, Work: p.work, Log: log}
	queue.Keep = 3 * 365 * 24 * time.Hour // a late refund finds its order
	if *held || *settle != "" {
		return jobs.Human(ctx, queue, *settle, out)
	}
	if !*demo && (!leelooID.MatchString(string(p.credits)) || len(p.offers) == 0 || len(p.secret) < 16) {
		return fmt.Errorf("-credits, -offer and the variable PAYMENTS_SECRET, of 16 characters or more, are required, or -demo; %w", service.ErrUsage)
	}
	account, err := service.Connect(ctx, *demo)
	if err != nil {
		return err
	}
	defer account.Close()
	if *demo {
		company := account.Fake.Seed(0)
		queue.Database = filepath.Join(account.Dir, "payments.db")
		p.secret, p.credits = []byte("a secret of the demo"), company.PaymentCredits[0].ID
		p.offers["Full course"] = company.Offer("Full course").ID
		event := fmt.Sprintf(demoEvent, time.Now().UTC().Format(time.RFC3339))
		fmt.Fprintf(out, "curl -H 'X-Signature: %s' -d '%s' http://%s/\npayments -held -db %s\n",
			sign(p.secret, []byte(event)), event, *addr, queue.Database)
	}
	p.client, p.job.Limiter = account.Client, account.Limiter
	if p.queue, err = jobs.Open(ctx, queue); err != nil {
		return err
	}
	defer p.queue.Close()
	return service.Serve(ctx, *addr, p, p.queue.Run)
}

const demoEvent = `{"payment_id": "demo-1", "event_time": "%s", "status": "paid", "amount": "1490.50", "currency": "UAH", ` +
	`"product": "Full course", "name": "Olena", "phone": "+380500000000"}`

// addOffer reads a value of -offer.
func (p *program) addOffer(text string) (err error) {
	product, id, _ := strings.Cut(text, "=")
	id, minimum, partPayments := strings.Cut(id, ":")
	if product == "" || !leelooID.MatchString(id) {
		return errors.New("it must be PRODUCT=OFFER_ID or PRODUCT=OFFER_ID:MINIMUM; an id has 24 hexadecimal digits")
	}
	p.offers[product] = leeloo.OfferID(id)
	if partPayments {
		p.minimum[product], err = leeloo.NewAmount(minimum)
	}
	return err
}

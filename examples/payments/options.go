package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/command"
)

type options struct {
	addr, journal string
	credits       leeloo.PaymentCreditsID
	offer         leeloo.OfferID
	yes           bool
	secret        string

	status               bool
	assign, again, close string
}

const (
	defaultJournal = "payments.journal"
	minSecret      = 16
)

const help = `Payments takes the callbacks of a payment provider on POST /callback and creates and settles orders in Leeloo.

Without LEELOO_TOKEN it works on a fake, delivers some callbacks to itself, and then waits for yours:

  go run ./examples/payments

On your account (the secret is the one that your provider signs with):

  LEELOO_TOKEN=… PAYMENTS_SECRET=… go run ./examples/payments -credits ID -offer ID

A callback is JSON. Its header X-Signature has the HMAC-SHA256 of the body in hexadecimal, as this prints it:

  openssl dgst -sha256 -hmac "$PAYMENTS_SECRET" body.json

  {"payment_id": "pay-1001", "event_time": "2026-01-31T12:00:00Z", "status": "paid", "amount": "1490.50", "currency": "UAH",
   "person_id": "625946dd585052c1629f1b2b"}

The status is pending, paid or failed. An "order_id" names an order that exists. HTTP 200 says that there is nothing left to
do, 503 that the callback is to be delivered again, 4xx that it is wrong.

What the journal says, and what a human has found out, while the server is stopped:

  go run ./examples/payments -status
  go run ./examples/payments -assign pay-1001=625946dd585052c1629f1b2b

Flags:
`

func parseOptions(args []string, stdout io.Writer) (options, error) {
	o := options{secret: os.Getenv("PAYMENTS_SECRET")}
	flags := flag.NewFlagSet("payments", flag.ContinueOnError)
	flags.StringVar(&o.addr, "addr", "localhost:8081", "the `address` to listen on; put TLS in front of it")
	flags.StringVar(&o.journal, "journal", "",
		"the `file` that remembers the payments, one for each account (default "+defaultJournal+")")
	flags.Func("credits", "`id` of the payment system: Settings, Payments, 'Details', the last part of the address", func(id string) error {
		o.credits = leeloo.PaymentCreditsID(id)
		return checkID(id)
	})
	flags.Func("offer", "`id` of the offer: app.leeloo.ai/campaigns-offers/OFFER_ID/offers/1", func(id string) error {
		o.offer = leeloo.OfferID(id)
		return checkID(id)
	})
	flags.BoolVar(&o.yes, "yes", false, "don't ask before a real account is served")
	flags.BoolVar(&o.status, "status", false, "print what the journal knows, and what needs a human")
	flags.StringVar(&o.assign, "assign", "",
		"`PAYMENT=ORDER`: this order is the payment's, whatever its price; settle it at the next start")
	flags.StringVar(&o.again, "again", "",
		"`PAYMENT`: go on with it. If the journal has no order of it, an order is created: look first that Leeloo has none")
	flags.StringVar(&o.close, "close", "", "`PAYMENT`: it was dealt with by hand")
	if err := command.Parse(flags, args, help, stdout); err != nil {
		return o, err
	}
	return o, o.check()
}

func checkID(id string) error {
	if !leelooID.MatchString(id) {
		return errors.New("an id of Leeloo has 24 hexadecimal digits")
	}
	return nil
}

func (o *options) check() error {
	tasks := 0
	for _, given := range []bool{o.status, o.assign != "", o.again != "", o.close != ""} {
		if given {
			tasks++
		}
	}
	switch {
	case tasks > 1:
		return command.Usagef("-status, -assign, -again and -close: one at a time")
	case tasks == 0 && os.Getenv("LEELOO_TOKEN") == "" && o.journal != "":
		// The fake makes the same ids each time, and a payment that is settled there must not count as settled elsewhere.
		return command.Usagef("-journal is for a real account: set LEELOO_TOKEN. Without it everything is forgotten at the end")
	}
	o.journal = cmp.Or(o.journal, defaultJournal)
	return nil
}

// checkReal checks what only a real account needs.
func (o *options) checkReal() error {
	var missing []string
	if o.credits == "" {
		missing = append(missing, `-credits, the id of the payment system: Settings, Payments, "Details", the last part of the address`)
	}
	if o.offer == "" {
		missing = append(missing, "-offer, the id of the offer: app.leeloo.ai/campaigns-offers/OFFER_ID/offers/1")
	}
	if len(o.secret) < minSecret {
		missing = append(missing,
			fmt.Sprintf("the environment variable PAYMENTS_SECRET, which the provider signs with: at least %d characters", minSecret))
	}
	if missing != nil {
		return command.Usagef("missing:\n  %s", strings.Join(missing, "\n  "))
	}
	return nil
}

// offline reports whether the task needs the journal alone.
func (o *options) offline() bool { return o.status || o.assign != "" || o.again != "" || o.close != "" }

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

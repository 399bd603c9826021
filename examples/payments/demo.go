package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"sync/atomic"
	"text/tabwriter"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/account"
	"github.com/leeloo-go/leeloo/leelootest"
)

const demoSecret = "a secret of the demonstration"

// runDemo serves a fake Leeloo, with a journal that is as short-lived as the fake.
func runDemo(ctx context.Context, o options, out io.Writer, log *slog.Logger) error {
	wire := &lossy{}
	a, err := account.Open(4, leeloo.WithHTTPClient(&http.Client{Transport: wire}))
	if err != nil {
		return err
	}
	defer a.Close()
	dir, err := os.MkdirTemp("", "payments")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	ledger, err := openLedger(filepath.Join(dir, defaultJournal))
	if err != nil {
		return err
	}
	defer ledger.close()

	o.credits, o.offer, o.secret = a.Company.PaymentCredits[0].ID, a.Company.Offers[1].ID, cmp.Or(o.secret, demoSecret)
	return serve(ctx, o.addr, newProcessor(a.CRM, ledger, o, log), []byte(o.secret), func(url string) error {
		fmt.Fprintln(out, "LEELOO_TOKEN is not set: this is a fake Leeloo on this machine. Its offer costs 1490.50 UAH.")
		d := demo{ctx: ctx, out: out, url: url, secret: []byte(o.secret), people: a.Company.People, wire: wire}
		if err := errors.Join(d.deliver(), d.printOrders(a.CRM, ledger)); err != nil {
			return err
		}
		return d.invite()
	})
}

// lossy loses the answer to the next Orders.Create once it is armed: the order is there, and nobody is told.
type lossy struct{ armed atomic.Bool }

func (l *lossy) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := http.DefaultTransport.RoundTrip(r)
	operation, _ := leeloo.OperationFromContext(r.Context())
	if err == nil && operation.Name == "Orders.Create" && l.armed.CompareAndSwap(true, false) {
		response.Body.Close()
		return nil, errors.New("the connection is lost, for the demonstration")
	}
	return response, err
}

type demo struct {
	ctx    context.Context
	out    io.Writer
	url    string
	secret []byte
	people []leelootest.Person
	wire   *lossy
}

func (d demo) body(id string, person int, said status, amount string) []byte {
	body, _ := json.Marshal(map[string]string{ // strings always marshal
		"payment_id": id, "event_time": time.Now().UTC().Format(time.RFC3339), "status": string(said),
		"amount": amount, "currency": "UAH", "person_id": string(d.people[person].ID),
	})
	return body
}

// deliver plays the provider.
func (d demo) deliver() error {
	table := tabwriter.NewWriter(d.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nCALLBACK\tPAYMENT\tHTTP\tANSWER")
	for _, c := range []struct {
		what, id string
		person   int
		said     status
		amount   string
		lose     bool
	}{
		{"paid", "demo-1", 0, paid, "1490.50", false},
		{"the same again", "demo-1", 0, paid, "1490.50", false},
		{"failed", "demo-2", 1, failed, "1490.50", false},
		{"paid, and Leeloo's answer is lost", "demo-3", 2, paid, "1490.5", true},
		{"paid too little", "demo-4", 3, paid, "149.05", false},
	} {
		d.wire.armed.Store(c.lose)
		body := d.body(c.id, c.person, c.said, c.amount)
		request, err := http.NewRequestWithContext(d.ctx, http.MethodPost, d.url, bytes.NewReader(body))
		if err != nil {
			return err
		}
		request.Header.Set(signatureHeader, sign(d.secret, body))
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return err
		}
		var a answer
		err = json.NewDecoder(response.Body).Decode(&a)
		response.Body.Close()
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%s\t%d\t%s\n", c.what, c.id, response.StatusCode, a.State)
	}
	return table.Flush()
}

// printOrders prints what Leeloo has for each payment.
func (d demo) printOrders(crm *leeloo.Client, l *ledger) error {
	table := tabwriter.NewWriter(d.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nPAYMENT\tORDER\tIN LEELOO\tPRICE\tFOR A HUMAN")
	err := l.journal.Each(func(id string, p payment) error {
		order, err := crm.Orders.Get(d.ctx, p.Order)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s %s\t%s\n", id, order.ID, order.Status, order.Price, order.Currency, p.Note)
		return nil
	})
	return errors.Join(err, table.Flush())
}

// invite prints a command for a try.
func (d demo) invite() error {
	body := d.body("demo-5", 0, paid, "1490.50")
	_, err := fmt.Fprintf(d.out, "\nTry it, twice (Ctrl-C here ends the server):\n\ncurl -i -H '%s: %s' -d '%s' %s\n",
		signatureHeader, sign(d.secret, body), body, d.url)
	return err
}

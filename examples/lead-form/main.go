// Lead-form serves a contact form. Each lead is stored before the visitor gets a response, and is sent to Leeloo once: the
// person, a comment, a tag, a tunnel, orders, a template. What only a human can settle is listed by -held.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/jobs"
	"github.com/leeloo-go/leeloo/examples/internal/service"
)

type program struct {
	*service.Account
	queue                 *jobs.Queue[lead]
	log                   *slog.Logger
	country, consent      string
	tag, tunnel, template string // names
	block                 leeloo.TunnelBlockID
	credits               leeloo.PaymentCreditsID
	offers                []offer
}

func main() { service.Main(run) }

func run(ctx context.Context, args []string, out io.Writer, log *slog.Logger) error {
	p := &program{log: log}
	flags := flag.NewFlagSet("lead-form", flag.ContinueOnError)
	addr := flags.String("addr", "localhost:8080", "`address` to listen on; put TLS in front of it")
	database := flags.String("db", "leads.db", "`file` of SQLite, or the URL of Postgres: postgres://…")
	demo := flags.Bool("demo", false, "work on a fake Leeloo in this process")
	held := flags.Bool("held", false, "print the leads that need a human")
	settle := flags.String("settle", "", "`ID=VERDICT` of a human: applied, applied:PERSON_ID, 'send again' or 'give up'")
	flags.StringVar(&p.country, "country", "", "`code` of the country of phones without a country code, for example UA")
	flags.StringVar(&p.consent, "consent", "I agree that you store my data and contact me.", "`text` that visitors agree to")
	flags.StringVar(&p.tag, "tag", "", "`name` of the tag")
	flags.StringVar(&p.tunnel, "tunnel", "", "`name` of the tunnel")
	flags.StringVar((*string)(&p.block), "block", "", "`id` of the block to start at: app.leeloo.ai/tunnels/…/tree/ID")
	flags.StringVar(&p.template, "template", "", "`name` of a template to send, with its category: Welcome/Greeting")
	flags.StringVar((*string)(&p.credits), "credits", "", "`id` of the payment system of orders")
	flags.Func("offer", "`TITLE=OFFER_ID` of an offer that visitors may order; once for each", p.addOffer)
	if done, err := service.ParseFlags(flags, args, out); done || err != nil {
		return err
	}
	queue := jobs.Config[lead]{Name: "lead-form", Database: *database, Workers: 8, Work: p.work, Log: log}
	if *held || *settle != "" {
		return jobs.Human(ctx, queue, *settle, out)
	}
	var err error
	if p.Account, err = service.Connect(ctx, *demo); err != nil {
		return err
	}
	defer p.Account.Close()
	if *demo {
		company := p.Fake.Seed(0)
		tunnel, course, talk := company.Tunnels[0], company.Offers[1], company.Offers[2]
		p.tag, p.tunnel, p.block, p.template = company.Tags[0].Name, tunnel.Name, tunnel.Blocks[0].ID, "Welcome/Greeting"
		p.offers, p.credits = []offer{{course.Name, course.ID}, {talk.Name, talk.ID}}, company.PaymentCredits[0].ID
		queue.Database = filepath.Join(p.Dir, "leads.db")
	}
	if p.tag == "" || p.tunnel == "" || !isID(string(p.block)) || len(p.offers) > 0 && !isID(string(p.credits)) {
		return fmt.Errorf("-tag, -tunnel and -block are required, and -credits with -offer; an id has 24 hexadecimal digits; %w", service.ErrUsage)
	}
	if err := p.Check(ctx, log, func(ctx context.Context) error { _, err := p.find(ctx, struct{}{}); return err }); err != nil {
		return err
	}
	if p.queue, err = jobs.Open(ctx, queue); err != nil {
		return err
	}
	defer p.queue.Close()
	fmt.Fprintf(out, "The form is at http://%s\n", *addr)
	return service.Serve(ctx, *addr, p, p.queue.Run)
}

func (p *program) addOffer(text string) error {
	title, id, _ := strings.Cut(text, "=")
	if title == "" || !isID(id) || slices.ContainsFunc(p.offers, func(o offer) bool { return o.Title == title || string(o.ID) == id }) {
		return errors.New("it must be TITLE=OFFER_ID, and differ from the other offers in both")
	}
	p.offers = append(p.offers, offer{title, leeloo.OfferID(id)})
	return nil
}

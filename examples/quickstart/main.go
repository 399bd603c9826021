// Quickstart takes a lead from a phone number to a paid order, and shows who and what there is.
//
// Without LEELOO_TOKEN it works against a fake Leeloo on this machine. With it (and LEELOO_BASE_URL, for another
// address than Leeloo's own) it only reads.
package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, explain(err))
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	if token := os.Getenv("LEELOO_TOKEN"); token != "" {
		base := cmp.Or(os.Getenv("LEELOO_BASE_URL"), "https://api.leeloo.ai/api/v2")
		crm, err := leeloo.NewClient(token, leeloo.WithBaseURL(base))
		if err != nil {
			return err
		}
		fmt.Fprintln(out, "LEELOO_TOKEN is set: this is your company, and nothing in it is changed.")
		return report(ctx, out, crm)
	}
	srv := leelootest.Start()
	defer srv.Close()
	company, crm := srv.Seed(9), srv.Client()
	fmt.Fprintln(out, "LEELOO_TOKEN is not set: this is a fake Leeloo on this machine, with a made-up company.")
	if err := lead(ctx, out, crm, "+380500000000", company); err != nil {
		return err
	}
	return report(ctx, out, crm)
}

// lead works on one person. Where the ids of a real company are found, the README says.
func lead(ctx context.Context, out io.Writer, crm *leeloo.Client, phone string, ids leelootest.Dataset) error {
	person, account, err := findOrCreate(ctx, crm, phone)
	if err != nil {
		return err
	}
	if err := crm.Tags.Add(ctx, person, ids.Tags[0].ID); err != nil {
		return err
	}
	if _, err := crm.People.AddComment(ctx, person, "Wants the marathon"); err != nil {
		return err
	}
	start := leeloo.SubscribeParams{TunnelID: ids.Tunnels[0].ID, TunnelBlockID: ids.Tunnels[0].Blocks[0]}
	if err := crm.Tunnels.Subscribe(ctx, account, start); err != nil {
		return err
	}
	greeting := leeloo.SendTemplateParams{
		AccountID: account, TemplateID: ids.Templates[0], Variables: map[string]string{"name": "Olena"},
	}
	if err := crm.Templates.Send(ctx, greeting); err != nil {
		return err
	}
	order, err := crm.Orders.Create(ctx, leeloo.OrderCreateParams{
		PaymentCreditsID: ids.PaymentCredits[0], OfferID: ids.Offers[0], PersonID: person, TransactionDate: time.Now(),
	})
	if err != nil {
		return err
	}
	paid := leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved, Price: order.Price, PaymentDate: time.Now()}
	if err := crm.Orders.Update(ctx, order.ID, paid); err != nil {
		return err
	}
	fmt.Fprintf(out, "Person %s is tagged, commented on, in the funnel and greeted.\n", person)
	fmt.Fprintf(out, "Order %s is paid: %s, %s %s.\n", order.ID, order.Title, order.Price, order.Currency)
	return nil
}

// findOrCreate looks for the phone first: who is created twice is there twice.
func findOrCreate(ctx context.Context, crm *leeloo.Client, phone string) (leeloo.PersonID, leeloo.AccountID, error) {
	for person, err := range crm.People.All(ctx, leeloo.PeopleListParams{Phone: phone}) {
		if err != nil {
			return "", "", err
		}
		if string(person.Phone) == phone && len(person.Accounts) > 0 {
			return person.ID, person.Accounts[0].AccountID, nil
		}
	}
	created, err := crm.People.Create(ctx, leeloo.PersonCreateParams{Name: "Olena", Phone: phone})
	if err != nil {
		return "", "", err
	}
	return created.PersonID, created.AccountID, nil
}

// report lists people and the figures of the funnels.
func report(ctx context.Context, out io.Writer, crm *leeloo.Client) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	people, err := crm.People.List(ctx, leeloo.PeopleListParams{ListParams: leeloo.ListParams{Limit: 10}})
	if err != nil {
		return err
	}
	fmt.Fprintln(table, "\nPERSON\tPHONE\tTAGS")
	for _, person := range people.Items {
		fmt.Fprintf(table, "%s\t%s\t%s\n", person.Name, person.Phone, strings.Join(person.Tags, ", "))
	}
	fmt.Fprintln(table, "\nFUNNEL\tVISITS\tSUBSCRIBERS\tORDERS\tSALES\tUSD")
	tunnels, err := crm.Tunnels.List(ctx, leeloo.ListParams{Limit: 10})
	if err != nil {
		return err
	}
	for _, tunnel := range tunnels.Items {
		figures, err := crm.Tunnels.StatsOf(ctx, tunnel.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%s\n", tunnel.Name,
			figures.Visits, figures.Subscribers, figures.Orders, figures.Sales, figures.TotalSale)
	}
	return table.Flush()
}

// explain says what to do. A call that failed, or that Ctrl-C has cut short, may have been carried out: this comes first.
func explain(err error) string {
	switch {
	case errors.Is(err, leeloo.ErrMaybeApplied):
		return "Look into Leeloo before you start again: " + err.Error()
	case errors.Is(err, context.Canceled):
		return "Stopped."
	case errors.Is(err, leeloo.ErrUnauthorized):
		return "Check LEELOO_TOKEN: " + err.Error()
	case errors.Is(err, leeloo.ErrRateLimited):
		return "Try again in a minute: " + err.Error()
	default:
		return err.Error()
	}
}

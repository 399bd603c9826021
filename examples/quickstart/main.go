// Quickstart takes a lead from a phone number to a paid order, then prints people and the statistics of tunnels.
//
// Without LEELOO_TOKEN it runs against a fake Leeloo in this process. With LEELOO_TOKEN it reads your company and changes
// nothing. LEELOO_BASE_URL sets another address of the API.
package main

import (
	"cmp"
	"context"
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
		fmt.Fprintln(os.Stderr, err) // says what failed, why, and what to do
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	if token := os.Getenv("LEELOO_TOKEN"); token != "" {
		fmt.Fprintln(out, "LEELOO_TOKEN is set: this is your company. Nothing is changed.")
		baseURL := cmp.Or(os.Getenv("LEELOO_BASE_URL"), "https://api.leeloo.ai/api/v2")
		client, err := leeloo.NewClient(token, leeloo.WithBaseURL(baseURL))
		if err != nil {
			return err
		}
		return printReport(ctx, out, client)
	}
	fmt.Fprintln(out, "LEELOO_TOKEN is not set: this is a fake Leeloo in this process.")
	server := leelootest.Start()
	defer server.Close()
	seeded := server.Seed(9)
	client := server.Client()
	if err := sell(ctx, out, client, seeded.PaymentCredits[0].ID, seeded.Offers[0].ID); err != nil {
		return err
	}
	return printReport(ctx, out, client)
}

const (
	name  = "Olena"
	phone = "+380500000000"
)

// sell sells an offer to one person. The API has no operation that lists payment credits and offers: the README says
// where to find their ids.
func sell(
	ctx context.Context, out io.Writer, client *leeloo.Client, credits leeloo.PaymentCreditsID, offer leeloo.OfferID,
) error {
	person, err := findOrCreate(ctx, client)
	if err != nil {
		return err
	}
	tag, err := client.Tags.ByName(ctx, "vip") // operations take ids; ByName finds them
	if err != nil {
		return err
	}
	if err := client.Tags.Add(ctx, person.ID, tag.ID); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s has the tag %s.\n", person.Name, tag.Name)

	order, err := client.Orders.Create(ctx, leeloo.OrderCreateParams{
		PersonID: person.ID, PaymentCreditsID: credits, OfferID: offer, TransactionDate: time.Now(),
	})
	if err != nil {
		return err
	}
	paid, err := leeloo.NewAmount("49.90") // the amount that was received: an exact decimal, never a float
	if err != nil {
		return err
	}
	err = client.Orders.Update(ctx, order.ID, leeloo.OrderUpdateParams{
		Status: leeloo.OrderStatusResolved, Price: paid, Currency: order.Currency, PaymentDate: time.Now(),
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The order %q is resolved: %s %s.\n", order.Title, paid, order.Currency)

	if account, ok := person.MessageAccount(); ok { // the person in one channel
		message := leeloo.SendMessageParams{AccountID: account.AccountID, Text: "Thank you, " + person.Name + "!"}
		if err := client.Messages.Send(ctx, message); err != nil {
			return err
		}
		fmt.Fprintln(out, "The message is sent.")
	}
	return nil
}

// findOrCreate returns the first person with the phone. It searches before it creates, since Leeloo does not merge people
// with the same phone.
func findOrCreate(ctx context.Context, client *leeloo.Client) (*leeloo.Person, error) {
	people, err := client.People.ByPhone(ctx, phone)
	if err != nil {
		return nil, err
	}
	if len(people) > 0 {
		return &people[0], nil
	}
	created, err := client.People.Create(ctx, leeloo.PersonCreateParams{Name: name, Phone: phone})
	if err != nil {
		return nil, err
	}
	return client.People.Get(ctx, created.PersonID, leeloo.PersonGetParams{})
}

// printReport prints ten people, and the statistics of ten tunnels.
func printReport(ctx context.Context, out io.Writer, client *leeloo.Client) error {
	const limit = 10
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "\nPERSON\tPHONE\tTAGS")
	count := 0
	for person, err := range client.People.All(ctx, leeloo.PeopleListParams{ListParams: leeloo.ListParams{Limit: limit}}) {
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%s\t%s\n", person.Name, person.Phone, strings.Join(person.Tags, ", "))
		if count++; count == limit {
			break // without it, All requests page after page until the end of the list
		}
	}
	tunnels, err := client.Tunnels.List(ctx, leeloo.ListParams{Limit: limit})
	if err != nil {
		return err
	}
	fmt.Fprintln(table, "\nTUNNEL\tVISITS\tSUBSCRIBERS\tORDERS\tSALES\tUSD")
	for _, tunnel := range tunnels.Items {
		stats, err := client.Tunnels.GetStats(ctx, tunnel.ID)
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%s\n",
			tunnel.Name, stats.Visits, stats.Subscribers, stats.Orders, stats.Sales, stats.TotalSale)
	}
	return table.Flush()
}

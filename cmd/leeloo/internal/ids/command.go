// Package ids is the command "leeloo ids": the names and ids of what a company has.
package ids

import (
	"cmp"
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/names"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// item is a line of the result.
type item struct {
	ID   string `json:"id"`
	Name string `json:"name"`
	Type string `json:"type,omitempty"`
}

// kinds are the arguments of the command.
var kinds = map[string]func(context.Context, *leeloo.Client) ([]item, error){
	"tags":             tags,
	"templates":        templates,
	"tunnels":          tunnels,
	"users":            users,
	"connections":      connections,
	"offers-of-orders": offersOfOrders,
}

var order = []string{"tags", "templates", "tunnels", "users", "connections", "offers-of-orders"}

// Command returns the command.
func Command(a *app.App) *cobra.Command {
	return &cobra.Command{
		Use:   "ids tags|templates|tunnels|users|connections|offers-of-orders",
		Short: "List names and ids",
		Long: `Lists the names and ids of what a company has. It only reads.

Leeloo's API does not list offers: "offers-of-orders" lists the names that
the offers of existing orders have. The id of an offer is in the address of
its page in Leeloo.`,
		Example:   "  leeloo ids tags --demo\n  leeloo ids templates --json",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: order,
		RunE: func(cmd *cobra.Command, args []string) error {
			company, err := a.Open(nil)
			if err != nil {
				return err
			}
			defer company.Close()
			items, err := kinds[args[0]](cmd.Context(), company.Client)
			if err != nil {
				return err
			}
			return print(a, items)
		},
	}
}

func print(a *app.App, items []item) error {
	slices.SortStableFunc(items, func(x, y item) int { return cmp.Compare(x.Name, y.Name) })
	if a.Settings.JSON {
		return output.JSON(a.Out, slices.Concat([]item{}, items))
	}
	header := []string{"ID", "NAME"}
	if slices.ContainsFunc(items, func(i item) bool { return i.Type != "" }) {
		header = append(header, "TYPE")
	}
	rows := make([][]string, len(items))
	for i, item := range items {
		rows[i] = []string{item.ID, item.Name, item.Type}[:len(header)]
	}
	return output.Table(a.Out, header, rows)
}

func tags(ctx context.Context, client *leeloo.Client) (items []item, err error) {
	all, err := client.Tags.List(ctx)
	for _, t := range all {
		items = append(items, item{ID: string(t.ID), Name: t.Name})
	}
	return items, err
}

func templates(ctx context.Context, client *leeloo.Client) (items []item, err error) {
	all, err := names.Templates(ctx, client)
	for _, t := range all {
		items = append(items, item{ID: string(t.ID), Name: t.FullName()})
	}
	return items, err
}

func tunnels(ctx context.Context, client *leeloo.Client) (items []item, err error) {
	all, err := leeloo.Collect(client.Tunnels.All(ctx, leeloo.ListParams{}))
	for _, t := range all {
		items = append(items, item{ID: string(t.ID), Name: t.Name})
	}
	return items, err
}

func users(ctx context.Context, client *leeloo.Client) (items []item, err error) {
	all, err := leeloo.Collect(client.Users.All(ctx, leeloo.ListParams{}))
	for _, u := range all {
		items = append(items, item{ID: string(u.ID), Name: u.Name})
	}
	return items, err
}

func connections(ctx context.Context, client *leeloo.Client) (items []item, err error) {
	all, err := client.Channels.Connections(ctx)
	for _, c := range all {
		items = append(items, item{ID: string(c.ID), Name: c.Name, Type: c.Type})
	}
	return items, err
}

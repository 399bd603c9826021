// Package ids is the command "leeloo ids": the names and ids of what a company has.
package ids

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// lists are the arguments of the command, without offers-of-orders.
var lists = map[string]func(context.Context, *leeloo.Client) ([]Item, error){
	"tags":        Tags,
	"templates":   Templates,
	"tunnels":     Tunnels,
	"users":       Users,
	"connections": Connections,
}

const offersArgument = "offers-of-orders"

var order = []string{"tags", "templates", "tunnels", "users", "connections", offersArgument}

const long = `Lists the names and ids of what a company has. It only reads.

Other commands take a name where it is unique, else the id. Shell completion
completes the names: see "leeloo completion --help".

Some ids cannot be listed, because Leeloo's API has no operation for them.
They are in the addresses of pages in Leeloo:

  offer            app.leeloo.ai/campaigns-offers/ID/offers/1
  payment credits  app.leeloo.ai/settings/integrations/payments/credits/
                   payment-credit/manual/ID
  tunnel block     app.leeloo.ai/tunnels/TUNNEL/tree/ID, after a click on
                   the block

"offers-of-orders" lists the names of the offers that have orders, with the
price and the id of the last one.`

// Command returns the command.
func Command(a *app.App) *cobra.Command {
	var lgt bool
	cmd := &cobra.Command{
		Use:       "ids tags|templates|tunnels|users|connections|offers-of-orders",
		Short:     "List names and ids",
		Long:      long,
		Example:   "  leeloo ids tags --demo\n  leeloo ids tunnels --lgt --demo\n  leeloo ids templates --demo --json",
		Args:      cobra.MatchAll(cobra.ExactArgs(1), cobra.OnlyValidArgs),
		ValidArgs: order,
		RunE: func(cmd *cobra.Command, args []string) error {
			if lgt && args[0] != "tunnels" {
				return app.Usagef("--lgt is for tunnels: leeloo ids tunnels --lgt")
			}
			company, err := a.Open()
			if err != nil {
				return err
			}
			defer company.Close()
			if args[0] == offersArgument {
				offers, err := offersOfOrders(cmd.Context(), company.Client)
				if err != nil {
					return err
				}
				return printOffers(a, offers)
			}
			items, err := lists[args[0]](cmd.Context(), company.Client)
			if err == nil && lgt {
				items, err = withLeadGenTools(cmd.Context(), company.Client, items)
			}
			if err != nil {
				return err
			}
			return printItems(a, args[0], items, lgt)
		},
	}
	cmd.Flags().BoolVar(&lgt, "lgt", false, "list the lead generation tools of each tunnel, too")
	return cmd
}

func printItems(a *app.App, kind string, items []Item, lgt bool) error {
	if a.Settings.JSON {
		return output.JSON(a.Out, items)
	}
	header, cells := []string{"ID", "NAME"}, func(i Item) []string { return []string{i.ID, i.Name} }
	switch {
	case kind == "connections":
		header, cells = []string{"ID", "NAME", "TYPE"}, func(i Item) []string { return []string{i.ID, i.Name, i.Type} }
	case lgt:
		return table(a, kind, []string{"TUNNEL ID", "TUNNEL", "LGT ID", "LGT", "TYPE"}, rowsOfTools(items))
	}
	rows := make([][]string, len(items))
	for i, item := range items {
		rows[i] = cells(item)
	}
	return table(a, kind, header, rows)
}

// rowsOfTools has a table row for each tool, and one for a tunnel without any.
func rowsOfTools(tunnels []Item) (rows [][]string) {
	for _, tunnel := range tunnels {
		for _, tool := range tunnel.LeadGenTools {
			rows = append(rows, []string{tunnel.ID, tunnel.Name, tool.ID, tool.Name, tool.Type})
		}
		if len(tunnel.LeadGenTools) == 0 {
			rows = append(rows, []string{tunnel.ID, tunnel.Name, "", "", ""})
		}
	}
	return rows
}

func printOffers(a *app.App, offers []*offer) error {
	if a.Settings.JSON {
		return output.JSON(a.Out, offers)
	}
	rows := make([][]string, len(offers))
	for i, o := range offers {
		rows[i] = o.cells()
	}
	return table(a, "orders", []string{"NAME", "ORDERS", "PRICE", "CURRENCY", "LAST ORDER"}, rows)
}

func table(a *app.App, kind string, header []string, rows [][]string) error {
	if len(rows) == 0 {
		a.Printf("There are no %s.", kind)
	}
	return output.Table(a.Out, header, rows)
}

// Package get is the command "leeloo get": one GET request.
package get

import (
	"encoding/json"

	"github.com/spf13/cobra"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/app"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/output"
)

// paths are the documented ones of GET requests.
var paths = []string{
	"/categories/templates", "/categories/templates/{category_id}",
	"/communication-channels", "/communication-channels/{account_id}/chat-messages", "/communication-channels/{account_id}/person",
	"/connections", "/orders", "/orders/{order_id}", "/people", "/people/{person_id}", "/tags",
	"/tunnels", "/tunnels/stats", "/tunnels/{tunnel_id}", "/tunnels/{tunnel_id}/stats", "/users", "/users/{user_id}",
}

const long = `Sends one GET request with the token, and writes "data" of the response as
indented JSON. It can only read. --envelope writes the complete response, with
"meta" (the counts of a list) and "included".

PATH is the part after /api/v2, with or without a query. In it, + is a plus,
so that a phone needs no escaping; %20 or a blank is a blank. A name or value
of --query is taken as it is. Put PATH into quotes: a shell reads ?, & and [.

  /categories/templates    /categories/templates/{category_id}
  /communication-channels  /communication-channels/{account_id}/chat-messages
                           /communication-channels/{account_id}/person
  /connections
  /orders                  /orders/{order_id}
  /people                  /people/{person_id}?include=contactedUsers,orders
  /tags
  /tunnels                 /tunnels/{tunnel_id}?include=leadgentools
  /tunnels/stats           /tunnels/{tunnel_id}/stats
  /users                   /users/{user_id}

Filters of /people: filter[tags] (a name; repeat it for more), filter[phone],
filter[email], filter[last_message][from] and [to] (dates like 2026-01-31).
Lists have limit and offset.`

const example = `  leeloo get /tags --demo
  leeloo get '/people?limit=2&filter[phone]=+380500000001' --demo
  leeloo get /people --query limit=2 --query filter[tags]=vip --envelope --demo`

// Command returns the command.
func Command(a *app.App) *cobra.Command {
	var query []string
	var envelope bool
	cmd := &cobra.Command{
		Use:     "get PATH",
		Short:   "Send one GET request",
		Long:    long,
		Example: example,
		Args:    cobra.ExactArgs(1),
		ValidArgsFunction: func(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
			if len(args) > 0 {
				return nil, cobra.ShellCompDirectiveNoFileComp
			}
			return paths, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			request, err := parse(args[0], query, a.Settings.BaseURL)
			if err != nil {
				return err
			}
			company, err := a.Open()
			if err != nil {
				return err
			}
			defer company.Close()
			var data json.RawMessage
			var response leeloo.Response
			if envelope {
				err = company.Client.Do(cmd.Context(), request, nil, leeloo.CaptureResponse(&response))
				data = response.Body
			} else {
				err = company.Client.Do(cmd.Context(), request, &data)
			}
			if err != nil {
				return err
			}
			return output.JSON(a.Out, data)
		},
	}
	cmd.Flags().StringArrayVarP(&query, "query", "q", nil, "add a query parameter, `name=value`; repeat it for more")
	cmd.Flags().BoolVar(&envelope, "envelope", false, "write the complete response, not only its data")
	return cmd
}

package ids

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/cmd/leeloo/internal/names"
)

// Item is something of the company that has an id and a name.
type Item struct {
	ID         string `json:"id"`
	Name       string `json:"name"`
	Type       string `json:"type,omitempty"`        // of a connection or a lead generation tool
	Category   string `json:"category,omitempty"`    // of a template: a part of its name
	CategoryID string `json:"category_id,omitempty"` // of a template

	LeadGenTools []Item `json:"lead_gen_tools,omitzero"` // of a tunnel, if they were asked for
}

// Tags lists the tags.
func Tags(ctx context.Context, client *leeloo.Client) ([]Item, error) {
	tags, err := client.Tags.List(ctx)
	return items(tags, err, func(t leeloo.Tag) Item { return Item{ID: string(t.ID), Name: t.Name} })
}

// Templates lists the templates, by the names that flags take: "Category/Name".
func Templates(ctx context.Context, client *leeloo.Client) ([]Item, error) {
	templates, err := names.Templates(ctx, client)
	return items(templates, err, func(t *names.CategoryTemplate) Item {
		return Item{ID: string(t.ID), Name: t.FullName(), Category: t.Category, CategoryID: string(t.CategoryID)}
	})
}

// Tunnels lists the tunnels.
func Tunnels(ctx context.Context, client *leeloo.Client) ([]Item, error) {
	tunnels, err := leeloo.Collect(client.Tunnels.All(ctx, leeloo.ListParams{}))
	return items(tunnels, err, func(t *leeloo.Tunnel) Item { return Item{ID: string(t.ID), Name: t.Name} })
}

// Users lists the users.
func Users(ctx context.Context, client *leeloo.Client) ([]Item, error) {
	users, err := leeloo.Collect(client.Users.All(ctx, leeloo.ListParams{}))
	return items(users, err, func(u *leeloo.User) Item { return Item{ID: string(u.ID), Name: u.Name} })
}

// Connections lists the connections.
func Connections(ctx context.Context, client *leeloo.Client) ([]Item, error) {
	connections, err := client.Channels.Connections(ctx)
	return items(connections, err, func(c leeloo.Connection) Item { return Item{ID: string(c.ID), Name: c.Name, Type: c.Type} })
}

// withLeadGenTools adds the lead generation tools to tunnels, with a request for each tunnel.
func withLeadGenTools(ctx context.Context, client *leeloo.Client, tunnels []Item) ([]Item, error) {
	include := leeloo.TunnelGetParams{Include: []leeloo.TunnelInclude{leeloo.IncludeLeadGenTools}}
	for i := range tunnels {
		tunnel, err := client.Tunnels.Get(ctx, leeloo.TunnelID(tunnels[i].ID), include)
		if err != nil {
			return nil, err
		}
		tunnels[i].LeadGenTools, _ = items(tunnel.LeadGenTools, nil, func(t leeloo.LeadGenTool) Item {
			return Item{ID: string(t.ID), Name: t.Name, Type: string(t.Type)}
		})
	}
	return tunnels, nil
}

// items returns the items of a list, sorted by name.
func items[T any](list []T, err error, item func(T) Item) ([]Item, error) {
	if err != nil {
		return nil, err
	}
	all := make([]Item, len(list)) // an empty list is [] in JSON
	for i, t := range list {
		all[i] = item(t)
	}
	slices.SortStableFunc(all, func(a, b Item) int { return compareNames(a.Name, b.Name) })
	return all, nil
}

func compareNames(a, b string) int {
	return cmp.Or(cmp.Compare(strings.ToLower(a), strings.ToLower(b)), cmp.Compare(a, b))
}

package check

import (
	"context"

	"github.com/leeloo-go/leeloo"
)

// ids are what a company has of each kind: the first one that a list shows.
type ids struct {
	category leeloo.CategoryID
	account  leeloo.AccountID
	order    leeloo.OrderID
	person   leeloo.PersonID
	phone    string // of that person
	tag      string // the name of one that the person has
	tunnel   leeloo.TunnelID
	user     leeloo.UserID
}

// operation is a GET to try.
type operation struct {
	name    string
	missing func(*ids) string // why it cannot be tried, or ""
	call    func(context.Context, *leeloo.Client, *ids, ...leeloo.RequestOption) error
}

// always is the missing of an operation that needs no id.
func always(*ids) string { return "" }

// needs returns the missing of an operation that needs an id.
func needs[T ~string](what string, id func(*ids) T) func(*ids) string {
	return func(known *ids) string {
		if id(known) == "" {
			return "the company has no " + what
		}
		return ""
	}
}

// operations are the GETs of the API, each after the list that its id comes from.
var operations = []operation{
	{"Templates.Categories", always, func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
		all, err := c.Templates.Categories(ctx, o...)
		for _, category := range all[:min(1, len(all))] {
			known.category = category.ID
		}
		return err
	}},
	{"Templates.List", needs("template category", func(k *ids) leeloo.CategoryID { return k.category }),
		func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
			_, err := c.Templates.List(ctx, known.category, o...)
			return err
		}},
	{"Channels.Connections", always, func(ctx context.Context, c *leeloo.Client, _ *ids, o ...leeloo.RequestOption) error {
		_, err := c.Channels.Connections(ctx, o...)
		return err
	}},
	{"Channels.List", always, func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
		page, err := c.Channels.List(ctx, leeloo.ChannelListParams{}, o...)
		if err == nil && len(page.Items) > 0 {
			known.account = page.Items[0].ID
		}
		return err
	}},
	{"Channels.Person", needs("channel", func(k *ids) leeloo.AccountID { return k.account }),
		func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
			_, err := c.Channels.Person(ctx, known.account, o...)
			return err
		}},
	{"Messages.List", needs("channel", func(k *ids) leeloo.AccountID { return k.account }),
		func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
			_, err := c.Messages.List(ctx, known.account, leeloo.ListParams{}, o...)
			return err
		}},
	{"Orders.List", always, func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
		page, err := c.Orders.List(ctx, leeloo.ListParams{}, o...)
		if err == nil && len(page.Items) > 0 {
			known.order = page.Items[0].ID
		}
		return err
	}},
	{"Orders.Get", needs("order", func(k *ids) leeloo.OrderID { return k.order }),
		func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
			_, err := c.Orders.Get(ctx, known.order, o...)
			return err
		}},
	{"People.List", always, func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
		page, err := c.People.List(ctx, leeloo.PeopleListParams{}, o...)
		if err != nil {
			return err
		}
		for _, person := range page.Items {
			if known.person == "" {
				known.person = person.ID
			}
			if known.phone == "" {
				known.phone = person.Phone
			}
			if known.tag == "" && len(person.Tags) > 0 {
				known.tag = person.Tags[0]
			}
		}
		return nil
	}},
	{"People.Get", needs("person", func(k *ids) leeloo.PersonID { return k.person }),
		func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
			include := []leeloo.PersonInclude{leeloo.IncludeContactedUsers, leeloo.IncludeOrders}
			_, err := c.People.Get(ctx, known.person, leeloo.PersonGetParams{Include: include}, o...)
			return err
		}},
	{"Tags.List", always, func(ctx context.Context, c *leeloo.Client, _ *ids, o ...leeloo.RequestOption) error {
		_, err := c.Tags.List(ctx, o...)
		return err
	}},
	{"Tunnels.List", always, func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
		page, err := c.Tunnels.List(ctx, leeloo.ListParams{}, o...)
		if err == nil && len(page.Items) > 0 {
			known.tunnel = page.Items[0].ID
		}
		return err
	}},
	{"Tunnels.Get", needs("tunnel", func(k *ids) leeloo.TunnelID { return k.tunnel }),
		func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
			include := []leeloo.TunnelInclude{leeloo.IncludeLeadGenTools}
			_, err := c.Tunnels.Get(ctx, known.tunnel, leeloo.TunnelGetParams{Include: include}, o...)
			return err
		}},
	{"Tunnels.ListStats", always, func(ctx context.Context, c *leeloo.Client, _ *ids, o ...leeloo.RequestOption) error {
		_, err := c.Tunnels.ListStats(ctx, o...)
		return err
	}},
	{"Tunnels.GetStats", needs("tunnel", func(k *ids) leeloo.TunnelID { return k.tunnel }),
		func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
			_, err := c.Tunnels.GetStats(ctx, known.tunnel, o...)
			return err
		}},
	{"Users.List", always, func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
		page, err := c.Users.List(ctx, leeloo.ListParams{}, o...)
		if err == nil && len(page.Items) > 0 {
			known.user = page.Items[0].ID
		}
		return err
	}},
	{"Users.Get", needs("user", func(k *ids) leeloo.UserID { return k.user }),
		func(ctx context.Context, c *leeloo.Client, known *ids, o ...leeloo.RequestOption) error {
			_, err := c.Users.Get(ctx, known.user, o...)
			return err
		}},
}

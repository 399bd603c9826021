package leelootest

import "github.com/leeloo-go/leeloo"

// Dataset lists the ids of a seeded company, each kind in the order of creation.
type Dataset struct {
	// What the call of Seed added. Accounts[i] is the first account of People[i].
	People   []leeloo.PersonID
	Accounts []leeloo.AccountID
	Orders   []leeloo.OrderID

	// What every company has, seeded or not.
	Tags           []Tag
	Tunnels        []Tunnel
	Categories     []leeloo.CategoryID
	Templates      []leeloo.TemplateID
	Users          []leeloo.UserID
	Connections    []leeloo.ConnectionID
	PaymentCredits []leeloo.PaymentCreditsID
	Offers         []leeloo.OfferID
}

// Tag is a tag of the company: filters and people know it by its name, requests by its id.
type Tag struct {
	ID   leeloo.TagID
	Name string
}

// Tunnel is a tunnel of the company with what belongs to it.
type Tunnel struct {
	ID           leeloo.TunnelID
	Blocks       []leeloo.TunnelBlockID
	LeadGenTools []leeloo.LeadGenToolID
}

func (c *company) dataset(people []*person) Dataset {
	d := Dataset{
		Tags: views(c.tags.rows, func(t *tag) Tag { return Tag{leeloo.TagID(t.id), t.name} }),
		Tunnels: views(c.tunnels.rows, func(t *tunnel) Tunnel {
			return Tunnel{
				leeloo.TunnelID(t.id),
				views(t.blocks, typed[leeloo.TunnelBlockID]),
				views(t.leadGenTools, func(g *leadGenTool) leeloo.LeadGenToolID { return leeloo.LeadGenToolID(g.id) }),
			}
		}),
		Categories: views(c.categories.rows, func(g *category) leeloo.CategoryID { return leeloo.CategoryID(g.id) }),
		Templates:  views(c.templates.rows, func(t *template) leeloo.TemplateID { return leeloo.TemplateID(t.id) }),
		Users:      views(c.users.rows, func(u *user) leeloo.UserID { return leeloo.UserID(u.id) }),
		Connections: views(c.connections.rows, func(n *connection) leeloo.ConnectionID {
			return leeloo.ConnectionID(n.id)
		}),
		PaymentCredits: views(c.paymentCredits.rows, typed[leeloo.PaymentCreditsID]),
		Offers:         views(c.offers.rows, func(o *offer) leeloo.OfferID { return leeloo.OfferID(o.id) }),
	}
	for _, p := range people {
		d.People = append(d.People, leeloo.PersonID(p.id))
		d.Accounts = append(d.Accounts, leeloo.AccountID(p.channels[0].id))
		for _, o := range p.orders {
			d.Orders = append(d.Orders, leeloo.OrderID(o.id))
		}
	}
	return d
}

func typed[ID ~string](id string) ID { return ID(id) }

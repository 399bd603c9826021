package leelootest

import (
	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest/internal/fake"
)

// The records of internal/fake with typed ids.

func newDataset(s *fake.Store, people []*fake.Person) Dataset {
	d := Dataset{
		People:         mapped(people, newPerson),
		Tags:           mapped(s.Tags.Rows, newTag),
		Tunnels:        mapped(s.Tunnels.Rows, newTunnel),
		Categories:     mapped(s.Categories.Rows, newCategory),
		Templates:      mapped(s.Templates.Rows, newTemplate),
		Users:          mapped(s.Users.Rows, newUser),
		Connections:    mapped(s.Connections.Rows, newConnection),
		PaymentCredits: mapped(s.PaymentCredits.Rows, newPaymentCredits),
		Offers:         mapped(s.Offers.Rows, newOffer),
	}
	for _, p := range people {
		d.Accounts = append(d.Accounts, Account{leeloo.AccountID(p.Channels[0].ID), p.Name, leeloo.PersonID(p.ID)})
		d.Orders = append(d.Orders, mapped(p.Orders, newOrder)...)
	}
	return d
}

func newPerson(p *fake.Person) Person {
	return Person{
		ID: leeloo.PersonID(p.ID), AccountID: leeloo.AccountID(p.Channels[0].ID),
		Name: p.Name, Phone: p.Phone, Email: p.Email,
		Tags: mapped(p.Tags, func(t *fake.Tag) string { return t.Name }),
	}
}

func newOrder(o *fake.Order) Order {
	return Order{leeloo.OrderID(o.ID), o.Offer.Name, leeloo.PersonID(o.Person.ID), leeloo.OfferID(o.Offer.ID)}
}

func newTag(t *fake.Tag) Tag { return Tag{leeloo.TagID(t.ID), t.Name} }

func newTunnel(t *fake.Tunnel) Tunnel {
	return Tunnel{
		leeloo.TunnelID(t.ID), t.Name,
		mapped(t.Blocks, func(b fake.Block) TunnelBlock { return TunnelBlock{leeloo.TunnelBlockID(b.ID), b.Name} }),
		mapped(t.LeadGenTools, func(g *fake.LeadGenTool) LeadGenTool {
			return LeadGenTool{leeloo.LeadGenToolID(g.ID), g.Name}
		}),
	}
}

func newCategory(c *fake.Category) Category { return Category{leeloo.CategoryID(c.ID), c.Name} }

func newTemplate(t *fake.Template) Template {
	return Template{leeloo.TemplateID(t.ID), t.Name, t.Category.Name, t.Text, t.Variables()}
}

func newUser(u *fake.User) User { return User{leeloo.UserID(u.ID), u.Name} }

func newConnection(c *fake.Connection) Connection {
	return Connection{leeloo.ConnectionID(c.ID), c.Name}
}

func newPaymentCredits(c *fake.PaymentCredits) PaymentCredits {
	return PaymentCredits{leeloo.PaymentCreditsID(c.ID), c.Name}
}

func newOffer(o *fake.Offer) Offer { return Offer{leeloo.OfferID(o.ID), o.Name, o.Price, o.Currency} }

func mapped[T, V any](list []T, f func(T) V) (values []V) {
	for _, element := range list {
		values = append(values, f(element))
	}
	return values
}

package contract

import (
	"context"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

type method func(context.Context, *leeloo.Client, leelootest.Dataset) error

// call is how the SDK calls one operation: with every parameter, and with only the required ones if there are others.
type call struct {
	op      string
	full    method
	minimal method
	other   method // with another type of a parameter
}

// Indexes in Dataset.Connections.
const (
	emailConnection = 3
	smsConnection   = 4
)

var (
	noon  = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	month = leeloo.DateRange{
		From: leeloo.DateOf(time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)),
		To:   leeloo.DateOf(time.Date(2024, 3, 31, 0, 0, 0, 0, time.UTC)),
	}
	secondPage = leeloo.ListParams{Limit: 10, Offset: 2}
)

func errorOf(_ any, err error) error { return err }

// calls are the operations in the order of the table. They work on a seeded server, and can be repeated.
var calls = []call{
	{op: "Templates.Categories", full: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
		return errorOf(c.Templates.Categories(ctx))
	}},
	{op: "Templates.List", full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
		return errorOf(c.Templates.List(ctx, of.Categories[0].ID))
	}},
	{
		op: "Templates.Send",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return c.Templates.Send(ctx, leeloo.SendTemplateParams{
				AccountID: of.Accounts[0].ID, TemplateID: of.Templates[0].ID, Variables: map[string]string{"name": "Olena"},
			})
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return c.Templates.Send(ctx, leeloo.SendTemplateParams{AccountID: of.Accounts[0].ID, TemplateID: of.Templates[0].ID})
		},
	},
	{
		op: "Messages.List",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.Messages.List(ctx, of.Accounts[0].ID, secondPage))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.Messages.List(ctx, of.Accounts[0].ID, leeloo.ListParams{}))
		},
	},
	{op: "Messages.Send", full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
		return c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: of.Accounts[0].ID, Text: "Hello!"})
	}},
	{
		op: "Channels.List",
		full: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
			return errorOf(c.Channels.List(ctx, leeloo.ChannelListParams{ListParams: secondPage, LastMessage: month}))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
			return errorOf(c.Channels.List(ctx, leeloo.ChannelListParams{}))
		},
	},
	{op: "Channels.Connections", full: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
		return errorOf(c.Channels.Connections(ctx))
	}},
	{op: "Channels.Person", full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
		return errorOf(c.Channels.Person(ctx, of.Accounts[0].ID))
	}},
	{
		op: "LGT.CreateTrafficSource",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.LGT.CreateTrafficSource(ctx, of.Tunnels[0].LeadGenTools[0].ID, leeloo.TrafficSourceParams{
				Name: "flyer", Description: "at the fair",
			}))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.LGT.CreateTrafficSource(ctx, of.Tunnels[0].LeadGenTools[0].ID, leeloo.TrafficSourceParams{Name: "flyer"}))
		},
	},
	{
		op: "Orders.Create",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			order := newOrder(of)
			order.Email, order.Phone = "olena@example.com", "+380500000001"
			order.NotifyAccount, order.ManagerID = true, of.Users[0].ID
			return errorOf(c.Orders.Create(ctx, order))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.Orders.Create(ctx, newOrder(of)))
		},
	},
	{
		op: "Orders.List",
		full: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
			return errorOf(c.Orders.List(ctx, secondPage))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
			return errorOf(c.Orders.List(ctx, leeloo.ListParams{}))
		},
	},
	{op: "Orders.Get", full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
		return errorOf(c.Orders.Get(ctx, of.Orders[0].ID))
	}},
	{
		op: "Orders.Update",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			price, err := leeloo.NewAmount("1490.50")
			if err != nil {
				return err
			}
			return updateNew(ctx, c, of, leeloo.OrderUpdateParams{
				Status: leeloo.OrderStatusResolved, PaymentDate: noon, Currency: "UAH", Price: price, UserComments: "100 % & more",
			})
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return updateNew(ctx, c, of, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusRejected})
		},
	},
	{
		op: "People.List",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.People.List(ctx, leeloo.PeopleListParams{
				ListParams: secondPage, Tags: []string{of.Tags[0].Name, "a tag, & more"}, LastMessage: month,
				Phone: "+380500000001", Email: "olena+1@example.com",
			}))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
			return errorOf(c.People.List(ctx, leeloo.PeopleListParams{}))
		},
	},
	{
		op: "People.Get",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.People.Get(ctx, of.People[0].ID, leeloo.PersonGetParams{
				Include: []leeloo.PersonInclude{leeloo.IncludeContactedUsers, leeloo.IncludeOrders},
			}))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.People.Get(ctx, of.People[0].ID, leeloo.PersonGetParams{}))
		},
	},
	{
		op: "People.Update",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			phone, none := "+380500000001", ""
			return c.People.Update(ctx, of.People[0].ID, leeloo.PersonUpdateParams{
				Phone: &phone, Email: &none, CustomFields: []leeloo.CustomField{{Type: "NUMBER", Name: "age", Value: "42"}},
			})
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return c.People.Update(ctx, of.People[0].ID, leeloo.PersonUpdateParams{})
		},
	},
	{
		op: "People.Create",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.People.Create(ctx, leeloo.PersonCreateParams{
				Name: "Olena", Email: "olena@example.com", Phone: "+380500000001",
				LeadGenToolID: of.Tunnels[0].LeadGenTools[0].ID, ConnectedUserIDs: []leeloo.UserID{of.Users[0].ID, of.Users[1].ID},
			}))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
			return errorOf(c.People.Create(ctx, leeloo.PersonCreateParams{Name: "Olena"}))
		},
	},
	{
		op: "People.ConnectSMS",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.People.ConnectSMS(ctx, leeloo.ConnectSMSParams{
				People:       []leeloo.SMSPerson{{Name: "Olena", Email: "olena@example.com", Phone: "+380500000001"}},
				ConnectionID: of.Connections[smsConnection].ID, LeadGenToolID: of.Tunnels[0].LeadGenTools[0].ID, TagIDs: []leeloo.TagID{of.Tags[0].ID},
			}))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.People.ConnectSMS(ctx, leeloo.ConnectSMSParams{
				People:       []leeloo.SMSPerson{{Phone: "+380500000001"}},
				ConnectionID: of.Connections[smsConnection].ID, LeadGenToolID: of.Tunnels[0].LeadGenTools[0].ID,
			}))
		},
	},
	{
		op: "People.ConnectEmail",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.People.ConnectEmail(ctx, leeloo.ConnectEmailParams{
				People:       []leeloo.EmailPerson{{Email: "olena@example.com", Name: "Olena", Phone: "+380500000001"}},
				ConnectionID: of.Connections[emailConnection].ID, TagIDs: []leeloo.TagID{of.Tags[0].ID, of.Tags[1].ID},
			}))
		},
		other: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.People.ConnectEmail(ctx, leeloo.ConnectEmailParams{
				People:       []leeloo.EmailPerson{{Email: "olena@example.com"}},
				ConnectionID: of.Connections[emailConnection].ID, TagIDs: []leeloo.TagID{of.Tags[0].ID}, // sent as a string
			}))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.People.ConnectEmail(ctx, leeloo.ConnectEmailParams{
				People: []leeloo.EmailPerson{{Email: "olena@example.com"}}, ConnectionID: of.Connections[emailConnection].ID,
			}))
		},
	},
	{op: "People.AddComment", full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
		return errorOf(c.People.AddComment(ctx, of.People[0].ID, "called back"))
	}},
	{
		op: "People.AddCall",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			call := newCall(of)
			call.RecordLink, call.Duration = "https://files.example.com/call.mp3?a=1&b=2", 100*time.Second
			return errorOf(c.People.AddCall(ctx, call))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.People.AddCall(ctx, newCall(of)))
		},
	},
	{op: "Tags.List", full: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
		return errorOf(c.Tags.List(ctx))
	}},
	{op: "Tags.Remove", full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
		return c.Tags.Remove(ctx, of.People[0].ID, of.Tags[0].ID)
	}},
	{op: "Tags.Add", full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
		return c.Tags.Add(ctx, of.People[0].ID, of.Tags[0].ID)
	}},
	{
		op: "Tunnels.List",
		full: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
			return errorOf(c.Tunnels.List(ctx, leeloo.ListParams{Limit: 2, Offset: 1}))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
			return errorOf(c.Tunnels.List(ctx, leeloo.ListParams{}))
		},
	},
	{
		op: "Tunnels.Get",
		full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.Tunnels.Get(ctx, of.Tunnels[0].ID, leeloo.TunnelGetParams{
				Include: []leeloo.TunnelInclude{leeloo.IncludeLeadGenTools},
			}))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
			return errorOf(c.Tunnels.Get(ctx, of.Tunnels[0].ID, leeloo.TunnelGetParams{}))
		},
	},
	{op: "Tunnels.ListStats", full: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
		return errorOf(c.Tunnels.ListStats(ctx))
	}},
	{op: "Tunnels.GetStats", full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
		return errorOf(c.Tunnels.GetStats(ctx, of.Tunnels[0].ID))
	}},
	{op: "Tunnels.Subscribe", full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
		return c.Tunnels.Subscribe(ctx, of.Accounts[0].ID, leeloo.SubscribeParams{
			TunnelID: of.Tunnels[0].ID, TunnelBlockID: of.Tunnels[0].Blocks[0].ID,
		})
	}},
	{
		op: "Users.List",
		full: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
			return errorOf(c.Users.List(ctx, leeloo.ListParams{Limit: 2, Offset: 1}))
		},
		minimal: func(ctx context.Context, c *leeloo.Client, _ leelootest.Dataset) error {
			return errorOf(c.Users.List(ctx, leeloo.ListParams{}))
		},
	},
	{op: "Users.Get", full: func(ctx context.Context, c *leeloo.Client, of leelootest.Dataset) error {
		return errorOf(c.Users.Get(ctx, of.Users[0].ID))
	}},
}

func newOrder(of leelootest.Dataset) leeloo.OrderCreateParams {
	return leeloo.OrderCreateParams{
		PaymentCreditsID: of.PaymentCredits[0].ID, TransactionDate: noon, OfferID: of.Offers[0].ID, PersonID: of.People[0].ID,
	}
}

// updateNew creates an order and updates it, since an order can be resolved or rejected only once.
func updateNew(ctx context.Context, c *leeloo.Client, of leelootest.Dataset, params leeloo.OrderUpdateParams) error {
	order, err := c.Orders.Create(ctx, newOrder(of))
	if err != nil {
		return err
	}
	return c.Orders.Update(ctx, order.ID, params)
}

func newCall(of leelootest.Dataset) leeloo.CallParams {
	return leeloo.CallParams{
		UserID: of.Users[0].ID, From: "606", To: "607", Date: noon, AccountID: of.Accounts[0].ID,
		Status: leeloo.CallStatusNoAnswer, Type: leeloo.CallTypeInbound,
	}
}

package contract

import (
	"context"
	"time"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

type ids = leelootest.Dataset

type method func(context.Context, *leeloo.Client, ids) error

// call is how the SDK calls one operation: with every param, and with the required ones alone where there are others.
type call struct {
	op          string
	full, least method
}

var (
	noon  = time.Date(2026, 1, 31, 12, 0, 0, 0, time.UTC)
	month = leeloo.DateRange{
		From: leeloo.DateOf(time.Date(2024, 3, 1, 0, 0, 0, 0, time.UTC)),
		To:   leeloo.DateOf(time.Date(2024, 3, 31, 0, 0, 0, 0, time.UTC)),
	}
	tenOfThem = leeloo.ListParams{Limit: 10, Offset: 2}
)

func only(_ any, err error) error { return err }

// calls are the operations in the order of the route table. They work on a seeded company, as often as one likes.
var calls = []call{
	{op: "Templates.Categories", full: func(ctx context.Context, c *leeloo.Client, _ ids) error {
		return only(c.Templates.Categories(ctx))
	}},
	{op: "Templates.List", full: func(ctx context.Context, c *leeloo.Client, of ids) error {
		return only(c.Templates.List(ctx, of.Categories[0]))
	}},
	{
		op: "Templates.Send",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return c.Templates.Send(ctx, leeloo.SendTemplateParams{
				AccountID: of.Accounts[0], TemplateID: of.Templates[0], Variables: map[string]string{"name": "Olena"},
			})
		},
		least: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return c.Templates.Send(ctx, leeloo.SendTemplateParams{AccountID: of.Accounts[0], TemplateID: of.Templates[0]})
		},
	},
	{
		op: "Messages.List",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.Messages.List(ctx, of.Accounts[0], tenOfThem))
		},
		least: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.Messages.List(ctx, of.Accounts[0], leeloo.ListParams{}))
		},
	},
	{op: "Messages.Send", full: func(ctx context.Context, c *leeloo.Client, of ids) error {
		return c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: of.Accounts[0], Text: "Hello!"})
	}},
	{
		op: "Channels.List",
		full: func(ctx context.Context, c *leeloo.Client, _ ids) error {
			return only(c.Channels.List(ctx, leeloo.ChannelListParams{ListParams: tenOfThem, LastMessage: month}))
		},
		least: func(ctx context.Context, c *leeloo.Client, _ ids) error {
			return only(c.Channels.List(ctx, leeloo.ChannelListParams{}))
		},
	},
	{op: "Channels.Connections", full: func(ctx context.Context, c *leeloo.Client, _ ids) error {
		return only(c.Channels.Connections(ctx))
	}},
	{op: "Channels.Person", full: func(ctx context.Context, c *leeloo.Client, of ids) error {
		return only(c.Channels.Person(ctx, of.Accounts[0]))
	}},
	{
		op: "LGT.CreateTrafficSource",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.LGT.CreateTrafficSource(ctx, of.Tunnels[0].LeadGenTools[0], leeloo.TrafficSourceParams{
				Name: "flyer", Description: "at the fair",
			}))
		},
		least: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.LGT.CreateTrafficSource(ctx, of.Tunnels[0].LeadGenTools[0], leeloo.TrafficSourceParams{Name: "flyer"}))
		},
	},
	{
		op: "Orders.Create",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			order := newOrder(of)
			order.Email, order.Phone = "olena@example.com", "+380500000001"
			order.NotifyAccount, order.ManagerID = true, of.Users[0]
			return only(c.Orders.Create(ctx, order))
		},
		least: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.Orders.Create(ctx, newOrder(of)))
		},
	},
	{
		op: "Orders.List",
		full: func(ctx context.Context, c *leeloo.Client, _ ids) error {
			return only(c.Orders.List(ctx, tenOfThem))
		},
		least: func(ctx context.Context, c *leeloo.Client, _ ids) error {
			return only(c.Orders.List(ctx, leeloo.ListParams{}))
		},
	},
	{op: "Orders.Get", full: func(ctx context.Context, c *leeloo.Client, of ids) error {
		return only(c.Orders.Get(ctx, of.Orders[0]))
	}},
	{
		op: "Orders.Update",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			price, err := leeloo.NewAmount("1490.50")
			if err != nil {
				return err
			}
			return settleNew(ctx, c, of, leeloo.OrderUpdateParams{
				Status: leeloo.OrderStatusResolved, PaymentDate: noon, Currency: "UAH", Price: price, UserComments: "100 % & more",
			})
		},
		least: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return settleNew(ctx, c, of, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusRejected})
		},
	},
	{
		op: "People.List",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.People.List(ctx, leeloo.PeopleListParams{
				ListParams: tenOfThem, Tags: []string{of.Tags[0].Name, "a tag, & more"}, LastMessage: month,
				Phone: "+380500000001", Email: "olena+1@example.com",
			}))
		},
		least: func(ctx context.Context, c *leeloo.Client, _ ids) error {
			return only(c.People.List(ctx, leeloo.PeopleListParams{}))
		},
	},
	{
		op: "People.Get",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.People.Get(ctx, of.People[0], leeloo.PersonGetParams{
				Include: []leeloo.PersonInclude{leeloo.IncludeContactedUsers, leeloo.IncludeOrders},
			}))
		},
		least: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.People.Get(ctx, of.People[0], leeloo.PersonGetParams{}))
		},
	},
	{
		op: "People.Update",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			phone, none := "+380500000001", ""
			return c.People.Update(ctx, of.People[0], leeloo.PersonUpdateParams{
				Phone: &phone, Email: &none, CustomFields: []leeloo.CustomField{{Type: "NUMBER", Name: "age", Value: "42"}},
			})
		},
		least: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return c.People.Update(ctx, of.People[0], leeloo.PersonUpdateParams{})
		},
	},
	{
		op: "People.Create",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.People.Create(ctx, leeloo.PersonCreateParams{
				Name: "Olena", Email: "olena@example.com", Phone: "+380500000001",
				LeadGenToolID: of.Tunnels[0].LeadGenTools[0], ConnectedUserIDs: of.Users[:2],
			}))
		},
		least: func(ctx context.Context, c *leeloo.Client, _ ids) error {
			return only(c.People.Create(ctx, leeloo.PersonCreateParams{Name: "Olena"}))
		},
	},
	{
		op: "People.ConnectSMS",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.People.ConnectSMS(ctx, leeloo.ConnectSMSParams{
				People:       []leeloo.SMSPerson{{Name: "Olena", Email: "olena@example.com", Phone: "+380500000001"}},
				ConnectionID: of.Connections[4], LeadGenToolID: of.Tunnels[0].LeadGenTools[0], TagIDs: []leeloo.TagID{of.Tags[0].ID},
			}))
		},
		least: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.People.ConnectSMS(ctx, leeloo.ConnectSMSParams{
				People:       []leeloo.SMSPerson{{Phone: "+380500000001"}},
				ConnectionID: of.Connections[4], LeadGenToolID: of.Tunnels[0].LeadGenTools[0],
			}))
		},
	},
	{op: "People.AddComment", full: func(ctx context.Context, c *leeloo.Client, of ids) error {
		return only(c.People.AddComment(ctx, of.People[0], "called back"))
	}},
	{
		op: "People.AddCall",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			call := newCall(of)
			call.RecordLink, call.Duration = "https://files.example.com/call.mp3?a=1&b=2", 100*time.Second
			return only(c.People.AddCall(ctx, call))
		},
		least: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.People.AddCall(ctx, newCall(of)))
		},
	},
	{op: "Tags.List", full: func(ctx context.Context, c *leeloo.Client, _ ids) error {
		return only(c.Tags.List(ctx))
	}},
	{op: "Tags.Remove", full: func(ctx context.Context, c *leeloo.Client, of ids) error {
		return c.Tags.Remove(ctx, of.People[0], of.Tags[0].ID)
	}},
	{op: "Tags.Add", full: func(ctx context.Context, c *leeloo.Client, of ids) error {
		return c.Tags.Add(ctx, of.People[0], of.Tags[0].ID)
	}},
	{
		op: "Tunnels.List",
		full: func(ctx context.Context, c *leeloo.Client, _ ids) error {
			return only(c.Tunnels.List(ctx, leeloo.ListParams{Limit: 2, Offset: 1}))
		},
		least: func(ctx context.Context, c *leeloo.Client, _ ids) error {
			return only(c.Tunnels.List(ctx, leeloo.ListParams{}))
		},
	},
	{
		op: "Tunnels.Get",
		full: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.Tunnels.Get(ctx, of.Tunnels[0].ID, leeloo.TunnelGetParams{
				Include: []leeloo.TunnelInclude{leeloo.IncludeLeadGenTools},
			}))
		},
		least: func(ctx context.Context, c *leeloo.Client, of ids) error {
			return only(c.Tunnels.Get(ctx, of.Tunnels[0].ID, leeloo.TunnelGetParams{}))
		},
	},
	{op: "Tunnels.Stats", full: func(ctx context.Context, c *leeloo.Client, _ ids) error {
		return only(c.Tunnels.Stats(ctx))
	}},
	{op: "Tunnels.StatsOf", full: func(ctx context.Context, c *leeloo.Client, of ids) error {
		return only(c.Tunnels.StatsOf(ctx, of.Tunnels[0].ID))
	}},
	{op: "Tunnels.Subscribe", full: func(ctx context.Context, c *leeloo.Client, of ids) error {
		return c.Tunnels.Subscribe(ctx, of.Accounts[0], leeloo.SubscribeParams{
			TunnelID: of.Tunnels[0].ID, TunnelBlockID: of.Tunnels[0].Blocks[0],
		})
	}},
	{
		op: "Users.List",
		full: func(ctx context.Context, c *leeloo.Client, _ ids) error {
			return only(c.Users.List(ctx, leeloo.ListParams{Limit: 2, Offset: 1}))
		},
		least: func(ctx context.Context, c *leeloo.Client, _ ids) error {
			return only(c.Users.List(ctx, leeloo.ListParams{}))
		},
	},
	{op: "Users.Get", full: func(ctx context.Context, c *leeloo.Client, of ids) error {
		return only(c.Users.Get(ctx, of.Users[0]))
	}},
}

func newOrder(of ids) leeloo.OrderCreateParams {
	return leeloo.OrderCreateParams{
		PaymentCreditsID: of.PaymentCredits[0], TransactionDate: noon, OfferID: of.Offers[0], PersonID: of.People[0],
	}
}

// settleNew settles an order of its own: a settled one can't be settled again.
func settleNew(ctx context.Context, c *leeloo.Client, of ids, params leeloo.OrderUpdateParams) error {
	order, err := c.Orders.Create(ctx, newOrder(of))
	if err != nil {
		return err
	}
	return c.Orders.Update(ctx, order.ID, params)
}

func newCall(of ids) leeloo.CallParams {
	return leeloo.CallParams{
		UserID: of.Users[0], From: "606", To: "607", Date: noon, AccountID: of.Accounts[0],
		Status: leeloo.CallStatusNoAnswer, Type: leeloo.CallTypeInbound,
	}
}

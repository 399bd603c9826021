package leeloo_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// notIDs cannot be ids of Leeloo. Some would change the path of a request.
var notIDs = map[string]string{
	"empty":          "",
	"dot":            ".",
	"dot dot":        "..",
	"slash":          "a/" + canary,
	"leading slash":  "/5b3f543bb2737000133d25b0",
	"backslash":      `a\b`,
	"query":          "a?b=" + canary,
	"fragment":       "a#b",
	"semicolon":      "a;b",
	"escaped dot":    "%2e",
	"escaped slash":  "a%2fb",
	"blank":          " ",
	"trailing blank": "5b3f543bb2737000133d25b0 ",
	"newline":        "5b3f543bb2737000133d25b0\n",
	"nul":            "a\x00b",
	"not ASCII":      "5b3f543bb2737000133d25bб",
	"not UTF-8":      notUTF8,
	"129 bytes":      strings.Repeat("a", 129),
	"phone":          canary,
}

// idParams are all parameters that take an id. One of a path has its name in the path template, one of a body the name of
// its field.
var idParams = []struct {
	op, name string
	call     func(ctx context.Context, c *leeloo.Client, id string) error
	optional bool // may be empty
}{
	{op: "Templates.List", name: "category_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Templates.List(ctx, leeloo.CategoryID(id))
		return err
	}},
	{op: "Templates.Send", name: "AccountID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Templates.Send(ctx, leeloo.SendTemplateParams{AccountID: leeloo.AccountID(id), TemplateID: "t1"})
	}},
	{op: "Templates.Send", name: "TemplateID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Templates.Send(ctx, leeloo.SendTemplateParams{AccountID: "a1", TemplateID: leeloo.TemplateID(id)})
	}},
	{op: "Messages.List", name: "account_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Messages.List(ctx, leeloo.AccountID(id), leeloo.ListParams{})
		return err
	}},
	{op: "Messages.List", name: "account_id", call: func(ctx context.Context, c *leeloo.Client, id string) (err error) {
		for _, err = range c.Messages.All(ctx, leeloo.AccountID(id), leeloo.ListParams{}) {
		}
		return err
	}},
	{op: "Messages.Send", name: "AccountID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: leeloo.AccountID(id), Text: "hi"})
	}},
	{op: "Channels.Person", name: "account_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Channels.Person(ctx, leeloo.AccountID(id))
		return err
	}},
	{op: "LGT.CreateTrafficSource", name: "leadgentool_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.LGT.CreateTrafficSource(ctx, leeloo.LeadGenToolID(id), leeloo.TrafficSourceParams{Name: "n"})
		return err
	}},
	{op: "Orders.Create", name: "PaymentCreditsID", call: createOrder(func(p *leeloo.OrderCreateParams, id string) { p.PaymentCreditsID = leeloo.PaymentCreditsID(id) })},
	{op: "Orders.Create", name: "OfferID", call: createOrder(func(p *leeloo.OrderCreateParams, id string) { p.OfferID = leeloo.OfferID(id) })},
	{op: "Orders.Create", name: "PersonID", call: createOrder(func(p *leeloo.OrderCreateParams, id string) { p.PersonID = leeloo.PersonID(id) })},
	{op: "Orders.Create", name: "ManagerID", optional: true,
		call: createOrder(func(p *leeloo.OrderCreateParams, id string) { p.ManagerID = leeloo.UserID(id) })},
	{op: "Orders.Get", name: "order_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Orders.Get(ctx, leeloo.OrderID(id))
		return err
	}},
	{op: "Orders.Update", name: "order_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Orders.Update(ctx, leeloo.OrderID(id), leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved})
	}},
	{op: "People.Get", name: "person_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.People.Get(ctx, leeloo.PersonID(id), leeloo.PersonGetParams{})
		return err
	}},
	{op: "People.Get", name: "Include[0]", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.People.Get(ctx, "p1", leeloo.PersonGetParams{Include: []leeloo.PersonInclude{leeloo.PersonInclude(id)}})
		return err
	}},
	{op: "People.Update", name: "person_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.People.Update(ctx, leeloo.PersonID(id), leeloo.PersonUpdateParams{})
	}},
	{op: "People.Create", name: "LeadGenToolID", optional: true, call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.People.Create(ctx, leeloo.PersonCreateParams{Name: "n", LeadGenToolID: leeloo.LeadGenToolID(id)})
		return err
	}},
	{op: "People.Create", name: "ConnectedUserIDs[1]", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.People.Create(ctx, leeloo.PersonCreateParams{Name: "n", ConnectedUserIDs: []leeloo.UserID{"u1", leeloo.UserID(id)}})
		return err
	}},
	{op: "People.ConnectSMS", name: "ConnectionID", call: connectSMS(func(p *leeloo.ConnectSMSParams, id string) { p.ConnectionID = leeloo.ConnectionID(id) })},
	{op: "People.ConnectSMS", name: "LeadGenToolID", call: connectSMS(func(p *leeloo.ConnectSMSParams, id string) { p.LeadGenToolID = leeloo.LeadGenToolID(id) })},
	{op: "People.ConnectSMS", name: "TagIDs[1]", call: connectSMS(func(p *leeloo.ConnectSMSParams, id string) { p.TagIDs = []leeloo.TagID{"t1", leeloo.TagID(id)} })},
	{op: "People.ConnectEmail", name: "ConnectionID", call: connectEmail(func(p *leeloo.ConnectEmailParams, id string) { p.ConnectionID = leeloo.ConnectionID(id) })},
	{op: "People.ConnectEmail", name: "TagIDs[1]", call: connectEmail(func(p *leeloo.ConnectEmailParams, id string) { p.TagIDs = []leeloo.TagID{"t1", leeloo.TagID(id)} })},
	{op: "People.AddComment", name: "person_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.People.AddComment(ctx, leeloo.PersonID(id), "comment")
		return err
	}},
	{op: "People.AddCall", name: "UserID", call: addCall(func(p *leeloo.CallParams, id string) { p.UserID = leeloo.UserID(id) })},
	{op: "People.AddCall", name: "AccountID", call: addCall(func(p *leeloo.CallParams, id string) { p.AccountID = leeloo.AccountID(id) })},
	{op: "Tags.Add", name: "person_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tags.Add(ctx, leeloo.PersonID(id), "t1")
	}},
	{op: "Tags.Add", name: "TagID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tags.Add(ctx, "p1", leeloo.TagID(id))
	}},
	{op: "Tags.Remove", name: "person_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tags.Remove(ctx, leeloo.PersonID(id), "t1")
	}},
	{op: "Tags.Remove", name: "TagID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tags.Remove(ctx, "p1", leeloo.TagID(id))
	}},
	{op: "Tunnels.Get", name: "tunnel_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Tunnels.Get(ctx, leeloo.TunnelID(id), leeloo.TunnelGetParams{})
		return err
	}},
	{op: "Tunnels.Get", name: "Include[0]", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Tunnels.Get(ctx, "t1", leeloo.TunnelGetParams{Include: []leeloo.TunnelInclude{leeloo.TunnelInclude(id)}})
		return err
	}},
	{op: "Tunnels.GetStats", name: "tunnel_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Tunnels.GetStats(ctx, leeloo.TunnelID(id))
		return err
	}},
	{op: "Tunnels.Subscribe", name: "account_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tunnels.Subscribe(ctx, leeloo.AccountID(id), leeloo.SubscribeParams{TunnelID: "t1", TunnelBlockID: "b1"})
	}},
	{op: "Tunnels.Subscribe", name: "TunnelID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tunnels.Subscribe(ctx, "a1", leeloo.SubscribeParams{TunnelID: leeloo.TunnelID(id), TunnelBlockID: "b1"})
	}},
	{op: "Tunnels.Subscribe", name: "TunnelBlockID", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		return c.Tunnels.Subscribe(ctx, "a1", leeloo.SubscribeParams{TunnelID: "t1", TunnelBlockID: leeloo.TunnelBlockID(id)})
	}},
	{op: "Users.Get", name: "user_id", call: func(ctx context.Context, c *leeloo.Client, id string) error {
		_, err := c.Users.Get(ctx, leeloo.UserID(id))
		return err
	}},
}

// An invalid id, of a path or of a body, is refused before anything is sent.
func TestInvalidIDsAreRefused(t *testing.T) {
	for _, param := range idParams {
		t.Run(param.op+"/"+param.name, func(t *testing.T) {
			for name, id := range notIDs {
				if id == "" && param.optional {
					continue
				}
				client, recorder := canned(t, nil)
				err := param.call(t.Context(), client, id)
				requireInvalid(t, err, param.op, param.name+" ")
				assert.NotContains(t, err.Error(), "38050", name)
				assert.Empty(t, recorder.requests(), name)
			}
		})
	}
}

// A valid id is sent unchanged. It need not have 24 hexadecimal digits, and its case is kept.
func TestValidIDsAreSentUnchanged(t *testing.T) {
	for _, id := range []string{"5b3f543bb2737000133d25b0", "5B3F543BB2737000133D25B0", "a", "0", "a-b_C", strings.Repeat("a", 128)} {
		for _, param := range idParams {
			client, recorder := canned(t, []byte(`{"status":0,"error":{"code":"NOT_FOUND"}}`))
			require.ErrorIs(t, param.call(t.Context(), client, id), leeloo.ErrRejected)
			sent := recorder.one(t)
			assert.Contains(t, sent.line()+sent.body, id, "%s %s", param.op, param.name)
		}
	}
}

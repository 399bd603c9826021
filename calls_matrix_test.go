package leeloo_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/internal/route"
)

// canaryCall calls one operation, with canaries for arguments.
type canaryCall struct {
	do   func(context.Context, *leeloo.Client, ...leeloo.RequestOption) error
	data string // of a success
}

const canaryRow = `{"id":"` + canaryID + `"}`

// canaryCalls has a call for each operation of the route table.
var canaryCalls = map[string]canaryCall{
	"Templates.Categories": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Templates.Categories(ctx, o...)
		return err
	}, `{"categories":[]}`},
	"Templates.List": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Templates.List(ctx, canaryID, o...)
		return err
	}, `{"templates":[]}`},
	"Templates.Send": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return c.Templates.Send(ctx, leeloo.SendTemplateParams{AccountID: canaryID, TemplateID: canaryID, Variables: map[string]string{"phone": canaryPhone}}, o...)
	}, `{}`},
	"Messages.List": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Messages.List(ctx, canaryID, leeloo.ListParams{}, o...)
		return err
	}, `[]`},
	"Messages.Send": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return c.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: canaryID, Text: "call " + canaryPhone}, o...)
	}, `{}`},
	"Channels.List": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Channels.List(ctx, leeloo.ChannelListParams{}, o...)
		return err
	}, `[]`},
	"Channels.Connections": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Channels.Connections(ctx, o...)
		return err
	}, `{"connections":[]}`},
	"Channels.Person": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Channels.Person(ctx, canaryID, o...)
		return err
	}, canaryRow},
	"LGT.CreateTrafficSource": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.LGT.CreateTrafficSource(ctx, canaryID, leeloo.TrafficSourceParams{Name: canaryEmail}, o...)
		return err
	}, canaryRow},
	"Orders.Create": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Orders.Create(ctx, leeloo.OrderCreateParams{
			PaymentCreditsID: canaryID, OfferID: canaryID, PersonID: canaryID,
			Email: canaryEmail, Phone: canaryPhone, TransactionDate: time.Unix(1e9, 0),
		}, o...)
		return err
	}, canaryRow},
	"Orders.List": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Orders.List(ctx, leeloo.ListParams{}, o...)
		return err
	}, `[]`},
	"Orders.Get": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Orders.Get(ctx, canaryID, o...)
		return err
	}, canaryRow},
	"Orders.Update": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return c.Orders.Update(ctx, canaryID, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved, UserComments: canaryPhone}, o...)
	}, canaryRow},
	"People.List": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.List(ctx, leeloo.PeopleListParams{Phone: canaryPhone, Email: canaryEmail}, o...)
		return err
	}, `[]`},
	"People.Get": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.Get(ctx, canaryID, leeloo.PersonGetParams{}, o...)
		return err
	}, canaryRow},
	"People.Update": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return c.People.Update(ctx, canaryID, leeloo.PersonUpdateParams{Phone: new(canaryPhone), Email: new(canaryEmail)}, o...)
	}, `{}`},
	"People.Create": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.Create(ctx, leeloo.PersonCreateParams{Name: "Canary", Phone: canaryPhone, Email: canaryEmail}, o...)
		return err
	}, canaryRow},
	"People.ConnectSMS": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.ConnectSMS(ctx, leeloo.ConnectSMSParams{
			People: []leeloo.SMSPerson{{Phone: canaryPhone, Email: canaryEmail}}, ConnectionID: canaryID, LeadGenToolID: canaryID,
		}, o...)
		return err
	}, `{"count_to_process":1}`},
	"People.AddComment": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.AddComment(ctx, canaryID, "call "+canaryPhone, o...)
		return err
	}, canaryRow},
	"People.AddCall": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.AddCall(ctx, leeloo.CallParams{
			UserID: canaryID, AccountID: canaryID, From: "606", To: canaryPhone, Date: time.Unix(1e9, 0),
			Status: leeloo.CallStatusSuccess, Type: leeloo.CallTypeOutbound, Duration: time.Minute,
		}, o...)
		return err
	}, canaryRow},
	"Tags.List": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Tags.List(ctx, o...)
		return err
	}, `[]`},
	"Tags.Remove": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return c.Tags.Remove(ctx, canaryID, canaryID, o...)
	}, `{}`},
	"Tags.Add": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return c.Tags.Add(ctx, canaryID, canaryID, o...)
	}, `{}`},
	"Tunnels.List": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Tunnels.List(ctx, leeloo.ListParams{}, o...)
		return err
	}, `[]`},
	"Tunnels.Get": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Tunnels.Get(ctx, canaryID, leeloo.TunnelGetParams{}, o...)
		return err
	}, canaryRow},
	"Tunnels.Stats": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Tunnels.Stats(ctx, o...)
		return err
	}, `[{}]`},
	"Tunnels.StatsOf": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Tunnels.StatsOf(ctx, canaryID, o...)
		return err
	}, `[{}]`},
	"Tunnels.Subscribe": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return c.Tunnels.Subscribe(ctx, canaryID, leeloo.SubscribeParams{TunnelID: canaryID, TunnelBlockID: canaryID}, o...)
	}, `{}`},
	"Users.List": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Users.List(ctx, leeloo.ListParams{}, o...)
		return err
	}, `[]`},
	"Users.Get": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Users.Get(ctx, canaryID, o...)
		return err
	}, canaryRow},
}

// walk goes through a whole list and returns its last error.
func walk[T any](rows func(func(*T, error) bool)) (err error) {
	for _, err = range rows {
	}
	return err
}

// canaryWalks has a call of each All.
var canaryWalks = map[string]func(context.Context, *leeloo.Client, ...leeloo.RequestOption) error{
	"Messages.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return walk(c.Messages.All(ctx, canaryID, leeloo.ListParams{}, o...))
	},
	"Channels.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return walk(c.Channels.All(ctx, leeloo.ChannelListParams{}, o...))
	},
	"Orders.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return walk(c.Orders.All(ctx, leeloo.ListParams{}, o...))
	},
	"People.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return walk(c.People.All(ctx, leeloo.PeopleListParams{Phone: canaryPhone}, o...))
	},
	"Tunnels.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return walk(c.Tunnels.All(ctx, leeloo.ListParams{}, o...))
	},
	"Users.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return walk(c.Users.All(ctx, leeloo.ListParams{}, o...))
	},
}

// rawCall is the escape hatch, with canaries.
func rawCall(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
	return c.Call(ctx, leeloo.CallRequest{Method: http.MethodPost, Path: "/people/" + canaryID, Body: map[string]string{"phone": canaryPhone}}, nil, o...)
}

// What every other test takes for granted: each operation has a call here, which succeeds, and goes where the table
// says, with the token and no header besides those that it needs.
func TestEveryOperationSucceeds(t *testing.T) {
	require.Len(t, route.All(), 30)
	require.Len(t, canaryCalls, 30)
	for _, of := range route.All() {
		t.Run(of.Name, func(t *testing.T) {
			call := canaryCalls[of.Name]
			server := scripted(succeeds(call.data))
			require.NoError(t, call.do(t.Context(), server.client(t)))

			require.Equal(t, 1, server.requests())
			seen := server.sightings()[0]
			assert.Equal(t, of.Method, seen.method)
			assert.Equal(t, "https://api.leeloo.ai/api/v2"+expandedPath(of), seen.url.Scheme+"://"+seen.url.Host+seen.url.EscapedPath())
			want := http.Header{
				"X-Leeloo-Authtoken": {canaryToken},
				"Accept":             {"application/json"},
				"User-Agent":         seen.header["User-Agent"],
			}
			if of.Body != route.NoBody {
				want["Content-Type"] = seen.header["Content-Type"]
			}
			assert.Equal(t, want, seen.header, "no header besides these: an Idempotency-Key would make net/http send a POST twice")
			assert.Equal(t, of.Body != route.NoBody, seen.body != "")
		})
	}
}

func expandedPath(of route.Route) string {
	segments := strings.Split(of.Path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = canaryID
		}
	}
	return strings.Join(segments, "/")
}

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
	"github.com/leeloo-go/leeloo/internal/operation"
)

// canaryCall calls one operation with canaries as arguments.
type canaryCall struct {
	do   func(context.Context, *leeloo.Client, ...leeloo.RequestOption) error
	data string // of a successful response
}

const canaryItem = `{"id":"` + canaryID + `"}`

// canaryCalls has a call for each operation of the table.
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
	}, canaryItem},
	"LGT.CreateTrafficSource": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.LGT.CreateTrafficSource(ctx, canaryID, leeloo.TrafficSourceParams{Name: canaryEmail}, o...)
		return err
	}, canaryItem},
	"Orders.Create": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Orders.Create(ctx, leeloo.OrderCreateParams{
			PaymentCreditsID: canaryID, OfferID: canaryID, PersonID: canaryID,
			Email: canaryEmail, Phone: canaryPhone, TransactionDate: time.Unix(1e9, 0),
		}, o...)
		return err
	}, canaryItem},
	"Orders.List": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Orders.List(ctx, leeloo.ListParams{}, o...)
		return err
	}, `[]`},
	"Orders.Get": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Orders.Get(ctx, canaryID, o...)
		return err
	}, canaryItem},
	"Orders.Update": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return c.Orders.Update(ctx, canaryID, leeloo.OrderUpdateParams{Status: leeloo.OrderStatusResolved, UserComments: canaryPhone}, o...)
	}, canaryItem},
	"People.List": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.List(ctx, leeloo.PeopleListParams{Phone: canaryPhone, Email: canaryEmail}, o...)
		return err
	}, `[]`},
	"People.Get": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.Get(ctx, canaryID, leeloo.PersonGetParams{}, o...)
		return err
	}, canaryItem},
	"People.Update": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return c.People.Update(ctx, canaryID, leeloo.PersonUpdateParams{Phone: new(canaryPhone), Email: new(canaryEmail)}, o...)
	}, `{}`},
	"People.Create": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.Create(ctx, leeloo.PersonCreateParams{Name: "Canary", Phone: canaryPhone, Email: canaryEmail}, o...)
		return err
	}, canaryItem},
	"People.ConnectSMS": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.ConnectSMS(ctx, leeloo.ConnectSMSParams{
			People: []leeloo.SMSPerson{{Phone: canaryPhone, Email: canaryEmail}}, ConnectionID: canaryID, LeadGenToolID: canaryID,
		}, o...)
		return err
	}, `{"count_to_process":1}`},
	"People.ConnectEmail": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.ConnectEmail(ctx, leeloo.ConnectEmailParams{
			People: []leeloo.EmailPerson{{Email: canaryEmail, Phone: canaryPhone}}, ConnectionID: canaryID,
		}, o...)
		return err
	}, `{"count_to_process":1}`},
	"People.AddComment": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.AddComment(ctx, canaryID, "call "+canaryPhone, o...)
		return err
	}, canaryItem},
	"People.AddCall": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.People.AddCall(ctx, leeloo.CallParams{
			UserID: canaryID, AccountID: canaryID, From: "606", To: canaryPhone, Date: time.Unix(1e9, 0),
			Status: leeloo.CallStatusSuccess, Type: leeloo.CallTypeOutbound, Duration: time.Minute,
		}, o...)
		return err
	}, canaryItem},
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
	}, canaryItem},
	"Tunnels.ListStats": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Tunnels.ListStats(ctx, o...)
		return err
	}, `[{}]`},
	"Tunnels.GetStats": {func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		_, err := c.Tunnels.GetStats(ctx, canaryID, o...)
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
	}, canaryItem},
}

// iterationError iterates to the end and returns the last error.
func iterationError[T any](items func(func(*T, error) bool)) (err error) {
	for _, err = range items {
	}
	return err
}

// canaryIterations has a call of each All method.
var canaryIterations = map[string]func(context.Context, *leeloo.Client, ...leeloo.RequestOption) error{
	"Messages.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return iterationError(c.Messages.All(ctx, canaryID, leeloo.ListParams{}, o...))
	},
	"Channels.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return iterationError(c.Channels.All(ctx, leeloo.ChannelListParams{}, o...))
	},
	"Orders.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return iterationError(c.Orders.All(ctx, leeloo.ListParams{}, o...))
	},
	"People.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return iterationError(c.People.All(ctx, leeloo.PeopleListParams{Phone: canaryPhone}, o...))
	},
	"Tunnels.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return iterationError(c.Tunnels.All(ctx, leeloo.ListParams{}, o...))
	},
	"Users.All": func(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
		return iterationError(c.Users.All(ctx, leeloo.ListParams{}, o...))
	},
}

// canaryDo calls Client.Do with canaries.
func canaryDo(ctx context.Context, c *leeloo.Client, o ...leeloo.RequestOption) error {
	return c.Do(ctx, leeloo.Request{Method: http.MethodPost, Path: "/people/" + canaryID, Body: map[string]string{"phone": canaryPhone}}, nil, o...)
}

// Other tests rely on this: each operation has a canary call, which succeeds and sends the method, path and headers that it
// should.
func TestEveryOperationSucceeds(t *testing.T) {
	require.Len(t, operation.All(), 31)
	require.Len(t, canaryCalls, 31)
	for _, of := range operation.All() {
		t.Run(of.Name, func(t *testing.T) {
			call := canaryCalls[of.Name]
			server := scripted(respondData(call.data))
			require.NoError(t, call.do(t.Context(), server.client(t)))

			require.Equal(t, 1, server.requests())
			seen := server.recordedRequests()[0]
			assert.Equal(t, of.Method, seen.method)
			assert.Equal(t, "https://api.leeloo.ai/api/v2"+expandedPath(&of), seen.url.Scheme+"://"+seen.url.Host+seen.url.EscapedPath())
			want := http.Header{
				"X-Leeloo-Authtoken": {canaryToken},
				"Accept":             {"application/json"},
				"User-Agent":         seen.header["User-Agent"],
			}
			if of.Body != operation.NoBody {
				want["Content-Type"] = seen.header["Content-Type"]
			}
			assert.Equal(t, want, seen.header, "no other header: with an Idempotency-Key net/http itself would retry a POST")
			assert.Equal(t, of.Body != operation.NoBody, seen.body != "")
		})
	}
}

func expandedPath(of *operation.Operation) string {
	segments := strings.Split(of.Path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = canaryID
		}
	}
	return strings.Join(segments, "/")
}

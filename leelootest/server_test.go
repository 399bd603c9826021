package leelootest

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

func TestInvalidOptions(t *testing.T) {
	for _, opt := range []Option{
		WithToken(""), WithToken("a b"), WithToken("a\n"), WithMaxLimit(0), WithMaxLimit(-1), WithClock(nil),
		WithWebhook(""), WithWebhook("example.com/hook"), WithWebhook("ftp://example.com/"), WithWebhook("http:///hook"), WithWebhook("http://a b/"),
	} {
		assert.Panics(t, func() { Start(opt).Close() })

		fake := &failing{TB: t}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			New(fake, opt)
		}()
		<-ended
		require.Len(t, fake.fatal, 1)
		assert.ErrorContains(t, fake.fatal[0].(error), "leelootest: With")
	}
}

func TestOptionsThatExcludeEachOther(t *testing.T) {
	assert.Panics(t, func() { Start(WithJSONOnly(), WithFormsOnly()) })
	assert.Panics(t, func() { Start(WithFormsOnly(), WithJSONOnly()) })
	assert.Panics(t, func() { Start(nil) })
}

// failing is a test that records why it failed.
type failing struct {
	testing.TB
	fatal  []any
	errors []string
}

func (f *failing) Errorf(format string, args ...any) {
	f.errors = append(f.errors, fmt.Sprintf(format, args...))
}

func (f *failing) Helper() {}

func (f *failing) Fatal(args ...any) {
	f.fatal = args
	runtime.Goexit()
}

func TestNewClosesServer(t *testing.T) {
	var s *Server
	t.Run("a test", func(t *testing.T) { s = New(t) })
	_, err := http.Get(s.URL)
	assert.Error(t, err)
}

func TestClientUsesThisServer(t *testing.T) {
	s := New(t, WithToken("its-own-token"))
	other := New(t)
	tags, err := s.Client().Tags.List(t.Context())
	require.NoError(t, err)
	assert.Len(t, tags, 6)

	_, err = s.Client(leeloo.WithBaseURL(other.URL)).Tags.List(t.Context())
	assert.ErrorIs(t, err, leeloo.ErrUnauthorized, "the options of the caller come last")
	assert.Panics(t, func() { s.Client(leeloo.WithBaseURL("ftp://leeloo")) })
}

func TestTooLargeBody(t *testing.T) {
	w := newWire(t, 0)
	endless := w.request("POST", "/people", "application/json", strings.Repeat(" ", maxBodyBytes+1))
	response, err := http.DefaultTransport.RoundTrip(endless)
	if err == nil {
		response.Body.Close()
	}
	assert.Error(t, err)
	assert.Empty(t, w.Requests())
}

// A lead from creation to order, written and read by the SDK.
func TestSDKReadsWhatItWrites(t *testing.T) {
	for name, encoding := range map[string]leeloo.FormEncoding{
		"urlencoded": leeloo.FormURLEncoded, "multipart": leeloo.FormMultipart, "json": leeloo.FormJSON,
	} {
		t.Run(name, func(t *testing.T) {
			ctx, s := t.Context(), New(t, WithClock(func() time.Time { return noon }))
			company, client := s.Seed(10), s.Client(leeloo.WithFormEncoding(encoding))
			tunnel, tag := company.Tunnels[0], company.Tags[0]

			created, err := client.People.Create(ctx, leeloo.PersonCreateParams{Name: "Олена", Phone: "+380500000777"})
			require.NoError(t, err)
			assert.Empty(t, created.Email, "NOT_DEFINED is not an address")

			require.NoError(t, client.Tags.Add(ctx, created.PersonID, tag.ID))
			require.NoError(t, client.Tunnels.Subscribe(ctx, created.AccountID, leeloo.SubscribeParams{
				TunnelID: tunnel.ID, TunnelBlockID: tunnel.Blocks[0].ID,
			}))
			require.NoError(t, client.Messages.Send(ctx, leeloo.SendMessageParams{AccountID: created.AccountID, Text: "Вітаємо"}))
			_, err = client.People.AddComment(ctx, created.PersonID, "called back")
			require.NoError(t, err)
			call, err := client.People.AddCall(ctx, leeloo.CallParams{
				UserID: company.Users[0].ID, From: "606", To: "+380500000777", Date: noon, AccountID: created.AccountID,
				Status: leeloo.CallStatusSuccess, Duration: 90 * time.Second, Type: leeloo.CallTypeOutbound,
			})
			require.NoError(t, err)
			assert.Equal(t, 90*time.Second, call.Duration)

			order, err := client.Orders.Create(ctx, leeloo.OrderCreateParams{
				PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: company.Offers[0].ID, PersonID: created.PersonID,
				TransactionDate: noon,
			})
			require.NoError(t, err)
			price, err := leeloo.NewAmount("19.90")
			require.NoError(t, err)
			require.NoError(t, client.Orders.Update(ctx, order.ID, leeloo.OrderUpdateParams{
				Status: leeloo.OrderStatusResolved, Price: price, Currency: "EUR", PaymentDate: noon,
			}))

			page, err := client.People.List(ctx, leeloo.PeopleListParams{Phone: "+380500000777", Tags: []string{tag.Name}})
			require.NoError(t, err)
			require.Len(t, page.Items, 1)
			person, err := client.People.Get(ctx, created.PersonID, leeloo.PersonGetParams{
				Include: []leeloo.PersonInclude{leeloo.IncludeOrders},
			})
			require.NoError(t, err)
			assert.Equal(t, "Олена", person.Name)
			assert.Equal(t, []string{tag.Name}, person.Tags)
			assert.Equal(t, tunnel.ID, person.History[0].TunnelID)
			require.Len(t, person.Orders, 1)
			assert.Equal(t, "19.90", person.Orders[0].Price.String())
			assert.Equal(t, leeloo.OrderStatusResolved, person.Orders[0].Status)
			assert.Equal(t, []string{"called back"}, s.Comments(created.PersonID))
			assert.Equal(t, []leeloo.CallID{call.ID}, s.Calls(created.PersonID))

			chat, err := client.Messages.List(ctx, created.AccountID, leeloo.ListParams{})
			require.NoError(t, err)
			assert.Equal(t, "Вітаємо", chat.Items[0].Text)
			assert.True(t, chat.Items[0].CreatedAt.Equal(noon))
		})
	}
}

// With Applied, the SDK reports that the order may have been created, and it was created once.
func TestSDKReportsMaybeAppliedOrders(t *testing.T) {
	s := New(t)
	company, client := s.Seed(1), s.Client()
	params := leeloo.OrderCreateParams{
		PaymentCreditsID: company.PaymentCredits[0].ID, OfferID: company.Offers[0].ID, PersonID: company.People[0].ID,
		TransactionDate: noon,
	}
	for _, fault := range []Fault{
		Dropped().AfterApplying(), Truncated(), HTMLPage(502).AfterApplying(), ServerError().AfterApplying(),
	} {
		s.Fail(fault.On("Orders.Create"))
		_, err := client.Orders.Create(t.Context(), params)
		assert.ErrorIs(t, err, leeloo.ErrMaybeApplied)
	}
	page, err := client.Orders.List(t.Context(), leeloo.ListParams{})
	require.NoError(t, err)
	assert.Equal(t, 5, page.Meta.TotalCount, "the seeded one, and one for each call")
}

func TestConcurrentUse(t *testing.T) {
	s := New(t)
	company, client := s.Seed(20), s.Client()
	ctx := t.Context()
	const workers, rounds = 8, 10
	var group sync.WaitGroup
	problems := make(chan error, workers*rounds)
	for worker := range workers {
		group.Go(func() {
			for round := range rounds {
				problems <- useEverything(ctx, s, client, company, fmt.Sprintf("%d/%d", worker, round))
			}
		})
	}
	group.Wait()
	close(problems)
	for err := range problems {
		assert.NoError(t, err)
	}
	assert.Len(t, s.Comments(company.People[0].ID), workers*rounds)
	page, err := client.People.List(ctx, leeloo.PeopleListParams{})
	require.NoError(t, err)
	assert.Equal(t, 20+workers*rounds*2, page.Meta.TotalCount)
}

func useEverything(ctx context.Context, s *Server, client *leeloo.Client, company Dataset, name string) error {
	created, create := client.People.Create(ctx, leeloo.PersonCreateParams{Name: name})
	if create != nil {
		return create
	}
	_, comment := client.People.AddComment(ctx, company.People[0].ID, name)
	_, read := client.People.Get(ctx, created.PersonID, leeloo.PersonGetParams{})
	_, list := client.People.List(ctx, leeloo.PeopleListParams{})
	_, stats := client.Tunnels.ListStats(ctx)
	s.Seed(1)
	s.Fail(Fault{Delay: time.Nanosecond})
	s.Requests()
	return errors.Join(comment, read, list, stats)
}

package main

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/examples/internal/exampletest"
	"github.com/leeloo-go/leeloo/leelootest"
)

func TestWithoutTokenSellsInTheFake(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out))

	assert.Contains(t, out.String(), "this is a fake Leeloo")
	assert.Contains(t, out.String(), "Olena has the tag vip.\nThe order \"Marathon\" is resolved: 49.90 USD.\nThe message is sent.\n")
	assert.Regexp(t, `(?m)^PERSON +PHONE +TAGS$`, out.String())
	assert.Regexp(t, `(?m)^Olena +\`+phone+` +vip$`, out.String())
	assert.Regexp(t, `(?m)^Free webinar +[1-9]\d* +[1-9]\d* +3 +2 +99\.80$`, out.String())
}

func TestReadmeShowsTheOutput(t *testing.T) {
	t.Setenv("LEELOO_TOKEN", "")
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out))
	assert.Equal(t, exampletest.Output(t), out.String())
}

func TestWithTokenOnlyReads(t *testing.T) {
	server := leelootest.New(t)
	server.Seed(12)
	t.Setenv("LEELOO_TOKEN", server.Token)
	t.Setenv("LEELOO_BASE_URL", server.URL)
	var out strings.Builder
	require.NoError(t, run(t.Context(), &out))

	assert.Contains(t, out.String(), "Nothing is changed.")
	assert.Contains(t, out.String(), "Mini course")
	people := strings.Split(out.String(), "\n\n")[1]
	assert.Len(t, strings.Split(people, "\n"), 11, "a header and ten people")
	require.NotEmpty(t, server.Requests())
	for _, request := range server.Requests() {
		assert.Equal(t, http.MethodGet, request.Method, request.Op)
	}
}

func sellIn(t *testing.T, server *leelootest.Server) error {
	seeded := server.Seed(0)
	return sell(t.Context(), io.Discard, server.Client(), seeded.PaymentCredits[0].ID, seeded.Offers[0].ID)
}

func TestSecondSaleFindsThePersonOfTheFirst(t *testing.T) {
	server := leelootest.New(t)
	require.NoError(t, sellIn(t, server))
	require.NoError(t, sellIn(t, server))

	people, err := server.Client().People.ByPhone(t.Context(), phone)
	require.NoError(t, err)
	require.Len(t, people, 1)
	assert.Equal(t, []string{"vip"}, people[0].Tags)

	person, err := server.Client().People.Get(t.Context(), people[0].ID, leeloo.PersonGetParams{
		Include: []leeloo.PersonInclude{leeloo.IncludeOrders},
	})
	require.NoError(t, err)
	require.Len(t, person.Orders, 2)
	for _, order := range person.Orders {
		assert.Equal(t, leeloo.OrderStatusResolved, order.Status)
		assert.Equal(t, "49.90", order.Price.String())
	}
	messages, err := server.Client().Messages.List(t.Context(), person.Accounts[0].AccountID, leeloo.ListParams{})
	require.NoError(t, err)
	require.Len(t, messages.Items, 2)
	assert.Equal(t, "Thank you, Olena!", messages.Items[0].Text)
}

func TestSaleStopsAtTheFirstFailure(t *testing.T) {
	steps := []string{
		"People.List", "People.Create", "People.Get", "Tags.List", "Tags.Add", "Orders.Create", "Orders.Update", "Messages.Send",
	}
	for i, step := range steps {
		t.Run(step, func(t *testing.T) {
			server := leelootest.New(t)
			server.Fail(leelootest.Fault{Op: step, Body: `{"status":0,"error":{"code":"FORMAT_ERROR"}}`})
			require.ErrorIs(t, sellIn(t, server), leeloo.ErrRejected)
			var ops []string
			for _, request := range server.Requests() {
				ops = append(ops, request.Op)
			}
			assert.Equal(t, steps[:i+1], ops)
		})
	}
}

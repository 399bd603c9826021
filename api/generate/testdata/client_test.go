// Package generated is the client that oapi-codegen generates, with these tests. generate.sh runs them.
package generated

import (
	"context"
	"net/http"
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
	"github.com/leeloo-go/leeloo/leelootest"
)

func newClient(t *testing.T, fake *leelootest.Server) *ClientWithResponses {
	t.Helper()
	withToken := func(_ context.Context, r *http.Request) error {
		r.Header.Set("X-Leeloo-AuthToken", fake.Token)
		return nil
	}
	client, err := NewClientWithResponses(fake.URL, WithRequestEditorFn(withToken))
	require.NoError(t, err)
	return client
}

func TestListPeople(t *testing.T) {
	fake := leelootest.New(t)
	fake.Seed(3)
	vip := fake.AddPerson(leelootest.Person{Name: "Olena", Phone: "+380500000009", Tags: []string{"vip"}})

	response, err := newClient(t, fake).PeopleListWithResponse(t.Context(), &PeopleListParams{
		Limit: new(2), FilterTags: &[]string{"vip"}, FilterPhone: new("+380500000009"),
	})
	require.NoError(t, err)
	require.NotNil(t, response.JSON200, response.Status())
	page, err := response.JSON200.AsPeoplePage()
	require.NoError(t, err)
	require.Len(t, page.Data, 1)
	assert.Equal(t, string(vip.ID), page.Data[0].Id)
	assert.Equal(t, 2, page.Meta.Limit)
}

func TestCreatePerson(t *testing.T) {
	fake := leelootest.New(t)
	client := newClient(t, fake)

	response, err := client.PeopleCreateWithResponse(t.Context(), PersonCreateParams{Name: "Olena", Phone: new("+380500000009")})
	require.NoError(t, err)
	require.NotNil(t, response.JSON200, response.Status())
	created, err := response.JSON200.AsCreatedPersonResponse()
	require.NoError(t, err)
	person, err := fake.Client().People.Get(t.Context(), leeloo.PersonID(*created.Data.PersonId), leeloo.PersonGetParams{})
	require.NoError(t, err)
	assert.Equal(t, "+380500000009", person.Phone)

	response, err = client.PeopleCreateWithResponse(t.Context(), PersonCreateParams{Name: "Olena", Phone: new("050 000 00 09")})
	require.NoError(t, err)
	require.NotNil(t, response.JSON200, response.Status())
	failure, err := response.JSON200.AsFailure()
	require.NoError(t, err)
	assert.Equal(t, map[string]FieldError{"phone": "NOT_VALID_PHONE_NUMBER"}, *failure.Error.Fields)
}

func TestUpdateOrderWithForm(t *testing.T) {
	fake := leelootest.New(t, leelootest.WithFormsOnly())
	order := fake.Seed(1).Orders[0].ID

	response, err := newClient(t, fake).OrdersUpdateWithFormdataBodyWithResponse(t.Context(), string(order),
		OrderUpdateParams{Status: "RESOLVED", Price: new("1490.50"), PaymentDate: new("2026-01-31 12:00")})
	require.NoError(t, err)
	require.NotNil(t, response.JSON200, response.Status())
	updated, err := response.JSON200.AsOrderUpdatedResponse()
	require.NoError(t, err)
	assert.Equal(t, string(order), *updated.Data.Id)
	assertResolved(t, fake, order)
}

// The client of openapi-typescript does the same in Node.js.
func TestTypeScript(t *testing.T) {
	fake := leelootest.New(t, leelootest.WithFormsOnly())
	order := fake.Seed(3).Orders[0].ID
	fake.AddPerson(leelootest.Person{Name: "Olena", Phone: "+380500000009", Tags: []string{"vip"}})

	node := exec.CommandContext(t.Context(), "node", "typescript/client.js")
	node.Env = append(os.Environ(), "LEELOO_URL="+fake.URL, "LEELOO_TOKEN="+fake.Token, "ORDER_ID="+string(order))
	output, err := node.CombinedOutput()
	require.NoError(t, err, "%s", output)
	assert.Equal(t, 1, fake.Count("People.List"))
	assert.Equal(t, 2, fake.Count("People.Create"))
	assertResolved(t, fake, order)
}

func assertResolved(t *testing.T, fake *leelootest.Server, id leeloo.OrderID) {
	t.Helper()
	order, err := fake.Client().Orders.Get(t.Context(), id)
	require.NoError(t, err)
	assert.Equal(t, leeloo.OrderStatusResolved, order.Status)
	assert.Equal(t, "1490.50", order.Price.String())
}

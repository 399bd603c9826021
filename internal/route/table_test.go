package route_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/route"
)

// The 30 operations in the order of the vendor's page, with the class of rule R2.
var operations = []struct {
	name, call string
	body       route.Body
	class      route.Class
}{
	{"Templates.Categories", "GET /categories/templates", route.NoBody, route.Read},
	{"Templates.List", "GET /categories/templates/{category_id}", route.NoBody, route.Read},
	{"Templates.Send", "POST /messages/send-template", route.JSON, route.Act},
	{"Messages.List", "GET /communication-channels/{account_id}/chat-messages", route.NoBody, route.Read},
	{"Messages.Send", "POST /messages/send-message", route.JSON, route.Act},
	{"Channels.List", "GET /communication-channels", route.NoBody, route.Read},
	{"Channels.Connections", "GET /connections", route.NoBody, route.Read},
	{"Channels.Person", "GET /communication-channels/{account_id}/person", route.NoBody, route.Read},
	{"LGT.CreateTrafficSource", "POST /leadgentools/{leadgentool_id}/create-traffic-source", route.JSON, route.Act},
	{"Orders.Create", "POST /orders", route.JSON, route.Act},
	{"Orders.List", "GET /orders", route.NoBody, route.Read},
	{"Orders.Get", "GET /orders/{order_id}", route.NoBody, route.Read},
	{"Orders.Update", "POST /orders/{order_id}", route.Form, route.Act},
	{"People.List", "GET /people", route.NoBody, route.Read},
	{"People.Get", "GET /people/{person_id}", route.NoBody, route.Read},
	{"People.Update", "PUT /people/{person_id}", route.JSON, route.Set},
	{"People.Create", "POST /people", route.JSON, route.Act},
	{"People.ConnectSMS", "POST /people/sms", route.JSON, route.Act},
	{"People.AddComment", "PUT /people/{person_id}/add-comment", route.JSON, route.Act},
	{"People.AddCall", "POST /calls", route.Form, route.Act},
	{"Tags.List", "GET /tags", route.NoBody, route.Read},
	{"Tags.Remove", "PUT /people/{person_id}/remove-tag", route.JSON, route.Set},
	{"Tags.Add", "PUT /people/{person_id}/add-tag", route.Form, route.Set},
	{"Tunnels.List", "GET /tunnels", route.NoBody, route.Read},
	{"Tunnels.Get", "GET /tunnels/{tunnel_id}", route.NoBody, route.Read},
	{"Tunnels.Stats", "GET /tunnels/stats", route.NoBody, route.Read},
	{"Tunnels.StatsOf", "GET /tunnels/{tunnel_id}/stats", route.NoBody, route.Read},
	{"Tunnels.Subscribe", "POST /communication-channels/{account_id}/manual-subscribe", route.Form, route.Act},
	{"Users.List", "GET /users", route.NoBody, route.Read},
	{"Users.Get", "GET /users/{user_id}", route.NoBody, route.Read},
}

func TestTable(t *testing.T) {
	all := route.All()
	require.Len(t, all, len(operations))
	for i, want := range operations {
		t.Run(want.name, func(t *testing.T) {
			got := all[i]
			assert.Equal(t, want.name, got.Name)
			assert.Equal(t, want.call, got.String())
			assert.Equal(t, want.body, got.Body)
			assert.Equal(t, want.class, got.Class)
			assert.Equal(t, got, route.Op(i).Route(), "an Op is its place in the table")
		})
	}
}

func TestTableDemandsIDs(t *testing.T) {
	demands := map[string]route.ID{
		"Orders.Get": route.SameID, "People.Get": route.SameID, "Tunnels.Get": route.SameID, "Users.Get": route.SameID,
		"Orders.Update": route.SameIfAny,
		"Orders.Create": route.OwnID, "People.Create": route.OwnID, "People.AddComment": route.OwnID, "People.AddCall": route.OwnID,
		"LGT.CreateTrafficSource": route.OwnID, "Channels.Person": route.OwnID,
	}
	keys := map[string]string{
		"Templates.Categories": "categories", "Templates.List": "templates", "Channels.Connections": "connections",
		"People.ConnectSMS": "count_to_process",
	}
	for _, r := range route.All() {
		assert.Equal(t, demands[r.Name], r.ID, r.Name)
		assert.Equal(t, keys[r.Name], r.Key, r.Name)
	}
}

func TestTableIsConsistent(t *testing.T) {
	path := regexp.MustCompile(`^(/([a-z-]+|\{[a-z_]+_id\}))+$`)
	names, calls := map[string]bool{}, map[string]bool{}
	for _, r := range route.All() {
		assert.Regexp(t, path, r.Path)
		assert.False(t, names[r.Name] || calls[r.String()], "%s stands twice", r.Name)
		names[r.Name], calls[r.String()] = true, true

		isGet := r.Method == http.MethodGet
		assert.Equal(t, isGet, r.Class == route.Read, "%s: every GET reads, nothing else does", r.Name)
		assert.Equal(t, isGet, r.Body == route.NoBody, "%s: every GET is without a body, nothing else is", r.Name)
		if r.ID == route.SameID || r.ID == route.SameIfAny {
			assert.Equal(t, 1, strings.Count(r.Path, "{"), "%s: whose id?", r.Name)
		}
	}
}

func TestAllIsACopy(t *testing.T) {
	route.All()[0].Class = route.Act
	assert.Equal(t, route.Read, route.All()[0].Class)
	assert.Equal(t, route.Read, route.TemplatesCategories.Route().Class)
}

func TestStringWithoutAPath(t *testing.T) {
	assert.Equal(t, "DELETE", route.Route{Name: "Call", Method: "DELETE"}.String())
}

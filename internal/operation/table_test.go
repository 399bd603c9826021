package operation_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// The operations in the order of the vendor's documentation, with the retry class that each must have.
var operations = []struct {
	name, call string
	body       operation.Body
	class      operation.Class
}{
	{"Templates.Categories", "GET /categories/templates", operation.NoBody, operation.Safe},
	{"Templates.List", "GET /categories/templates/{category_id}", operation.NoBody, operation.Safe},
	{"Templates.Send", "POST /messages/send-template", operation.JSON, operation.NonIdempotent},
	{"Messages.List", "GET /communication-channels/{account_id}/chat-messages", operation.NoBody, operation.Safe},
	{"Messages.Send", "POST /messages/send-message", operation.JSON, operation.NonIdempotent},
	{"Channels.List", "GET /communication-channels", operation.NoBody, operation.Safe},
	{"Channels.Connections", "GET /connections", operation.NoBody, operation.Safe},
	{"Channels.Person", "GET /communication-channels/{account_id}/person", operation.NoBody, operation.Safe},
	{"LGT.CreateTrafficSource", "POST /leadgentools/{leadgentool_id}/create-traffic-source", operation.JSON, operation.NonIdempotent},
	{"Orders.Create", "POST /orders", operation.JSON, operation.NonIdempotent},
	{"Orders.List", "GET /orders", operation.NoBody, operation.Safe},
	{"Orders.Get", "GET /orders/{order_id}", operation.NoBody, operation.Safe},
	{"Orders.Update", "POST /orders/{order_id}", operation.Form, operation.NonIdempotent},
	{"People.List", "GET /people", operation.NoBody, operation.Safe},
	{"People.Get", "GET /people/{person_id}", operation.NoBody, operation.Safe},
	{"People.Update", "PUT /people/{person_id}", operation.JSON, operation.Idempotent},
	{"People.Create", "POST /people", operation.JSON, operation.NonIdempotent},
	{"People.ConnectSMS", "POST /people/sms", operation.JSON, operation.NonIdempotent},
	{"People.ConnectEmail", "POST /accounts/email", operation.JSON, operation.NonIdempotent}, // documented elsewhere
	{"People.AddComment", "PUT /people/{person_id}/add-comment", operation.JSON, operation.NonIdempotent},
	{"People.AddCall", "POST /calls", operation.Form, operation.NonIdempotent},
	{"Tags.List", "GET /tags", operation.NoBody, operation.Safe},
	{"Tags.Remove", "PUT /people/{person_id}/remove-tag", operation.JSON, operation.Idempotent},
	{"Tags.Add", "PUT /people/{person_id}/add-tag", operation.Form, operation.Idempotent},
	{"Tunnels.List", "GET /tunnels", operation.NoBody, operation.Safe},
	{"Tunnels.Get", "GET /tunnels/{tunnel_id}", operation.NoBody, operation.Safe},
	{"Tunnels.ListStats", "GET /tunnels/stats", operation.NoBody, operation.Safe},
	{"Tunnels.GetStats", "GET /tunnels/{tunnel_id}/stats", operation.NoBody, operation.Safe},
	{"Tunnels.Subscribe", "POST /communication-channels/{account_id}/manual-subscribe", operation.Form, operation.NonIdempotent},
	{"Users.List", "GET /users", operation.NoBody, operation.Safe},
	{"Users.Get", "GET /users/{user_id}", operation.NoBody, operation.Safe},
}

func TestTable(t *testing.T) {
	all := operation.All()
	require.Len(t, all, len(operations))
	for i, want := range operations {
		t.Run(want.name, func(t *testing.T) {
			got := all[i]
			assert.Equal(t, want.name, got.Name)
			assert.Equal(t, want.call, got.Route())
			assert.Equal(t, want.body, got.Body)
			assert.Equal(t, want.class, got.Class)
			assert.Equal(t, got, *operation.Op(i).Operation(), "an Op is its place in the table")
		})
	}
}

func TestIDRulesAndKeys(t *testing.T) {
	rules := map[string]operation.IDRule{
		"Orders.Get": operation.SameID, "People.Get": operation.SameID, "Tunnels.Get": operation.SameID, "Users.Get": operation.SameID,
		"Orders.Update": operation.SameIfAny,
		"Orders.Create": operation.OwnID, "People.Create": operation.OwnID, "People.AddComment": operation.OwnID, "People.AddCall": operation.OwnID,
		"LGT.CreateTrafficSource": operation.OwnID, "Channels.Person": operation.OwnID,
	}
	keys := map[string]string{
		"Templates.Categories": "categories", "Templates.List": "templates", "Channels.Connections": "connections",
		"People.ConnectSMS": "count_to_process", "People.ConnectEmail": "count_to_process",
	}
	for _, r := range operation.All() {
		assert.Equal(t, rules[r.Name], r.ID, r.Name)
		assert.Equal(t, keys[r.Name], r.Key, r.Name)
	}
}

func TestTableIsConsistent(t *testing.T) {
	path := regexp.MustCompile(`^(/([a-z-]+|\{[a-z_]+_id\}))+$`)
	names, calls := map[string]bool{}, map[string]bool{}
	for _, r := range operation.All() {
		assert.Regexp(t, path, r.Path)
		assert.False(t, names[r.Name] || calls[r.Route()], "%s occurs twice", r.Name)
		names[r.Name], calls[r.Route()] = true, true

		isGet := r.Method == http.MethodGet
		assert.Equal(t, isGet, r.Class == operation.Safe, "%s: GET, and nothing else, is safe", r.Name)
		assert.Equal(t, isGet, r.Body == operation.NoBody, "%s: GET, and nothing else, has no body", r.Name)
		if r.ID == operation.SameID || r.ID == operation.SameIfAny {
			assert.Equal(t, 1, strings.Count(r.Path, "{"), "%s: whose id?", r.Name)
		}
	}
}

func TestAllIsACopy(t *testing.T) {
	operation.All()[0].Class = operation.NonIdempotent
	assert.Equal(t, operation.Safe, operation.All()[0].Class)
	assert.Equal(t, operation.Safe, operation.TemplatesCategories.Operation().Class)
}

func TestRouteWithoutAPath(t *testing.T) {
	assert.Equal(t, "DELETE", (&operation.Operation{Name: "Do", Method: "DELETE"}).Route())
}

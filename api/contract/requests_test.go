package contract

import (
	"encoding/json"
	"errors"
	"maps"
	"mime"
	"net/http"
	"slices"
	"testing"

	"github.com/pb33f/libopenapi/datamodel/high/base"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo/internal/route"
)

// Every request that the SDK sends, and every answer that leelootest gives, is as described.
func TestExchanges(t *testing.T) {
	d := describe(t, text(t))
	assert.Empty(t, exchangeProblems(d, append(successes(t), failures(t)...)))
}

func exchangeProblems(d description, exchanges []exchange) (problems []string) {
	for _, e := range exchanges {
		_, errs := d.validator().ValidateHttpRequestResponse(e.withBodies())
		problems = append(problems, explain(e, errs)...)
	}
	return problems
}

// The calls of this package are those of the SDK, each with all that the description knows, and once with nothing but
// what it requires.
func TestRequestsAreComplete(t *testing.T) {
	var names, ops []string
	for _, call := range calls {
		names = append(names, call.op)
	}
	for _, r := range route.All() {
		ops = append(ops, r.Name)
	}
	require.Equal(t, ops, names)
	assert.Empty(t, completenessProblems(t, describe(t, text(t)), successes(t)))
}

func completenessProblems(t *testing.T, d description, exchanges []exchange) (problems []string) {
	t.Helper()
	operations, full, least, kinds := d.operations(), map[string]set{}, map[string]set{}, map[string]set{}
	for _, e := range exchanges {
		names, kind := sent(t, operations[e.op], e)
		full[e.op], kinds[e.op] = full[e.op].with(names), kinds[e.op].with(kind)
		if known, ok := least[e.op]; !ok || len(names) < len(known) {
			least[e.op] = names
		}
	}
	for name, op := range operations {
		all, required := op.names()
		problems = append(problems, differences(name+": all that is sent", keys(all), keys(full[name]))...)
		problems = append(problems, differences(name+": the least that is sent", keys(required), keys(least[name]))...)
		if name != "Tags.Remove" { // the SDK sends JSON; what the API takes besides is not known
			problems = append(problems, differences(name+": the content types sent", keys(op.bodies()), keys(kinds[name]))...)
		}
	}
	return problems
}

type set map[string]bool

func (s set) with(other set) set {
	both := set{}
	maps.Copy(both, s)
	maps.Copy(both, other)
	return both
}

// names returns the query parameters and the members of the body that are described, and those of them that are
// required.
func (o operation) names() (all, required set) {
	all, required = set{}, set{}
	for _, p := range o.parameters {
		if p.In == "query" {
			all[p.Name] = true
		}
	}
	for _, schema := range o.bodies() {
		addMembers(all, "", schema, func(*base.Schema, string) bool { return true })
		addMembers(required, "", schema, func(s *base.Schema, name string) bool { return slices.Contains(s.Required, name) })
	}
	return all, required
}

// addMembers adds the paths of a schema's members that a filter takes: "data.phone" in a list of objects, too.
func addMembers(to set, prefix string, schema *base.Schema, take func(*base.Schema, string) bool) {
	for name, property := range schema.Properties.FromOldest() {
		if !take(schema, name) {
			continue
		}
		to[prefix+name] = true
		if member := element(property.Schema()); member.Properties != nil {
			addMembers(to, prefix+name+".", member, take)
		}
	}
}

// sent returns the query parameters and the members of the body that a request has, and its content type.
func sent(t *testing.T, op operation, e exchange) (names, kind set) {
	t.Helper()
	names, kind = set{}, set{}
	for name := range e.request.URL.Query() {
		names[name] = true
	}
	if len(e.sent) == 0 {
		return names, kind
	}
	media, _, err := mime.ParseMediaType(e.request.Header.Get("Content-Type"))
	require.NoError(t, err)
	kind[media] = true
	if media == "application/json" {
		var body any
		require.NoError(t, json.Unmarshal(e.sent, &body))
		addSent(names, "", body, op.bodies()[media])
		return names, kind
	}
	request, _ := e.withBodies()
	if err := request.ParseMultipartForm(1 << 20); !errors.Is(err, http.ErrNotMultipart) { // a URL-encoded form is parsed too
		require.NoError(t, err)
	}
	for name := range request.PostForm {
		names[name] = true
	}
	return names, kind
}

// addSent adds the paths of an object's members, down to where the schema describes none.
func addSent(to set, prefix string, value any, schema *base.Schema) {
	if list, ok := value.([]any); ok {
		for _, item := range list {
			addSent(to, prefix, item, schema)
		}
	}
	object, _ := value.(map[string]any)
	for name, member := range object {
		to[prefix+name] = true
		described := memberOf(schema, []string{name})
		if described == nil {
			continue
		}
		if described = element(described); described.Properties != nil {
			addSent(to, prefix+name+".", member, described)
		}
	}
}

// element returns the schema of an array's elements; of all else, the schema itself.
func element(schema *base.Schema) *base.Schema {
	if schema.Items != nil && schema.Items.IsA() {
		return schema.Items.A.Schema()
	}
	return schema
}

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

	"github.com/leeloo-go/leeloo/internal/operation"
)

// Each request of the SDK and each response of leelootest is as described.
func TestExchangesAreAsDescribed(t *testing.T) {
	d := parse(t, readDescription(t))
	assert.Empty(t, exchangeProblems(d, append(successes(t), failures(t)...)))
}

func exchangeProblems(d description, exchanges []exchange) (problems []string) {
	for _, e := range exchanges {
		_, errs := d.validator().ValidateHttpRequestResponse(e.withBodies())
		problems = append(problems, format(e.String(), errs)...)
	}
	return problems
}

// The calls of this package are those of the SDK. Each is made with everything that the description allows, and with only
// what it requires.
func TestRequestsHaveEverythingDescribed(t *testing.T) {
	var names, ops []string
	for _, call := range calls {
		names = append(names, call.op)
	}
	for _, op := range operation.All() {
		ops = append(ops, op.Name)
	}
	require.Equal(t, ops, names)
	assert.Empty(t, completenessProblems(t, parse(t, readDescription(t)), successes(t)))
}

func completenessProblems(t *testing.T, d description, exchanges []exchange) (problems []string) {
	t.Helper()
	operations, full, minimal, contentTypes := d.operations(), map[string]set{}, map[string]set{}, map[string]set{}
	for _, e := range exchanges {
		names, contentType := sentNames(t, operations[e.op], e)
		full[e.op], contentTypes[e.op] = full[e.op].with(names), contentTypes[e.op].with(contentType)
		if known, ok := minimal[e.op]; !ok || len(names) < len(known) {
			minimal[e.op] = names
		}
	}
	for name, op := range operations {
		all, required := op.names()
		problems = append(problems, differences(name+": the full request", keys(all), keys(full[name]))...)
		problems = append(problems, differences(name+": the minimal request", keys(required), keys(minimal[name]))...)
		if name != "Tags.Remove" { // the SDK sends JSON; whether the API accepts forms too is not documented
			problems = append(problems, differences(name+": the content types", keys(op.bodies()), keys(contentTypes[name]))...)
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

// names returns the described query parameters and members of the body, and those of them that are required.
func (o describedOperation) names() (all, required set) {
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

// addMembers adds the paths of a schema's members that a filter accepts, including "data.phone" in a list of objects.
func addMembers(to set, prefix string, schema *base.Schema, accept func(*base.Schema, string) bool) {
	for name, property := range schema.Properties.FromOldest() {
		if !accept(schema, name) {
			continue
		}
		to[prefix+name] = true
		if member := element(property.Schema()); member.Properties != nil {
			addMembers(to, prefix+name+".", member, accept)
		}
	}
}

// sentNames returns the query parameters and the members of the body of a request, and its content type.
func sentNames(t *testing.T, op describedOperation, e exchange) (names, contentType set) {
	t.Helper()
	names, contentType = set{}, set{}
	for name := range e.request.URL.Query() {
		names[name] = true
	}
	if len(e.requestBody) == 0 {
		return names, contentType
	}
	media, _, err := mime.ParseMediaType(e.request.Header.Get("Content-Type"))
	require.NoError(t, err)
	contentType[media] = true
	if media == "application/json" {
		var body any
		require.NoError(t, json.Unmarshal(e.requestBody, &body))
		addSent(names, "", body, op.bodies()[media])
		return names, contentType
	}
	request, _ := e.withBodies()
	if err := request.ParseMultipartForm(1 << 20); !errors.Is(err, http.ErrNotMultipart) { // ParseMultipartForm parses a URL-encoded form too
		require.NoError(t, err)
	}
	for name := range request.PostForm {
		names[name] = true
	}
	return names, contentType
}

// addSent adds the paths of an object's members, as deep as the schema describes them.
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

// element returns the schema of an array's elements, or the schema itself if it is not of an array.
func element(schema *base.Schema) *base.Schema {
	if schema.Items != nil && schema.Items.IsA() {
		return schema.Items.A.Schema()
	}
	return schema
}

package contract

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"github.com/pb33f/libopenapi-validator/errors"
	"github.com/pb33f/libopenapi/datamodel/high/base"
	v3 "github.com/pb33f/libopenapi/datamodel/high/v3"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"
)

// description is api/openapi.yaml, or a text that was made from it.
type description struct {
	*v3.Document
	validator func() validator.Validator // made when it is needed: it takes time
}

func text(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../openapi.yaml")
	require.NoError(t, err)
	return string(text)
}

func describe(t *testing.T, text string) description {
	t.Helper()
	var tree map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(text), &tree))
	closeSchemas(tree)
	closed, err := yaml.Marshal(tree)
	require.NoError(t, err)
	document, err := libopenapi.NewDocument(closed)
	require.NoError(t, err)
	model, err := document.BuildV3Model()
	require.NoError(t, err)
	return description{&model.Model, sync.OnceValue(func() validator.Validator {
		return validator.NewValidatorFromV3Model(&model.Model,
			config.WithFormatAssertions(),
			config.WithStandardBodyDecoders(),
			config.WithRejectUnsupportedBodyContent(),
			config.WithRejectUndeclaredRequestBody(),
		)
	})}
}

// closeSchemas makes the schemas of answers refuse what they don't describe. For the world they are open: answers may
// have more members some day.
func closeSchemas(tree map[string]any) {
	schemas := tree["components"].(map[string]any)["schemas"].(map[string]any)
	for name, schema := range schemas {
		// These are parts of other schemas, which have more.
		isPart := name == "Success" || name == "Page"
		closeSchema(schema, !isPart)
	}
}

func closeSchema(schema any, closed bool) {
	node, ok := schema.(map[string]any)
	if !ok {
		return
	}
	properties, isObject := node["properties"].(map[string]any)
	parts, isComposed := node["allOf"].([]any)
	if closed && (isObject || isComposed) {
		node["unevaluatedProperties"] = false
	}
	for _, part := range parts {
		closeSchema(part, false)
	}
	for _, property := range properties {
		closeSchema(property, true)
	}
	closeSchema(node["items"], true)
	closeSchema(node["additionalProperties"], true)
}

// operation is an operation with its place in the description.
type operation struct {
	*v3.Operation
	method, path string
	parameters   []*v3.Parameter // those of the path, too
}

// operations returns the operations by their ids.
func (d description) operations() map[string]operation {
	all := map[string]operation{}
	for path, item := range d.Paths.PathItems.FromOldest() {
		for method, op := range item.GetOperations().FromOldest() {
			all[op.OperationId] = operation{op, strings.ToUpper(method), path, slices.Concat(item.Parameters, op.Parameters)}
		}
	}
	return all
}

func (o operation) line() string { return o.method + " " + o.path }

// schema returns a shared schema, an empty one if there is none.
func (d description) schema(name string) *base.Schema {
	if proxy, ok := d.Components.Schemas.Get(name); ok {
		return proxy.Schema()
	}
	return new(base.Schema)
}

// bodies returns the schemas of the request body by content type.
func (o operation) bodies() map[string]*base.Schema {
	all := map[string]*base.Schema{}
	if o.RequestBody != nil {
		for kind, media := range o.RequestBody.Content.FromOldest() {
			all[kind] = media.Schema.Schema()
		}
	}
	return all
}

// differences tells what two sets do not share.
func differences(what string, want, got []string) (problems []string) {
	for _, name := range want {
		if !slices.Contains(got, name) {
			problems = append(problems, what+" lacks "+name)
		}
	}
	for _, name := range got {
		if !slices.Contains(want, name) {
			problems = append(problems, what+" has "+name)
		}
	}
	return problems
}

func keys[V any](of map[string]V) []string { return slices.Sorted(maps.Keys(of)) }

func explain(what fmt.Stringer, errs []*errors.ValidationError) (problems []string) {
	for _, err := range errs {
		problem := fmt.Sprintf("%s: %s: %s", what, err.Message, err.Reason)
		for _, failure := range err.SchemaValidationErrors {
			problem += "\n    " + failure.Error()
		}
		problems = append(problems, problem)
	}
	return problems
}

package contract

import (
	"fmt"
	"maps"
	"os"
	"regexp"
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

	"github.com/leeloo-go/leeloo/internal/operation"
)

// description is api/openapi.yaml, or a changed copy of its text.
type description struct {
	*v3.Document
	validator func() validator.Validator // created on first use, since that takes time
}

func readDescription(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../openapi.yaml")
	require.NoError(t, err)
	return string(text)
}

func parse(t *testing.T, text string) description {
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

// closeSchemas makes the schemas of responses and webhooks refuse members that they do not describe. The published
// schemas are open, since members may be added.
func closeSchemas(tree map[string]any) {
	schemas := tree["components"].(map[string]any)["schemas"].(map[string]any)
	for name, schema := range schemas {
		// These are parts of other schemas, which have more members.
		isPart := name == "Success" || name == "Page"
		closeSchema(schema, !isPart)
	}
	for _, webhook := range tree["webhooks"].(map[string]any) {
		request := webhook.(map[string]any)["post"].(map[string]any)["requestBody"].(map[string]any)
		closeSchema(request["content"].(map[string]any)["application/json"].(map[string]any)["schema"], true)
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

// describedOperation is an operation with its place in the description.
type describedOperation struct {
	*v3.Operation
	method, path string
	parameters   []*v3.Parameter // includes those of the path
}

// operations returns the operations by their names in the SDK. An operation that the SDK does not have keeps its
// operationId.
func (d description) operations() map[string]describedOperation {
	names := map[string]string{}
	for _, op := range operation.All() {
		names[operationID(op.Name)] = op.Name
	}
	all := map[string]describedOperation{}
	for path, item := range d.Paths.PathItems.FromOldest() {
		for method, op := range item.GetOperations().FromOldest() {
			name, ok := names[op.OperationId]
			if !ok {
				name = op.OperationId
			}
			parameters := slices.Concat(item.Parameters, op.Parameters)
			all[name] = describedOperation{op, strings.ToUpper(method), path, parameters}
		}
	}
	return all
}

var wordStart = regexp.MustCompile(`([a-z])([A-Z])`)

// operationID returns the operationId of an operation of the SDK: orders_update for Orders.Update.
func operationID(name string) string {
	return strings.ToLower(wordStart.ReplaceAllString(strings.ReplaceAll(name, ".", "_"), "${1}_$2"))
}

func (o describedOperation) route() string { return o.method + " " + o.path }

// schema returns a shared schema, or an empty one if there is none.
func (d description) schema(name string) *base.Schema {
	if proxy, ok := d.Components.Schemas.Get(name); ok {
		return proxy.Schema()
	}
	return new(base.Schema)
}

// bodies returns the schemas of the request body by content type.
func (o describedOperation) bodies() map[string]*base.Schema {
	all := map[string]*base.Schema{}
	if o.RequestBody != nil {
		for contentType, media := range o.RequestBody.Content.FromOldest() {
			all[contentType] = media.Schema.Schema()
		}
	}
	return all
}

// differences returns what is in only one of two sets.
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

func format(what string, errs []*errors.ValidationError) (problems []string) {
	for _, err := range errs {
		problem := fmt.Sprintf("%s: %s: %s", what, err.Message, err.Reason)
		for _, failure := range err.SchemaValidationErrors {
			problem += "\n    " + failure.Error()
		}
		problems = append(problems, problem)
	}
	return problems
}

package contract

import (
	"encoding/json"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/leeloo-go/leeloo/internal/operation"
)

var update = flag.Bool("update", false, "write the file that leeloo check compares responses with")

// documentedFile is what the command "leeloo check" compares responses with.
const documentedFile = "../../cmd/leeloo/internal/check/documented.json"

// member is a member of a response of the description.
type member struct {
	Kinds    []string `json:"kinds"`
	Required bool     `json:"required,omitempty"`
}

// TestDocumentedFileIsCurrent fails if documented.json is not what the description says. go test -run Documented -update
// writes it.
func TestDocumentedFileIsCurrent(t *testing.T) {
	text, err := json.MarshalIndent(documented(t), "", "  ")
	require.NoError(t, err)
	text = append(text, '\n')
	if *update {
		require.NoError(t, os.WriteFile(documentedFile, text, 0o644))
	}
	current, err := os.ReadFile(documentedFile)
	require.NoError(t, err)
	assert.Equal(t, string(text), string(current), "run go test -run Documented -update in api/contract")
}

// documented returns the members of the successful response of each GET by path: data[].id.
func documented(t *testing.T) map[string]map[string]member {
	t.Helper()
	var tree map[string]any
	require.NoError(t, yaml.Unmarshal([]byte(readDescription(t)), &tree))
	schemas := tree["components"].(map[string]any)["schemas"].(map[string]any)
	all := map[string]map[string]member{}
	for _, op := range operation.All() {
		if op.Method != "GET" {
			continue
		}
		get := tree["paths"].(map[string]any)[op.Path].(map[string]any)["get"].(map[string]any)
		response := get["responses"].(map[string]any)["200"].(map[string]any)
		schema := response["content"].(map[string]any)["application/json"].(map[string]any)["schema"].(map[string]any)
		w := walker{schemas, map[string]member{}}
		w.walk("", schema["oneOf"].([]any)[0].(map[string]any), true)
		delete(w.members, "")
		all[op.Name] = w.members
	}
	return all
}

type walker struct {
	schemas map[string]any
	members map[string]member
}

func (w walker) walk(path string, schema map[string]any, required bool) {
	m := w.members[path]
	m.Required = m.Required || required
	kinds := m.Kinds
	if reference, ok := schema["$ref"].(string); ok {
		name := strings.TrimPrefix(reference, "#/components/schemas/")
		switch name {
		case "ID", "Time":
			kinds = append(kinds, strings.ToLower(name))
		default:
			w.members[path] = m
			w.walk(path, w.schemas[name].(map[string]any), required)
			return
		}
	}
	for _, part := range list(schema["allOf"]) {
		w.walk(path, part.(map[string]any), required)
	}
	for _, part := range list(schema["oneOf"]) {
		w.walk(path, part.(map[string]any), required)
	}
	switch kind := schema["type"].(type) {
	case string:
		kinds = append(kinds, kind)
	case []any:
		for _, k := range kind {
			kinds = append(kinds, k.(string))
		}
	}
	if before, ok := w.members[path]; ok { // from a part of the schema
		kinds = append(kinds, before.Kinds...)
	}
	slices.Sort(kinds)
	m.Kinds = slices.Compact(kinds)
	w.members[path] = m
	properties, _ := schema["properties"].(map[string]any)
	for name, property := range properties {
		w.walk(strings.TrimPrefix(path+"."+name, "."), property.(map[string]any), slices.Contains(list(schema["required"]), any(name)))
	}
	if items, ok := schema["items"].(map[string]any); ok && len(items) > 0 {
		w.walk(path+"[]", items, false)
	}
	if values, ok := schema["additionalProperties"].(map[string]any); ok {
		w.walk(path+".*", values, false)
	}
}

func list(node any) []any {
	items, _ := node.([]any)
	return items
}

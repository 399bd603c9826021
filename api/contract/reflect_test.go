package contract

import (
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/pb33f/libopenapi/datamodel/high/base"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// models returns the models of the SDK by name: the structs that the methods of its services return, and those in them.
func models() map[string]reflect.Type {
	found := map[string]reflect.Type{}
	client := reflect.TypeFor[leeloo.Client]()
	for i := range client.NumField() {
		if field := client.Field(i); field.IsExported() {
			for j := range field.Type.NumMethod() {
				addModels(found, field.Type.Method(j).Type.Out(0))
			}
		}
	}
	return found
}

var scalars = []reflect.Type{reflect.TypeFor[leeloo.Time](), reflect.TypeFor[leeloo.Amount]()}

func addModels(found map[string]reflect.Type, of reflect.Type) {
	switch {
	case of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice:
		addModels(found, of.Elem())
	case of.Kind() != reflect.Struct || slices.Contains(scalars, of) || found[of.Name()] != nil:
	default:
		if isPage := strings.HasPrefix(of.Name(), "Page["); !isPage {
			found[of.Name()] = of
		}
		for i := range of.NumField() {
			addModels(found, of.Field(i).Type)
		}
	}
}

// field is a field of a model that has a name of its own on the wire.
type field struct {
	name    string
	folding bool // takes created_at for createdAt
	kind    reflect.Type
}

func fieldsOf(model reflect.Type) (fields []field) {
	for i := range model.NumField() {
		tag := model.Field(i).Tag.Get("json")
		if name, options, _ := strings.Cut(tag, ","); name != "-" {
			fields = append(fields, field{name, strings.Contains(options, "case:ignore"), model.Field(i).Type})
		}
	}
	return fields
}

func find(fields []field, member string) (field, bool) {
	i := slices.IndexFunc(fields, func(f field) bool {
		return f.name == member || f.folding && fold(f.name) == fold(member)
	})
	if i < 0 {
		return field{}, false
	}
	return fields[i], true
}

func fold(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// fits tells whether a Go type holds what a schema of these types lets through. A schema without types lets all through.
func fits(kind reflect.Type, types []string) bool {
	want := map[reflect.Kind]string{
		reflect.String: "string", reflect.Int: "integer", reflect.Bool: "boolean", reflect.Slice: "array", reflect.Map: "object",
	}[kind.Kind()]
	switch kind {
	case reflect.TypeFor[leeloo.Time]():
		want = "string"
	case reflect.TypeFor[leeloo.Amount]():
		want = "number"
	case reflect.TypeFor[any]():
		return len(types) == 0
	}
	return slices.Contains(types, want)
}

// typesOf returns what a member lets through. Of a reference with a description of its own the library shows the latter.
func (d description) typesOf(member *base.SchemaProxy) []string {
	if member.IsReference() {
		return d.schema(path.Base(member.GetReference())).Type
	}
	return member.Schema().Type
}

// elsewhereProblems checks the table of fields without a name of their own: it has them all, the description has the
// members, and the models decode them.
func elsewhereProblems(t *testing.T, d description, types map[string]reflect.Type) (problems []string) {
	t.Helper()
	var unnamed []string
	for name, model := range types {
		for i := range model.NumField() {
			if model.Field(i).Tag.Get("json") == "-" {
				unnamed = append(unnamed, name+"."+model.Field(i).Name)
			}
		}
	}
	problems = differences("the table of fields elsewhere", unnamed, keys(elsewhere))
	for place, at := range elsewhere {
		name, fieldName, _ := strings.Cut(place, ".")
		schema, member, _ := strings.Cut(at, ".")
		found := memberOf(d.schema(schema), strings.Split(member, "."))
		if found == nil {
			problems = append(problems, at+" is not described")
			continue
		}
		value := `5`
		if slices.Contains(found.Type, "array") {
			value = `[{"id":"` + nobody + `"}]`
		}
		for _, key := range slices.Backward(strings.Split(member, ".")) {
			value = fmt.Sprintf("{%q:%s}", key, value)
		}
		model := reflect.New(types[name])
		require.NoError(t, json.Unmarshal([]byte(value), model.Interface()))
		if model.Elem().FieldByName(fieldName).IsZero() {
			problems = append(problems, place+" stays empty with "+value)
		}
	}
	return problems
}

// memberOf follows the names of members from a schema, which may be made of parts.
func memberOf(schema *base.Schema, names []string) *base.Schema {
	if len(names) == 0 {
		return schema
	}
	for name, property := range schema.Properties.FromOldest() {
		if name == names[0] {
			return memberOf(property.Schema(), names[1:])
		}
	}
	for _, part := range schema.AllOf {
		if found := memberOf(part.Schema(), names); found != nil {
			return found
		}
	}
	return nil
}

// strangers are schemas of objects that are neither a model's, nor an envelope or a part of one, nor sent.
func strangers(d description, known set) (problems []string) {
	parts := []string{"Success", "Failure", "Link", "SMSPerson"}
	for name, proxy := range d.Components.Schemas.FromOldest() {
		isParams := strings.HasSuffix(name, "Params")
		if proxy.Schema().Properties != nil && !known[name] && !isParams && !slices.Contains(parts, name) {
			problems = append(problems, name+" is the schema of nothing in the SDK")
		}
	}
	return problems
}

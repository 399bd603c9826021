package contract

import (
	"encoding/json"
	"fmt"
	"path"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pb33f/libopenapi/datamodel/high/base"
	"github.com/stretchr/testify/require"

	"github.com/leeloo-go/leeloo"
)

// models returns the models of the SDK by name: the structs that the methods of its services return, and the structs in
// their fields.
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

var scalars = []reflect.Type{reflect.TypeFor[time.Time](), reflect.TypeFor[leeloo.Amount]()}

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

// field is a field of a model, with the name of its member.
type field struct {
	name   string
	goType reflect.Type
}

func fieldsOf(model reflect.Type) (fields []field) {
	for i := range model.NumField() {
		tag := model.Field(i).Tag.Get("json")
		if name, _, _ := strings.Cut(tag, ","); name != "-" {
			fields = append(fields, field{name, model.Field(i).Type})
		}
	}
	return fields
}

// find returns the field of a member. Each model reads both spellings, created_at and createdAt.
func find(fields []field, member string) (field, bool) {
	i := slices.IndexFunc(fields, func(f field) bool { return fold(f.name) == fold(member) })
	if i < 0 {
		return field{}, false
	}
	return fields[i], true
}

func fold(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

// matches reports whether a Go type can store what a schema with these types allows. A schema without types allows
// everything.
func matches(goType reflect.Type, types []string) bool {
	want := map[reflect.Kind]string{
		reflect.String: "string", reflect.Int: "integer", reflect.Bool: "boolean", reflect.Slice: "array", reflect.Map: "object",
	}[goType.Kind()]
	switch goType {
	case reflect.TypeFor[time.Time]():
		want = "string"
	case reflect.TypeFor[leeloo.Amount]():
		want = "number"
	case reflect.TypeFor[any]():
		return len(types) == 0
	}
	return slices.Contains(types, want)
}

// typesOf returns the types that a member allows. For a reference that has a description, the library returns a schema
// with only the description.
func (d description) typesOf(member *base.SchemaProxy) []string {
	if member.IsReference() {
		return d.schema(path.Base(member.GetReference())).Type
	}
	return member.Schema().Type
}

// memberPathProblems checks memberPaths: it has each field without a name in its tag, the members are described, and the
// models read them.
func memberPathProblems(t *testing.T, d description, types map[string]reflect.Type) (problems []string) {
	t.Helper()
	var unnamed []string
	for name, model := range types {
		for i := range model.NumField() {
			if model.Field(i).Tag.Get("json") == "-" {
				unnamed = append(unnamed, name+"."+model.Field(i).Name)
			}
		}
	}
	problems = differences("memberPaths", unnamed, keys(memberPaths))
	for fieldPath, memberPath := range memberPaths {
		name, fieldName, _ := strings.Cut(fieldPath, ".")
		schema, member, _ := strings.Cut(memberPath, ".")
		found := memberOf(d.schema(schema), strings.Split(member, "."))
		if found == nil {
			problems = append(problems, memberPath+" is not described")
			continue
		}
		value := `5`
		if slices.Contains(found.Type, "array") {
			value = `[{"id":"` + unknownID + `"}]`
		}
		for _, key := range slices.Backward(strings.Split(member, ".")) {
			value = fmt.Sprintf("{%q:%s}", key, value)
		}
		model := reflect.New(types[name])
		require.NoError(t, json.Unmarshal([]byte(value), model.Interface()))
		if model.Elem().FieldByName(fieldName).IsZero() {
			problems = append(problems, fieldPath+" stays empty with "+value)
		}
	}
	return problems
}

// memberOf returns the schema of a nested member, or nil if there is none. It searches the parts of allOf too.
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

// unmodeledSchemas returns the schemas of objects that belong to no model, are not of the envelope and are not of a request.
func unmodeledSchemas(d description, modeled set) (problems []string) {
	others := []string{"Success", "Failure", "Link", "SMSPerson", "EmailPerson"}
	for name, proxy := range d.Components.Schemas.FromOldest() {
		isParams := strings.HasSuffix(name, "Params")
		if proxy.Schema().Properties != nil && !modeled[name] && !isParams && !slices.Contains(others, name) {
			problems = append(problems, name+" is a schema without a model")
		}
	}
	return problems
}

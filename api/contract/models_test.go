package contract

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each member of a schema has a field with a matching type in the model of the same name, and each field has a member.
func TestModelsMatchSchemas(t *testing.T) {
	types := models()
	require.Contains(t, types, "Subscription", "found through a field of another model")
	assert.Empty(t, modelProblems(t, parse(t, readDescription(t)), types))
}

// schemasOf has the models with other schemas than the one of the same name.
var schemasOf = map[string][]string{"Person": {"Person", "ListedPerson"}}

// memberPaths has the members of the fields that are not members of the same object.
var memberPaths = map[string]string{ // field: schema and member
	"Person.ContactedUserIDs": "Person.links.contactedUsers",
	"Person.OrderIDs":         "Person.links.orders",
	"Person.ContactedUsers":   "PersonResponse.included.users",
	"Person.Orders":           "PersonResponse.included.orders",
	"Tunnel.LeadGenToolIDs":   "Tunnel.links.leadgentools",
	"Tunnel.LeadGenTools":     "TunnelResponse.linked.leadgentools",
	"Call.Duration":           "Call.billsec",
}

func modelProblems(t *testing.T, d description, types map[string]reflect.Type) (problems []string) {
	t.Helper()
	covered := map[string]bool{}
	for _, member := range memberPaths {
		covered[member] = true
		covered[member[:strings.LastIndex(member, ".")]] = true // "Person.links" has no other members
	}
	modeled := set{}
	for name, model := range types {
		schemas := schemasOf[name]
		if schemas == nil {
			schemas = []string{name}
		}
		fields, unmatched := fieldsOf(model), set{}
		for _, field := range fields {
			unmatched[field.name] = true
		}
		for _, schema := range schemas {
			modeled[schema] = true
			for member, property := range d.schema(schema).Properties.FromOldest() {
				path, types := schema+"."+member, d.typesOf(property)
				field, ok := find(fields, member)
				switch {
				case !ok && !covered[path]:
					problems = append(problems, path+" has no field in leeloo."+name)
				case ok && !matches(field.goType, types):
					problems = append(problems, fmt.Sprintf("%s is %v, but leeloo.%s has %v", path, types, name, field.goType))
				}
				delete(unmatched, field.name)
			}
		}
		problems = append(problems, differences("leeloo."+name, nil, keys(unmatched))...)
	}
	return append(problems, slices.Concat(memberPathProblems(t, d, types), unmodeledSchemas(d, modeled))...)
}

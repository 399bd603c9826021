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

// Every member of a schema has a field in the model of the same name, of a type that fits, and the other way round.
func TestModels(t *testing.T) {
	types := models()
	require.Contains(t, types, "Subscription", "reached through the services alone")
	assert.Empty(t, modelProblems(t, describe(t, text(t)), types))
}

// schemasOf are the models with more schemas than the one that has their name.
var schemasOf = map[string][]string{"Person": {"Person", "ListedPerson"}}

// elsewhere says where the fields stand that have no name of their own on the wire.
var elsewhere = map[string]string{ // field: schema and member
	"Person.ContactedUserIDs": "Person.links.contactedUsers",
	"Person.OrderIDs":         "Person.links.orders",
	"Person.ContactedUsers":   "PersonAnswer.included.users",
	"Person.Orders":           "PersonAnswer.included.orders",
	"Tunnel.LeadGenToolIDs":   "Tunnel.links.leadgentools",
	"Tunnel.LeadGenTools":     "TunnelAnswer.linked.leadgentools",
	"CallRecord.Duration":     "CallRecord.billsec",
}

func modelProblems(t *testing.T, d description, types map[string]reflect.Type) (problems []string) {
	t.Helper()
	covered := map[string]bool{}
	for _, member := range elsewhere {
		covered[member] = true
		covered[member[:strings.LastIndex(member, ".")]] = true // "Person.links" has nothing besides
	}
	known := set{}
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
			known[schema] = true
			for member, property := range d.schema(schema).Properties.FromOldest() {
				place, types := schema+"."+member, d.typesOf(property)
				field, ok := find(fields, member)
				switch {
				case !ok && !covered[place]:
					problems = append(problems, place+" has no field in leeloo."+name)
				case ok && !fits(field.kind, types):
					problems = append(problems, fmt.Sprintf("%s is %v, but leeloo.%s has %v", place, types, name, field.kind))
				}
				delete(unmatched, field.name)
			}
		}
		problems = append(problems, differences("leeloo."+name, nil, keys(unmatched))...)
	}
	return append(problems, slices.Concat(elsewhereProblems(t, d, types), strangers(d, known))...)
}

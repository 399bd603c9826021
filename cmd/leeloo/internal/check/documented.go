package check

import (
	_ "embed"
	"encoding/json"
	"slices"
)

// documentedJSON has the members of each response as documented. It is written from api/openapi.yaml by a test in
// api/contract.
//
//go:embed documented.json
var documentedJSON []byte

// member is a documented member of a response.
type member struct {
	Kinds    []string `json:"kinds"`
	Required bool     `json:"required"`
}

func (m member) is(kind string) bool { return slices.Contains(m.Kinds, kind) }

// readDocumented returns the documented members by operation and path.
func readDocumented() (all map[string]map[string]member, err error) {
	return all, json.Unmarshal(documentedJSON, &all)
}

// fits reports whether a kind of value is as documented. NOT_DEFINED, NO_DATA and an empty text stand for a missing value.
func (m member) fits(kind string) bool {
	if len(m.Kinds) == 0 || m.is(kind) {
		return true
	}
	switch kind {
	case kindInteger:
		return m.is(kindNumber)
	case kindID, kindTime, kindNumeric:
		return m.is(kindString)
	case kindEmpty, kindSentinel:
		return m.is(kindString) || !m.Required && (m.is(kindID) || m.is(kindTime))
	default:
		return false
	}
}

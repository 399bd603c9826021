package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// comparison is how a response differs from the documentation.
type comparison struct {
	Problems []string `json:"problems,omitempty"` // of another kind than documented, or missing though required
	Notes    []string `json:"notes,omitempty"`    // not documented, or spelled otherwise
}

func compare(got shape, documented map[string]member) (c comparison) {
	for _, path := range slices.Sorted(maps.Keys(documented)) {
		m := documented[path]
		if _, found := got[path]; !found && m.Required && parentSeen(got, path) {
			c.Problems = append(c.Problems, path+" is missing")
		}
	}
	for _, path := range slices.Sorted(maps.Keys(got)) {
		m, known := documented[path]
		if !known {
			c.Notes = append(c.Notes, undocumented(path, got[path], documented))
			continue
		}
		for _, kind := range slices.Sorted(maps.Keys(got[path])) {
			text := fmt.Sprintf("%s is %s; documented: %s", path, kind, strings.Join(m.Kinds, " or "))
			switch {
			case m.fits(kind):
			case kind == kindNull && !m.Required, kind == kindNumeric && (m.is(kindNumber) || m.is(kindInteger)):
				c.Notes = append(c.Notes, text) // the SDK reads it
			default:
				c.Problems = append(c.Problems, text)
			}
		}
	}
	return c
}

// parentSeen reports whether the response has the object that a member belongs to.
func parentSeen(got shape, path string) bool {
	parent := path[:max(strings.LastIndex(path, "."), 0)]
	return parent == "" || got[parent][kindObject]
}

func undocumented(path string, kinds map[string]bool, documented map[string]member) string {
	for _, other := range slices.Sorted(maps.Keys(documented)) {
		if fold(other) == fold(path) {
			return fmt.Sprintf("%s is spelled otherwise; documented: %s", path, other)
		}
	}
	return fmt.Sprintf("%s (%s) is not documented", path, strings.Join(slices.Sorted(maps.Keys(kinds)), " or "))
}

// fold makes createdAt and created_at equal.
func fold(path string) string { return strings.ToLower(strings.ReplaceAll(path, "_", "")) }

package names

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// plural is how "leeloo ids" calls a kind.
func plural(kind string) string { return kind + "s" }

// suggest returns the names that are nearest to a mistyped one, as the end of an error text.
func suggest(kind, value string, all []string) string {
	list := "leeloo ids " + plural(kind)
	type candidate struct {
		name     string
		distance int
	}
	var near []candidate
	for _, name := range all {
		short := name[strings.LastIndex(name, "/")+1:]
		distance := min(distance(value, name), distance(value, short))
		if distance <= 1+len([]rune(value))/3 || strings.Contains(strings.ToLower(name), strings.ToLower(value)) {
			near = append(near, candidate{name, distance})
		}
	}
	if len(near) == 0 {
		return "; " + list + " lists them"
	}
	slices.SortStableFunc(near, func(a, b candidate) int { return cmp.Compare(a.distance, b.distance) })
	var quoted []string
	for _, c := range near[:min(3, len(near))] {
		quoted = append(quoted, fmt.Sprintf("%q", c.name))
	}
	return "; did you mean " + strings.Join(quoted, " or ") + "? " + list + " lists all"
}

func distance(a, b string) int {
	return levenshtein.ComputeDistance(strings.ToLower(a), strings.ToLower(b))
}

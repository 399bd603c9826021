// Package nearest finds the names that are most like a name, for "did you mean".
package nearest

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxBytes is the length of the longest name that is compared. A response may contain a name of many megabytes.
const maxBytes = 512

// To returns at most n different names, the most similar first. A name is left out if more than half of its characters
// differ, or if it is longer than 512 bytes.
func To(name string, names []string, n int) []string {
	if len(name) > maxBytes {
		return nil
	}
	type candidate struct {
		name     string
		distance int
	}
	var candidates []candidate
	lower := strings.ToLower(name)
	for _, other := range names {
		if len(other) > maxBytes {
			continue
		}
		d := distance([]rune(lower), []rune(strings.ToLower(other)))
		if contains := strings.Contains(strings.ToLower(other), lower); contains || 2*d <= utf8.RuneCountInString(name)+1 {
			candidates = append(candidates, candidate{other, d})
		}
	}
	slices.SortFunc(candidates, func(a, b candidate) int {
		return cmp.Or(a.distance-b.distance, strings.Compare(a.name, b.name))
	})
	var nearest []string
	for _, c := range slices.Compact(candidates) {
		if len(nearest) < n {
			nearest = append(nearest, c.name)
		}
	}
	return nearest
}

// distance returns the Levenshtein distance: how many characters to insert, delete or replace.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j := range b {
			replaced := diagonal
			if a[i] != b[j] {
				replaced++
			}
			diagonal = row[j+1]
			row[j+1] = min(replaced, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

package leelootest

import (
	"strconv"

	"github.com/leeloo-go/leeloo/internal/check"
)

// atPath returns the row that an id of the path names.
func atPath[T comparable](in *input, rows *table[T], param string) T {
	return find(in, rows, param, in.path[param])
}

// named returns the row that a required field names.
func named[T comparable](in *input, rows *table[T], field string) (row T) {
	id := in.required(field)
	if id == "" {
		return row
	}
	return find(in, rows, field, id)
}

// namedIfAny returns the row that an optional field names.
func namedIfAny[T comparable](in *input, rows *table[T], field string) (row T, ok bool) {
	id := in.optional(field)
	if id == "" {
		return row, false
	}
	return find(in, rows, field, id), true
}

// namedList returns the rows that a list of ids names.
func namedList[T comparable](in *input, rows *table[T], field string) []T {
	var list []T
	for i, item := range in.items(field) {
		id, _ := item.(string)
		list = append(list, find(in, rows, field+"."+strconv.Itoa(i), id))
	}
	return list
}

func find[T comparable](in *input, rows *table[T], field, id string) (row T) {
	if check.ID(id) != nil {
		in.note(field, fieldWrongFormat)
		return row
	}
	row, ok := rows.byID[id]
	if !ok {
		in.note(field, fieldNotFound)
	}
	return row
}

package fake

import (
	"strconv"

	"github.com/leeloo-go/leeloo/internal/validate"
)

// lookupPath returns the record whose id is in the path.
func lookupPath[T comparable](in *params, rows *Table[T], param string) T {
	return lookup(in, rows, param, in.path[param])
}

// lookupField returns the record whose id is in a required field.
func lookupField[T comparable](in *params, rows *Table[T], field string) (row T) {
	id := in.required(field)
	if id == "" {
		return row
	}
	return lookup(in, rows, field, id)
}

// lookupOptional returns the record whose id is in an optional field.
func lookupOptional[T comparable](in *params, rows *Table[T], field string) (row T, ok bool) {
	id := in.optional(field)
	if id == "" {
		return row, false
	}
	return lookup(in, rows, field, id), true
}

// lookupList returns the records whose ids are in a list.
func lookupList[T comparable](in *params, rows *Table[T], field string) []T {
	var list []T
	for i, item := range in.items(field) {
		id, _ := item.(string)
		list = append(list, lookup(in, rows, field+"/"+strconv.Itoa(i), id))
	}
	return list
}

// lookupOneOrList is lookupList for a field that may be a single id as well.
func lookupOneOrList[T comparable](in *params, rows *Table[T], field string) []T {
	if id, ok := in.fields[field].(string); ok {
		return []T{lookup(in, rows, field, id)}
	}
	return lookupList(in, rows, field)
}

func lookup[T comparable](in *params, rows *Table[T], field, id string) (row T) {
	if validate.ID(id) != nil {
		in.addError(field, fieldWrongFormat)
		return row
	}
	row, ok := rows.Get(id)
	if !ok {
		in.addError(field, fieldNotFound)
	}
	return row
}

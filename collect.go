package leeloo

import (
	"iter"
	"strings"

	"github.com/leeloo-go/leeloo/internal/nearest"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// Collect returns all items of an iteration, for example of People.All. If the iteration fails, it returns the error, and
// the items before it.
func Collect[T any](seq iter.Seq2[*T, error]) ([]*T, error) {
	var items []*T
	for item, err := range seq {
		if err != nil {
			return items, err
		}
		items = append(items, item)
	}
	return items, nil
}

// maxCandidates is the number of names in Error.Candidates.
const maxCandidates = 5

// named is a pointer to a model that has a name.
type named[T any] interface {
	*T
	name() string
}

// byName returns the only item with a name: exactly, or else without case. method is the Op of its errors, and param the
// parameter with the name.
func byName[T any, PT named[T]](list operation.Op, method, param, name string, items iter.Seq2[*T, error]) (*T, error) {
	op := lookup(list, method)
	if err := validate.Required(param, name); err != nil {
		return nil, invalidArgument(op, err)
	}
	var exact, folded []*T
	var names []string
	for item, err := range items {
		if err != nil {
			return nil, err
		}
		itemName := PT(item).name()
		names = append(names, itemName)
		if itemName == name {
			exact = append(exact, item)
		}
		if strings.EqualFold(itemName, name) {
			folded = append(folded, item)
		}
	}
	matches := exact
	if len(exact) == 0 {
		matches = folded
	}
	if len(matches) == 1 {
		return matches[0], nil
	}
	e := &Error{Op: op.Name, Route: op.Route(), Candidates: nearest.To(name, names, maxCandidates)}
	switch {
	case len(matches) > 1:
		e.kind, e.detail, e.hint = ErrAmbiguous, "several items have this "+param, "use the id"
	case len(e.Candidates) > 0:
		e.kind, e.detail, e.hint = ErrNotFound, "nothing has this "+param, "see Error.Candidates for the nearest names"
	default:
		e.kind, e.detail = ErrNotFound, "nothing has this "+param
	}
	return nil, e
}

// lookup is the operation of the errors of a method that searches a list.
func lookup(list operation.Op, method string) *operation.Operation {
	return &operation.Operation{Name: method, Method: list.Operation().Method, Path: list.Operation().Path}
}

// each iterates over a list that has no pages.
func each[T any](list func() ([]T, error)) iter.Seq2[*T, error] {
	return func(yield func(*T, error) bool) {
		items, err := list()
		if err != nil {
			yield(nil, err)
			return
		}
		for i := range items {
			if !yield(&items[i], nil) {
				return
			}
		}
	}
}

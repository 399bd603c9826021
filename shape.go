package leeloo

import "github.com/leeloo-go/leeloo/internal/codec"

// shaped is a model that stands on the wire in another shape than its own, with links where the model has ids, say.
type shaped interface{ shape() shape }

// shape is what such a model is decoded into. It points to the model, and settle gives that what is missing.
type shape interface{ settle() }

// unmarshal decodes a value into a model, or into anything else.
func unmarshal(value []byte, out any) error {
	model, ok := out.(shaped)
	if !ok {
		return codec.Unmarshal(value, out)
	}
	s := model.shape()
	err := codec.Unmarshal(value, s)
	s.settle()
	return err
}

// lister is a shaped model that has no shape of its own in lists: there are no links in them.
type lister interface{ inList() any }

// inList returns what a row of a list is decoded into.
func inList(row any) any {
	if l, ok := row.(lister); ok {
		return l.inList()
	}
	return row
}

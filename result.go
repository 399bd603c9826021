package leeloo

import "github.com/leeloo-go/leeloo/internal/codec"

// result is what the data of an answer is decoded into.
type result interface {
	// fresh returns what to decode into, which forgets an attempt before.
	fresh() any
}

// one is a result of one model.
type one[T any] struct {
	model T
	shape shape
}

func (o *one[T]) fresh() any {
	*o = one[T]{}
	if model, ok := any(&o.model).(shaped); ok {
		o.shape = model.shape()
		return o.shape
	}
	return &o.model
}

// settled returns the model, once it is decoded.
func (o *one[T]) settled() *T {
	if o.shape != nil {
		o.shape.settle()
	}
	return &o.model
}

// many is a result of rows.
type many[T any] struct{ codec.Rows[T] }

func (m *many[T]) fresh() any {
	m.Into = func(row *T) any { return inList(row) }
	return &m.Rows
}

// shaped is a model that stands on the wire in another shape than its own, with links where the model has ids, say.
type shaped interface{ shape() shape }

// shape is what such a model is decoded into. It points to the model, and settle gives the model what it still lacks.
type shape interface{ settle() }

// unmarshal decodes a value into a model, whatever the model holds.
func unmarshal[T any](value []byte, model *T) error {
	var read one[T]
	err := codec.Unmarshal(value, read.fresh())
	*model = *read.settled()
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

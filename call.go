package leeloo

import (
	"context"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/route"
)

// What the methods of the services are made of: each sends a call (send.go) and decodes what its operation answers.

// row is a pointer to a model that has an id of its own.
type row[T any] interface {
	*T
	identity() string
}

// exec makes a call whose answer says no more than that it was carried out.
func exec(ctx context.Context, s *service, target route.Target, p params, opts []RequestOption) error {
	r, err := s.send(ctx, target, p, opts, nil)
	if err != nil {
		return err
	}
	defer r.release()
	return r.checkNamedID()
}

// call makes a call that answers one model.
func call[T any, PT row[T]](ctx context.Context, s *service, target route.Target, p params, opts []RequestOption) (*T, error) {
	to := new(one[T])
	r, err := s.send(ctx, target, p, opts, to)
	if err != nil {
		return nil, err
	}
	defer r.release()
	if err := r.decodeResult(); err != nil {
		return nil, err
	}
	model := to.settled()
	if err := r.checkID(PT(model).identity()); err != nil {
		return nil, err
	}
	if err := r.decodeIncluded(model); err != nil {
		return nil, err
	}
	return model, nil
}

// count makes a call that answers a number.
func count(ctx context.Context, s *service, target route.Target, p params, opts []RequestOption) (int, error) {
	r, err := s.send(ctx, target, p, opts, nil)
	if err != nil {
		return 0, err
	}
	defer r.release()
	var n *int
	if err := r.decodeData(&n); err != nil {
		return 0, err
	}
	if n == nil {
		return 0, r.unexpected(r.dataPath() + " is null")
	}
	return *n, nil
}

// list makes a call that answers all the rows there are.
func list[T any, PT row[T]](ctx context.Context, s *service, target route.Target, p params, opts []RequestOption) ([]T, error) {
	to := new(many[T])
	r, err := s.send(ctx, target, p, opts, to)
	if err != nil {
		return nil, err
	}
	defer r.release()
	return decodeRows[T, PT](r, to)
}

// page makes a call that answers a part of the rows.
func page[T any, PT row[T]](ctx context.Context, s *service, target route.Target, p params, opts []RequestOption) (*Page[T], error) {
	to := new(many[T])
	r, err := s.send(ctx, target, p, opts, to)
	if err != nil {
		return nil, err
	}
	defer r.release()
	items, err := decodeRows[T, PT](r, to)
	if err != nil {
		return nil, err
	}
	meta, err := r.decodeMeta()
	if err != nil {
		return nil, err
	}
	return &Page[T]{Items: items, Meta: meta}, nil
}

// figures makes a call that answers an array of rows without ids, or one such row.
func figures[T any](ctx context.Context, s *service, target route.Target, opts []RequestOption) ([]T, error) {
	r, err := s.send(ctx, target, nil, opts, nil)
	if err != nil {
		return nil, err
	}
	defer r.release()
	return decodeFigures[T](r)
}

// figure makes a call that answers one row without an id, in an array or by itself.
func figure[T any](ctx context.Context, s *service, target route.Target, opts []RequestOption) (*T, error) {
	r, err := s.send(ctx, target, nil, opts, nil)
	if err != nil {
		return nil, err
	}
	defer r.release()
	rows, err := decodeFigures[T](r)
	if err != nil {
		return nil, err
	}
	if len(rows) != 1 {
		return nil, r.unexpected("data has not exactly one row")
	}
	return &rows[0], nil
}

func decodeFigures[T any](r *reply) ([]T, error) {
	var rows []T
	var err error
	if codec.IsObject(r.env.Data) {
		rows = make([]T, 1)
		err = r.decodeData(&rows[0])
	} else {
		err = r.decodeData(&rows)
	}
	return rows, err
}

package leeloo

import (
	"context"
	"errors"

	"github.com/leeloo-go/leeloo/internal/attempt"
	"github.com/leeloo-go/leeloo/internal/form"
	"github.com/leeloo-go/leeloo/internal/route"
)

// params are what a call takes besides the ids of its path.
type params interface{ validate() error }

// message is one call on its way, encoded once.
type message struct {
	core    *core
	route   route.Route
	subject string // the id that the call is about
	options callOptions
	request attempt.Request
	form    []form.Field // what a form carried
	result  result       // nil where what comes is of no fixed type
}

// send carries a call through its steps, from the arguments to an answer that proves its success.
func (s *service) send(ctx context.Context, target route.Target, p params, opts []RequestOption, to result) (*reply, error) {
	options, err := s.accept(ctx, opts)
	if err != nil {
		return nil, invalid(target.Route, err)
	}
	if p != nil {
		if err := p.validate(); err != nil {
			return nil, invalid(target.Route, err)
		}
	}
	content, err := contentOf(target.Body, p)
	if err != nil {
		return nil, invalid(target.Route, err)
	}
	return s.deliver(ctx, target, content, options, to)
}

// deliver is send for content that is there already.
func (s *service) deliver(ctx context.Context, target route.Target, c content, options callOptions, to result) (*reply, error) {
	r, err := s.prepare(target, c, options)
	if err != nil {
		return nil, invalid(target.Route, err)
	}
	r.result = to
	failure := r.obtain(ctx)
	if options.capture != nil {
		*options.capture = r.response()
	}
	if failure != nil {
		r.release()
		return nil, failure
	}
	return r, nil
}

func (s *service) prepare(target route.Target, c content, options callOptions) (*reply, error) {
	path, err := target.Expand()
	if err != nil {
		return nil, err
	}
	r := &reply{message: message{core: s.core, route: target.Route, subject: target.Subject(), options: options, form: c.form}}
	r.request, err = c.encode(s.core.form)
	r.request.Method, r.request.Path = target.Method, path
	r.request.Proof = target.Class != route.Read
	return r, err
}

// accept checks what every call is given.
func (s *service) accept(ctx context.Context, opts []RequestOption) (options callOptions, err error) {
	if s == nil || s.core == nil {
		return options, errors.New("the Client is the zero value: make it with NewClient")
	}
	if ctx == nil {
		return options, errors.New("ctx is nil: use context.Background()")
	}
	if len(opts) == 0 {
		return options, nil
	}
	return apply(opts)
}

func apply(opts []RequestOption) (options callOptions, err error) {
	for _, opt := range opts {
		if opt == nil {
			return options, errors.New("a RequestOption is nil")
		}
		opt(&options)
	}
	if options.capture != nil {
		*options.capture = Response{} // what it held was another call's
	}
	return options, nil
}

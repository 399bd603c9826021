package leeloo

import (
	"bytes"
	"context"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/engine"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/response"
)

// This file is the bridge between the services and internal/engine. Each method of a service is one of the do functions.

// params are the params of a method.
type params interface {
	validate() error
	body() request.Body // says how the params are sent
}

// model is a pointer to a model that has an id.
type model[T any] interface {
	*T
	read(*codec.Reader)
	resourceID() string
}

// do sends a request and returns no data.
func do(ctx context.Context, s *service, endpoint operation.Endpoint, p params, opts []RequestOption) error {
	var into data
	if endpoint.ID != operation.NoID {
		into = new(onlyID)
	}
	r, err := s.send(ctx, endpoint, p, opts, into)
	if err == nil {
		r.release()
	}
	return err
}

// doOne sends a request and returns the model of its response.
func doOne[T any, PT model[T]](ctx context.Context, s *service, endpoint operation.Endpoint, p params, opts []RequestOption) (*T, error) {
	one := new(one[T, PT])
	r, err := s.send(ctx, endpoint, p, opts, one)
	if err != nil {
		return nil, err
	}
	defer r.release()
	if err := r.readIncluded(&one.model); err != nil {
		return nil, err
	}
	return &one.model, nil
}

// doList sends a request and returns all items of a list that has no pages.
func doList[T any, PT model[T]](ctx context.Context, s *service, endpoint operation.Endpoint, p params, opts []RequestOption) (list []T, err error) {
	r, err := s.send(ctx, endpoint, p, opts, member(endpoint.Key, func(r *codec.Reader) { list = readItems[T, PT](r) }))
	if err != nil {
		return nil, err
	}
	r.release()
	return list, nil
}

// doPage sends a request and returns a page of a list.
func doPage[T any, PT model[T]](ctx context.Context, s *service, endpoint operation.Endpoint, p params, opts []RequestOption) (*Page[T], error) {
	page := new(Page[T])
	r, err := s.send(ctx, endpoint, p, opts, required(func(r *codec.Reader) { page.Items = readItems[T, PT](r) }))
	if err != nil {
		return nil, err
	}
	defer r.release()
	if err := r.read("meta", r.Envelope.Meta, page.Meta.read); err != nil {
		return nil, err
	}
	return page, nil
}

// doCount sends a request and returns a number.
func doCount(ctx context.Context, s *service, endpoint operation.Endpoint, p params, opts []RequestOption) (n int, err error) {
	r, err := s.send(ctx, endpoint, p, opts, member(endpoint.Key, func(r *codec.Reader) { n = readCount(r) }))
	if err != nil {
		return 0, err
	}
	r.release()
	return n, nil
}

// doStats sends a request and returns its statistics.
func doStats(ctx context.Context, s *service, endpoint operation.Endpoint, opts []RequestOption) (list []TunnelStats, err error) {
	r, err := s.send(ctx, endpoint, nil, opts, required(func(r *codec.Reader) { list = readStats(r) }))
	if err != nil {
		return nil, err
	}
	defer r.release()
	return list, nil
}

// doOneStats sends a request and returns its only statistics.
func doOneStats(ctx context.Context, s *service, endpoint operation.Endpoint, opts []RequestOption) (*TunnelStats, error) {
	var list []TunnelStats
	r, err := s.send(ctx, endpoint, nil, opts, required(func(r *codec.Reader) { list = readStats(r) }))
	if err != nil {
		return nil, err
	}
	defer r.release()
	if len(list) != 1 {
		return nil, r.unexpected("data does not contain exactly one item")
	}
	return &list[0], nil
}

// send validates and encodes the params, and sends the request. into reads the data of the response.
func (s *service) send(ctx context.Context, endpoint operation.Endpoint, p params, opts []RequestOption, into data) (*exchange, error) {
	options, err := s.validateCall(ctx, opts)
	if err == nil && p != nil {
		err = p.validate()
	}
	if err != nil {
		return nil, invalidArgument(endpoint.Operation, err)
	}
	var body request.Body
	if p != nil {
		body = p.body()
	}
	return s.sendBody(ctx, endpoint, body, options, into)
}

// sendBody sends a request with a validated body.
func (s *service) sendBody(ctx context.Context, endpoint operation.Endpoint, body request.Body, options requestOptions, into data) (*exchange, error) {
	r := &exchange{core: s.core}
	r.Endpoint, r.Retry, r.Data = endpoint, options.retry, into
	if err := r.do(ctx, body, s.core.forms.For(endpoint.Operation)); err != nil {
		return nil, invalidArgument(endpoint.Operation, err)
	}
	if r.formWasNotRead(body) && s.core.forms.SwitchToJSON(endpoint.Operation) && options.retry != engine.RetryNever {
		if err := r.do(ctx, body, request.AsJSON); err != nil {
			return nil, invalidArgument(endpoint.Operation, err)
		}
	}
	if options.capture != nil {
		*options.capture = r.captured()
	}
	if r.outcome.Failed() {
		defer r.release()
		return nil, newError(endpoint, r.Attempts, &r.outcome)
	}
	return r, nil
}

// exchange is a request, its last response, and what that means.
type exchange struct {
	engine.Exchange
	core    *core
	outcome response.Outcome
}

// do encodes the body and sends the request. Its error is one of the encoding.
func (r *exchange) do(ctx context.Context, body request.Body, encoding request.Encoding) (err error) {
	if r.Request, err = request.New(r.Endpoint, body, encoding); err == nil {
		r.outcome = r.core.engine.Do(ctx, &r.Exchange)
	}
	return err
}

// formWasNotRead reports whether the API refused the request because it did not read the form. It then applied nothing.
func (r *exchange) formWasNotRead(body request.Body) bool {
	o := &r.outcome
	if o.Reason != response.Rejected || o.API == nil || o.MaybeApplied || r.Request.ContentType == "application/json" {
		return false
	}
	field := body.UnreadField(o.API.Fields)
	if field == "" {
		return false
	}
	o.Hint = "the API did not read the form, which contains " + response.SafeWord(field) + "; use WithFormEncoding(FormJSON)"
	return true
}

// release returns the body of the response to the pool of the transport. Models have copied what they keep.
func (r *exchange) release() { r.core.engine.Transport.Release(&r.Response) }

// captured is a copy of the response for the caller to keep.
func (r *exchange) captured() Response {
	return Response{r.Response.StatusCode, r.Response.Header, bytes.Clone(r.Response.Body), r.Attempts}
}

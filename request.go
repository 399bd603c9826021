package leeloo

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/request"
	"github.com/leeloo-go/leeloo/internal/response"
	"github.com/leeloo-go/leeloo/internal/validate"
)

// Request is a request of an operation that the SDK does not know.
type Request struct {
	// Method is GET, POST, PUT, PATCH or DELETE.
	Method string
	// Path is the path below the base URL, without a query, for example "/people/625946dd585052c1629f1b2b". Its segments
	// have only the characters of an id: letters, digits, "-" and "_".
	Path string
	// Query is optional.
	Query url.Values
	// Body is nil, url.Values for a form (see [WithFormEncoding]), or any value that encodes to JSON.
	Body any
}

// Do sends a request of an operation that the SDK does not know, with the same safety checks. The token is sent only to
// the host of the base URL, the response is limited in size and must prove success, and its data is decoded into out, a
// pointer; if out is nil, the data is ignored. A model of this package is read like the response of its own operation. JSON
// follows encoding/json/v2: names match in their exact case, and a nil slice is [].
//
// GET is retried like any operation that changes nothing. All other requests are sent once, unless [RetryUnsafe] says
// otherwise. The errors are those of every operation; Op is "Do".
func (c *Client) Do(ctx context.Context, req Request, out any, opts ...RequestOption) error {
	endpoint := operation.At(req.operation(), req.Path)
	var s *service
	if c != nil {
		s = &service{c.core}
	}
	options, err := s.validateCall(ctx, opts)
	if err := validate.All(err, req.validate(), validateOut(out)); err != nil {
		return invalidArgument(endpoint.Operation, err)
	}
	r, err := s.sendBody(ctx, endpoint, req.body().WithQuery(req.Query), options, nil)
	if err != nil {
		return err
	}
	defer r.release()
	if out == nil {
		return nil
	}
	if problem := missingData(&r.Exchange); problem != "" {
		return r.unexpected(problem)
	}
	data := bytes.Clone(r.Envelope.Data) // an UnmarshalJSON of the caller may keep its argument
	if err := codec.Decode(data, out, modelDecoders()...); err != nil {
		return r.unexpected(response.Misread("data", err))
	}
	return nil
}

func (r Request) operation() *operation.Operation {
	op := &operation.Operation{Name: "Do", Method: r.Method, Class: operation.Unknown}
	if r.Method == http.MethodGet {
		op.Class = operation.Safe
	}
	return op
}

func (r Request) body() request.Body {
	switch body := r.Body.(type) {
	case nil:
		return request.Body{}
	case url.Values:
		return request.FormOf(body)
	default:
		return request.JSON(body)
	}
}

func (r Request) validate() error {
	fields, _ := r.Body.(url.Values)
	return validate.All(
		r.validateBody(),
		validate.OneOf("Method", r.Method, http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete),
		validateValues("Query", r.Query),
		validateValues("Body", fields),
	)
}

// validateBody refuses bodies that encode to JSON which nobody expects: bytes to base64, a nil pointer to null.
func (r Request) validateBody() error {
	switch {
	case isTypedNil(r.Body):
		return errors.New("Body is a nil pointer: leave it nil for no body")
	case reflect.TypeOf(r.Body) == reflect.TypeFor[[]byte]():
		return errors.New("Body is bytes: use json.RawMessage for JSON that is already encoded")
	default:
		return nil
	}
}

func validateValues(name string, values url.Values) error {
	for field, list := range values {
		if err := validate.Text(name, strings.Join(slices.Concat([]string{field}, list), "")); err != nil {
			return err
		}
	}
	return nil
}

func validateOut(out any) error {
	if v := reflect.ValueOf(out); out != nil && (v.Kind() != reflect.Pointer || v.IsNil()) {
		return errors.New("out must be a pointer to decode into, or nil")
	}
	return nil
}

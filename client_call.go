package leeloo

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/leeloo-go/leeloo/internal/check"
	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/form"
	"github.com/leeloo-go/leeloo/internal/route"
)

// CallRequest is a call of an operation that the SDK does not know.
type CallRequest struct {
	// Method is GET, POST, PUT, PATCH or DELETE.
	Method string
	// Path is the path below the base URL, without a query: "/people/625946dd585052c1629f1b2b". Its segments take the
	// characters of an id alone.
	Path string
	// Query may be nil.
	Query url.Values
	// Body is nil, url.Values for a form (encoded as WithFormEncoding says), or anything that has a JSON.
	Body any
}

// Call calls an operation that the SDK does not know, under the same guards as the others: the token stays with its
// host, the answer is bounded and proves its success, and its data is decoded into out, a pointer, or nowhere if out
// is nil. Both ways JSON is that of encoding/json/v2: names match in their exact case, a nil slice is [], and
// json.Number is a string. The errors are those of every call; their Op is "Call".
//
// A GET counts as reading. Anything else is sent once, whatever the answer, unless RetryUnsafe says otherwise.
func (c *Client) Call(ctx context.Context, req CallRequest, out any, opts ...RequestOption) error {
	target := route.At(req.route(), req.Path)
	var s *service
	if c != nil {
		s = &service{c.core}
	}
	options, err := s.accept(ctx, opts)
	if err := check.All(err, req.validate(), validateOut(out)); err != nil {
		return invalid(target.Route, err)
	}
	r, err := s.deliver(ctx, target, req.content(), options, nil)
	if err != nil || out == nil {
		return err
	}
	data, err := r.data()
	if err != nil {
		return err
	}
	if err := codec.Tolerant(data, out); err != nil { // once: out is the caller's, and may do anything
		return r.unreadable(r.dataPath(), err)
	}
	return nil
}

func (r CallRequest) route() route.Route {
	of := route.Route{Name: "Call", Method: r.Method, Body: route.JSON, Class: route.Once}
	if r.Method == http.MethodGet {
		of.Class = route.Read
	}
	switch r.Body.(type) {
	case nil:
		of.Body = route.NoBody
	case url.Values:
		of.Body = route.Form
	}
	return of
}

func (r CallRequest) content() content {
	c := content{query: r.Query.Encode(), kind: r.route().Body, json: r.Body}
	if values, ok := r.Body.(url.Values); ok {
		c.form = form.Of(values)
	}
	return c
}

func (r CallRequest) validate() error {
	fields, _ := r.Body.(url.Values)
	return check.All(
		check.OneOf("Method", r.Method, http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete),
		validateValues("Query", r.Query),
		validateValues("Body", fields),
	)
}

func validateValues(name string, values url.Values) error {
	for field, list := range values {
		if err := check.Text(name, strings.Join(slices.Concat([]string{field}, list), "")); err != nil {
			return err
		}
	}
	return nil
}

func validateOut(out any) error {
	if v := reflect.ValueOf(out); out != nil && (v.Kind() != reflect.Pointer || v.IsNil()) {
		return errors.New("out is no pointer to decode into")
	}
	return nil
}

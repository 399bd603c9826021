// Package request turns an endpoint and the params of a method into the request that the transport sends.
package request

import (
	"errors"

	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/operation"
	"github.com/leeloo-go/leeloo/internal/transport"
)

// New returns the request for an endpoint and a body. It is encoded once: every attempt sends the same bytes.
func New(endpoint operation.Endpoint, body Body, encoding Encoding) (transport.Request, error) {
	path, err := endpoint.Expand()
	if err != nil {
		return transport.Request{}, err
	}
	r := transport.Request{Method: endpoint.Method, Path: path, Trace: endpoint.Class != operation.Safe}
	err = body.encode(&r, encoding)
	return r, err
}

// encode writes the body, or the query, into a request.
func (b Body) encode(r *transport.Request, encoding Encoding) (err error) {
	r.Query = b.query.Encode()
	switch {
	case b.kind == operation.NoBody && b.value != nil:
		r.Query, err = encodeQuery(b.value)
	case b.kind == operation.NoBody:
	case b.kind == operation.JSON:
		r.ContentType, r.Body, err = encodeJSON(b.value)
	case encoding == Multipart:
		r.ContentType, r.Body = encodeMultipart(b.fields)
	case encoding == AsJSON:
		r.ContentType, r.Body, err = encodeJSON(object(b.fields))
	default:
		r.ContentType, r.Body = "application/x-www-form-urlencoded", encodeURL(b.fields)
	}
	return err
}

// errNotJSON does not include the error of the codec, which may quote the body.
var errNotJSON = errors.New("the body cannot be encoded as JSON, or a text in it is not UTF-8")

func encodeJSON(value any) (contentType string, body []byte, err error) {
	if body, err = codec.Marshal(value); err != nil {
		err = errNotJSON
	}
	return "application/json", body, err
}

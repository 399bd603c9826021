package leeloo

import (
	"errors"

	"github.com/leeloo-go/leeloo/internal/attempt"
	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/form"
	"github.com/leeloo-go/leeloo/internal/route"
)

// content is what a request carries besides its path.
type content struct {
	query string
	kind  route.Body
	form  []form.Field // for a form
	json  any          // for JSON
}

// wired are params that stand on the wire in another shape: that of the struct that wire returns. Its json and url
// tags have the names of the wire. Other params have them in tags of their own.
type wired interface{ wire() any }

// formed are params that stand on the wire as a form. They give the fields in the order of their names.
type formed interface{ fields() []form.Field }

func contentOf(kind route.Body, p params) (content, error) {
	c := content{kind: kind}
	if kind == route.Form {
		c.form = p.(formed).fields()
		return c, nil
	}
	var fields any = p
	if w, ok := p.(wired); ok {
		fields = w.wire()
	}
	if kind == route.JSON {
		c.json = fields
		return c, nil
	}
	var err error
	c.query, err = form.Query(fields)
	return c, err
}

// encode writes the content, once for all attempts.
func (c content) encode(encoding FormEncoding) (attempt.Request, error) {
	r := attempt.Request{Query: c.query}
	var err error
	switch {
	case c.kind == route.NoBody:
		return r, nil
	case c.kind == route.JSON:
		r.ContentType, r.Body, err = encodeJSON(c.json)
	case encoding == FormMultipart:
		r.ContentType, r.Body, err = form.Multipart(c.form)
	case encoding == FormJSON:
		r.ContentType, r.Body, err = encodeJSON(form.Object(c.form))
	default:
		r.ContentType, r.Body = "application/x-www-form-urlencoded", form.URLEncoded(c.form)
	}
	return r, err
}

func encodeJSON(value any) (contentType string, body []byte, err error) {
	if body, err = codec.Marshal(value); err != nil {
		err = errors.New("the body has no JSON, or a text in it is not UTF-8: " + shown(codec.Path(err)))
	}
	return "application/json", body, err
}

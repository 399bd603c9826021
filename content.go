package leeloo

import (
	"errors"
	"net/url"

	"github.com/leeloo-go/leeloo/internal/attempt"
	"github.com/leeloo-go/leeloo/internal/codec"
	"github.com/leeloo-go/leeloo/internal/form"
	"github.com/leeloo-go/leeloo/internal/route"
)

// content is what a request carries besides its path.
type content struct {
	query url.Values
	kind  route.Body
	form  url.Values // for a form
	json  any        // for JSON, and for a form that is sent as JSON
}

// wired are params that stand on the wire in another shape: that of the struct that wire returns. Its json and url
// tags have the names of the wire. Other params have them in tags of their own.
type wired interface{ wire() any }

func contentOf(kind route.Body, p params) (content, error) {
	var fields any = p
	if w, ok := p.(wired); ok {
		fields = w.wire()
	}
	c := content{kind: kind, json: fields}
	if p == nil || kind == route.JSON {
		return c, nil
	}
	values, err := form.Values(fields)
	if kind == route.Form {
		c.form = values
	} else {
		c.query = values
	}
	return c, err
}

// encode writes the content, once for all attempts.
func (c content) encode(encoding FormEncoding) (attempt.Request, error) {
	r := attempt.Request{Query: c.query.Encode()}
	if c.kind == route.NoBody {
		return r, nil
	}
	if c.kind == route.Form && encoding == FormURLEncoded {
		r.ContentType, r.Body = "application/x-www-form-urlencoded", []byte(c.form.Encode())
		return r, nil
	}
	var err error
	if c.kind == route.Form && encoding == FormMultipart {
		r.ContentType, r.Body, err = form.Multipart(c.form)
		return r, err
	}
	r.ContentType = "application/json"
	if r.Body, err = codec.Marshal(c.json); err != nil {
		return r, errors.New("the body has no JSON, or a text in it is not UTF-8: " + shown(codec.Path(err)))
	}
	return r, nil
}

package request

import (
	"maps"
	"net/url"
	"reflect"
	"slices"

	"github.com/google/go-querystring/query"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// Body is what the params of an operation send, and how. The zero Body sends nothing.
type Body struct {
	kind   operation.Body
	value  any     // of a query or of JSON
	fields []Field // of a form
	query  url.Values
}

// Query sends the fields of a struct in the query, under the names of its url tags.
func Query(params any) Body { return Body{kind: operation.NoBody, value: params} }

// JSON sends a value as JSON.
func JSON(value any) Body { return Body{kind: operation.JSON, value: value} }

// Form sends the fields of a form. Fields without a text are left out.
func Form(fields ...Field) Body {
	return Body{kind: operation.Form, fields: slices.DeleteFunc(fields, func(f Field) bool { return f.Text == "" })}
}

// FormOf sends all values as a form, in the order of their names.
func FormOf(values url.Values) Body {
	b := Body{kind: operation.Form}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, text := range values[name] {
			b.fields = append(b.fields, Field{Name: name, Text: text})
		}
	}
	return b
}

// WithQuery sends values in the query besides the body.
func (b Body) WithQuery(values url.Values) Body {
	b.query = values
	return b
}

// Fields returns the fields of a form, and none for another body.
func (b Body) Fields() []Field { return b.fields }

func encodeQuery(params any) (string, error) {
	if params == nil || reflect.ValueOf(params).IsZero() { // the usual case, and free
		return "", nil
	}
	values, err := query.Values(params)
	return values.Encode(), err
}

// Package form writes queries and form bodies.
package form

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/url"
	"reflect"
	"slices"
	"strconv"

	"github.com/google/go-querystring/query"
)

// Query encodes the fields of a struct under the names of its url tags, each of which says omitempty.
func Query(fields any) (string, error) {
	if fields == nil || reflect.ValueOf(fields).IsZero() { // as most are, and then it costs nothing
		return "", nil
	}
	values, err := query.Values(fields)
	return values.Encode(), err
}

// Field is a field of a form.
type Field struct {
	Name, Text string
	Number     bool // in JSON the text is a whole number
}

// IsEmpty reports whether the field says nothing.
func (f Field) IsEmpty() bool { return f.Text == "" }

// Of returns the fields of values, in the order of their names.
func Of(values url.Values) (fields []Field) {
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, text := range values[name] {
			fields = append(fields, Field{Name: name, Text: text})
		}
	}
	return fields
}

// URLEncoded writes fields as application/x-www-form-urlencoded.
func URLEncoded(fields []Field) []byte {
	body := make([]byte, 0, 64*len(fields))
	for i, field := range fields {
		if i > 0 {
			body = append(body, '&')
		}
		body = append(body, url.QueryEscape(field.Name)...)
		body = append(body, '=')
		body = append(body, url.QueryEscape(field.Text)...)
	}
	return body
}

// Multipart writes fields as multipart/form-data.
func Multipart(fields []Field) (contentType string, body []byte, err error) {
	var buffer bytes.Buffer
	buffer.Grow(256 * (len(fields) + 1)) // an ordinary part has less
	writer := multipart.NewWriter(&buffer)
	for _, field := range fields {
		if err := writer.WriteField(field.Name, field.Text); err != nil {
			return "", nil, err
		}
	}
	err = writer.Close()
	return writer.FormDataContentType(), buffer.Bytes(), err
}

// Object returns fields as what a JSON object is encoded from: a value for a name, a list for a name that repeats.
func Object(fields []Field) map[string]any {
	object := make(map[string]any, len(fields))
	for _, field := range fields {
		switch before := object[field.Name].(type) {
		case nil:
			object[field.Name] = field.value()
		case []any:
			object[field.Name] = append(before, field.value())
		default:
			object[field.Name] = []any{before, field.value()}
		}
	}
	return object
}

func (f Field) value() any {
	if number, err := strconv.ParseInt(f.Text, 10, 64); f.Number && err == nil {
		return number
	}
	return f.Text
}

// Package form writes queries and form bodies.
package form

import (
	"bytes"
	"maps"
	"mime/multipart"
	"net/url"
	"slices"

	"github.com/google/go-querystring/query"
)

// Values returns the fields of a struct under the names of its url tags; nil gives none.
func Values(fields any) (url.Values, error) {
	if fields == nil {
		return nil, nil
	}
	return query.Values(fields)
}

// Multipart writes values as multipart/form-data, in the order of their names.
func Multipart(values url.Values) (contentType string, body []byte, err error) {
	var buffer bytes.Buffer
	writer := multipart.NewWriter(&buffer)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		for _, value := range values[name] {
			if err := writer.WriteField(name, value); err != nil {
				return "", nil, err
			}
		}
	}
	err = writer.Close()
	return writer.FormDataContentType(), buffer.Bytes(), err
}

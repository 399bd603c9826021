package fake

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/url"
)

const (
	typeURLEncoded = "application/x-www-form-urlencoded"
	typeMultipart  = "multipart/form-data"
	typeJSON       = "application/json"
)

var errBody = errors.New("leelootest: the body does not match its content type")

// DecodeBody returns the fields of a JSON object, a URL-encoded form or a multipart form. An empty body has no fields.
func DecodeBody(contentType string, body []byte) (map[string]any, error) {
	if len(body) == 0 {
		return map[string]any{}, nil
	}
	mediaType, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		return nil, errBody
	}
	switch mediaType {
	case typeJSON:
		return decodeJSON(body)
	case typeURLEncoded:
		return decodeForm(body)
	case typeMultipart:
		return decodeMultipart(body, params["boundary"])
	}
	return nil, errBody
}

// MediaType returns a content type without its parameters.
func MediaType(contentType string) string {
	mediaType, _, err := mime.ParseMediaType(contentType)
	if err != nil {
		return contentType
	}
	return mediaType
}

func decodeJSON(body []byte) (fields map[string]any, err error) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber() // keeps the digits of a price
	if err := decoder.Decode(&fields); err != nil || fields == nil {
		return nil, errBody
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errBody
	}
	return fields, nil
}

func decodeForm(body []byte) (map[string]any, error) {
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, errBody
	}
	return firstValues(values), nil
}

func decodeMultipart(body []byte, boundary string) (map[string]any, error) {
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	form, err := reader.ReadForm(int64(len(body)))
	if err != nil {
		return nil, errBody
	}
	defer form.RemoveAll()
	return firstValues(form.Value), nil
}

func firstValues(values map[string][]string) map[string]any {
	fields := make(map[string]any, len(values))
	for name, list := range values {
		fields[name] = list[0]
	}
	return fields
}

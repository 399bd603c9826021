package leelootest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

var noon = time.Date(2025, 6, 1, 12, 0, 0, 250e6, time.UTC)

// object is a JSON object.
type object = map[string]any

// wire sends requests by net/http, so that these tests do not depend on the SDK.
type wire struct {
	t testing.TB
	*Server
	Dataset
}

func newWire(t testing.TB, people int, opts ...Option) wire {
	s := New(t, append([]Option{WithClock(func() time.Time { return noon })}, opts...)...)
	return wire{t, s, s.Seed(people)}
}

func (w wire) request(method, path, contentType, body string) *http.Request {
	w.t.Helper()
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.URL+path, strings.NewReader(body))
	require.NoError(w.t, err)
	r.Header.Set("X-Leeloo-AuthToken", w.Token)
	if contentType != "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r
}

func (w wire) do(r *http.Request) (status int, header http.Header, body []byte) {
	w.t.Helper()
	response, err := http.DefaultTransport.RoundTrip(r) // a Client would follow redirects
	require.NoError(w.t, err)
	defer response.Body.Close()
	body, err = io.ReadAll(response.Body)
	require.NoError(w.t, err)
	return response.StatusCode, response.Header, body
}

func (w wire) send(method, path, contentType, body string) object {
	w.t.Helper()
	status, header, response := w.do(w.request(method, path, contentType, body))
	require.Equal(w.t, http.StatusOK, status, "%s", response)
	require.Equal(w.t, "application/json; charset=utf-8", header.Get("Content-Type"))
	return parse(w.t, response)
}

func (w wire) get(path string) object {
	w.t.Helper()
	return w.send(http.MethodGet, path, "", "")
}

func (w wire) json(method, path string, body any) object {
	w.t.Helper()
	text, err := json.Marshal(body)
	require.NoError(w.t, err)
	return w.send(method, path, "application/json", string(text))
}

// ok is json for a request that must succeed.
func (w wire) ok(method, path string, body any) object {
	w.t.Helper()
	response := w.json(method, path, body)
	require.Equal(w.t, json.Number("1"), response["status"], "%v", response)
	return response
}

func (w wire) data(path string) object {
	w.t.Helper()
	response := w.get(path)
	require.IsType(w.t, object{}, response["data"], "%v", response)
	return response["data"].(object)
}

func (w wire) items(path string) []object {
	w.t.Helper()
	return itemsOf(w.t, w.get(path))
}

func itemsOf(t testing.TB, response object) []object {
	t.Helper()
	require.IsType(t, []any{}, response["data"], "%v", response)
	var items []object
	for _, item := range response["data"].([]any) {
		items = append(items, item.(object))
	}
	return items
}

func column(items []object, name string) []any {
	values := []any{}
	for _, item := range items {
		values = append(values, item[name])
	}
	return values
}

func parse(t testing.TB, body []byte) (value object) {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&value), "%s", body)
	return value
}

// fieldsOf returns the fields of a failure.
func fieldsOf(t testing.TB, response object) object {
	t.Helper()
	require.Equal(t, json.Number("0"), response["status"], "%v", response)
	require.NotContains(t, response, "data")
	fields, _ := response["error"].(object)["fields"].(object)
	return fields
}

func codeOf(response object) any { return response["error"].(object)["code"] }

func urlEncoded(fields map[string]string) (contentType, body string) {
	values := url.Values{}
	for name, value := range fields {
		values.Set(name, value)
	}
	return "application/x-www-form-urlencoded", values.Encode()
}

func multipartForm(t testing.TB, fields map[string]string) (contentType, body string) {
	var buffer bytes.Buffer
	form := multipart.NewWriter(&buffer)
	for name, value := range fields {
		require.NoError(t, form.WriteField(name, value))
	}
	require.NoError(t, form.Close())
	return form.FormDataContentType(), buffer.String()
}

// wellFormedID is a valid id that does not exist.
const wellFormedID = "ffffffffffffffffffffffff"

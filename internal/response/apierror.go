package response

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// APIError is the error member of a response. It may quote what was sent, for example a phone.
type APIError struct {
	Code    string
	Message string
	Fields  map[string]string // nested names are flattened: "a.b", "data.0.email"
}

const (
	maxTextBytes   = 1 << 10
	maxPathBytes   = 256 // of a field name, which repeats the names above it
	maxFieldsBytes = 64 << 10
	maxFieldDepth  = 8
)

// parseAPIError never fails: whatever the error member contains, the request has failed.
func parseAPIError(pool *codec.Pool, value []byte) *APIError {
	e := &APIError{}
	if !codec.IsObject(value) {
		e.Message = textOf(value)
		return e
	}
	if len(value) <= maxTextBytes && pool.Read(value, codec.ReadFunc(e.read)) == nil {
		return e // the usual case
	}
	*e = APIError{}
	_ = codec.Read(value, codec.ReadFunc(func(r *codec.Reader) { // cannot fail: the envelope was read
		for place := range r.Object(apiErrorNames) {
			switch raw := r.Raw(); place {
			case 0:
				e.Code = textOf(raw)
			case 1:
				e.Message = textOf(raw)
			case 2:
				e.parseFields(raw)
			}
		}
	}))
	return e
}

var apiErrorNames = []string{"code", "message", "fields"}

// read reads an error whose fields are not nested.
func (e *APIError) read(r *codec.Reader) {
	for place := range r.Object(apiErrorNames) {
		switch place {
		case 0:
			e.Code = r.Text()
		case 1:
			e.Message = r.Text()
		case 2:
			for name, code := range r.StringMap() {
				e.setField(name, code)
			}
		}
	}
}

func (e *APIError) parseFields(value []byte) {
	e.Fields = make(map[string]string)
	if len(value) <= maxFieldsBytes {
		e.flatten("", codec.Any(value), 0)
		return
	}
	_ = codec.Read(value, codec.ReadFunc(func(r *codec.Reader) {
		for range r.Object([]string{"authToken"}) { // it decides which kind of error this is
			r.Skip()
			e.Fields["authToken"] = ""
		}
	}))
}

func (e *APIError) flatten(path string, value any, depth int) {
	prefix := path
	if prefix != "" {
		prefix += "."
	}
	inner := children(value)
	if depth < maxFieldDepth && len(inner) > 0 {
		for name, child := range inner {
			e.flatten(cut(prefix+name, maxPathBytes), child, depth+1)
		}
	} else if path != "" {
		e.setField(path, cut(scalarText(value), maxTextBytes))
	}
}

// setField names a nested field with dots. The API writes "data/0/email".
func (e *APIError) setField(name, code string) {
	if e.Fields == nil {
		e.Fields = make(map[string]string)
	}
	e.Fields[strings.ReplaceAll(strings.TrimPrefix(name, "/"), "/", ".")] = code
}

func children(value any) map[string]any {
	switch value := value.(type) {
	case map[string]any:
		return value
	case []any:
		numbered := make(map[string]any, len(value))
		for i, child := range value {
			numbered[strconv.Itoa(i)] = child
		}
		return numbered
	default:
		return nil
	}
}

func scalarText(value any) string {
	switch value.(type) {
	case string, bool, float64:
		return fmt.Sprint(value)
	default:
		return ""
	}
}

// textOf returns the beginning of a text, and "" for an object or an array.
func textOf(value []byte) string {
	text, _ := codec.TextOf(value)
	return cut(text, maxTextBytes)
}

// cut copies what it shortens, so that the memory of the long text can be freed.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return strings.ToValidUTF8(text, "")
	}
	return strings.Clone(strings.ToValidUTF8(text[:limit], ""))
}

// isServerError reports whether the error is an exception of the server. The request may have been applied.
func (e *APIError) isServerError() bool { return e != nil && e.Code == "SERVER_ERROR" }

// isUnauthorized reports whether the token was missing or not accepted.
func (e *APIError) isUnauthorized() bool {
	if e == nil {
		return false
	}
	for name := range e.Fields {
		if name == "authToken" || strings.HasPrefix(name, "authToken.") {
			return true
		}
	}
	return false
}

package envelope

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/leeloo-go/leeloo/internal/codec"
)

// Failure is the error of an answer, in the API's words. They may quote what was sent, a client's phone for instance.
type Failure struct {
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Fields  map[string]string `json:"fields"` // nested ones are flattened: "a.b", "c.0"
}

// Server reports whether the failure is an exception of the server: it may have come after the work was done.
func (f *Failure) Server() bool { return f != nil && f.Code == "SERVER_ERROR" }

// Unauthorized reports whether the token was missing or not accepted.
func (f *Failure) Unauthorized() bool {
	if f == nil {
		return false
	}
	for name := range f.Fields {
		if name == "authToken" || strings.HasPrefix(name, "authToken.") {
			return true
		}
	}
	return false
}

// Without returns the failure with the token crossed out, wherever the server quotes it.
func (f *Failure) Without(token string) *Failure {
	const tooShort = 8 // a token so short would be found in every word, and is none of Leeloo's
	if f == nil || len(token) < tooShort {
		return f
	}
	if !f.quotes(token) {
		return f
	}
	out := func(text string) string { return strings.ReplaceAll(text, token, "…") }
	clean := &Failure{Code: out(f.Code), Message: out(f.Message), Fields: make(map[string]string, len(f.Fields))}
	for name, code := range f.Fields {
		clean.Fields[out(name)] = out(code)
	}
	return clean
}

func (f *Failure) quotes(token string) bool {
	for name, code := range f.Fields {
		if strings.Contains(name, token) || strings.Contains(code, token) {
			return true
		}
	}
	return strings.Contains(f.Code, token) || strings.Contains(f.Message, token)
}

const (
	maxTextBytes   = 1 << 10
	maxPathBytes   = 256 // of a field; the names above it stand in it, again for each
	maxFieldsBytes = 64 << 10
	maxFieldDepth  = 8
)

// parseFailure never fails: whatever stands in the error member, the call has failed.
func parseFailure(value []byte) *Failure {
	f := &Failure{}
	if !codec.IsObject(value) {
		f.Message = cutText(value)
		return f
	}
	if len(value) <= maxTextBytes && codec.Unmarshal(value, f) == nil {
		return f // which is what it looks like as a rule
	}
	*f = Failure{}
	_ = codec.Members(value, func(name, member []byte) error { // whole, since the envelope was read
		switch string(name) {
		case "code":
			f.Code = cutText(member)
		case "message":
			f.Message = cutText(member)
		case "fields":
			f.parseFields(member)
		}
		return nil
	})
	return f
}

func (f *Failure) parseFields(value []byte) {
	f.Fields = make(map[string]string)
	if len(value) <= maxFieldsBytes {
		f.flatten("", codec.Any(value), 0)
		return
	}
	_ = codec.Members(value, func(name, _ []byte) error {
		if string(name) == "authToken" { // the one that decides what kind of failure it is
			f.Fields["authToken"] = ""
		}
		return nil
	})
}

func (f *Failure) flatten(path string, value any, depth int) {
	prefix := path
	if prefix != "" {
		prefix += "."
	}
	inner := children(value)
	if depth < maxFieldDepth && len(inner) > 0 {
		for name, child := range inner {
			f.flatten(cut(prefix+name, maxPathBytes), child, depth+1)
		}
	} else if path != "" {
		f.Fields[path] = cut(text(value), maxTextBytes)
	}
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

func text(scalar any) string {
	switch scalar := scalar.(type) {
	case string, bool, float64:
		return fmt.Sprint(scalar)
	default:
		return ""
	}
}

// cutText returns the beginning of a text, "" for what is none.
func cutText(value []byte) string {
	text, _ := codec.Text(value)
	return cut(text, maxTextBytes)
}

// cut copies what it has to cut, so that the rest of the long text can go.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return strings.ToValidUTF8(text, "")
	}
	return strings.Clone(strings.ToValidUTF8(text[:limit], ""))
}

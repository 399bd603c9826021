package request

import (
	"strings"
	"sync"

	"github.com/leeloo-go/leeloo/internal/operation"
)

// Encoding is how a form is sent.
type Encoding uint8

// The encodings of a form.
const (
	Auto Encoding = iota // URL-encoded, or JSON for an operation whose forms the API does not read
	URLEncoded
	Multipart
	AsJSON
)

// Forms chooses the encoding of forms for a client. The API asks for form-data in four operations and for JSON in all.
type Forms struct {
	Encoding Encoding

	unread sync.Map // of *operation.Operation: the API does not read its forms
}

// For returns the encoding of the forms of an operation.
func (f *Forms) For(op *operation.Operation) Encoding {
	if _, unread := f.unread.Load(op); unread {
		return AsJSON
	}
	return f.Encoding
}

// SwitchToJSON makes the forms of an operation JSON from now on, and reports whether a refused form is to be sent again
// as JSON. Only Auto switches. Forms that are refused at the same time are all sent again.
func (f *Forms) SwitchToJSON(op *operation.Operation) bool {
	if f.Encoding != Auto || op.Class == operation.Unknown {
		return false
	}
	f.unread.Store(op, nil)
	return true
}

// UnreadField returns the name of a field that the API requires although the form contains it, and "" if there is none
// or if the API refuses anything else. Such a refusal proves that the API did not read the form, and applied nothing.
func (b Body) UnreadField(refused map[string]string) string {
	for _, code := range refused {
		if code != "REQUIRED" {
			return ""
		}
	}
	for _, field := range b.fields {
		for name := range refused { // a nested name, "tags.0", is one of the field
			if name == field.Name || strings.HasPrefix(name, field.Name+".") {
				return field.Name
			}
		}
	}
	return ""
}

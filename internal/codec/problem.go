package codec

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// problem is an error of this package's own words, which hold nothing of the JSON.
type problem string

func (p problem) Error() string { return string(p) }

// Problem says what is wrong with JSON that could not be read, without a byte of it: the errors of the JSON package
// quote names and texts, and those may be a client's.
func Problem(err error) string {
	if own, ok := errors.AsType[problem](err); ok {
		return string(own)
	}
	if errors.Is(err, jsontext.ErrDuplicateName) {
		return "a name stands twice in one JSON object"
	}
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the JSON ends too early"
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return fmt.Sprintf("not JSON at byte %d", syntactic.ByteOffset)
	}
	return "want another JSON type"
}

// Path returns where in the value an error of Unmarshal or Marshal lies: "3.id". It is empty for the value itself.
func Path(err error) string {
	if semantic, ok := errors.AsType[*json.SemanticError](err); ok {
		return dotted(semantic.JSONPointer)
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		return dotted(syntactic.JSONPointer)
	}
	return ""
}

func dotted(pointer jsontext.Pointer) string {
	return strings.ReplaceAll(strings.TrimPrefix(string(pointer), "/"), "/", ".")
}
